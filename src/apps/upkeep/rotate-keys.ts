import { DataSource } from 'typeorm';
import type { Settings } from '../../../config/settings.js';
import { Clock, Database, Facts, keyId } from '../../kernel/index.js';
import { keyFile, knownKeys, newKey, openSealer, writeKeys } from '../secrets.js';
import { openOwnerDatabase, withClient } from './owner-database.js';
import { reseal } from './reseal.js';
import { keyCounts } from './snapshot.js';
import { PlainError, type Words } from './words.js';

/** Longer than a running service takes to see that the key file changed, ms. */
const takenUpMs = 7_000;

/**
 * Changes the key while the service runs: (1) a new key is put before the old one in the key file, where running services find it within seconds; (2) what hangs on the old one is sealed anew, until nothing does;
 * (3) with `finish`, and only then, the old key leaves the file. Cut short anywhere, the same command goes on. Keys that stand in the environment itself are changed there by hand; then this does (2).
 */
export async function rotateKeys(settings: Settings, options: { readonly finish: boolean }, words: Words, report: (line: string) => void, pause: (ms: number) => Promise<void>): Promise<void> {
  const file = keyFile(settings);
  let keys = knownKeys(settings);
  if (keys.length === 0) throw new PlainError(words('Belum ada kunci di sini: ENCRYPTION_KEY kosong dan folder data tidak berisi encryption-key.', 'There is no key here: ENCRYPTION_KEY is not set, and the data folder holds no encryption-key.'));
  if (keys.length === 1 && options.finish) throw new PlainError(words('Hanya ada satu kunci: tidak ada kunci lama yang perlu dibuang.', 'There is only one key: no old one is left to remove.'));
  if (keys.length === 1) {
    if (file === null) throw new PlainError(words('ENCRYPTION_KEY berisi satu kunci. Isi dengan "lama,baru" dan nyalakan ulang semua proses; lalu "baru,lama" dan nyalakan ulang lagi; lalu jalankan perintah ini.', 'ENCRYPTION_KEY holds one key. Set it to "old,new" and restart every process; then to "new,old" and restart again; then run this.'));
    keys = [newKey(), ...keys];
    writeKeys(settings, file, keys);
    report(words(`Kunci baru ${keyId(keys[0] ?? '')} ditulis ke ${file}; proses yang berjalan memakainya dalam beberapa detik.`, `The new key ${keyId(keys[0] ?? '')} is in ${file}; running processes use it within seconds.`));
    await pause(takenUpMs);
  }
  const current = keyId(keys[0] ?? '');
  const database = await openOwnerDatabase(settings, words);
  try {
    const source = await new DataSource({ type: 'postgres', url: database.appUrl, schema: 'app', extra: { max: 2, application_name: 'serentak upkeep' } }).initialize();
    try {
      const own = new Database(source, new Clock(), new Facts()), sealer = openSealer(settings);
      for (let n = await reseal(own, sealer, 5_000), all = n; n > 0; n = await reseal(own, sealer, 5_000), all += n) report(words(`${all} rahasia dikunci ulang …`, `${all} secrets sealed anew …`));
    } finally {
      await source.destroy();
    }
    const counts = await withClient(database.ownerUrl, words, async (client) => { await client.query('DELETE FROM app.consent WHERE expires_at < now()'); return keyCounts(client); });
    const old = [...counts].filter(([id]) => id !== current), left = old.reduce((sum, [, n]) => sum + n, 0);
    if (left > 0) throw new PlainError(words(`${left} rahasia masih memakai kunci lain (${old.map(([id]) => id).join(', ')}): tunggu 15 menit, lalu jalankan lagi perintah ini.`, `${left} secrets still hang on another key (${old.map(([id]) => id).join(', ')}): wait 15 minutes, then run this again.`));
    const others = keys.slice(1).map(keyId).join(', ');
    if (!options.finish || file === null) {
      report(words(`Semua rahasia kini memakai kunci ${current}. Kunci lama ${others} boleh dibuang${file ? ': npm run keys:rotate -- --finish' : ' dari ENCRYPTION_KEY'}. Simpan untuk membuka cadangan yang dibuat sebelum ini.`,
        `All secrets hang on the key ${current}. The old key ${others} may be removed${file ? ': npm run keys:rotate -- --finish' : ' from ENCRYPTION_KEY'}. Keep it for backups made before this.`));
      return;
    }
    writeKeys(settings, file, keys.slice(0, 1));
    report(words(`Kunci lama ${others} sudah dibuang dari ${file}.`, `The old key ${others} is removed from ${file}.`));
  } finally {
    await database.stop();
  }
}
