import { causes, isCause } from '../../adapters/contract/index.js';
import type { FactIssue, Facts, Tx } from '../kernel/index.js';
import type { Hints } from '../queue/index.js';
import type { ShopRecord } from '../shops/index.js';
import { houseIssue, notify } from './failures.js';

/** So many writes may be refused there in a row before the shop stops itself. */
export const mostInARow = 30;
/** A test that nobody reported about is made again after this long: longer than a listing's lease. */
const probeMs = 90_000;
export const writes: ReadonlySet<string> = new Set(['publish-listings', 'push-offers', 'ask-outcomes']);
export type ProbeStream = 'publish-listings' | 'push-offers';
export interface Met { readonly cause: string; readonly code: string; readonly message: string }

/**
 * What the marketplace said to writes of a shop, counted in the transaction that writes the answers. Only its own refusals count: what preflight stops never left, what waits or cannot be reached closes a gate instead.
 * Thirty without an acceptance between, and the shop stops itself: no listing, no price and no rising stock goes out. Stock that falls still does (R1), and orders are read. A person's "go on" tests one listing: taken, and the rest follows;
 * refused, and the shop stays as it is, with the new reason. All of it stands on the shop's row, for all workers and across restarts.
 */
export async function countWrites(tx: Tx, shop: ShopRecord, operation: string, took: number, refused: number, why: Met): Promise<void> {
  if (!writes.has(operation)) return;
  if (took > 0) return shop.halted ? probePassed(tx, shop, operation) : undefined;
  if (refused === 0) return;
  const row = await tx.row<{ streak: number; halted: boolean; tested: boolean }>('UPDATE app.shop SET fail_streak = fail_streak + $2 WHERE id = $1 RETURNING fail_streak AS streak, halted_at IS NOT NULL AS halted, probe_until IS NOT NULL AS tested', [shop.id, refused]);
  if (!row || row.streak < mostInARow) return;
  // Another worker may have been the one; its own next refusal tells each.
  shop.halted = true;
  if (row.halted && !row.tested) return;
  await tx.rows('UPDATE app.shop SET halted_at = coalesce(halted_at, app.now()), halted_cause = $2, halted_code = $3, probe_at = NULL, probe_stream = NULL, probe_until = NULL, probe_listing = NULL WHERE id = $1', [shop.id, why.cause, why.code]);
  await tellHalt(tx, shop, [houseIssue('too-many-in-a-row', { n: String(row.streak), sebab: why.cause }, { code: why.code, message: why.message })]);
}

async function probePassed(tx: Tx, shop: ShopRecord, operation: string): Promise<void> {
  const done = await tx.rows(
    `UPDATE app.shop SET fail_streak = 0, halted_at = NULL, halted_cause = NULL, halted_code = NULL, probe_at = NULL, probe_stream = NULL, probe_until = NULL, probe_listing = NULL WHERE id = $1 AND halted_at IS NOT NULL AND probe_at IS NOT NULL AND (probe_stream = $2 OR $2 = 'ask-outcomes') RETURNING id`, [shop.id, operation]);
  if (done.length === 0) return;
  shop.halted = false;
  await tellHalt(tx, shop, []);
  await tx.tell('shop-opened', { shopId: shop.id, cooperativeId: shop.cooperativeId });
}

async function tellHalt(tx: Tx, shop: Pick<ShopRecord, 'id' | 'cooperativeId'>, issues: readonly FactIssue[]): Promise<void> {
  await tx.tell('needs-person', { shopId: shop.id, cooperativeId: shop.cooperativeId, ownerId: shop.cooperativeId, operation: 'halt', subject: 'shop', issues });
  await notify(tx, shop.cooperativeId, 'shops');
}

/** One worker at a time may test, and no second listing while the first one's fate is not known. */
export async function takeProbe(tx: Tx, shopId: string, stream: ProbeStream): Promise<boolean> {
  return (await tx.rows(
    `UPDATE app.shop s SET probe_until = app.now() + make_interval(secs => $3) WHERE s.id = $1 AND s.halted_at IS NOT NULL AND s.probe_at IS NOT NULL AND s.probe_stream = $2 AND (s.probe_until IS NULL OR s.probe_until <= app.now())
       AND NOT EXISTS (SELECT 1 FROM app.listing l WHERE l.id = s.probe_listing AND l.ticket IS NOT NULL) RETURNING s.id`, [shopId, stream, probeMs / 1000])).length === 1;
}

