import { Gone, isAdapterError, Retry, type Cursor, type Intent, type Issue, type ListingDraft, type Listings, type Page, type Receipt, type RemoteRef } from '../contract/index.js';
import type { BlibliCategories } from './categories.js';
import { firstLookMs, Kept, nextLookMs, type Client } from './client.js';
import { issueOf } from './errors.js';
import { createBody, itemsOf } from './mapping.js';
import { variantsOf } from './offers.js';
import { each, first, isDecoded, list, matter, part, productOf, queueIdOf, rowsOf, text, type Body, type Feed, type Product, type Raw } from './wire.js';

const reviewAskMs = 1_800_000;
/** Every state is listed apart; on sale first, since most products end there. */
const states = ['ACTIVE', 'IN_PROGRESS', 'NEED_CORRECTION', 'OOS', 'SUSPENDED', 'ARCHIVED'] as const;
const perPage = 50;
/** A ticket: the queue id (`-` once that queue has ended), the title (of what exists: the state it is likely in) and the SKUs to find. */
export const ticketOf = (queueId: string, title: string, skus: readonly string[]): string => [queueId, title, ...skus].map(encodeURIComponent).join(' ');
export function ticketIn(ticket: string): { readonly queueId: string; readonly title: string; readonly skus: readonly string[] } {
  const [queueId = '-', title = '', ...skus] = ticket.split(' ').map(decodeURIComponent);
  return { queueId, title, skus };
}
type Found = RemoteRef & { readonly itemId: string };

/**
 * Accepted is not published: a write ends with a queue id, the queue with a product or a reason, the product with a review. `outcome` walks that path one look at a time.
 * Nothing is ever deleted: what is withdrawn is archived.
 */
export class BlibliListings implements Listings {
  constructor(private readonly client: Client, private readonly categories: BlibliCategories) {}

