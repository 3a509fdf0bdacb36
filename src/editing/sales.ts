import { noScope, type Caller, type Database, type Tx } from '../kernel/index.js';
import { applyChange, type Change } from './apply-change.js';
import type { SaleBody } from './bodies.js';
import { assertFits, chosenRows, type ChosenRow } from './chosen-rows.js';
import { editErrors } from './errors.js';
import { demandConfirmation, limitsOf, Preview, type PreviewFacts } from './preview.js';

interface Priced extends ChosenRow { readonly price: number }

/**
 * Writes a price for a time. Two of one variant never overlap within one shop, nor within 'all shops'; one for a shop goes before one for all. What would need a person's yes as an edit needs it here.
 * Days and moments are of the co-op's own clock; an end that is a day includes that day.
 */
export async function planSale(tx: Tx, caller: Caller, body: SaleBody): Promise<string> {
  const moment = (text: string, end: boolean): string => (text.length === 10 ? `(($${end ? 2 : 1}::date${end ? ' + 1' : ''})::timestamp AT TIME ZONE $3)` : /Z|[+-]\d{2}:\d{2}$/.test(text) ? `$${end ? 2 : 1}::timestamptz` : `($${end ? 2 : 1}::timestamp AT TIME ZONE $3)`);
  const times = await tx.row<{ from: string; to: string; fits: boolean }>(`SELECT x.f::text AS from, x.t::text AS to, x.f < x.t AND x.t > app.now() AS fits FROM (SELECT greatest(${moment(body.from, false)}, app.now()) AS f, ${moment(body.to, true)} AS t WHERE $3::text IS NOT NULL) x`, [body.from, body.to, caller.timezone]);
  if (!times?.fits) throw editErrors.backwards();
  const shops = body.shops ? [...new Set(body.shops)] : null;
  if (shops && (await tx.rows('SELECT 1 FROM app.shop WHERE id = ANY ($1::bigint[])', [shops])).length !== shops.length) throw editErrors.noShop();
  const { rows, facts } = await pricesOf(tx, caller, body);
  demandConfirmation('price', facts, body.confirm, caller.language);
  // Two people planning the same at once would both find the time free.
  await tx.rows(`SELECT pg_advisory_xact_lock(hashtextextended('sales', 0))`);
  const taken = await tx.rows<{ code: string; name: string; n: number }>(
    `SELECT v.sku AS code, s.name, count(*) OVER ()::int AS n FROM app.sale_price x JOIN app.sale s ON s.id = x.sale_id JOIN app.variant v ON v.id = x.variant_id
     WHERE x.variant_id = ANY ($1::bigint[]) AND x.starts_at < x.ends_at AND x.starts_at < $3::timestamptz AND x.ends_at > $2::timestamptz AND CASE WHEN $4::bigint[] IS NULL THEN x.shop_id IS NULL ELSE x.shop_id = ANY ($4::bigint[]) END ORDER BY x.starts_at, v.sku LIMIT 1`, [rows.map((row) => row.id), times.from, times.to, shops]);
  if (taken[0]) throw editErrors.overlaps({ n: taken[0].n, sku: taken[0].code, nama: taken[0].name });
  const sale = await tx.row<{ id: string }>('INSERT INTO app.sale (cooperative_id, user_id, name, shop_ids, starts_at, ends_at, preview) VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id', [caller.cooperativeId, caller.userId, body.name ?? (caller.language === 'id' ? 'Harga terjadwal' : 'Scheduled price'), shops, times.from, times.to, JSON.stringify(facts)]);
  await tx.rows(
    `INSERT INTO app.sale_price (sale_id, cooperative_id, owner_id, product_id, variant_id, shop_id, price, starts_at, ends_at) SELECT $1, $2, x.owner, x.product, x.variant, shop.id, x.price, $3, $4
     FROM unnest($5::bigint[], $6::bigint[], $7::bigint[], $8::bigint[]) AS x (owner, product, variant, price) CROSS JOIN unnest(coalesce($9::bigint[], ARRAY[NULL]::bigint[])) AS shop (id)`,
    [sale?.id, caller.cooperativeId, times.from, times.to, rows.map((row) => row.ownerId), rows.map((row) => row.productId), rows.map((row) => row.id), rows.map((row) => row.price), shops]);
  return sale?.id ?? '';
}