export const rememberProbe = (tx: Tx, shopId: string, listingId: string): Promise<unknown> => tx.rows('UPDATE app.shop SET probe_listing = $2 WHERE id = $1', [shopId, listingId]);

/** The test is over, or had no end yet (a limit, a queue there): then it is made again when its row is due. Where its row is gone, another is chosen. */
export async function leaveProbe(tx: Tx, shop: ShopRecord, tested: boolean): Promise<void> {
  const open = await tx.rows('UPDATE app.shop SET probe_until = NULL WHERE id = $1 AND probe_at IS NOT NULL RETURNING id', [shop.id]);
  if (!tested && open.length > 0) await goOn(tx, shop.id, shop.cooperativeId);
}

/** Subscribed at boot: somebody said "go on". The one listing is one that is due, else the one refused last, wished again; a shop without either has nothing to test. */
export function subscribeStreaks(facts: Facts, hints: Hints): void {
  facts.hear('resume-asked', async (tx, { shopId, cooperativeId }) => {
    const halted = await tx.row<{ id: string }>('SELECT id FROM app.shop WHERE id = $1 AND halted_at IS NOT NULL FOR UPDATE', [shopId]);
    if (halted) await goOn(tx, shopId, cooperativeId);
    for (const stream of ['publish-listings', 'push-offers'] as const) hints.after(tx, stream, [shopId]);
  });
}

async function goOn(tx: Tx, shopId: string, cooperativeId: string): Promise<void> {
  const found = await tx.row<{ listing: boolean; offer: boolean; refused: string | null; side: string | null }>(
    `SELECT EXISTS (SELECT 1 FROM app.listing l WHERE l.shop_id = $1 AND l.due_at <= app.now() AND l.ticket IS NULL AND l.wanted_rev > l.answered_rev) AS listing,
       EXISTS (SELECT 1 FROM app.offer_side d WHERE d.shop_id = $1 AND d.due_at <= app.now() AND d.ticket IS NULL) AS offer,
       (SELECT substr(f.subject, 9) FROM app.failure f WHERE f.shop_id = $1 AND f.closed_at IS NULL AND f.operation = 'publish-listings' AND f.subject LIKE 'listing:%' ORDER BY f.last_at DESC, f.id DESC LIMIT 1) AS refused,
       (SELECT substr(f.subject, 7) FROM app.failure f WHERE f.shop_id = $1 AND f.closed_at IS NULL AND f.operation = 'push-offers' AND f.subject LIKE 'offer:%' ORDER BY f.last_at DESC, f.id DESC LIMIT 1) AS side`, [shopId]);
  const stream = found?.listing || found?.refused ? 'publish-listings' : found?.offer || found?.side ? 'push-offers' : null;
  if (stream === null) {
    await tx.rows('UPDATE app.shop SET fail_streak = 0, halted_at = NULL, halted_cause = NULL, halted_code = NULL, probe_at = NULL, probe_stream = NULL, probe_until = NULL, probe_listing = NULL WHERE id = $1', [shopId]);
    return tellHalt(tx, { id: shopId, cooperativeId }, []);
  }
  if (stream === 'publish-listings' && !found?.listing) await tx.rows(`UPDATE app.listing SET wanted_rev = wanted_rev + 1, wanted_at = app.now(), attempts = 0, not_before = '-infinity', reason = NULL WHERE id = $1`, [found?.refused]);
  if (stream === 'push-offers' && !found?.offer) await tx.rows(`UPDATE app.offer_side SET wanted_rev = wanted_rev + 1, attempts = 0, not_before = '-infinity', reason = NULL WHERE (offer_id || ':' || side) = $1 AND offer_id = split_part($1, ':', 1)::bigint`, [found?.side]);
  await tx.rows('UPDATE app.shop SET probe_at = app.now(), probe_stream = $2, probe_until = NULL, probe_listing = NULL WHERE id = $1', [shopId, stream]);
  await notify(tx, cooperativeId, 'shops');
}

/** What a run says of the refusal it ends with. */
export const metIn = (issues: readonly Partial<FactIssue>[], code: string | undefined): Met => {
  const [first] = issues, cause = first?.cause ?? code ?? 'unknown';
  return { cause: isCause(cause) && causes[cause].severity !== 'waits' ? cause : 'unknown', code: first?.rawCode || code || '', message: first?.rawMessage ?? '' };
};
