import { randomBytes } from 'node:crypto';
import { DataSource } from 'typeorm';
import { readSettings, SettingsError } from '../../config/settings.js';
import { createUser } from '../access/index.js';
import { Clock, Database, Facts, isMigrated, migrate, noScope } from '../kernel/index.js';
import type { StartOptions } from './main.js';

export interface Founding { readonly name: string; readonly code: string; readonly email: string }

/** The first co-op and its administrator, in a database that has none; all others are made in the dashboard. Returns the password for the administrator's first sign-in, made at random and kept nowhere. */
export async function foundFederation(options: Pick<StartOptions, 'env' | 'root' | 'built'>, founding: Founding): Promise<string> {
  const settings = readSettings(options.env, options.root, options.built);
  if (!settings.databaseUrl) throw new SettingsError(['DATABASE_URL is missing: the address of the PostgreSQL in which the federation is founded. (`npm start` without one makes a demo by itself.)']);
  if (!/^[^\s@]+@[^\s@]+$/.test(founding.email)) throw new SettingsError([`"${founding.email}" is not an e-mail address.`]);
  if (settings.databaseOwnerUrl) await migrate(settings.databaseOwnerUrl);
  const source = await new DataSource({ type: 'postgres', url: settings.databaseUrl, schema: 'app', extra: { max: 2 } }).initialize();
  try {
    if (!(await isMigrated(source))) throw new SettingsError(['The database is not up to date: set DATABASE_OWNER_URL (the role that owns it), so that it is migrated.']);
    const database = new Database(source, new Clock(), new Facts());
    const there = await database.inScope(noScope, (tx) => tx.row<{ any: boolean }>('SELECT app.any_federation() AS any'));
    if (there?.any) throw new SettingsError(['This database has a federation already: its administrator adds co-operatives and people in the dashboard.']);
    const made = await database.inScope(noScope, (tx) => tx.row<{ id: string }>('SELECT app.found_federation($1, $2) AS id', [founding.name, founding.code]));
    const cooperativeId = made?.id ?? '', password = randomBytes(12).toString('base64url');
    await database.inScope({ ids: [cooperativeId] }, (tx) => createUser(tx, { cooperativeId, email: founding.email, name: 'Administrator', role: 'administrator', password, temporary: true }));
    return password;
  } finally {
    await source.destroy();
  }
}
