import type { Tx } from '../kernel/index.js';

export interface ActionMember { readonly subject: string; readonly listingId: string | null; readonly revision: string | null; readonly result?: 'skipped' }
export interface ActionRecord {
  readonly cooperativeId: string; readonly userId: string | null; readonly kind: 'publish' | 'withdraw' | 'retry' | 'dismiss' | 'confirm' | 'assign'; readonly filter: unknown; readonly members: readonly ActionMember[];
}

/** Writes a bulk action with its members, frozen from then on. Progress is read from the members' own rows, never written here. */
export async function recordAction(tx: Tx, record: ActionRecord): Promise<string> {
  const action = await tx.row<{ id: string }>('INSERT INTO app.bulk_action (cooperative_id, user_id, kind, filter) VALUES ($1, $2, $3, $4) RETURNING id', [record.cooperativeId, record.userId, record.kind, JSON.stringify(record.filter ?? {})]);
  if (!action) throw new Error('The bulk action was not written.');
  await tx.rows(
    `INSERT INTO app.bulk_action_member (action_id, subject, cooperative_id, listing_id, revision, result) SELECT $1, subject, $2, listing_id, revision, result FROM unnest($3::text[], $4::bigint[], $5::bigint[], $6::text[]) AS m (subject, listing_id, revision, result) ON CONFLICT DO NOTHING`,
    [action.id, record.cooperativeId, record.members.map((m) => m.subject), record.members.map((m) => m.listingId), record.members.map((m) => m.revision), record.members.map((m) => m.result ?? null)]);
  return action.id;
}
