import { randomBytes } from 'node:crypto';
import { SettingsError } from '../../config/settings.js';
import { createUser } from '../access/index.js';
import { noScope } from '../kernel/index.js';
import { onDatabase, type ByHand } from './by-hand.js';

export interface Founding { readonly name: string; readonly code: string; readonly email: string }

/** The first co-op and its administrator, in a database that has none; all others are made in the dashboard. Returns the password for the administrator's first sign-in, made at random and kept nowhere. */
export async function foundFederation(options: ByHand, founding: Founding): Promise<string> {
  if (!/^[^\s@]+@[^\s@]+$/.test(founding.email)) throw new SettingsError([`"${founding.email}" is not an e-mail address.`]);
  return onDatabase(options, 'in which the federation is founded. (`npm start` without one makes a demo by itself.)', async (database) => {
    const there = await database.inScope(noScope, (tx) => tx.row<{ any: boolean }>('SELECT app.any_federation() AS any'));
    if (there?.any) throw new SettingsError(['This database has a federation already: its administrator adds co-operatives and people in the dashboard.']);
    const made = await database.inScope(noScope, (tx) => tx.row<{ id: string }>('SELECT app.found_federation($1, $2) AS id', [founding.name, founding.code]));
    const cooperativeId = made?.id ?? '', password = randomBytes(12).toString('base64url');
    await database.inScope({ ids: [cooperativeId] }, (tx) => createUser(tx, { cooperativeId, email: founding.email, name: 'Administrator', role: 'administrator', password, temporary: true }));
    return password;
  });
}
