import type { Role, Tx } from '../kernel/index.js';
import { accessErrors } from './errors.js';
import { hashPassword } from './passwords.js';

/** From the strongest. */
export const roles = ['administrator', 'manager', 'operator', 'viewer'] as const;

/** `temporary`: the password is somebody else's choice, and must be changed at the first sign-in. */
export type NewUser = { readonly cooperativeId: string; readonly email: string; readonly name: string; readonly role: Role; readonly language?: 'id' | 'en'; readonly temporary?: boolean } & ({ readonly password: string } | { readonly hash: string })

/** Returns the user's id. Throws `taken` when the address is in use, by whomever. */
export async function createUser(tx: Tx, user: NewUser): Promise<string> {
  // The address is unique over all co-ops, whose users this scope may not see: the index decides, also between two at once.
  const row = await tx.row<{ id: string }>('INSERT INTO app.app_user (cooperative_id, email, name, language, password_hash, temporary_password) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING RETURNING id', [user.cooperativeId, user.email, user.name, user.language ?? 'id', 'hash' in user ? user.hash : await hashPassword(user.password), user.temporary ?? false]);
  if (!row) throw accessErrors.taken();
  await giveRole(tx, row.id, user.cooperativeId, user.role);
  return row.id;
}

export async function giveRole(tx: Tx, userId: string, cooperativeId: string, role: Role): Promise<void> {
  await tx.rows('INSERT INTO app.user_role (user_id, cooperative_id, role) VALUES ($1, $2, $3) ON CONFLICT (user_id, cooperative_id) DO UPDATE SET role = excluded.role WHERE user_role.role <> excluded.role', [userId, cooperativeId, role]);
}

/** `temporary`: given by somebody else, to be changed at the next sign-in. */
export async function setPassword(tx: Tx, userId: string, hash: string, temporary = false): Promise<void> {
  await tx.rows('UPDATE app.app_user SET password_hash = $2, temporary_password = $3, revision = revision + 1 WHERE id = $1', [userId, hash, temporary]);
}

/** Each of these nodes still has somebody who manages its people, there or above; asked once a role went or somebody was disabled, in the same transaction. */
export async function assertLed(tx: Tx, nodes: readonly string[]): Promise<void> {
  for (const node of nodes) if ((await tx.row<{ alone: boolean }>('SELECT app.leaderless($1) AS alone', [node]))?.alone) throw accessErrors.lastAdministrator();
}