  async put(draft: ListingDraft, known: RemoteRef | null, intent: Intent, keep: (ref: RemoteRef) => Promise<void>): Promise<Receipt> {
    if (known?.itemId !== undefined) return this.#change(draft, known, known.itemId, keep);
    // What is accepted is never put again.
    if (known?.ticket !== undefined) return queued(known, nextLookMs);
    const attributes = await this.categories.attributes(draft.category), images = await imagesOf(draft);
    const shop = { pickupPoint: await this.#pickupPoint(), logistics: await this.#options(), brand: draft.brand };
    try {
      const answer = await this.client.call({ op: 'create', method: 'POST', path: '/seller/v1/products/async', effect: 'make', requestId: intent.key, timeoutMs: 30_000, body: { product: [createBody(draft, attributes, shop, images)] } });
      const ref = { ticket: ticketOf(queueIdOf(answer), draft.title, draft.variants.map((variant) => variant.sku)), variants: {} };
      await keep(ref);
      return queued(ref, firstLookMs);
    } catch (error) {
      // What the category asks for may have changed: it is read anew before the next try.
      if (isAdapterError(error) && error.issues.some((entry) => entry.field === 'attributes' || entry.field === 'category')) this.categories.forget(draft.category);
      throw error;
    }
  }

  /** By our SKUs first; then by what the day's queue holds. A create that still stands in a queue is no proof of anything. */
  async recover(draft: ListingDraft, intent: Intent): Promise<RemoteRef | 'absent' | 'unsure'> {
    const skus = draft.variants.map((variant) => variant.sku), found = await this.#find(draft.title, skus);
    if (found !== null) return found;
    const own = await this.client.feed(intent.key).catch((error: unknown) => { if (isAdapterError(error) && ['gone', 'reject'].includes(error.verdict)) return null; throw error; });
    if (own !== null && (own.entries.length > 0 || own.done)) return { ticket: ticketOf(intent.key, draft.title, skus), variants: {} };
    const answer = await this.client.read('queue-list', '/mta/api/businesspartner/v1/feed/list', { queueDate: wibDay(intent.openedAt), status: 'IN_PROGRESS' });
    const { rows, more } = rowsOf(answer, 0, 100);
    return rows.length > 0 || more ? 'unsure' : 'absent';
  }

  async outcome(ref: RemoteRef): Promise<Receipt> {
    const ticket = ref.ticket === undefined ? null : ticketIn(ref.ticket), asked = ticket !== null && ticket.queueId !== '-';
    const feed: Feed = asked ? await this.client.feed(ticket.queueId) : { done: true, entries: [] };
    if (!feed.done) return queued(ref, nextLookMs);
    const issues = feed.entries.filter((entry) => !entry.ok).map((entry): Issue => issueOf({ code: entry.code || 'queue', message: entry.message, effect: 'set' }));
    if (ref.itemId !== undefined) return this.#standing({ ...plain(ref), itemId: ref.itemId }, issues, ticket);
    if (ticket === null) return { state: 'refused', ref: plain(ref), offersOpen: false, issues };
    if (issues.length > 0) return { state: 'refused', ref: plain(ref), offersOpen: false, issues };
    const found = await this.#find(ticket.title, ticket.skus, feed.entries.map((entry) => entry.sku));
    if (found !== null) return this.#standing(found, [], null);
    // The queue took it, and no list shows it yet: it lies with the reviewers.
    return { state: 'review', ref: { ticket: ticketOf('-', ticket.title, ticket.skus), variants: {} }, offersOpen: false, askAfterMs: asked ? nextLookMs : reviewAskMs, issues: [underReview] };
  }

  async withdraw(ref: RemoteRef): Promise<Receipt> {
    if (ref.itemId === undefined) return { state: 'ended', ref: plain(ref), offersOpen: false, issues: [] };
    try {
      return queued({ ...plain(ref), ticket: await this.#status('archive', ref.itemId) }, firstLookMs);
    } catch (error) {
      if (isAdapterError(error) && (error.verdict === 'gone' || (error.verdict === 'reject' && /archived/i.test(error.message)))) return { state: 'ended', ref: plain(ref), offersOpen: false, issues: [] };
      throw error;
    }
  }

  /** State by state, page by page; a product that changes its state meanwhile may be seen twice. Its variants cost a call each. */
  async all(cursor: Cursor | null): Promise<Page<Receipt & { readonly seen: Readonly<Record<string, unknown>> }>> {
    const at = Number(cursor?.['state'] ?? 0), page = Number(cursor?.['page'] ?? 0), state = states[at] ?? 'ACTIVE';
    const { rows, more } = await this.#list({ state }, page, 20);
    const items: (Receipt & { readonly seen: Readonly<Record<string, unknown>> } | { readonly undecodable: string })[] = [];
    for (const product of each(rows, productOf)) {
      if (!isDecoded(product)) { items.push(product); continue; }
      const variants = await variantsOf(this.client, product.productSku), standing = receiptOf(product.state || state, { itemId: product.productSku, variants: bySku(product.productSku, variants) }, []);
      items.push({ ...standing, seen: { title: product.name, status: product.state || state, variants: variants.map((variant) => ({ sku: variant.sellerSku, price: variant.price?.toString() ?? null, stock: variant.stock })), photos: list(product.raw['images']).map((image) => text(part(image)['path'] ?? image)) } });
    }
    return { items, next: more ? { state: at, page: page + 1 } : at + 1 < states.length ? { state: at + 1, page: 0 } : null };
  }

  /** Texts by one call, items by another (their full list; what exists keeps price and stock). An archived product is opened first. */
  async #change(draft: ListingDraft, known: RemoteRef, itemId: string, keep: (ref: RemoteRef) => Promise<void>): Promise<Receipt> {
    const product = await this.#state(itemId);
    if (product === null) throw new Gone(`product ${itemId} is not there`, { rawCode: 'not-listed' });
    if (product.state === 'ARCHIVED') {
      // What is archived takes no edit, and opening it takes a queue's time: the wish comes again.
      await this.#status('unarchive', itemId);
      throw new Retry(`product ${itemId} is being opened`, { rawCode: 'unarchiving', afterMs: firstLookMs });
    }
    const attributes = await this.categories.attributes(draft.category), images = await imagesOf(draft);
    await this.#detail(itemId, { name: draft.title, description: draft.description });
    await this.client.call({ op: 'variants', method: 'POST', path: `/seller/v1/products/${encodeURIComponent(itemId)}/variants`, effect: 'set', subject: itemId, timeoutMs: 30_000, body: { imageMap: images, productItems: itemsOf(draft, attributes, known.variants) } });
    const ref = { itemId, variants: { ...known.variants, ...bySku(itemId, await variantsOf(this.client, itemId)) } }, wanted = draft.variants.every((variant) => ref.variants[variant.sku] !== undefined);
    await keep(ref);
    return wanted ? receiptOf(product.state, ref, []) : { state: 'review', ref: { ...ref, ticket: ticketOf('-', product.state, draft.variants.map((variant) => variant.sku)) }, offersOpen: product.state === 'ACTIVE' || product.state === 'OOS', askAfterMs: nextLookMs, issues: [underReview] };
  }

  /** Documented under one path, called by clients under another. */
  async #detail(itemId: string, body: Body): Promise<void> {
    const put = (path: string): Promise<Raw> => this.client.call({ op: 'detail-text', method: 'PUT', path, effect: 'set', subject: itemId, body });
    await put(`/seller/v1/products/${encodeURIComponent(itemId)}/detail`).catch((error: unknown) => (isAdapterError(error) && error.verdict === 'gone' ? put(`/seller/v1/${encodeURIComponent(itemId)}/detail`) : Promise.reject(error)));
  }

  async #status(what: 'archive' | 'unarchive', productSku: string): Promise<string> {
    const answer = await this.client.call({ op: 'archive', method: 'POST', path: `/seller/v1/products/statuses/${what}`, effect: 'set', body: { productSkus: [productSku] } });
    return ticketOf(queueIdOf(answer), what === 'archive' ? 'ARCHIVED' : 'ACTIVE', []);
  }
  async #list(filter: Body, page: number, size: number): Promise<{ rows: readonly unknown[]; more: boolean }> {
    return rowsOf(await this.client.filter('product-list', '/seller/v1/products/filter', { filter, paging: { page, size } }), page, size);
  }
  /** One product, in whichever state it is: a list shows one state only. */
  async #state(productSku: string, likely = ''): Promise<Product | null> {
    for (const state of [...states].sort((a, b) => Number(b === likely) - Number(a === likely))) {
      const row = each((await this.#list({ productSku, state }, 0, 1)).rows, productOf).filter(isDecoded).find((product) => product.productSku === productSku);
      if (row) return { ...row, state: row.state || state };
    }
    return null;
  }
  async #standing(ref: Found, issues: readonly Issue[], ticket: ReturnType<typeof ticketIn> | null): Promise<Receipt> {
    const product = await this.#state(ref.itemId, ticket?.title);
    // Rejected products cannot be read, and one under review may not be listed: its end is asked for again.
    if (product === null) return { state: 'review', ref, offersOpen: false, askAfterMs: reviewAskMs, issues: issues.length > 0 ? issues : [underReview] };
    const unknown = Object.keys(ref.variants).length === 0 || (ticket?.skus ?? []).some((sku) => ref.variants[sku] === undefined);
    const variants = unknown ? { ...ref.variants, ...bySku(ref.itemId, await variantsOf(this.client, ref.itemId)) } : ref.variants;
    return receiptOf(product.state, { ...ref, variants }, issues);
  }

  /** Ours by its SKUs: what the queue named, then the list that takes seller SKUs (deprecated, may be gone), then the title in every state. */
  async #find(title: string, skus: readonly string[], named: readonly string[] = []): Promise<Found | null> {
    const seen = new Set<string>();
    const ours = async (productSku: string): Promise<Found | null> => {
      if (seen.has(productSku)) return null;
      seen.add(productSku);
      const rows = await variantsOf(this.client, productSku).catch((error: unknown) => { if (isAdapterError(error) && ['gone', 'reject'].includes(error.verdict)) return []; throw error; });
      return rows.some((row) => skus.includes(row.sellerSku)) ? { itemId: productSku, variants: bySku(productSku, rows) } : null;
    };
    const hinted = [...named, ...(await this.#bySellerSku(skus))].map((sku) => /^[A-Za-z0-9]+-\d+-\d+/.exec(sku)?.[0] ?? '').filter((sku) => sku !== '');
    for (const productSku of hinted) { const found = await ours(productSku); if (found) return found; }
    for (const state of states) for (const product of each((await this.#list({ productName: title, state }, 0, perPage)).rows, productOf).filter(isDecoded).filter((entry) => entry.name === '' || entry.name === title)) {
      const found = await ours(product.productSku);
      if (found) return found;
    }
    return null;
  }
  async #bySellerSku(skus: readonly string[]): Promise<readonly string[]> {
    const body = { merchantSkus: [...skus].slice(0, 100), page: 0, size: 100 };
    const answer = await this.client.filter('product-list', '/mta/api/businesspartner/v2/product/getProductList', body).catch((error: unknown) => { if (isAdapterError(error) && ['gone', 'reject'].includes(error.verdict)) return {}; throw error; });
    return rowsOf(answer, 0, 100).rows.map(part).filter((row) => skus.includes(text(first(row, 'merchantSku', 'sellerSku')))).map((row) => text(first(row, 'gdnSku', 'productSku', 'blibliSku')));
  }

  async #pickupPoint(): Promise<string> { return this.client.settings.pickupPointCode ?? (await places.of(this.client.remoteId, () => pickupPointsOf(this.client)))[0]?.id ?? ''; }
  async #options(): Promise<readonly string[]> {
    const chosen = this.client.settings.logistics?.split(',').map((code) => code.trim()).filter((code) => code !== '');
    return chosen ?? (await carriers.of(this.client.remoteId, () => logisticsOf(this.client))).map((row) => row.id);
  }
}
type Choice = { readonly id: string; readonly label: string };
const places = new Kept<readonly Choice[]>(), carriers = new Kept<readonly Choice[]>();
const choicesIn = (answer: Raw, codes: readonly string[], names: readonly string[]): readonly Choice[] => {
  const inner = matter(answer), rows = Array.isArray(inner) ? list(inner) : list(first(part(inner), 'logistics', 'pickupPoints', 'content'));
  return rows.map(part).map((row) => ({ id: text(first(row, ...codes)), label: text(first(row, ...names)) })).filter((row) => row.id !== '');
};
export const pickupPointsOf = async (client: Client): Promise<readonly Choice[]> =>
  choicesIn(await client.filter('pickup-points', '/seller/v1/stores/pickup-points/filter', { filter: {}, paging: { page: 0, size: 50 } }), ['code', 'pickupPointCode'], ['name', 'pickupPointName']);
