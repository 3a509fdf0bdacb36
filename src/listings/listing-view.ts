import type { Issue } from '../../adapters/contract/index.js';
import type { FactIssue, Reader, Tx } from '../kernel/index.js';
import type { Marketplaces } from '../marketplaces/index.js';
import { placesOf, quoteOffers, type Quote } from '../prices/index.js';
import { readShop } from '../shops/index.js';
import { checkSource } from './check-source.js';
import { contentOf, differences } from './compose-listing.js';
import { viewIssue } from './issue-view.js';
import { readListingSource } from './listing-source.js';
import { warningsOfListing } from './offer-warnings.js';
import type { ReachOf } from './reach.js';
import { originsOf } from './shown-values.js';
import type { DraftContent } from './source-shape.js';

interface Row {
  id: string; product_id: string; shop_id: string; shop_name: string; marketplace: string; places: Record<string, string>; word: string; wanted: string; reason: string | null; not_before: Date | null; attempts: number; issues: FactIssue[]; remote_item_id: string | null; accepted_at: Date | null; due_at: Date | null;
  wanted_rev: string; answered_rev: string; live_rev: string; title: string; code: string;
  offers: { id: string; variantId: string; sku: string; buffer: number; cap: number; free: number; stockSent: number | null; stockDue: boolean; stockReason: string | null; priceSent: number | null; priceDue: boolean; priceReason: string | null }[] | null;
}

const side = (sent: number | null, wanted: number | null, due: boolean, reason: string | null) => ({ sent, wanted, state: reason === 'not-open' ? 'closed' : reason === 'theirs' ? 'theirs' : reason ? 'parked' : due ? 'waiting' : 'set' });

export interface ListingFilter { readonly product?: string; readonly shop?: string; readonly state?: string; readonly id?: string; readonly after?: string; readonly limit: number }

/** Listings with their offers: what was last accepted, what is wanted now. Keyset by id, newest last. An owner whose product sells in its parent's shop sees the shop's name, not its rules: the wanted price is null there. */
export async function viewListings(tx: Tx, filter: ListingFilter, reader: Reader, marketplaces: Marketplaces) {
  const rows = await tx.rows<Row>(
    `SELECT l.id, l.product_id, l.shop_id, n.name AS shop_name, n.marketplace, l.places, app.listing_word(l) AS word, l.wanted, l.reason, CASE WHEN l.not_before IN ('infinity', '-infinity') THEN NULL ELSE l.not_before END AS not_before, l.attempts, l.issues, l.remote_item_id, l.accepted_at,
       CASE WHEN l.due_at IN ('infinity', '-infinity') THEN NULL ELSE l.due_at END AS due_at, l.wanted_rev, l.answered_rev, l.live_rev, p.title, p.code,
       (SELECT jsonb_agg(jsonb_build_object('id', o.id::text, 'variantId', o.variant_id::text, 'sku', o.remote_sku, 'buffer', o.buffer, 'cap', o.cap, 'free', coalesce(k.free, 0) + app.untaken(o.shop_id, o.variant_id),
          'stockSent', st.sent_value, 'stockDue', st.wanted_rev > st.answered_rev, 'stockReason', st.reason, 'priceSent', pr.sent_value, 'priceDue', pr.wanted_rev > pr.answered_rev, 'priceReason', pr.reason) ORDER BY v.position, v.id)
        FROM app.offer o JOIN app.variant v ON v.id = o.variant_id JOIN app.offer_side st ON st.offer_id = o.id AND st.side = 'stock' JOIN app.offer_side pr ON pr.offer_id = o.id AND pr.side = 'price'
          LEFT JOIN LATERAL (SELECT sum(on_hand - reserved) AS free FROM app.stock_level x WHERE x.variant_id = v.id) k ON true WHERE o.listing_id = l.id AND o.ended_at IS NULL) AS offers
     FROM app.listing l JOIN app.shop_names() n ON n.id = l.shop_id JOIN app.product p ON p.id = l.product_id
     WHERE ($1::bigint IS NULL OR l.product_id = $1) AND ($2::bigint IS NULL OR l.shop_id = $2) AND ($3::text IS NULL OR app.listing_word(l) = $3 AND ($3 = 'live' OR app.unsettled(l))) AND ($4::bigint IS NULL OR l.id = $4) AND ($5::bigint IS NULL OR l.id > $5) ORDER BY l.id LIMIT $6`,
    [filter.product ?? null, filter.shop ?? null, filter.state ?? null, filter.id ?? null, filter.after ?? null, filter.limit + 1]);
  const quotes = new Map<string, Quote>();
  for (const shopId of new Set(rows.map((row) => row.shop_id))) for (const [id, quote] of await quoteOffers(tx, shopId, rows.filter((row) => row.shop_id === shopId).flatMap((row) => (row.offers ?? []).map((offer) => offer.id)), placesOf(marketplaces))) quotes.set(id, quote);
  const wanted = (offerId: string): number | null => { const quote = quotes.get(offerId); return quote ? Number(quote.price) : null; };
  const items = rows.slice(0, filter.limit).map((row) => ({
    id: row.id, productId: row.product_id, title: row.title, code: row.code, shopId: row.shop_id, shop: row.shop_name, state: row.word, wanted: row.wanted, reason: row.reason, notBefore: row.not_before, attempts: row.attempts,
    issues: row.issues.map((issue) => viewIssue(issue, row.shop_name, reader)), places: Object.entries(row.places).map(([id, state]) => ({ id, name: marketplaces.placeName(row.marketplace, id, reader.language), state })), remoteItemId: row.remote_item_id, acceptedAt: row.accepted_at, dueAt: row.due_at,
    revision: { wanted: Number(row.wanted_rev), answered: Number(row.answered_rev), live: Number(row.live_rev) },
    offers: (row.offers ?? []).map((offer) => ({
      id: offer.id, variantId: offer.variantId, sku: offer.sku,
      stock: side(offer.stockSent, Math.max(0, Math.min(offer.cap, offer.free - offer.buffer)), offer.stockDue, offer.stockReason),
      price: side(offer.priceSent, wanted(offer.id), offer.priceDue, offer.priceReason),
    })),
  }));
  return { items, next: rows.length > filter.limit ? items.at(-1)?.id ?? null : null };
}

