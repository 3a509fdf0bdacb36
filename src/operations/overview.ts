import { acting, type Caller, type Database, type Tx } from '../kernel/index.js';
import type { Marketplaces } from '../marketplaces/index.js';
import { countReviews } from '../reviews/index.js';
import { countListings, viewShops } from '../shops/index.js';
import { confirmable } from './confirm.js';
import { viewCauses } from './failures.js';

interface Totals { products: number; out_of_stock: number; to_ship: number; orders_today: number; revenue_today: string }

/** The first page: what needs doing, worst first; each shop's health; numbers that lead to the page showing the same ones. "Today" is the co-op's own day. Read side by side: statements one after another would see several moments as well. Whoever may not decide has no approvals waiting. */
export async function viewOverview(database: Database, caller: Caller, marketplaces: Marketplaces, publicUrl: string) {
  const [causes, [totals, awaiting, recent], [listings, shops]] = await Promise.all([
    database.inScope(caller.scope, (tx) => viewCauses(tx, {}, marketplaces, caller, 'brief')),
    database.inScope(caller.scope, async (tx) => [await readTotals(tx, caller.timezone), acting(caller, 'reviews.decide') ? await countReviews(tx) : 0, await readRecent(tx)] as const),
    database.inScope(caller.scope, async (tx) => {
      const counted = await countListings(tx, null);
      return [counted, await viewShops(tx, null, marketplaces, { language: caller.language, timezone: caller.timezone, publicUrl }, counted)] as const;
    }),
  ]);
  const saying = (...words: readonly string[]): number => [...listings.values()].reduce((sum, shop) => sum + words.reduce((n, word) => n + (shop[word] ?? 0), 0), 0);
  return {
    todo: [...(awaiting > 0 ? [approvals(awaiting, caller)] : []), ...causes.map((cause) => ({
      kind: confirmable.has(cause.cause) ? 'confirm' : cause.severity === 'decide' ? (cause.cause === 'unknown-order-line' ? 'unmatched' : 'decide') : cause.owner === 'connection' ? 'connection' : 'cause', severity: cause.severity, cause: cause.cause, code: cause.code, title: cause.title, sentence: cause.sentence, count: cause.count, products: cause.products,
      shop: cause.shops.length === 1 ? cause.shops[0] : null, shops: cause.shops, button: cause.button, href: cause.severity === 'decide' && !confirmable.has(cause.cause) ? '/pesanan?decide=1' : `/masalah?cause=${cause.cause}`,
    }))],
    shops,
    totals: { products: totals?.products ?? 0, outOfStock: totals?.out_of_stock ?? 0, live: saying('live'), failed: saying('failed'), waiting: saying('waiting', 'sending', 'queued', 'review', 'new'), waitingForQuota: shops.reduce((sum, shop) => sum + shop.waitsForQuota.rows, 0), ordersToShip: totals?.to_ship ?? 0, ordersToday: totals?.orders_today ?? 0, revenueToday: Number(totals?.revenue_today ?? 0) },
    recent, awaitingApproval: awaiting,
  };
}

const readTotals = (tx: Tx, timezone: string): Promise<Totals | null> => tx.row<Totals>(
  `SELECT (SELECT count(*)::int FROM app.product WHERE archived_at IS NULL) AS products, (SELECT coalesce(sum(s.gone), 0)::int FROM app.shelf s WHERE s.gone > 0) AS out_of_stock,
     (SELECT count(*)::int FROM app.orders o WHERE o.status = 'to-ship') AS to_ship, t.n AS orders_today, t.revenue AS revenue_today
   FROM (SELECT count(*)::int AS n, coalesce(sum(o.total), 0)::text AS revenue FROM app.orders o WHERE o.placed_at >= date_trunc('day', app.now() AT TIME ZONE $1) AT TIME ZONE $1 AND o.status <> 'cancelled') t`, [timezone]);

const readRecent = (tx: Tx) => tx.rows<{ at: Date; kind: string; text: string; href: string }>(
  `(SELECT o.created_at AS at, 'order' AS kind, o.number || ' · ' || s.name AS text, '/pesanan?q=' || o.number AS href FROM app.orders o JOIN app.shop s ON s.id = o.shop_id ORDER BY o.id DESC LIMIT 6)
   UNION ALL (SELECT l.accepted_at, 'listing', p.title || ' · ' || s.name, '/produk/' || p.id FROM app.listing l JOIN app.product p ON p.id = l.product_id JOIN app.shop s ON s.id = l.shop_id WHERE l.accepted_at IS NOT NULL ORDER BY l.accepted_at DESC LIMIT 6)
   ORDER BY at DESC LIMIT 8`);

/** Proposals of the units beneath that wait for the caller's yes. */
const approvals = (n: number, { language }: Caller) => ({
  kind: 'approve', severity: 'decide', cause: null, code: null, count: n, products: n, shop: null, shops: [], href: '/produk?review=pending',
  ...(language === 'id' ? { title: 'Menunggu persetujuan Anda', sentence: 'Unit mengusulkan produk baru atau perubahan. Yang tayang tetap yang lama sampai Anda setujui.', button: 'Lihat usulan' }
    : { title: 'Waits for your approval', sentence: 'Units propose new products or changes. What is on sale stays as it is until you approve.', button: 'See proposals' }),
});
