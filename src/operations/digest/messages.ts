import type { Tx } from '../../kernel/index.js';
import type { Marketplaces } from '../../marketplaces/index.js';
import { viewCauses } from '../failures.js';
import type { MessageKind, ToldCause } from './words.js';

export interface Digest { id: string; cooperative_id: string; user_id: string | null; channel: 'email' | 'webhook'; address: string; sealed: string | null; language: 'id' | 'en'; urgent: boolean; daily: boolean; cooperative: string; timezone: string }
export interface Message { id: string; kind: MessageKind; causes: ToldCause[]; attempts: number; fence: string; created_at: Date }

const leaseSeconds = 60;
const longestBackoffSeconds = 6 * 3_600;
/** A message that nobody took for so long is given up; the next one tells what stands then. */
const giveUpDays = 7;
/** A cause that closes and opens again within this hour was told already. */
const sameHour = `interval '1 hour'`;

/** Decides, in one transaction, what a digest has to say now, and writes it down. Null: another process is at it. */
export async function writeMessages(tx: Tx, id: string, marketplaces: Marketplaces): Promise<Digest | null> {
  const digest = await tx.row<Digest>(
    `SELECT g.id, g.cooperative_id, g.user_id, g.channel, g.address, g.sealed, g.language, g.urgent AND g.paused_at IS NULL AS urgent, coalesce(g.next_at <= app.now(), false) AND g.paused_at IS NULL AS daily, c.name AS cooperative, c.timezone
     FROM app.digest g JOIN app.cooperative c ON c.id = g.cooperative_id WHERE g.id = $1 FOR UPDATE OF g SKIP LOCKED`, [id]);
  if (!digest) return null;
  const causes = async (severity?: string): Promise<ToldCause[]> => (await viewCauses(tx, severity ? { severity } : {}, marketplaces, { userId: digest.user_id ?? '0', language: digest.language, timezone: digest.timezone }))
    .map(({ cause, code, severity: weight, owner, title, sentence, count, products, shops, firstAt, link }) => ({ cause, code, severity: weight, owner, title, sentence, count, products, shops: shops.map((shop) => ({ id: shop.id, name: shop.name })), firstAt: firstAt.toISOString(), link }));
  if (digest.urgent) {
    const stops = await causes('stops');
    await tx.rows(`DELETE FROM app.digest_told WHERE digest_id = $1 AND cause <> ALL ($2) AND told_at < app.now() - ${sameHour}`, [id, stops.map((entry) => entry.cause)]);
    const fresh = await tx.rows<{ cause: string }>('INSERT INTO app.digest_told (digest_id, cause, cooperative_id) SELECT $1, x, $3 FROM unnest($2::text[]) AS x ON CONFLICT DO NOTHING RETURNING cause', [id, stops.map((entry) => entry.cause), digest.cooperative_id]);
    const told = new Set(fresh.map((row) => row.cause));
    if (told.size > 0) await writeMessage(tx, digest, 'urgent', stops.filter((entry) => told.has(entry.cause)));
  }
  if (digest.daily) {
    await tx.rows('UPDATE app.digest g SET next_at = app.next_daily($2, g.daily_at) WHERE g.id = $1', [id, digest.timezone]);
    const all = await causes();
    // Yesterday's, if nobody took it yet, would tell an older state.
    if (all.length > 0) await tx.rows(`UPDATE app.digest_message SET ended_at = app.now(), error = 'superseded' WHERE digest_id = $1 AND kind = 'daily' AND ended_at IS NULL AND (lease_until IS NULL OR lease_until <= app.now())`, [id]);
    if (all.length > 0) await writeMessage(tx, digest, 'daily', all);
  }
  return digest;
}

/** Due at once, or when the co-op's quiet hours are over; a trial does not wait. */
export async function writeMessage(tx: Tx, digest: Pick<Digest, 'id' | 'cooperative_id' | 'timezone'>, kind: MessageKind, causes: readonly ToldCause[]): Promise<string> {
  const row = await tx.row<{ id: string }>(
    `INSERT INTO app.digest_message (cooperative_id, digest_id, kind, causes, not_before) SELECT $2, g.id, $3, $4, CASE WHEN $3 = 'test' THEN app.now() ELSE app.quiet_until(app.now(), $5, g.quiet_from, g.quiet_to) END FROM app.digest g WHERE g.id = $1 RETURNING id`,
    [digest.id, digest.cooperative_id, kind, JSON.stringify(causes), digest.timezone]);
  return row?.id ?? '';
}

/** The next message that is due, claimed for longer than sending can last: nobody else sends it meanwhile. */
export const claimMessage = (tx: Tx, digestId: string): Promise<Message | null> => tx.row<Message>(
  `UPDATE app.digest_message m SET lease_until = app.now() + make_interval(secs => ${leaseSeconds}), fence = fence + 1, attempts = attempts + 1
   WHERE m.id = (SELECT x.id FROM app.digest_message x WHERE x.digest_id = $1 AND x.ended_at IS NULL AND x.not_before <= app.now() AND (x.lease_until IS NULL OR x.lease_until <= app.now()) ORDER BY x.id LIMIT 1 FOR UPDATE SKIP LOCKED)
   RETURNING m.id, m.kind, m.causes, m.attempts, m.fence, m.created_at`, [digestId]);

export const messageTaken = (tx: Tx, message: Message): Promise<unknown> => tx.rows('UPDATE app.digest_message SET sent_at = app.now(), ended_at = app.now(), lease_until = NULL, error = NULL WHERE id = $1 AND fence = $2', [message.id, message.fence]);

/** Tried again later and later, never in quiet hours. */
export async function messageFailed(tx: Tx, digest: Digest, message: Message, error: string): Promise<void> {
  const seconds = Math.min(longestBackoffSeconds, 60 * 2 ** Math.min(20, message.attempts - 1)) * (0.75 + Math.random() / 2);
  await tx.rows(
    `UPDATE app.digest_message m SET lease_until = NULL, error = $3, ended_at = CASE WHEN m.created_at < app.now() - interval '${giveUpDays} days' THEN app.now() END,
       not_before = app.quiet_until(app.now() + make_interval(secs => $4), $5, g.quiet_from, g.quiet_to) FROM app.digest g WHERE m.id = $1 AND m.fence = $2 AND g.id = m.digest_id`, [message.id, message.fence, error.slice(0, 200), seconds, digest.timezone]);
}
