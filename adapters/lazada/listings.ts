import { Gone, isAdapterError, LookFirst, Reject, type Cursor, type ListingDraft, type Listings, type Page, type Receipt, type RemoteRef, type Intent } from '../contract/index.js';
import { attributesOf } from './categories.js';
import { Pictures, type Client } from './client.js';
import { axesOf, isoOf, marketOf, productBody, receiptOf, refOf, skuBody, type Attribute, type Made } from './mapping.js';
import { each, id, isDecoded, list, part, productOf, record, text, xml, type Body, type Product, type Raw } from './wire.js';

type Keep = (ref: RemoteRef) => Promise<void>;
type Variant = ListingDraft['variants'][number];
type Seen = Receipt & { readonly seen: Readonly<Record<string, unknown>> };
const perCall = 20, perPage = 50, deepest = 10_000, perLookup = 100;
const pages = (variants: readonly Variant[]): readonly (readonly Variant[])[] => Array.from({ length: Math.ceil(variants.length / perCall) }, (_, page) => variants.slice(page * perCall, (page + 1) * perCall));
const payloadOf = (product: { readonly [key: string]: Body | undefined }): { payload: string } => ({ payload: JSON.stringify({ Request: { Product: product } }) });

/**
 * The life of a create: (1) pictures become Lazada's own; (2) one call makes the product with its first twenty SKUs; (3) others are added twenty by twenty, hidden meanwhile; (4) all are shown; (5) QC decides.
 * There is no idempotency key: SellerSku, unique in the store, is what a create is found by.
 */
export class LazadaListings implements Listings {
  readonly #pictures: Pictures;
  readonly #decode: (raw: Raw) => Product;
  readonly #attributes = new Map<string, Promise<readonly Attribute[]>>();

  constructor(private readonly client: Client) {
    this.#pictures = new Pictures(client);
    this.#decode = productOf(marketOf(client.country).decimals);
  }

  async put(draft: ListingDraft, known: RemoteRef | null, _intent: Intent, keep: Keep): Promise<Receipt> {
    const attributes = await this.#attributesOf(draft.category), picture = await this.#pictures.of(draft);
    const made: Made = { draft, attributes, picture, decimals: marketOf(this.client.country).decimals };
    try {
      return known?.itemId === undefined ? await this.#create(made, keep) : await this.#change(made, known, known.itemId, keep);
    } catch (error) {
      // A picture Lazada no longer takes for its own is made known anew, once a person or the next edit asks again.
      if (isAdapterError(error) && error.issues.some((issue) => issue.cause === 'photo-not-reachable')) for (const photo of [...draft.photos, ...draft.variants.flatMap((variant) => variant.photo ?? [])]) await this.client.tools.media.forget(photo.sha256, 'image');
      throw error;
    }
  }

