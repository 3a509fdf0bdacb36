import { noScope, type Caller, type Database, type Tx } from '../kernel/index.js';
import { applyChange, type Change } from './apply-change.js';
import type { SaleBody, SaleChangeBody } from './bodies.js';
import { assertFits, chosenRows, type ChosenRow } from './chosen-rows.js';
import { editErrors } from './errors.js';
import { demandConfirmation, limitsOf, Preview, type PreviewFacts } from './preview.js';

interface Priced extends ChosenRow { readonly price: number }

/**
 * Writes a price for a time. Two of one variant never overlap within one shop, nor within 'all shops'; one for a shop goes before one for all. What would need a person's yes as an edit needs it here.
 * Days and moments are of the co-op's own clock; an end that is a day includes that day.
 */
export async function planSale(tx: Tx, caller: Caller, body: SaleBody): Promise<string> {
  const times = await timesOf(tx, caller, body.from, body.to);
  const shops = body.shops ? [...new Set(body.shops)] : null;
  if (shops && (await tx.rows('SELECT 1 FROM app.shop WHERE id = ANY ($1::bigint[])', [shops])).length !== shops.length) throw editErrors.noShop();
  const { rows, facts } = await pricesOf(tx, caller, body);
  demandConfirmation('price', facts, body.confirm, caller.language);
  await assertFree(tx, rows.map((row) => row.id), times, shops, '0');
  const sale = await tx.row<{ id: string }>('INSERT INTO app.sale (cooperative_id, user_id, name, shop_ids, starts_at, ends_at, preview) VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id', [caller.cooperativeId, caller.userId, body.name ?? (caller.language === 'id' ? 'Harga terjadwal' : 'Scheduled price'), shops, times.from, times.to, JSON.stringify(facts)]);
  await tx.rows(
    `INSERT INTO app.sale_price (sale_id, cooperative_id, owner_id, product_id, variant_id, shop_id, price, starts_at, ends_at) SELECT $1, $2, x.owner, x.product, x.variant, shop.id, x.price, $3, $4
     FROM unnest($5::bigint[], $6::bigint[], $7::bigint[], $8::bigint[]) AS x (owner, product, variant, price) CROSS JOIN unnest(coalesce($9::bigint[], ARRAY[NULL]::bigint[])) AS shop (id)`,
    [sale?.id, caller.cooperativeId, times.from, times.to, rows.map((row) => row.ownerId), rows.map((row) => row.productId), rows.map((row) => row.id), rows.map((row) => row.price), shops]);
  return sale?.id ?? '';
}

interface Times { readonly from: string; readonly to: string }

/** Both as instants; a beginning that has passed is now. Throws where nothing would be left of it. */
async function timesOf(tx: Tx, caller: Caller, from: string, to: string): Promise<Times> {
  const moment = (text: string, end: boolean): string => (text.length === 10 ? `(($${end ? 2 : 1}::date${end ? ' + 1' : ''})::timestamp AT TIME ZONE $3)` : /(Z|[+-]\d{2}(:\d{2})?)$/.test(text) ? `$${end ? 2 : 1}::timestamptz` : `($${end ? 2 : 1}::timestamp AT TIME ZONE $3)`);
  const times = await tx.row<Times & { fits: boolean }>(`SELECT x.f::text AS from, x.t::text AS to, x.f < x.t AND x.t > app.now() AS fits FROM (SELECT greatest(${moment(from, false)}, app.now()) AS f, ${moment(to, true)} AS t WHERE $3::text IS NOT NULL) x`, [from, to, caller.timezone]);
  if (!times?.fits) throw editErrors.backwards();
  return times;
}

/** Refuses a time that another sale of one of the variants has already, in the same shops. Two people planning the same at once would both find it free: they are let in one by one. */
async function assertFree(tx: Tx, variantIds: readonly string[], times: Times, shops: readonly string[] | null, but: string): Promise<void> {
  await tx.rows(`SELECT pg_advisory_xact_lock(hashtextextended('sales', 0))`);
  const taken = await tx.rows<{ code: string; name: string; n: number }>(
    `SELECT v.sku AS code, s.name, count(*) OVER ()::int AS n FROM app.sale_price x JOIN app.sale s ON s.id = x.sale_id JOIN app.variant v ON v.id = x.variant_id
     WHERE x.variant_id = ANY ($1::bigint[]) AND x.sale_id <> $5 AND x.starts_at < x.ends_at AND x.starts_at < $3::timestamptz AND x.ends_at > $2::timestamptz AND CASE WHEN $4::bigint[] IS NULL THEN x.shop_id IS NULL ELSE x.shop_id = ANY ($4::bigint[]) END ORDER BY x.starts_at, v.sku LIMIT 1`, [variantIds, times.from, times.to, shops, but]);
  if (taken[0]) throw editErrors.overlaps({ n: taken[0].n, sku: taken[0].code, nama: taken[0].name });
}

