import type { FactIssue, Tx } from '../../src/kernel/index.js';
import { wish } from '../../src/listings/index.js';
import { openHouse, type OpenHouse } from './open-house.js';

export interface StockedHouse extends OpenHouse {
  /** The parent's two shops, of two marketplaces. */
  readonly shops: readonly [string, string];
  /** Two products of the parent, then one of its unit. */
  readonly products: readonly string[];
  /** `products` in the first shop, in the same order. */
  readonly listings: readonly string[];
  tx<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /** What the engine writes when an attempt ends: the issues that stand now for this listing; none, and it is live. */
  answer(listing: string, issues: readonly FactIssue[]): Promise<void>;
  /** The issues that stand now for another subject of the first shop. */
  needs(operation: string, subject: string, issues: readonly FactIssue[], orderId?: string): Promise<void>;
  failureIds(subject: string): Promise<string[]>;
}

export const issue = (cause: string, more: Partial<FactIssue> = {}): FactIssue => ({ cause, field: null, rawCode: '', rawMessage: '', ...more });

/** An open house with shops, products, and listings that wait for their first answer. The engine's part is played by `answer` and `needs`, through the same facts. */
export async function stockedHouse(): Promise<StockedHouse> {
  const at = await openHouse();
  const tx: StockedHouse['tx'] = (work) => at.house.database.inScope(at.scope, work);
  const shops = await tx(async (t) => {
    const ids: string[] = [];
    for (const [marketplace, name] of [['shopee', 'Toko Satu'], ['woocommerce', 'Toko Dua']] as const) {
      const connection = await t.row<{ id: string }>(`INSERT INTO app.connection (cooperative_id, marketplace, environment, app, sealed) VALUES ($1, $2, 'practice', 'app', 'x') RETURNING id`, [at.parent, marketplace]);
      const shop = await t.row<{ id: string }>('INSERT INTO app.shop (cooperative_id, connection_id, marketplace, remote_id, name) VALUES ($1, $2, $3, $3, $4) RETURNING id', [at.parent, connection?.id, marketplace, name]);
      await t.rows(`INSERT INTO app.checkpoint (shop_id, stream, cooperative_id, interval_ms, next_at) VALUES ($1, 'pull-orders', $2, 120000, app.now() + interval '1 hour'), ($1, 'read-back', $2, 120000, app.now() + interval '1 hour')`, [shop?.id, at.parent]);
      ids.push(shop?.id ?? '');
    }
    return ids as [string, string];
  });
  const products = await tx(async (t) => {
    const ids: string[] = [];
    for (const [index, [owner, title]] of ([[at.parent, 'Kopi Gayo'], [at.parent, 'Batik Tulis'], [at.unit, 'Gula Semut']] as const).entries()) {
      const product = await t.row<{ id: string }>('INSERT INTO app.product (cooperative_id, code, title) VALUES ($1, $2, $3) RETURNING id', [owner, `P-${index + 1}`, title]);
      const variant = await t.row<{ id: string }>('INSERT INTO app.variant (cooperative_id, product_id, sku, price) VALUES ($1, $2, $3, 25000) RETURNING id', [owner, product?.id, `S-${index + 1}`]);
      await t.rows('INSERT INTO app.stock_level (variant_id, cooperative_id, on_hand) VALUES ($1, $2, 5)', [variant?.id, owner]);
      ids.push(product?.id ?? '');
    }
    return ids;
  });
  const listings = await tx(async (t) => {
    await wish(t, { cooperativeId: at.parent, userId: null, productIds: products, shopIds: [shops[0]], wanted: 'live', filter: {} });
    return (await t.rows<{ id: string }>('SELECT id FROM app.listing ORDER BY product_id')).map((row) => row.id);
  });
  const needs: StockedHouse['needs'] = (operation, subject, issues, orderId) => tx((t) => t.tell('needs-person', { shopId: shops[0], cooperativeId: at.parent, ownerId: at.parent, operation, subject, orderId, issues }));
  const answer: StockedHouse['answer'] = (listing, issues) => tx(async (t) => {
    const row = await t.row<{ owner_id: string; product_id: string }>(
      `UPDATE app.listing SET answered_rev = wanted_rev, live_rev = CASE WHEN $2 THEN wanted_rev ELSE live_rev END, state = CASE WHEN $2 THEN CASE wanted WHEN 'live' THEN 'live' ELSE 'ended' END ELSE 'refused' END, issues = $3 WHERE id = $1 RETURNING owner_id, product_id`,
      [listing, issues.length === 0, JSON.stringify(issues)]);
    if (row) await t.tell('needs-person', { shopId: shops[0], cooperativeId: at.parent, ownerId: row.owner_id, operation: 'publish-listings', subject: `listing:${listing}`, productId: row.product_id, issues });
  });
  return { ...at, shops, products, listings, tx, answer, needs, failureIds: (subject) => tx(async (t) => (await t.rows<{ id: string }>('SELECT id FROM app.failure WHERE subject = $1 AND closed_at IS NULL ORDER BY id', [subject])).map((row) => row.id)) };
}