  async recover(draft: ListingDraft): Promise<RemoteRef | 'absent' | 'unsure'> {
    const wanted = draft.variants.map((variant) => variant.sku);
    for (let at = 0; at < wanted.length; at += perLookup) {
      const data = part((await this.client.get('/products/get', { filter: 'all', limit: String(perPage), offset: '0', sku_seller_list: JSON.stringify(wanted.slice(at, at + perLookup)) }))['data']);
      const found = each(list(data['products']), this.#decode);
      if (found.some((entry) => !isDecoded(entry))) return 'unsure';
      const shared = (product: Product): number => product.skus.filter((sku) => wanted.includes(sku.sku)).length;
      const [best] = found.filter(isDecoded).filter((product) => !/delet/i.test(product.status) && shared(product) > 0).sort((a, b) => shared(b) - shared(a));
      if (best) return refOf(best.id, best.skus);
    }
    return 'absent';
  }

  async outcome(ref: RemoteRef): Promise<Receipt> {
    const product = await this.#one(ref.itemId ?? '');
    return receiptOf(product, refOf(product.id, product.skus, ref));
  }

  async withdraw(ref: RemoteRef): Promise<Receipt> {
    const ended: Receipt = { state: 'ended', ref, offersOpen: false, issues: [] };
    if (ref.itemId === undefined) return ended;
    const Sku = Object.entries(ref.variants).map(([sku, variant]) => ({ SkuId: variant.variantId, SellerSku: sku }));
    await this.client.post('/product/deactivate', 'set', { apiRequestBody: xml({ Request: { Product: { ItemId: ref.itemId, Skus: { Sku } } } }) }).catch((error: unknown) => { if (!(isAdapterError(error) && error.verdict === 'gone')) throw error; });
    return ended;
  }
  /** Whether `all` holds deleted items is not documented: they are listed after it. Offsets end at ten thousand: from there the window ends where the oldest seen began. */
  async all(cursor: Cursor | null): Promise<Page<Seen>> {
    const offset = Number(cursor?.['offset'] ?? 0), before = text(cursor?.['before']), oldest = Number(cursor?.['oldest'] ?? 0), filter = text(cursor?.['filter']) || 'all';
    const data = part((await this.client.get('/products/get', { filter, limit: String(perPage), offset: String(offset), options: '1', create_before: before }))['data']);
    const listed = list(data['products']), items = each(listed, (raw) => this.#seen({ ...this.#decode(raw), ...(filter === 'deleted' ? { status: 'Deleted' } : {}) }));
    const over = filter === 'all' ? { filter: 'deleted', offset: 0 } : null;
    const times = each(listed, this.#decode).filter(isDecoded).flatMap((product) => product.createdAt ?? []), least = Math.min(...times, ...(oldest > 0 ? [oldest] : []));
    if (listed.length < perPage) return { items, next: over };
    if (offset + perPage < deepest) return { items, next: { filter, offset: offset + perPage, before, ...(Number.isFinite(least) ? { oldest: least } : {}) } };
    const next = Number.isFinite(least) ? isoOf(least + 1_000) : '';
    return { items, next: next === '' || next === before ? over : { filter, offset: 0, before: next } };
  }
  #seen(product: Product): Seen {
    const { title, description, status, category, images, skus } = product;
    const variants = skus.map((sku) => ({ sku: sku.sku, variantId: sku.id, price: sku.price === null ? null : sku.price.toString(), quantity: sku.sellable, choice: sku.choice }));
    return { ...receiptOf(product, refOf(product.id, skus)), seen: { code: skus[0]?.sku ?? '', title, description, status, category, photos: images, variants } };
  }

  async #create(made: Made, keep: Keep): Promise<Receipt> {
    const [first = [], ...rest] = pages(made.draft.variants), status = rest.length > 0 ? 'inactive' : 'active';
    const data = part((await this.client.post('/product/create', 'make', payloadOf({ ...productBody(made), Skus: { Sku: first.map((variant) => skuBody(variant, made, { status })) } })))['data']);
    let ref = madeRef(data);
    await keep(ref);
    if (rest.length === 0) return this.#settled(ref, text(data['item_status']));
    ref = await this.#add(made, ref, rest.flat(), 'inactive', keep);
    return this.#show(ref);
  }
  /** More SKUs for an item that stands; each call makes, so each is kept. */
  async #add(made: Made, before: RemoteRef, variants: readonly Variant[], status: 'active' | 'inactive', keep: Keep): Promise<RemoteRef> {
    let ref = before;
    for (const page of pages(variants)) {
      const AssociatedSku = Object.keys(ref.variants)[0] ?? '';
      const data = part((await this.client.post('/product/create', 'make', payloadOf({ ...productBody(made), AssociatedSku, Skus: { Sku: page.map((variant) => skuBody(variant, made, { status })) } })))['data']);
      const added = madeRef(data);
      ref = { itemId: ref.itemId ?? added.itemId ?? '', variants: { ...ref.variants, ...added.variants } };
      await keep(ref);
    }
    return ref;
  }

