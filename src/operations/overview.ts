import { acting, type Caller, type Tx } from '../kernel/index.js';
import type { Marketplaces } from '../marketplaces/index.js';
import { countReviews } from '../reviews/index.js';
import { viewShops } from '../shops/index.js';
import { confirmable } from './confirm.js';
import { viewCauses } from './failures.js';

interface Totals { products: number; variants: number; out_of_stock: number; live: number; failed: number; waiting: number; to_ship: number; orders_today: number; revenue_today: string }

/** The first page: what needs doing, worst first; each shop's health; numbers that lead to the page showing the same ones. "Today" is the co-op's own day. */
export async function viewOverview(tx: Tx, caller: Caller, marketplaces: Marketplaces, publicUrl: string) {
  const causes = await viewCauses(tx, {}, marketplaces, caller);
  const totals = await tx.row<Totals>(
    `WITH day AS (SELECT date_trunc('day', app.now() AT TIME ZONE $1) AT TIME ZONE $1 AS begins)
     SELECT (SELECT count(*)::int FROM app.product WHERE archived_at IS NULL) AS products, (SELECT count(*)::int FROM app.variant WHERE archived_at IS NULL) AS variants,
       (SELECT count(*)::int FROM app.variant v WHERE v.archived_at IS NULL AND NOT EXISTS (SELECT 1 FROM app.stock_level k WHERE k.variant_id = v.id AND k.on_hand > k.reserved)) AS out_of_stock,
       (SELECT count(*)::int FROM app.listing l WHERE app.listing_word(l) = 'live') AS live, (SELECT count(*)::int FROM app.listing l WHERE app.listing_word(l) = 'failed') AS failed,
       (SELECT count(*)::int FROM app.listing l WHERE app.listing_word(l) IN ('waiting', 'sending', 'queued', 'review', 'new')) AS waiting,
       (SELECT count(*)::int FROM app.orders o WHERE o.status = 'to-ship') AS to_ship, (SELECT count(*)::int FROM app.orders o, day WHERE o.placed_at >= day.begins AND o.status <> 'cancelled') AS orders_today,
       (SELECT coalesce(sum(o.total), 0)::text FROM app.orders o, day WHERE o.placed_at >= day.begins AND o.status <> 'cancelled') AS revenue_today`, [caller.timezone]);
  // Whoever may not decide has nothing waiting for them.
  const awaiting = acting(caller, 'reviews.decide') ? await countReviews(tx) : 0;
  const recent = await tx.rows<{ at: Date; kind: string; text: string; href: string }>(
    `(SELECT o.created_at AS at, 'order' AS kind, o.number || ' · ' || s.name AS text, '/pesanan?q=' || o.number AS href FROM app.orders o JOIN app.shop s ON s.id = o.shop_id ORDER BY o.id DESC LIMIT 6)
     UNION ALL (SELECT l.accepted_at, 'listing', p.title || ' · ' || s.name, '/produk/' || p.id FROM app.listing l JOIN app.product p ON p.id = l.product_id JOIN app.shop s ON s.id = l.shop_id WHERE l.accepted_at IS NOT NULL ORDER BY l.accepted_at DESC LIMIT 6)
     ORDER BY at DESC LIMIT 8`);
  const shops = await viewShops(tx, null, marketplaces, { language: caller.language, timezone: caller.timezone, publicUrl });
  return {
    todo: [...(awaiting > 0 ? [approvals(awaiting, caller)] : []), ...causes.map((cause) => ({
      kind: confirmable.has(cause.cause) ? 'confirm' : cause.severity === 'decide' ? (cause.cause === 'unknown-order-line' ? 'unmatched' : 'decide') : cause.owner === 'connection' ? 'connection' : 'cause', severity: cause.severity, cause: cause.cause, code: cause.code, title: cause.title, sentence: cause.sentence, count: cause.count, products: cause.products,
      shop: cause.shops.length === 1 ? cause.shops[0] : null, shops: cause.shops, button: cause.button, href: cause.severity === 'decide' && !confirmable.has(cause.cause) ? '/pesanan?decide=1' : `/masalah?cause=${cause.cause}`,
    }))],
    shops,
    totals: { products: totals?.products ?? 0, variants: totals?.variants ?? 0, outOfStock: totals?.out_of_stock ?? 0, live: totals?.live ?? 0, failed: totals?.failed ?? 0, waiting: totals?.waiting ?? 0, waitingForQuota: shops.reduce((sum, shop) => sum + shop.waitsForQuota.rows, 0), ordersToShip: totals?.to_ship ?? 0, ordersToday: totals?.orders_today ?? 0, revenueToday: Number(totals?.revenue_today ?? 0) },
    recent, awaitingApproval: awaiting,
  };
}

/** Proposals of the units beneath that wait for the caller's yes. */
const approvals = (n: number, { language }: Caller) => ({
  kind: 'approve', severity: 'decide', cause: null, code: null, count: n, products: n, shop: null, shops: [], href: '/produk?review=pending',
  ...(language === 'id' ? { title: 'Menunggu persetujuan Anda', sentence: 'Unit mengusulkan produk baru atau perubahan. Yang tayang tetap yang lama sampai Anda setujui.', button: 'Lihat usulan' }
    : { title: 'Waits for your approval', sentence: 'Units propose new products or changes. What is on sale stays as it is until you approve.', button: 'See proposals' }),
});
