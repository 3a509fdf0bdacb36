import { randomBytes } from 'node:crypto';
import { noScope, type Database } from '../kernel/index.js';
import { hashPassword } from './passwords.js';
import { endSessions } from './sessions.js';
import { setPassword } from './users.js';

/** For whoever runs the server, when nobody is left who could do it in the dashboard: a temporary password, no second step until it is set up anew, and nobody signed in. Null where nobody has this address. */
export async function letIn(database: Database, email: string): Promise<string | null> {
  const known = await database.inScope(noScope, (tx) => tx.row<{ user_id: string; cooperative_id: string }>('SELECT user_id, cooperative_id FROM app.sign_in($1, NULL)', [email]));
  if (!known) return null;
  const password = randomBytes(12).toString('base64url'), hash = await hashPassword(password);
  await database.inScope({ ids: [known.cooperative_id], why: 'let-in' }, async (tx) => {
    await setPassword(tx, known.user_id, hash, true);
    for (const table of ['recovery_code', 'two_step']) await tx.rows(`DELETE FROM app.${table} WHERE user_id = $1`, [known.user_id]);
    await endSessions(tx, known.user_id, { programs: true });
  });
  return password;
}
