import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import type pg from 'pg';
import type { Settings } from '../../../config/settings.js';
import { keyId, migrate } from '../../kernel/index.js';
import { PhotoStore } from '../../photos/index.js';
import { knownKeys } from '../secrets.js';
import { afterRestore } from './after-restore.js';
import { ArchiveError, readArchive } from './archive.js';
import { openOwnerDatabase, withClient } from './owner-database.js';
import { SnapshotLoader, tablesOf, unknownSteps, type About } from './snapshot.js';
import { PlainError, type Words } from './words.js';

export interface RestoreOptions { readonly file: string; readonly replace: boolean; readonly withoutKey: boolean }
interface End { readonly rows: Readonly<Record<string, number>>; readonly photos: number }

/** Puts a backup back, whole or not at all: everything happens in one transaction that ends only when the file has proved complete. Photos are named by their content, so that those written before a refusal do no harm. */
export async function restore(settings: Settings, options: RestoreOptions, words: Words, report: (line: string) => void): Promise<void> {
  if (!(await stat(options.file).then((found) => found.isFile(), () => false))) throw new PlainError(words(`${options.file} tidak ada: periksa nama berkasnya.`, `There is no file ${options.file}: check its name.`));
  const database = await openOwnerDatabase(settings, words, true);
  try {
    const about = await withClient(database.ownerUrl, words, async (client) => {
      await client.query('BEGIN');
      // A start that wants to migrate waits until this is over.
      await client.query(`SELECT pg_advisory_xact_lock(hashtext('serentak migrate'))`);
      await mayReplace(client, options, words);
      const done = await load(client, settings, options, words, report);
      await client.query('COMMIT');
      for (const { name } of await tablesOf(client)) await client.query(`ANALYZE app."${name}"`);
      return done;
    });
    await migrate(database.ownerUrl);
    report(words(`Data kembali seperti ${about.madeAt}. Nyalakan Serentak: pesanan sesudah itu diambil lagi, stok dan harga dikirim ulang, dan tidak ada produk dibuat sebelum dicari dulu di toko. Semua orang masuk lagi.`,
      `The data are as they were at ${about.madeAt}. Start Serentak: orders since then are pulled again, stock and prices are sent anew, and nothing is made in a shop before it was looked for there. Everybody signs in again.`));
  } finally {
    await database.stop();
  }
}

