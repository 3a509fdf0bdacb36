import { DomainError, noScope, NotTaken, sendMail, type Caller, type Database, type Role, type Smtp, type Tx } from '../kernel/index.js';
import { accessErrors } from './errors.js';
import { assertGoodPassword, hashPassword } from './passwords.js';
import { endSessions, lineOf, newToken, tokenHash } from './sessions.js';
import { letterOf } from './link-letter.js';
import type { Tries } from './tries.js';
import { createUser, giveRole, roles, setPassword } from './users.js';

const inviteDays = 7, resetDays = 1;
/** Nobody's hash: no password passes. */
const noPassword = '!';
/** `token` is for its reader alone; `role` null: a new password. */
export interface Link { readonly id: string; readonly token: string; readonly expires_at: Date; readonly email: string; readonly role: Role | null; readonly cooperative: string }
export interface Invited { readonly id: string; readonly cooperative_id: string; readonly cooperative: string; readonly user_id: string | null; readonly email: string; readonly name: string | null; readonly role: Role | null; readonly expires_at: Date }

/** Links that open one thing, once: an account with a role at a node, or a new password. The database keeps their hashes. */
export class Invitations {
  /** @param smtp null where no letters can be sent. @param twoStepForAdministrators whether they may not be without (production). */
  constructor(private readonly database: Database, private readonly tries: Tries, private readonly smtp: Smtp | null, private readonly twoStepForAdministrators: boolean) {}

  async invite(tx: Tx, to: { readonly cooperativeId: string; readonly email: string; readonly name?: string; readonly role: Role; readonly by: string }): Promise<Link> {
    // Whether the address has an account, here or elsewhere, is between it and its owner: the inviter hears the same.
    // Whoever was invited and did not come is invited anew, by one of two that ask at once.
    return this.#link(tx, `INSERT INTO app.invitation AS i (token_hash, expires_at, cooperative_id, email, name, role, invited_by) VALUES ($1, app.now() + make_interval(days => $2), $3, $4, $5, $6, $7)
      ON CONFLICT (cooperative_id, lower(email)) WHERE used_at IS NULL AND revoked_at IS NULL AND user_id IS NULL DO UPDATE SET token_hash = excluded.token_hash, expires_at = excluded.expires_at, email = excluded.email, name = excluded.name, role = excluded.role, invited_by = excluded.invited_by, revision = i.revision + 1`, inviteDays, [to.cooperativeId, to.email, to.name ?? null, to.role, to.by]);
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
    await this.tries.pay([['link', lineOf(address)]]);
    throw accessErrors.badLink();
  }

  /** Once, whoever else accepts at the same moment. */
  async accept(found: Invited, name: string, password: string): Promise<void> {
    assertGoodPassword(password, { email: found.email, name, cooperative: found.cooperative });
    const hash = await hashPassword(password);
    await this.database.inScope({ ids: [found.cooperative_id] }, async (tx) => {
      await use(tx, found);
      if (found.role) await createUser(tx, { cooperativeId: found.cooperative_id, email: found.email, name, role: found.role, hash }).catch((error: unknown) => { throw error instanceof DomainError ? accessErrors.signInFirst() : error; });
      else await setPassword(tx, found.user_id ?? '', hash);
    });
  }

  /** The role, for an account that is there already and signed in; what it has at that node is never made less. Answers whether it must sign in anew: in production an administrator does, who has no second step yet. */
  async join(found: Invited, caller: Caller): Promise<boolean> {
    const { role } = found;
    if (!role || found.email.toLowerCase() !== caller.email.toLowerCase()) throw accessErrors.anothersLink();
    return this.database.inScope({ ids: [found.cooperative_id, caller.homeId], by: caller.userId }, async (tx) => {
      const has = await tx.row<{ federation: boolean; role: Role | null; two_step: boolean }>(
        `SELECT $2 = ANY (app.federation($3)) AS federation, (SELECT r.role FROM app.user_role r WHERE r.user_id = $1 AND r.cooperative_id = $2) AS role, EXISTS (SELECT 1 FROM app.two_step t WHERE t.user_id = $1) AS two_step`, [caller.userId, found.cooperative_id, caller.homeId]);
      if (!has?.federation) throw accessErrors.elsewhere();
      await use(tx, found);
      if (!has.role || roles.indexOf(role) < roles.indexOf(has.role)) await giveRole(tx, caller.userId, found.cooperative_id, role);
      const anew = role === 'administrator' && this.twoStepForAdministrators && !has.two_step;
      if (anew) await endSessions(tx, caller.userId);
      return anew;
    });
  }

  /** Sends the link to its reader, where letters can be sent, and answers whether it went: then nobody else has it. */
  async mail(made: Link, url: string, by: Caller): Promise<boolean> {
    if (!this.smtp) return false;
    await this.tries.pay([['letter', by.userId]]);
    const id = `<link-${made.id}.${made.expires_at.getTime()}@${new URL(url).hostname}>`;
    return sendMail(this.smtp, { id, to: made.email, ...letterOf(made, url, by) }).then(() => true, (error: unknown) => { if (error instanceof NotTaken) return false; throw error; });
  }

  async #link(tx: Tx, sql: string, days: number, more: readonly unknown[]): Promise<Link> {
    const token = newToken();
    const row = await tx.row<Omit<Link, 'token'>>(`${sql} RETURNING id, expires_at, email, role, (SELECT c.name FROM app.cooperative c WHERE c.id = cooperative_id) AS cooperative`, [tokenHash(token), days, ...more]);
    if (!row) throw accessErrors.noInvitation();
    return { ...row, token };
  }
}

async function use(tx: Tx, found: Invited): Promise<void> {
  if (!(await tx.row('UPDATE app.invitation SET used_at = app.now() WHERE id = $1 AND used_at IS NULL AND revoked_at IS NULL RETURNING 1', [found.id]))) throw accessErrors.badLink();
}

const idOf = (text: string): string => (/^\d{1,18}$/.test(text) ? text : '0');
