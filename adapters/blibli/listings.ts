import { isAdapterError, Park, type AdapterError, type Cursor, type Intent, type Issue, type ListingDraft, type Listings, type Page, type Receipt, type RemoteRef, type Standing, withoutMarkup } from '../contract/index.js';
import type { BlibliCategories } from './categories.js';
import { Kept, lookAfter, type Client } from './client.js';
import { issueOf } from './errors.js';
import { createBody, itemsOf } from './mapping.js';
import { variantsOf } from './offers.js';
import { each, first, imagesIn, isDecoded, isRecord, list, matter, part, productOf, queueIdOf, rowsOf, text, variantOf, type Body, type Feed, type Product, type Raw, type Variant } from './wire.js';

const reviewAskMs = 1_800_000;
/** Every state is listed apart; on sale first, since most products end there. */
const states = ['ACTIVE', 'IN_PROGRESS', 'NEED_CORRECTION', 'OOS', 'SUSPENDED', 'ARCHIVED'] as const;
const perPage = 50;
/** A ticket: the queue id (`-` once that queue has ended, `?` once its product could not be read), how often it was looked at, the title and the SKUs to find. */
export const ticketOf = (queueId: string, looks: number, title: string, skus: readonly string[]): string => [queueId, String(looks), title, ...skus].map(encodeURIComponent).join(' ');
interface Ticket { readonly queueId: string; readonly looks: number; readonly title: string; readonly skus: readonly string[] }
export function ticketIn(ticket: string): Ticket {
  const [queueId = '-', looks = '0', title = '', ...skus] = ticket.split(' ').map(decodeURIComponent);
  return { queueId, looks: Number(looks), title, skus };
}
/** Stands in the title's place of a ticket that is about archiving. */
const archiving = 'archive';
const isArchived = (error: AdapterError): boolean => error.verdict === 'reject' && /archived/i.test(error.message);
type Found = RemoteRef & { readonly itemId: string };
interface Shown { readonly state: string; readonly variants: readonly Variant[] }

/**
 * Accepted is not published: a write ends with a queue id, the queue with a product or a reason, the product with a review. `outcome` walks that path one look at a time.
 * Nothing is ever deleted: what is withdrawn is archived.
 */
export class BlibliListings implements Listings {
  constructor(private readonly client: Client, private readonly categories: BlibliCategories) {}

