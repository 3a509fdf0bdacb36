import type { Role, Tx } from '../kernel/index.js';
import { accessErrors } from './errors.js';
import { hashPassword } from './passwords.js';

export interface NewUser { readonly cooperativeId: string; readonly email: string; readonly name: string; readonly role: Role; readonly password: string; readonly language?: 'id' | 'en' }

/** Returns the user's id. Throws `taken` when the address is in use, by whomever. */
export async function createUser(tx: Tx, user: NewUser): Promise<string> {
  // The address is unique over all co-ops, whose users this scope may not see: the index decides, also between two at once.
  const row = await tx.row<{ id: string }>('INSERT INTO app.app_user (cooperative_id, email, name, role, language, password_hash) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING RETURNING id', [user.cooperativeId, user.email, user.name, user.role, user.language ?? 'id', await hashPassword(user.password)]);
  if (!row) throw accessErrors.taken();
  return row.id;
}
