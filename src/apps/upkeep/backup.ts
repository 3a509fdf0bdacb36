import { mkdir, readdir, readFile, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Settings } from '../../../config/settings.js';
import { Clock } from '../../kernel/index.js';
import { keyFile } from '../secrets.js';
import { ArchiveWriter } from './archive.js';
import { openOwnerDatabase, withClient } from './owner-database.js';
import { writeSnapshot } from './snapshot.js';
import { PlainError, sized, type Words } from './words.js';

const original = /^[0-9a-f]{64}$/;
const chunk = 1024 * 1024;
export interface BackupOptions { readonly file: string | null; readonly photos: boolean }

/** One file with everything but the key: the database at one instant, and the photos as they came. The service may go on meanwhile. Returns where it lies. */
export async function backup(settings: Settings, options: BackupOptions, words: Words, report: (line: string) => void): Promise<string> {
  const stamp = new Clock().date().toISOString().slice(0, 19).replaceAll(':', '').replace('T', '-');
  const file = resolve(options.file ?? join(settings.dataDir, 'backups', `serentak-${stamp}.backup`));
  if (await stat(file).then(() => true, () => false)) throw new PlainError(words(`${file} sudah ada: pilih nama lain.`, `${file} is there already: choose another name.`));
  const database = await openOwnerDatabase(settings, words);
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    const archive = new ArchiveWriter(file);
    try {
      const { about, rows } = await withClient(database.ownerUrl, words, async (client) => {
        if (!(await client.query(`SELECT to_regclass('app.migration') AS is`)).rows[0]?.is) throw new PlainError(words('Database ini masih kosong: belum ada yang perlu dicadangkan.', 'This database is empty: there is nothing to back up yet.'));
        return writeSnapshot(client, archive);
      });
      const photos = options.photos ? await writePhotos(settings.photoDir, archive) : 0;
      await archive.end({ rows, photos });
      const total = Object.values(rows).reduce((sum, n) => sum + n, 0);
      report(words(`Cadangan selesai: ${file} (${sized((await stat(file)).size)}, ${total} baris, ${photos} foto).`, `Backed up: ${file} (${sized((await stat(file)).size)}, ${total} rows, ${photos} photos).`));
      if (about.keys.length > 0) report(words(`Kunci tidak ikut di dalamnya. Simpan di tempat terpisah kunci bernomor ${about.keys.join(', ')} (${keyFile(settings) ?? 'ENCRYPTION_KEY'}): tanpanya semua toko harus disambungkan ulang.`, `The key is not in it. Keep the key with id ${about.keys.join(', ')} (${keyFile(settings) ?? 'ENCRYPTION_KEY'}) in another place: without it every shop must be connected anew.`));
      return file;
    } catch (error) {
      await archive.abandon();
      if ((error as NodeJS.ErrnoException).code === 'ENOSPC') throw new PlainError(words(`Disk penuh: cadangan tidak jadi dibuat. Kosongkan tempat di ${dirname(file)}.`, `The disk is full: no backup was made. Make room in ${dirname(file)}.`));
      throw error;
    }
  } finally {
    await database.stop();
  }
}

/** Smaller pictures are made again when they are asked for. */
async function writePhotos(dir: string, archive: ArchiveWriter): Promise<number> {
  let count = 0;
  for (const folder of (await readdir(dir).catch(() => [])).filter((name) => /^[0-9a-f]{2}$/.test(name)).sort()) {
    for (const name of (await readdir(join(dir, folder))).filter((entry) => original.test(entry)).sort()) {
      const bytes = await readFile(join(dir, folder, name)).catch(() => null);
      if (!bytes) continue;
      await archive.json('photo', { name });
      for (let at = 0; at < bytes.length; at += chunk) await archive.frame('data', bytes.subarray(at, at + chunk));
      count += 1;
    }
  }
  return count;
}