/** The prices that are wished, with the catalogue's beside them. One that cannot be spoils the plan: a sale that leaves something out is another sale. */
async function pricesOf(tx: Tx, caller: Caller, body: SaleBody): Promise<{ rows: Priced[]; facts: PreviewFacts }> {
  const { prices, change } = body, rows: Priced[] = [], unfit: string[] = [];
  if ((prices === undefined) === (change === undefined) || (change && !body.products)) throw editErrors.badChange({ bidang: 'price' });
  const given = new Map((prices ?? []).map((one) => [one.variantId, one.price])), wish: Change = change ?? { how: 'set', value: 1 };
  assertFits('price', wish);
  const preview = new Preview('price', await limitsOf(tx, caller.cooperativeId));
  for await (const slice of chosenRows(tx, change && body.products ? body.products : { variants: [...given.keys()] }, 'price', wish)) for (const row of slice) {
    const changed = change ? applyChange('price', row.before, wish) : { after: given.get(row.id) };
    const price = 'after' in changed && typeof changed.after === 'number' ? changed.after : null;
    if (price === null) unfit.push(row.code);
    else {
      rows.push({ ...row, price });
      if (price === row.before) preview.keep();
      else preview.change(row, price);
    }
  }
  if (unfit[0] !== undefined) throw editErrors.unfit({ n: unfit.length, sku: unfit[0] });
  if (rows.length === 0 || (prices && rows.length !== given.size)) throw editErrors.nothing();
  return { rows, facts: preview.facts() };
}

/** Ends a sale now, or before it began. The offers concerned go back to the catalogue price as it is. */
export async function endSale(tx: Tx, id: string): Promise<void> {
  const sale = /^\d{1,18}$/.test(id) ? await tx.row<Sale>('SELECT id, state, shop_ids, starts_at FROM app.sale WHERE id = $1 FOR UPDATE', [id]) : null;
  if (!sale) throw editErrors.noSale();
  if (sale.state !== 'planned' && sale.state !== 'running') throw editErrors.over();
  await tx.rows('UPDATE app.sale_price SET ends_at = least(ends_at, greatest(starts_at, app.now())) WHERE sale_id = $1', [id]);
  await tx.rows(`UPDATE app.sale SET state = 'cancelled' WHERE id = $1`, [id]);
  if (sale.state === 'running') await tellTurn(tx, sale, null);
}

interface Sale { id: string; state: string; shop_ids: string[] | null; starts_at: Date }

/**
 * Tells the offers of sales that have begun or ended since. What was due while the house was down is made now; a sale whose whole time passed meanwhile is said to be missed, and only what was sent at its price, if anything, is sent anew.
 */
export async function turnSales(database: Database): Promise<void> {
  const due = await database.inScope(noScope, (tx) => tx.rows<{ sale_id: string; federation: string[] }>('SELECT * FROM app.turning_sales()'));
  for (const { sale_id, federation } of due) await database.inScope({ ids: federation, why: `sale:${sale_id}` }, async (tx) => {
    const sale = await tx.row<Sale & { over: boolean }>(`SELECT id, state, shop_ids, starts_at, ends_at <= app.now() AS over FROM app.sale WHERE id = $1 AND state IN ('planned', 'running') FOR UPDATE SKIP LOCKED`, [sale_id]);
    if (!sale) return;
    const missed = sale.over && sale.state === 'planned';
    const told = await tellTurn(tx, sale, missed ? sale.starts_at : null);
    await tx.rows('UPDATE app.sale SET state = $2 WHERE id = $1', [sale_id, missed && told === 0 ? 'missed' : sale.over ? 'ended' : 'running']);
  });
}

/** Raises the price wishes of a sale's offers: of all, or only of those that were sent anything since. Returns how many variants, or offers, it told. */
async function tellTurn(tx: Tx, sale: Sale, sentSince: Date | null): Promise<number> {
  const offers = await tx.rows<{ id: string; shop_id: string; variant_id: string; cooperative_id: string }>(
    `SELECT o.id, o.shop_id, o.variant_id, o.owner_id AS cooperative_id FROM app.sale_price x JOIN app.offer o ON o.variant_id = x.variant_id AND o.ended_at IS NULL AND (x.shop_id IS NULL OR o.shop_id = x.shop_id) JOIN app.offer_side s ON s.offer_id = o.id AND s.side = 'price'
     WHERE x.sale_id = $1 AND ($2::timestamptz IS NULL OR s.sent_at >= $2) ORDER BY o.id`, [sale.id, sentSince]);
  const byShop = new Map<string, string[]>();
  for (const offer of offers) byShop.set(offer.shop_id, [...(byShop.get(offer.shop_id) ?? []), offer.id]);
  for (const [shopId, offerIds] of byShop) await tx.tell('prices-moved', { shopId, offerIds });
  for (const id of new Set(offers.map((offer) => offer.cooperative_id))) await tx.rows(`SELECT pg_notify('serentak_change', $1)`, [`${id}:products`]);
  return offers.length;
}