export const logisticsOf = async (client: Client): Promise<readonly Choice[]> =>
  choicesIn(await client.read('logistics', '/seller/v1/logistics'), ['code', 'logisticProductCode', 'productCode', 'logisticOptionCode', 'id'], ['name', 'logisticProductName', 'productName', 'logisticOptionName']);

const underReview: Issue = { cause: 'under-review', field: 'listing', params: { lama: '2 hari' }, rawCode: 'IN_PROGRESS', rawMessage: '' };
const plain = (ref: RemoteRef): RemoteRef => ({ ...(ref.itemId === undefined ? {} : { itemId: ref.itemId }), variants: ref.variants });
const queued = (ref: RemoteRef, askAfterMs: number): Receipt => ({ state: 'queued', ref, offersOpen: false, askAfterMs, issues: [] });
const bySku = (itemId: string, rows: readonly { readonly sellerSku: string; readonly blibliSku: string }[]): RemoteRef['variants'] => Object.fromEntries(rows.filter((row) => row.sellerSku !== '').map((row) => [row.sellerSku, { itemId, variantId: row.blibliSku }]));
/** Jakarta's day, yyyy-MM-dd. */
const wibDay = (ms: number): string => new Date(ms + 7 * 3_600_000).toISOString().slice(0, 10);
const imagesOf = async (draft: ListingDraft): Promise<Readonly<Record<string, string>>> => {
  const images: Record<string, string> = {};
  for (const photo of [...draft.photos, ...draft.variants.flatMap((variant) => variant.photo ?? [])]) images[photo.sha256] ??= Buffer.from(await photo.render('product')).toString('base64');
  return images;
};
/** Blibli's state as a receipt. One we do not know is asked again, never called live. */
export function receiptOf(state: string, ref: RemoteRef, issues: readonly Issue[]): Receipt {
  if (state === 'ACTIVE' || state === 'OOS') return { state: 'live', ref, offersOpen: true, issues };
  if (state === 'ARCHIVED') return { state: 'ended', ref, offersOpen: false, issues };
  if (state === 'SUSPENDED') return { state: 'refused', ref, offersOpen: false, issues: [{ cause: 'banned', field: 'listing', params: { alasan: '—' }, rawCode: state, rawMessage: '' }, ...issues] };
  if (state === 'NEED_CORRECTION') return { state: 'refused', ref, offersOpen: false, issues: [{ cause: 'rejected-by-review', field: 'listing', params: { alasan: '—' }, rawCode: state, rawMessage: '' }, ...issues] };
  return { state: 'review', ref, offersOpen: false, askAfterMs: reviewAskMs, issues: [{ ...underReview, rawCode: state }, ...issues] };
}
