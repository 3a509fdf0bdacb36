import { noScope, type Database, type Role, type Tx } from '../kernel/index.js';
import { accessErrors } from './errors.js';
import { assertGoodPassword, hashPassword } from './passwords.js';
import { endSessions, newToken, tokenHash } from './sessions.js';
import type { Tries } from './tries.js';
import { createUser, setPassword } from './users.js';

const inviteDays = 7, resetDays = 1;
/** Nobody's hash: no password passes. */
const noPassword = '!';
export interface Link { readonly id: string; readonly token: string; readonly expiresAt: Date }
export interface Invited { readonly id: string; readonly cooperative_id: string; readonly cooperative: string; readonly user_id: string | null; readonly email: string; readonly name: string | null; readonly role: Role | null; readonly expires_at: Date }

/** Links that open one thing, once: an account with a role at a node, or a new password. The database keeps their hashes. */
export class Invitations {
  constructor(private readonly database: Database, private readonly tries: Tries) {}

  async invite(tx: Tx, to: { readonly cooperativeId: string; readonly email: string; readonly name?: string; readonly role: Role; readonly by: string }): Promise<Link> {
    if ((await tx.rows('SELECT 1 FROM app.sign_in($1, NULL)', [to.email])).length > 0) throw accessErrors.taken();
    // Whoever was invited and did not come is invited anew.
    await tx.rows('UPDATE app.invitation SET revoked_at = app.now() WHERE cooperative_id = $1 AND lower(email) = lower($2) AND user_id IS NULL AND used_at IS NULL AND revoked_at IS NULL', [to.cooperativeId, to.email]);
    return this.#link(tx, `INSERT INTO app.invitation (token_hash, expires_at, cooperative_id, email, name, role, invited_by) VALUES ($1, app.now() + make_interval(days => $2), $3, $4, $5, $6, $7)`, inviteDays, [to.cooperativeId, to.email, to.name ?? null, to.role, to.by]);
  }

  async again(tx: Tx, id: string, by: string): Promise<Link> {
    return this.#link(tx, 'UPDATE app.invitation SET token_hash = $1, expires_at = app.now() + make_interval(days => $2), invited_by = $4, revision = revision + 1 WHERE id = $3 AND user_id IS NULL AND used_at IS NULL AND revoked_at IS NULL', inviteDays, [idOf(id), by]);
  }

  async revoke(tx: Tx, id: string): Promise<void> {
    if (!(await tx.row('UPDATE app.invitation SET revoked_at = app.now() WHERE id = $1 AND user_id IS NULL AND used_at IS NULL AND revoked_at IS NULL RETURNING 1', [idOf(id)]))) throw accessErrors.noInvitation();
  }

  async reset(tx: Tx, of: { readonly userId: string; readonly cooperativeId: string; readonly email: string; readonly by: string }): Promise<Link> {
    await setPassword(tx, of.userId, noPassword);
    await endSessions(tx, of.userId, { programs: true });
    await tx.rows('UPDATE app.invitation SET revoked_at = app.now() WHERE user_id = $1 AND used_at IS NULL AND revoked_at IS NULL', [of.userId]);
    return this.#link(tx, 'INSERT INTO app.invitation (token_hash, expires_at, cooperative_id, email, user_id, invited_by) VALUES ($1, app.now() + make_interval(days => $2), $3, $4, $5, $6)', resetDays, [of.cooperativeId, of.email, of.userId, of.by]);
  }

  async find(token: string, address: string): Promise<Invited> {
    const found = await this.database.inScope(noScope, (tx) => tx.row<Invited>('SELECT * FROM app.invitation_of($1)', [tokenHash(token)]));
    if (found) return found;
    await this.tries.pay([['link', address]]);
    throw accessErrors.badLink();
  }

  /** Once, whoever else accepts at the same moment. */
  async accept(found: Invited, name: string, password: string): Promise<void> {
    assertGoodPassword(password, { email: found.email, name, cooperative: found.cooperative });
    const hash = await hashPassword(password);
    await this.database.inScope({ ids: [found.cooperative_id] }, async (tx) => {
      if (!(await tx.row('UPDATE app.invitation SET used_at = app.now() WHERE id = $1 AND used_at IS NULL AND revoked_at IS NULL RETURNING 1', [found.id]))) throw accessErrors.badLink();
      if (found.role) await createUser(tx, { cooperativeId: found.cooperative_id, email: found.email, name, role: found.role, hash });
      else await setPassword(tx, found.user_id ?? '', hash);
    });
  }

  async #link(tx: Tx, sql: string, days: number, more: readonly unknown[]): Promise<Link> {
    const token = newToken();
    const row = await tx.row<{ id: string; expires_at: Date }>(`${sql} RETURNING id, expires_at`, [tokenHash(token), days, ...more]);
    if (!row) throw accessErrors.noInvitation();
    return { id: row.id, token, expiresAt: row.expires_at };
  }
}

const idOf = (text: string): string => (/^\d{1,18}$/.test(text) ? text : '0');
