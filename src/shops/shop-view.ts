import { causes, isCause } from '../../adapters/contract/index.js';
import { fill, fillWhole, sayTime, type Reader, type Tx } from '../kernel/index.js';
import type { Marketplaces } from '../marketplaces/index.js';

interface Row {
  id: string; cooperative_id: string; name: string; marketplace: string; country: string; revision: number; settings: object; drift: string; price_rule: object; tier: string | null; keep_back: number; cap: number; paused_at: Date | null; halted_at: Date | null; halted_cause: string | null; halted_code: string | null; fail_streak: number; probe_at: Date | null;
  gate_until: Date | null; gate_open: boolean; gate_cause: string | null; last_order_at: Date | null; connection_id: string | null; environment: string | null; last_four: string | null; expires_at: Date | null; ends_at: Date | null; dead_at: Date | null;
  webhook_key: string | null; webhook_seen_at: Date | null; subscribed_as: string | null; subscribed_at: Date | null; push_at: Date | null; push_usual_ms: string | null; silent_since: Date | null; due_listings: number; due_offers: number; oldest: Date | null;
  schedule: Record<string, { intervalMs: number; everyMs: number; nextAt: string; lastOkAt: string | null; paused: boolean }> | null; quota: { op: string; until: string; cause: string }[] | null; quota_rows: number; quota_next: Date | null;
}
const noCap = 2_147_483_647;
const stream: Readonly<Record<string, string>> = { 'pull-orders': 'orders', 'read-orders': 'openOrders', 'read-back': 'readBack', 'refresh-categories': 'categories', 'keep-webhooks': 'webhooks' };

/** How many listings say which word, shop by shop (`ids` null: all that are seen). Only those that are not quietly live are looked at: the others are what is left of all. */
export async function countListings(tx: Tx, ids: readonly string[] | null): Promise<Map<string, Record<string, number>>> {
  const rows = await tx.rows<{ shop_id: string; word: string | null; n: number }>(
    `SELECT l.shop_id, NULL AS word, count(*)::int AS n FROM app.listing l WHERE $1::bigint[] IS NULL OR l.shop_id = ANY ($1) GROUP BY 1
     UNION ALL SELECT l.shop_id, app.listing_word(l), count(*)::int FROM app.listing l WHERE app.unsettled(l) AND ($1::bigint[] IS NULL OR l.shop_id = ANY ($1)) GROUP BY 1, 2`, [ids]);
  const shops = new Map(rows.filter((row) => row.word === null).map((row): [string, Record<string, number>] => [row.shop_id, { live: row.n }]));
  for (const { shop_id, word, n } of rows) {
    const words = shops.get(shop_id);
    if (word !== null && words) Object.assign(words, { [word]: n, live: (words.live ?? 0) - n });
  }
  return shops;
}

