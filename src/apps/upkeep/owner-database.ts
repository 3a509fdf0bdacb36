import { existsSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import type { Settings } from '../../../config/settings.js';
import { startEmbedded } from '../postgres/embedded.js';
import { PlainError, type Words } from './words.js';

export interface OwnerDatabase { readonly ownerUrl: string; readonly appUrl: string; stop(): Promise<void> }

/** The database as its owner sees it: yours by DATABASE_OWNER_URL, or the one kept in the data folder, which is started for as long as this takes unless the service runs it. `make`: it may be an empty new one. */
export async function openOwnerDatabase(settings: Settings, words: Words, make = false): Promise<OwnerDatabase> {
  if (settings.databaseUrl !== null) {
    if (settings.databaseOwnerUrl === null) throw new PlainError(words('DATABASE_OWNER_URL belum diisi: alamat PostgreSQL dengan peran pemiliknya (serentak_owner). Isi, lalu jalankan lagi.', 'DATABASE_OWNER_URL is missing: the address of PostgreSQL, as the role that owns it (serentak_owner). Set it, then run this again.'));
    return { ownerUrl: settings.databaseOwnerUrl, appUrl: settings.databaseUrl, stop: async () => undefined };
  }
  if (!make && !existsSync(join(settings.dataDir, 'postgres.json'))) throw new PlainError(words(`Di ${settings.dataDir} belum ada data: isi DATA_DIR dengan folder yang benar, atau DATABASE_URL dan DATABASE_OWNER_URL.`, `There are no data in ${settings.dataDir}: set DATA_DIR to the right folder, or DATABASE_URL and DATABASE_OWNER_URL.`));
  const embedded = await startEmbedded({ dataDir: settings.dataDir });
  return { ownerUrl: embedded.ownerUrl, appUrl: embedded.appUrl, stop: async () => { if (!embedded.found) await embedded.stop(); } };
}

/** One connection, ended whatever happens. A server that is not there is told in one sentence. */
export async function withClient<T>(url: string, words: Words, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, application_name: 'serentak upkeep' });
  client.on('error', () => undefined);
  await client.connect().catch((error: unknown) => { throw new PlainError(words(`PostgreSQL tidak bisa dihubungi: ${(error as Error).message}. Periksa alamatnya dan apakah servernya hidup.`, `PostgreSQL cannot be reached: ${(error as Error).message}. Check its address, and that it runs.`)); });
  try {
    return await work(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}