  async #change(made: Made, known: RemoteRef, itemId: string, keep: Keep): Promise<Receipt> {
    const there = await this.#one(itemId), wanted = new Set(made.draft.variants.map((variant) => variant.sku));
    const idOf = (sku: string): string => there.skus.find((entry) => entry.sku === sku)?.id ?? '';
    const standing = made.draft.variants.filter((variant) => idOf(variant.sku) !== ''), fresh = made.draft.variants.filter((variant) => idOf(variant.sku) === '');
    const surplus = there.skus.filter((sku) => !wanted.has(sku.sku) && known.variants[sku.sku] !== undefined);
    const remove = async (): Promise<void> => {
      if (surplus.length === 0) return;
      const names = Object.fromEntries(axesOf(made.draft, made.attributes).map((axis, index): [string, Body] => [`variation${index + 1}`, { name: axis.theirs }]));
      await this.client.post('/product/sku/remove', 'set', { payload: xml({ Request: { Product: { ItemId: itemId, variation: names, Skus: { Sku: surplus.map((sku) => ({ SkuId: sku.id })) } } } }) });
    };
    // An option leaves with its last SKU, so what goes goes first; an item may never stand without any, so a whole exchange adds first.
    if (standing.length > 0) await remove();
    for (const page of pages(standing)) await this.client.post('/product/update', 'set', payloadOf({ ItemId: itemId, ...productBody(made), Skus: { Sku: page.map((variant) => skuBody(variant, made, { skuId: idOf(variant.sku) })) } }));
    let ref = refOf(itemId, there.skus.filter((sku) => wanted.has(sku.sku)));
    await keep(ref);
    if (fresh.length > 0) ref = await this.#add(standing.length > 0 ? made : { ...made, also: surplus.map((sku) => sku.choice) }, standing.length > 0 ? ref : refOf(itemId, there.skus), fresh, 'active', keep);
    if (standing.length === 0) await remove();
    ref = { itemId, variants: Object.fromEntries(Object.entries(ref.variants).filter(([sku]) => wanted.has(sku))) };
    return there.skus.some((sku) => sku.status === 'inactive') || /inactive/i.test(there.status) ? this.#show(ref) : this.outcome(ref);
  }
  /** Hidden until last, then shown. */
  async #show(ref: RemoteRef): Promise<Receipt> {
    const skus = Object.entries(ref.variants), itemId = ref.itemId ?? '';
    for (let at = 0; at < skus.length; at += perCall) {
      await this.client.post('/product/update', 'set', payloadOf({ ItemId: itemId, Attributes: {}, Skus: { Sku: skus.slice(at, at + perCall).map(([sku, variant]) => ({ SellerSku: sku, SkuId: variant.variantId, Status: 'active' })) } }));
    }
    return this.outcome(ref);
  }
  /** The create itself says how QC stands; where it says nothing, or that it stands hidden, the product is asked. */
  async #settled(ref: RemoteRef, status: string): Promise<Receipt> {
    return status === '' || /inactive/i.test(status) ? { state: 'review', ref, offersOpen: true, askAfterMs: 5_000, issues: [] } : receiptOf({ status, reasons: [], skus: [] }, ref);
  }

  #attributesOf(category: string): Promise<readonly Attribute[]> {
    const asked = this.#attributes.get(category) ?? attributesOf(this.client, category);
    this.#attributes.set(category, asked);
    return asked.catch((error: unknown) => { this.#attributes.delete(category); throw error; });
  }

  async #one(itemId: string): Promise<Product> {
    const data = (await this.client.get('/product/item/get', { item_id: itemId }))['data'];
    const product = this.#decode(record(data, 'product'));
    if (/^delet/i.test(product.status)) throw new Gone(`item ${itemId} is deleted`, { rawCode: product.status });
    return product;
  }
}

/** What a create made. A yes that names no item is no end at all. */
function madeRef(data: Raw): RemoteRef {
  try {
    return refOf(id(data['item_id']), list(data['sku_list']).map((entry) => record(entry, 'SKU')).map((sku) => ({ id: id(sku['sku_id']), sku: text(sku['seller_sku']) })));
  } catch (error) {
    if (error instanceof Reject) throw error;
    throw new LookFirst(`the create answered what cannot be read: ${(error as Error).message}`, { rawCode: 'undecodable' });
  }
}