async function mayReplace(client: pg.Client, options: RestoreOptions, words: Words): Promise<void> {
  const role = await client.query(`SELECT 1 FROM pg_roles WHERE rolname = 'serentak_app'`);
  if (role.rowCount === 0) throw new PlainError(words('Peran serentak_app belum ada di PostgreSQL ini: buat dulu (lihat docs/operations.md).', 'This PostgreSQL has no role serentak_app: make it first (see docs/operations.md).'));
  // A server lets go of the connections of a process that has just ended a moment later.
  for (let round = 0; await isBusy(client); round += 1) {
    if (round === 6) throw new PlainError(words('Serentak masih berjalan dengan database ini: hentikan semua prosesnya dulu, lalu pulihkan.', 'Serentak still runs on this database: stop all of its processes first, then restore.'));
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  if (!(await client.query(`SELECT to_regclass('app.cooperative') AS is`)).rows[0]?.is) return;
  const any = await client.query('SELECT 1 FROM app.cooperative LIMIT 1');
  if (any.rowCount !== 0 && !options.replace) throw new PlainError(words('Database ini sudah berisi. Kalau isinya memang harus diganti, tambahkan --replace (cadangkan dulu: npm run backup).', 'This database is not empty. If its content is to be replaced, add --replace (back it up first: npm run backup).'));
}

async function isBusy(client: pg.Client): Promise<boolean> {
  await client.query('SELECT pg_stat_clear_snapshot()');
  const { rowCount } = await client.query(`SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name LIKE 'serentak%' AND application_name <> 'serentak upkeep' LIMIT 1`);
  return rowCount !== 0;
}

async function load(client: pg.Client, settings: Settings, options: RestoreOptions, words: Words, report: (line: string) => void): Promise<About> {
  const store = new PhotoStore(settings.photoDir);
  await store.open();
  let about: About | null = null, loader: SnapshotLoader | null = null, end: End | null = null;
  let photo: { name: string; parts: Buffer[] } | null = null, photos = 0;
  const keep = async (): Promise<void> => {
    if (!photo) return;
    const bytes = Buffer.concat(photo.parts);
    if (createHash('sha256').update(bytes).digest('hex') !== photo.name) throw new ArchiveError('damaged');
    await store.put(photo.name, bytes);
    photos += 1;
    photo = null;
  };
  try {
    for await (const { kind, bytes } of readArchive(options.file)) {
      if (kind === 'about') {
        about = JSON.parse(bytes.toString()) as About;
        if (unknownSteps(about).length > 0) throw new ArchiveError('newer');
        await mayOpen(about, settings, options, words);
        report(words(`Memulihkan cadangan dari ${about.madeAt} …`, `Restoring the backup of ${about.madeAt} …`));
        loader = new SnapshotLoader(client, about);
        await loader.begin();
      } else if (kind === 'table') await loader?.table(JSON.parse(bytes.toString()) as { name: string; columns: string[] });
      else if (kind === 'photo') {
        await keep();
        photo = { ...(JSON.parse(bytes.toString()) as { name: string }), parts: [] };
      } else if (kind === 'end') end = JSON.parse(bytes.toString()) as End;
      else if (photo) photo.parts.push(Buffer.from(bytes));
      else await loader?.data(bytes);
    }
    await keep();
    if (!about || !loader || !end) throw new ArchiveError('damaged');
    const { madeAt } = about;
    await loader.finish((owner) => afterRestore(owner, madeAt));
    for (const [table, n] of Object.entries(end.rows)) if (loader.rows[table] !== n) throw new ArchiveError('damaged');
    if (photos !== end.photos) throw new ArchiveError('damaged');
    return about;
  } catch (error) {
    if (!(error instanceof ArchiveError)) throw error;
    const said = {
      foreign: ['Berkas ini bukan cadangan Serentak.', 'This file is no backup of Serentak.'], newer: ['Cadangan ini dibuat Serentak yang lebih baru: perbarui dulu program ini.', 'This backup was made by a later Serentak: update this one first.'],
      cut: ['Cadangan ini terpotong: pembuatannya tidak selesai, atau salinannya kurang. Pakai cadangan lain atau salin ulang.', 'This backup is cut short: it was not finished, or not copied whole. Use another one, or copy it again.'],
      damaged: ['Cadangan ini rusak: isinya bukan yang dulu ditulis. Pakai cadangan lain atau salin ulang.', 'This backup is damaged: its content is not what was written. Use another one, or copy it again.'],
    } as const;
    throw new PlainError(`${words(said[error.why][0], said[error.why][1])} ${words('Tidak ada yang diubah.', 'Nothing was changed.')}`);
  }
}

/** Without its keys a backup is half of one: said before anything is done. */
async function mayOpen(about: About, settings: Settings, options: RestoreOptions, words: Words): Promise<void> {
  const here = new Set(knownKeys(settings).map(keyId)), missing = about.keys.filter((id) => !here.has(id));
  if (missing.length === 0 || options.withoutKey) return;
  throw new PlainError(words(`Cadangan ini memakai kunci ${missing.join(', ')}, yang tidak ada di sini. Kembalikan kunci itu (ENCRYPTION_KEY, atau berkas encryption-key di folder data); kalau kuncinya hilang, tambahkan --without-key: semua toko lalu disambungkan ulang.`,
    `The secrets in this backup are sealed with the key ${missing.join(', ')}, which is not here. Put it back (ENCRYPTION_KEY, or the file encryption-key in the data folder); if it is lost, add --without-key: every shop is then connected anew.`));
}