  async put(draft: ListingDraft, known: RemoteRef | null, intent: Intent, keep: (ref: RemoteRef) => Promise<void>): Promise<Receipt> {
    if (known?.itemId !== undefined) return this.#change(draft, known, known.itemId, keep);
    // What is accepted is never put again.
    if (known?.ticket !== undefined) return queued(known, lookAfter(0));
    const attributes = await this.categories.attributes(draft.category), images = await imagesOf(draft);
    const shop = { pickupPoint: await this.#pickupPoint(), logistics: await this.#options(), brand: draft.brand, description: this.#written(draft) };
    try {
      const answer = await this.client.call({ op: 'create', method: 'POST', path: '/seller/v1/products/async', effect: 'make', requestId: intent.key, timeoutMs: 30_000, body: { product: [createBody(draft, attributes, shop, images)] } });
      const ref = { ticket: ticketOf(queueIdOf(answer), 0, draft.title, draft.variants.map((variant) => variant.sku)), variants: {} };
      await keep(ref);
      return queued(ref, lookAfter(0));
    } catch (error) {
      // What the category asks for may have changed: it is read anew before the next try.
      if (isAdapterError(error) && error.issues.some((entry) => entry.field === 'attributes' || entry.field === 'category')) this.categories.forget(draft.category);
      if (isAdapterError(error) && error.issues.some((entry) => entry.field === 'shipping')) for (const kept of [places, carriers]) kept.forget(this.client.remoteId);
      throw error;
    }
  }

  /** By our SKUs first; then by what the day's queue holds. A create that still stands in a queue is no proof of anything. */
  async recover(draft: ListingDraft, intent: Intent): Promise<RemoteRef | 'absent' | 'unsure'> {
    const skus = draft.variants.map((variant) => variant.sku), found = await this.#find(draft.title, skus);
    if (found !== null) return found;
    const own = await orNull(this.client.feed(intent.key));
    if (own !== null && (own.entries.length > 0 || own.done)) return { ticket: ticketOf(intent.key, 0, draft.title, skus), variants: {} };
    const answer = await this.client.read('queue-list', '/mta/api/businesspartner/v1/feed/list', { queueDate: wibDay(intent.openedAt), status: 'IN_PROGRESS' });
    const { rows, more } = rowsOf(answer, 0, 100);
    return rows.length > 0 || more ? 'unsure' : 'absent';
  }

  async outcome(ref: RemoteRef): Promise<Receipt> {
    const ticket = ref.ticket === undefined ? null : ticketIn(ref.ticket), asked = ticket !== null && !['-', '?'].includes(ticket.queueId);
    const feed: Feed = asked ? await this.client.feed(ticket.queueId) : { done: true, entries: [] };
    if (ticket && !feed.done) return queued({ ...ref, ticket: ticketOf(ticket.queueId, ticket.looks + 1, ticket.title, ticket.skus) }, lookAfter(ticket.looks + 1));
    if (feed.entries.some((entry) => !entry.ok && wantsBase64(entry.message))) encoded.add(this.client.remoteId);
    const issues = feed.entries.filter((entry) => !entry.ok).map((entry): Issue => issueOf({ code: entry.code || 'queue', message: entry.message, effect: 'set' }));
    if (ref.itemId !== undefined && ticket?.title === archiving && ticket.skus.length === 0) return this.#archived({ ...plain(ref), itemId: ref.itemId }, issues, asked);
    if (ref.itemId !== undefined) return this.#standing({ ...plain(ref), itemId: ref.itemId }, issues, ticket);
    if (ticket === null || issues.length > 0) return { state: 'refused', ref: plain(ref), offersOpen: false, issues };
    const found = await this.#find(ticket.title, ticket.skus, feed);
    if (found !== null) return this.#standing(found, [], ticket);
    // The queue took it, and no list shows it yet: it lies with the reviewers.
    return { state: 'review', ref: { ticket: ticketOf('-', ticket.looks + 1, ticket.title, ticket.skus), variants: {} }, offersOpen: false, askAfterMs: asked ? lookAfter(2) : reviewAskMs, issues: [underReview] };
  }

  async withdraw(ref: RemoteRef): Promise<Receipt> {
    const ended: Receipt = { state: 'ended', ref: plain(ref), offersOpen: false, issues: [] };
    if (ref.itemId === undefined) return ended;
    try {
      return queued({ ...plain(ref), ticket: await this.#status('archive', ref.itemId) }, lookAfter(0));
    } catch (error) {
      if (isAdapterError(error) && (error.verdict === 'gone' || isArchived(error))) return ended;
      throw error;
    }
  }

  /** State by state, page by page; a product that changes its state meanwhile may be seen twice. Its variants cost a call each, and its page (description, category, choices), where it is wanted whole, another. */
  async all(cursor: Cursor | null, whole = false): Promise<Page<Standing>> {
    const at = Number(cursor?.['state'] ?? 0), page = Number(cursor?.['page'] ?? 0), state = states[at] ?? 'ACTIVE';
    const { rows, more } = await this.#list({ state }, page);
    const items: (Standing | { readonly undecodable: string })[] = [];
    for (const product of each(rows, productOf)) items.push(isDecoded(product) ? await this.#seen(product, state, whole) : product);
    return { items, next: more ? { state: at, page: page + 1 } : at + 1 < states.length ? { state: at + 1, page: 0 } : null };
  }

  async #seen(product: Product, listed: string, whole: boolean): Promise<Standing> {
    const itemId = product.productSku, state = product.state || listed;
    const [variants, detail] = await Promise.all([variantsOf(this.client, itemId), whole ? this.#page(itemId) : part(null)]);
    const told = new Map([...each(list(detail['productItems']), variantOf).filter(isDecoded), ...variants].filter((variant) => Object.keys(variant.choice).length > 0).map((variant) => [variant.blibliSku, variant.choice]));
    const category = text(first(part(first(detail, 'category') ?? product.raw['category']), 'code', 'categoryCode')) || text(first(detail, 'categoryCode'));
    // Choices are told by the attribute's code; what cannot be asked now keeps it.
    const names = new Map(told.size === 0 || category === '' ? [] : (await this.categories.attributes(category).catch((error: unknown) => { if (isAdapterError(error)) return []; throw error; })).map((attribute) => [attribute.id, attribute.name]));
    const choiceOf = (sku: string): Record<string, string> => Object.fromEntries(Object.entries(told.get(sku) ?? {}).map(([code, value]) => [names.get(code) || code, value]));
    // A variant stands once for each pickup point.
    const once = [...new Map(variants.map((variant) => [variant.blibliSku, variant])).values()], photos = imagesIn(product.raw);
    return { ...receiptOf(state, { itemId, variants: bySku(itemId, variants) }, []), seen: {
      code: '', title: product.name, description: withoutMarkup(text(detail['description'])), category, status: state, photos,
      variants: once.map(({ blibliSku, sellerSku, price, stock, photo }) => ({ itemId, variantId: blibliSku, sku: sellerSku, choice: choiceOf(blibliSku), price, stock, photo: photo === photos[0] ? null : photo })),
    } };
  }

  /** Texts by one call, items by another (their full list; what exists keeps price and stock). What is archived takes no edit, and opening it takes a queue's time: then the wish comes again. */
  async #change(draft: ListingDraft, known: RemoteRef, itemId: string, keep: (ref: RemoteRef) => Promise<void>): Promise<Receipt> {
    const attributes = await this.categories.attributes(draft.category), images = await imagesOf(draft);
    try {
      await this.#detail(itemId, { name: draft.title, description: this.#written(draft) }).catch((error: unknown) => {
        if (encoded.has(this.client.remoteId) || !isAdapterError(error) || !wantsBase64(error.message)) throw error;
        encoded.add(this.client.remoteId);
        return this.#detail(itemId, { name: draft.title, description: this.#written(draft) });
      });
    } catch (error) {
      if (!isAdapterError(error) || !(isArchived(error) || (error.verdict === 'reject' && (await this.#product(itemId))?.state === 'ARCHIVED'))) throw error;
      await this.#restock(draft, known);
      await this.#status('unarchive', itemId);
      throw new Park(`product ${itemId} is being opened`, { rawCode: 'unarchiving', afterMs: 5_000, issues: [underReview] });
    }
    await this.client.call({ op: 'variants', method: 'POST', path: `/seller/v1/products/${encodeURIComponent(itemId)}/variants`, effect: 'set', subject: itemId, timeoutMs: 30_000, body: { imageMap: images, productItems: itemsOf(draft, attributes, known.variants) } });
    const product = await this.#product(itemId), rows = product && product.variants.length > 0 ? product.variants : await variantsOf(this.client, itemId);
    const ref = { itemId, variants: { ...known.variants, ...bySku(itemId, rows) } }, skus = draft.variants.map((variant) => variant.sku), state = product?.state ?? '';
    await keep(ref);
    if (skus.every((sku) => ref.variants[sku] !== undefined)) return receiptOf(state, ref, []);
    return { state: 'review', ref: { ...ref, ticket: ticketOf('-', 0, draft.title, skus) }, offersOpen: state === 'ACTIVE' || state === 'OOS', askAfterMs: lookAfter(2), issues: [underReview] };
  }

  /** What is archived takes its exact stock, at once: it is not shown again with what it had when it was hidden. A variant that is wished no more has none. */
  async #restock({ variants }: ListingDraft, known: RemoteRef): Promise<void> {
    for (const [sku, { variantId }] of Object.entries(known.variants)) if (variantId) await this.client.call({ op: 'exact-stock', method: 'PUT', path: `/seller/v1/products/${encodeURIComponent(variantId)}/stock`, effect: 'set', query: { pickupPointCode: await this.#pickupPoint() }, body: { availableStock: variants.find((variant) => variant.sku === sku)?.quantity ?? 0 } }).catch((error: unknown) => { if (!isAdapterError(error) || error.verdict !== 'gone') throw error; });
  }

  /** Documented under one path, called by clients under another. */
  async #detail(itemId: string, body: Body): Promise<void> {
    const put = (path: string): Promise<Raw> => this.client.call({ op: 'detail-text', method: 'PUT', path, effect: 'set', subject: itemId, body });
    await put(`/seller/v1/products/${encodeURIComponent(itemId)}/detail`).catch((error: unknown) => (isAdapterError(error) && error.verdict === 'gone' ? put(`/seller/v1/${encodeURIComponent(itemId)}/detail`) : Promise.reject(error)));
  }

  async #status(what: 'archive' | 'unarchive', productSku: string): Promise<string> {
    return ticketOf(queueIdOf(await this.client.call({ op: 'archive', method: 'POST', path: `/seller/v1/products/statuses/${what}`, effect: 'set', body: { productSkus: [productSku] } })), 0, archiving, []);
  }
  async #list(filter: Body, page: number): Promise<{ rows: readonly unknown[]; more: boolean }> {
    return rowsOf(await this.client.filter('product-list', '/seller/v1/products/filter', { filter, paging: { page, size: perPage } }), page, perPage);
  }
  async #page(productSku: string): Promise<Raw> {
    const answer = await orNull(this.client.read('product-detail', `/seller/v1/products/${encodeURIComponent(productSku)}`, {}, productSku));
    return part(answer && matter(answer));
  }
  /** One product by its own page, which has a quota of its own; where that tells no state, by the lists, each of which shows one state only. */
  async #product(productSku: string): Promise<Shown | null> {
    const raw = await this.#page(productSku), state = stateIn(raw), variants = each(list(raw['productItems']), variantOf).filter(isDecoded);
    if (state !== '') return { state, variants };
    for (const listed of states) if (each((await this.#list({ productSku, state: listed }, 0)).rows, productOf).some((row) => isDecoded(row) && row.productSku === productSku)) return { state: listed, variants };
    return null;
  }
  async #standing(ref: Found, issues: readonly Issue[], ticket: Ticket | null): Promise<Receipt> {
    const product = await this.#product(ref.itemId), skus = ticket?.skus ?? [];
    // One that is rejected cannot be read; nor, perhaps, one that was made this very moment: it is looked for once more, half an hour later.
    if (product === null) return ticket?.queueId === '?'
      ? { state: 'refused', ref, offersOpen: false, issues: [...issues, { cause: 'rejected-by-review', field: 'listing', params: { alasan: '—' }, rawCode: 'not-listed', rawMessage: '' }] }
      : { state: 'review', ref: { ...ref, ticket: ticketOf('?', 0, ticket?.title ?? '', skus) }, offersOpen: false, askAfterMs: reviewAskMs, issues: [...issues, underReview] };
    const unknown = Object.keys(ref.variants).length === 0 || skus.some((sku) => ref.variants[sku] === undefined);
    const variants = !unknown ? ref.variants : { ...ref.variants, ...bySku(ref.itemId, product.variants.length > 0 ? product.variants : await variantsOf(this.client, ref.itemId)) };
    return receiptOf(product.state, { ...ref, variants }, issues);
  }

  /** What became of a wish to archive. What is under review cannot be archived: it is tried again once that is over. */
  async #archived(ref: Found, issues: readonly Issue[], asked: boolean): Promise<Receipt> {
    const ended: Receipt = { state: 'ended', ref, offersOpen: false, issues: [] };
    if (asked && issues.length === 0) return ended;
    const product = await this.#product(ref.itemId);
    if (product === null || product.state === 'ARCHIVED') return ended;
    if (product.state === 'IN_PROGRESS') return { ...queued({ ...ref, ticket: ticketOf('-', 0, archiving, []) }, reviewAskMs), issues: [underReview] };
    return asked ? { state: 'refused', ref, offersOpen: false, issues } : this.withdraw(ref);
  }

  /** Ours by its SKUs: what the queue said, then the list that takes seller SKUs (deprecated, may be gone), then the title, in those states that list may leave out, or in all where it is gone. */
  async #find(title: string, skus: readonly string[], feed: Feed = { done: true, entries: [] }): Promise<Found | null> {
    const seen = new Set<string>();
    const ours = async (named: string, rows: readonly Variant[] = []): Promise<Found | null> => {
      const productSku = /^[A-Za-z0-9]+-\d+-\d+/.exec(named)?.[0] ?? '';
      if (productSku === '' || seen.has(productSku)) return null;
      seen.add(productSku);
      const all = skus.every((sku) => rows.some((row) => row.sellerSku === sku)) ? rows : ((await orNull(variantsOf(this.client, productSku))) ?? []);
      return all.some((row) => skus.includes(row.sellerSku)) ? { itemId: productSku, variants: bySku(productSku, all) } : null;
    };
    for (const entry of feed.entries) { const found = await ours(entry.sku, entry.items); if (found) return found; }
    const old = await orNull(this.client.filter('old-list', '/mta/api/businesspartner/v2/product/getProductList', { merchantSkus: [...skus].slice(0, 100), page: 0, size: 100 }));
    const hinted = old === null ? [] : rowsOf(old, 0, 100).rows.map(part).filter((row) => skus.includes(text(first(row, 'merchantSku', 'sellerSku')))).map((row) => text(first(row, 'gdnSku', 'productSku', 'blibliSku')));
    for (const named of hinted) { const found = await ours(named); if (found) return found; }
    for (const state of old === null ? states : (['IN_PROGRESS', 'NEED_CORRECTION'] as const)) for (const product of each((await this.#list({ productName: title, state }, 0)).rows, productOf).filter(isDecoded).filter((entry) => entry.name === '' || entry.name === title)) {
      const found = await ours(product.productSku);
      if (found) return found;
    }
    return null;
  }

  #written({ description }: ListingDraft): string { return encoded.has(this.client.remoteId) ? Buffer.from(description).toString('base64') : description; }
  async #pickupPoint(): Promise<string> { return this.client.settings.pickupPointCode ?? (await places.of(this.client.remoteId, () => pickupPointsOf(this.client)))[0]?.id ?? ''; }
  async #options(): Promise<readonly string[]> {
    const chosen = this.client.settings.logistics?.split(',').map((code) => code.trim()).filter((code) => code !== '');
    return chosen ?? (await carriers.of(this.client.remoteId, () => logisticsOf(this.client))).map((row) => row.id);
  }
}
/** Stores whose descriptions travel as base64. Whether they do is not documented: plain, until an answer says otherwise. */
const encoded = new Set<string>();
const wantsBase64 = (message: string): boolean => /description.*base64/i.test(message);
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
/** What is not there, or cannot be asked for so, is no trouble here. */
const orNull = <T>(work: Promise<T>): Promise<T | null> => work.catch((error: unknown) => { if (isAdapterError(error) && ['gone', 'reject'].includes(error.verdict)) return null; throw error; });
const stateIn = (raw: Raw): string => { const state = text(first(isRecord(raw['product']) ? raw['product'] : raw, 'state', 'status')).toUpperCase(); return (states as readonly string[]).includes(state) ? state : ''; };
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