/** Shops as the dashboard shows them, with what waits and since when. `ids` null: all of the scope. */
export async function viewShops(tx: Tx, ids: readonly string[] | null, marketplaces: Marketplaces, words: Reader & { readonly publicUrl: string }, counted?: Awaited<ReturnType<typeof countListings>>) {
  const listings = counted ?? await countListings(tx, ids);
  const rows = await tx.rows<Row>(
    `SELECT s.id, s.cooperative_id, s.name, s.marketplace, s.country, s.revision, s.settings, s.drift, s.price_rule, s.tier, s.keep_back, s.cap, s.paused_at, s.halted_at, s.halted_cause, s.halted_code, s.fail_streak, s.probe_at, CASE WHEN s.gate_until = 'infinity' THEN NULL ELSE s.gate_until END AS gate_until,
       coalesce(s.gate_until <= app.now(), true) AS gate_open, s.gate_cause, s.last_order_at,
       s.connection_id, c.environment, c.last_four, c.expires_at, c.ends_at, c.dead_at, a.key AS webhook_key, a.seen_at AS webhook_seen_at, c.subscribed_as, c.subscribed_at, r.last_at AS push_at, r.usual_ms AS push_usual_ms, r.silent_since,
       (SELECT count(*)::int FROM app.listing l WHERE l.shop_id = s.id AND l.due_at <= app.now() AND s.connection_id IS NOT NULL) AS due_listings,
       (SELECT count(*)::int FROM app.offer_side d WHERE d.shop_id = s.id AND d.due_at <= app.now() AND s.connection_id IS NOT NULL) AS due_offers,
       (SELECT min(l.wanted_at) FROM app.listing l WHERE l.shop_id = s.id AND l.due_at <= app.now() AND s.connection_id IS NOT NULL) AS oldest,
       (SELECT jsonb_object_agg(k.stream, jsonb_build_object('intervalMs', k.interval_ms, 'everyMs', CASE k.stream WHEN 'pull-orders' THEN (extract(epoch FROM app.pull_every(k.interval_ms, r.silent_since IS NOT NULL)) * 1000)::int ELSE k.interval_ms END, 'nextAt', k.next_at, 'lastOkAt', k.last_ok_at, 'paused', k.paused_at IS NOT NULL)) FROM app.checkpoint k WHERE k.shop_id = s.id AND s.connection_id IS NOT NULL) AS schedule,
       (SELECT jsonb_agg(jsonb_build_object('op', g.op, 'until', g.until, 'cause', g.cause)) FROM app.gate g WHERE g.until > app.now() AND ((g.scope = 'op' AND g.key = s.id::text) OR (g.scope = 'app' AND g.key = s.marketplace || '.' || c.app))) AS quota, w.n AS quota_rows, w.next AS quota_next
     FROM app.shop s CROSS JOIN LATERAL (
       SELECT count(*)::int AS n, min(x.quota_until) AS next FROM (SELECT l.quota_until FROM app.listing l WHERE l.shop_id = s.id AND l.quota_until > app.now() AND l.due_at IS NOT NULL
         UNION ALL SELECT d.quota_until FROM app.offer_side d WHERE d.shop_id = s.id AND d.quota_until > app.now() AND d.due_at IS NOT NULL) x) w
     LEFT JOIN app.connection c ON c.id = s.connection_id LEFT JOIN app.webhook_address a ON a.id = c.webhook_address_id LEFT JOIN app.push_rhythm r ON r.shop_id = s.id
     WHERE $1::bigint[] IS NULL OR s.id = ANY ($1::bigint[]) ORDER BY s.id`, [ids]);
  return rows.map((row) => {
    const adapter = marketplaces.find(row.marketplace);
    const states = listings.get(row.id) ?? {};
    return {
      id: row.id, cooperativeId: row.cooperative_id, name: row.name, marketplace: row.marketplace, title: adapter?.title ?? row.marketplace, short: adapter?.short ?? row.marketplace, environment: row.environment, country: row.country,
      connection: { id: row.connection_id, state: row.connection_id === null ? 'none' : row.dead_at ? 'dead' : 'ok', lastFour: row.last_four ?? '', expiresAt: row.expires_at, endsAt: row.ends_at },
      paused: row.paused_at !== null || row.halted_at !== null, pause: viewPause(row, words.language), gate: row.gate_open ? null : { until: row.gate_until, cause: row.gate_cause, sentence: gateSentence(row, words) },
      priceRule: row.price_rule, tier: row.tier, stockRule: { keepBack: row.keep_back, cap: row.cap === noCap ? null : row.cap }, drift: row.drift, settings: row.settings,
      schedule: Object.fromEntries(Object.entries(row.schedule ?? {}).map(([name, value]) => [stream[name] ?? name, value])),
      due: { listings: row.due_listings, offers: row.due_offers, oldestAt: row.oldest }, quota: row.quota ?? [], waitsForQuota: { rows: row.quota_rows, nextAt: row.quota_next }, lastOrderAt: row.last_order_at,
      listings: { live: states.live ?? 0, waiting: (states.waiting ?? 0) + (states.sending ?? 0) + (states.queued ?? 0) + (states.new ?? 0), review: states.review ?? 0, failed: states.failed ?? 0, withdrawn: states.withdrawn ?? 0, paused: states.paused ?? 0 },
      webhook: viewWebhook(row, row.connection_id === null ? null : adapter, words.publicUrl), revision: row.revision,
    };
  });
}

/**
 * How news comes by itself. `way`: the marketplace is told our address by API, a person pastes it, or (null) this marketplace does not push. `seenAt`: any delivery at this address, which several shops may share;
 * `lastDeliveryAt`: one that concerned this shop. A shop that never had one is 'not-seen'; 'silent' is longer without one than is usual there.
 */
function viewWebhook(row: Row, adapter: ReturnType<Marketplaces['find']>, publicUrl: string) {
  const address = row.webhook_key && `${publicUrl}/api/webhooks/${row.marketplace}/${row.webhook_key}`;
  return {
    way: adapter?.webhooks ? (adapter.webhooks.subscribe ? 'registered' : 'pasted') : null, address, registeredAt: row.subscribed_as === address ? row.subscribed_at : null, seenAt: row.webhook_seen_at, lastDeliveryAt: row.push_at,
    state: adapter?.webhooks ? (row.push_at === null ? 'not-seen' : row.silent_since ? 'silent' : 'ok') : null, usualMs: Number(row.push_usual_ms ?? 0), silentSince: row.silent_since,
  };
}

/** Who paused it and why: a person, or the shop itself after refusals in a row. `testing`: somebody said "go on", and one listing is tried. */
function viewPause(row: Row, language: 'id' | 'en') {
  if (row.paused_at) return { by: 'person', at: row.paused_at, failures: 0, cause: null, code: null, why: null, sentence: null, testing: false };
  if (!row.halted_at) return null;
  const why = row.halted_cause !== null && isCause(row.halted_cause) ? causes[row.halted_cause] : causes.unknown;
  return { by: 'self', at: row.halted_at, failures: row.fail_streak, cause: row.halted_cause, code: row.halted_code, why: why[language].title, sentence: fill(causes['too-many-in-a-row'][language].sentence, { n: row.fail_streak, sebab: why[language].title }), testing: row.probe_at !== null };
}

function gateSentence(row: Row, reader: Reader): string {
  const cause = row.gate_cause !== null && isCause(row.gate_cause) ? causes[row.gate_cause] : causes['marketplace-slow'];
  return fillWhole(cause[reader.language].sentence, { toko: row.name, waktu: row.gate_until ? sayTime(row.gate_until, reader) : '' });
}