/**
 * Another time or other prices of a sale that has not begun; while it runs only another end (or name): what buyers see is not changed under their eyes but ended, and planned anew. Prices are of variants it has already; a change is reckoned from the catalogue price as it is.
 */
export async function changeSale(tx: Tx, caller: Caller, id: string, body: SaleChangeBody): Promise<void> {
  const sale = await takeSale(tx, id), { prices, change } = body, priced = prices !== undefined || change !== undefined;
  if (sale.begun && (body.from !== undefined || priced)) throw editErrors.begun();
  const variants = (await tx.rows<{ id: string }>('SELECT DISTINCT variant_id AS id FROM app.sale_price WHERE sale_id = $1', [id])).map((row) => row.id);
  const wanted = body.from === undefined && body.to === undefined ? sale : await timesOf(tx, caller, body.from ?? sale.from, body.to ?? sale.to), times = { from: sale.begun ? sale.from : wanted.from, to: wanted.to };
  await assertFree(tx, variants, times, sale.shop_ids, id);
  let facts: PreviewFacts | null = null;
  if (priced) {
    const now = new Map((await tx.rows<{ id: string; price: string }>('SELECT DISTINCT v.id, x.price FROM app.sale_price x JOIN app.variant v ON v.id = x.variant_id JOIN app.product p ON p.id = v.product_id WHERE x.sale_id = $1 AND v.archived_at IS NULL AND p.archived_at IS NULL', [id])).map((row) => [row.id, Number(row.price)]));
    for (const { variantId, price } of prices ?? []) {
      if (!now.has(variantId)) throw editErrors.nothing();
      now.set(variantId, price);
    }
    const wished = await pricesOf(tx, caller, change ? { change, products: { variants } } : { prices: [...now].map(([variantId, price]) => ({ variantId, price })) });
    facts = wished.facts;
    demandConfirmation('price', facts, body.confirm, caller.language);
    await tx.rows('UPDATE app.sale_price x SET price = w.price FROM unnest($2::bigint[], $3::bigint[]) AS w (id, price) WHERE x.sale_id = $1 AND x.variant_id = w.id AND x.price <> w.price', [id, wished.rows.map((row) => row.id), wished.rows.map((row) => row.price)]);
  }
  await tx.rows('UPDATE app.sale_price SET starts_at = $2, ends_at = $3 WHERE sale_id = $1 AND (starts_at, ends_at) IS DISTINCT FROM ($2::timestamptz, $3::timestamptz)', [id, times.from, times.to]);
  await tx.rows('UPDATE app.sale SET starts_at = $2, ends_at = $3, name = coalesce($4, name), preview = coalesce($5, preview) WHERE id = $1', [id, times.from, times.to, body.name ?? null, facts && JSON.stringify(facts)]);
}

/** The prices that are wished, with the catalogue's beside them. One that cannot be spoils the plan: a sale that leaves something out is another sale. */
async function pricesOf(tx: Tx, caller: Caller, body: Pick<SaleBody, 'prices' | 'products' | 'change'>): Promise<{ rows: Priced[]; facts: PreviewFacts }> {
  const { prices, change } = body, rows: Priced[] = [], unfit: string[] = [];
  if ((prices === undefined) === (change === undefined) || (change && !body.products)) throw editErrors.badChange();
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
  const sale = await takeSale(tx, id);
  await tx.rows('UPDATE app.sale_price SET ends_at = least(ends_at, app.now()) WHERE sale_id = $1', [id]);
  await tx.rows(`UPDATE app.sale SET state = 'cancelled' WHERE id = $1`, [id]);
  if (sale.state === 'running') await tellTurn(tx, sale, null);
}

interface Sale { id: string; state: string; shop_ids: string[] | null; starts_at: Date }

/** Locks a sale that is not over. Instants to the microsecond: as text. */
async function takeSale(tx: Tx, id: string): Promise<Sale & { readonly from: string; readonly to: string; readonly begun: boolean }> {
  const sale = /^\d{1,18}$/.test(id) ? await tx.row<Sale & { from: string; to: string; begun: boolean; over: boolean }>(`SELECT id, state, shop_ids, starts_at, starts_at::text AS from, ends_at::text AS to, state = 'running' OR starts_at <= app.now() AS begun, state NOT IN ('planned', 'running') OR ends_at <= app.now() AS over FROM app.sale WHERE id = $1 FOR UPDATE`, [id]) : null;
  if (!sale) throw editErrors.noSale();
  if (sale.over) throw editErrors.over();
  return sale;
}

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
