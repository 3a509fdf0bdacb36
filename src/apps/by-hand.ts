import { DataSource } from 'typeorm';
import { readSettings, SettingsError } from '../../config/settings.js';
import { letIn } from '../access/index.js';
import { Clock, Database, Facts, isMigrated, migrate } from '../kernel/index.js';
import type { StartOptions } from './main.js';

export type ByHand = Pick<StartOptions, 'env' | 'root' | 'built'>;

/** What is done on the server itself, beside the service that runs: on its database, brought up to date where this machine may. */
export async function onDatabase<T>(options: ByHand, why: string, work: (database: Database) => Promise<T>): Promise<T> {
  const settings = readSettings(options.env, options.root, options.built);
  if (!settings.databaseUrl) throw new SettingsError([`DATABASE_URL is missing: the address of the PostgreSQL ${why}.`]);
  if (settings.databaseOwnerUrl) await migrate(settings.databaseOwnerUrl);
  const source = await new DataSource({ type: 'postgres', url: settings.databaseUrl, schema: 'app', extra: { max: 2 } }).initialize();
  try {
    if (!(await isMigrated(source))) throw new SettingsError(['The database is not up to date: set DATABASE_OWNER_URL (the role that owns it), so that it is migrated.']);
    return await work(new Database(source, new Clock(), new Facts()));
  } finally {
    await source.destroy();
  }
}

/** A temporary password for somebody who cannot come in any more; it is kept nowhere. */
export const letSomebodyIn = (options: ByHand, email: string): Promise<string> => onDatabase(options, 'that holds their account', async (database) => {
  const password = await letIn(database, email);
  if (password === null) throw new SettingsError([`Nobody here has the address "${email}".`]);
  return password;
});