/** What was last accepted against what would be sent now, who decided each value, and what stands in its way: composed and checked as the stream would, without a call. */
export async function viewDifference(tx: Tx, listingId: string, reachOf: ReachOf, reader: Reader, marketplaces: Marketplaces) {
  const listing = await tx.row<{ shop_id: string; accepted: DraftContent | null }>('SELECT shop_id, accepted FROM app.listing WHERE id = $1', [listingId]);
  const shop = listing && await readShop(tx, listing.shop_id);
  if (!listing || !shop) return null;
  const place = placesOf(marketplaces)(shop), source = await readListingSource(tx, listingId, shop, place);
  if (!source) return { accepted: listing.accepted, next: null, origins: null, diff: [], preflight: [], warnings: [] };
  const { draft, theirs, sends, issues, notes } = checkSource(source, shop.fieldRules, reachOf(shop)), next = contentOf(draft);
  const said = (found: readonly Issue[]) => found.map((issue) => viewIssue(issue, shop.name, reader));
  const changed = sends ? differences(listing.accepted, next) : [];
  const leaves = new Map((await tx.rows<{ remote_id: string; name: string }>('SELECT remote_id, name FROM app.remote_category WHERE marketplace = $1 AND scope_key = $2 AND remote_id = ANY ($3)', [shop.marketplace, place.scopeKey, changed.flatMap(({ field, before, after }) => (field === 'category' ? [before, after] : []))])).map((row) => [row.remote_id, row.name]));
  // Ids of theirs say nothing to people.
  const inWords = (field: string, value: unknown): unknown => (field === 'category' ? leaves.get(String(value)) ?? value : field === 'brand' && value !== null && value === source.rules?.brand.none ? (reader.language === 'id' ? 'Tanpa merek' : 'No brand') : value);
  return { accepted: listing.accepted, next, origins: originsOf(source, theirs, draft.attributes), diff: changed.map(({ field, before, after }) => ({ field, before: inWords(field, before), after: inWords(field, after) })), preflight: said(issues), warnings: said([...notes, ...await warningsOfListing(tx, marketplaces, shop, listingId)]) };
}
