import { Alarm, Gone, isAdapterError, LookFirst, withoutMarkup, type Cursor, type Intent, type ListingDraft, type Listings, type Page, type Receipt, type RemoteRef, type Standing } from '../contract/index.js';
import { attributesOf } from './categories.js';
import { Pictures, type Client } from './client.js';
import { axesOf, isoOf, marketOf, productBody, receiptOf, refOf, skuBody, type Attribute, type Made } from './mapping.js';
import { each, id, instant, isDecoded, list, part, productOf, record, text, xml, type Body, type Product, type Raw } from './wire.js';

type Keep = (ref: RemoteRef) => Promise<void>;
type Variant = ListingDraft['variants'][number];
const perCall = 20, perPage = 50, deepest = 10_000, perLookup = 100;
/** QC may be over in seconds or last a day: the first look comes soon, each later one after twice the time, up to what `receiptOf` says. The note counts the looks. */
const firstLookMs = 15_000;
const look = (receipt: Receipt, looks: number): Receipt => (receipt.state === 'review' ? { ...receipt, askAfterMs: Math.min(receipt.askAfterMs ?? Infinity, firstLookMs * 2 ** looks), note: String(looks + 1) } : receipt);
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
      return look(known?.itemId === undefined ? await this.#create(made, keep) : await this.#change(made, known, known.itemId, keep), 0);
    } catch (error) {
      // A picture Lazada no longer takes for its own is made known anew, once a person or the next edit asks again.
      if (isAdapterError(error) && error.issues.some((issue) => issue.cause === 'photo-not-reachable')) for (const photo of [...draft.photos, ...draft.variants.flatMap((variant) => variant.photo ?? [])]) await this.client.tools.media.forget(photo.sha256, 'image');
      throw error;
    }
  }

  /** SellerSku is looked up by whole words, so that more than ours may be found: all pages are read. */
  async recover(draft: ListingDraft): Promise<RemoteRef | 'absent' | 'unsure'> {
    const wanted = draft.variants.map((variant) => variant.sku), shared = (product: Product): number => product.skus.filter((sku) => wanted.includes(sku.sku)).length;
    for (let at = 0; at < wanted.length; at += perLookup) {
      for (let offset = 0; offset < deepest; offset += perPage) {
        const data = part((await this.client.get('/products/get', { filter: 'all', limit: String(perPage), offset: String(offset), sku_seller_list: JSON.stringify(wanted.slice(at, at + perLookup)) }))['data']);
        const found = each(list(data['products']), this.#decode), seen = found.filter(isDecoded);
        if (seen.length < found.length) return 'unsure';
        const [best] = seen.filter((product) => !/delet/i.test(product.status) && shared(product) > 0).sort((a, b) => shared(b) - shared(a));
        if (best) return refOf(best.id, best.skus);
        if (found.length < perPage) break;
      }
    }
    return 'absent';
  }

  async outcome(ref: RemoteRef, note?: string | null): Promise<Receipt> {
    const product = await this.#one(ref.itemId ?? '');
    return look(receiptOf(product, refOf(product.id, product.skus, ref)), note ? Number(note) : 30);
  }

  async withdraw(ref: RemoteRef): Promise<Receipt> {
    const ended: Receipt = { state: 'ended', ref, offersOpen: false, issues: [] };
    if (ref.itemId === undefined) return ended;
    const Skus = { SkuId: Object.values(ref.variants).map((variant) => variant.variantId), SellerSku: Object.keys(ref.variants) };
    await this.client.post('/product/deactivate', 'set', { apiRequestBody: xml({ Request: { Product: { ItemId: ref.itemId, Skus } } }) }).catch((error: unknown) => { if (!(isAdapterError(error) && error.verdict === 'gone')) throw error; });
    return ended;
  }

  /**
   * Whether `all` holds deleted items is not documented: they are listed after it. Nor is the order of the list: each page begins at the date where the last one ended, whichever way it runs, so that nothing shifts out of sight.
   * Only a second that holds a whole page, or a list in no order of time, is paged by offset.
   */
  async all(cursor: Cursor | null): Promise<Page<Standing>> {
    const offset = Number(cursor?.['offset'] ?? 0), edge = cursor?.['edge'] === undefined ? null : Number(cursor['edge']), way = text(cursor?.['way']), filter = text(cursor?.['filter']) || 'all';
    // Both ends may be exclusive: a second more on each side.
    const from: Readonly<Record<string, string>> = edge === null ? {} : way === 'up' ? { create_after: isoOf(edge - 1_000) } : { create_before: isoOf(edge + 2_000) };
    const listed = list(part((await this.client.get('/products/get', { filter, limit: String(perPage), offset: String(offset), options: '1', ...from }))['data'])['products']);
    const items = each(listed, (raw) => this.#seen({ ...this.#decode(raw), ...(filter === 'deleted' ? { status: 'Deleted' } : {}) }));
    if (listed.length < perPage) return { items, next: filter === 'all' ? { filter: 'deleted' } : null };
    const seconds = listed.flatMap((raw) => instant(part(raw)['created_time']) ?? []).map((ms) => Math.floor(ms / 1000) * 1000), last = seconds.at(-1) ?? 0;
    const rises = seconds.every((second, index) => second >= (seconds[index - 1] ?? second)), falls = seconds.every((second, index) => second <= (seconds[index - 1] ?? second));
    const next = rises && falls ? way : rises ? 'up' : falls ? 'down' : '', onwards = next === 'up' ? 1 : -1;
    if (next !== '' && (edge === null || (next === way && (last - edge) * onwards > 1_000))) return { items, next: { filter, way: next, edge: last } };
    if (offset + perPage < deepest) return { items, next: { filter, ...(edge === null ? {} : { way, edge }), offset: offset + perPage } };
    if (next === '') throw new Alarm('more items than offsets reach, in no order of time', { rawCode: 'unlisted' });
    return { items, next: { filter, way: next, edge: last + onwards * 2_000 } };
  }

  #seen(product: Product): Standing {
    const { title, description, status, category, images, skus } = product;
    const variants = skus.map((sku) => ({ itemId: product.id, variantId: sku.id, sku: sku.sku, choice: sku.choice, price: sku.price, stock: sku.sellable, photo: sku.images[0] ?? null }));
    return { ...receiptOf(product, refOf(product.id, skus)), seen: /^deleted/i.test(status) ? null : { code: '', title, description: withoutMarkup(description), status, category, photos: images, variants } };
  }

  async #create(made: Made, keep: Keep): Promise<Receipt> {
    const [first = [], ...rest] = pages(made.draft.variants), status = rest.length > 0 ? 'inactive' : 'active';
    const data = part((await this.client.post('/product/create', 'make', payloadOf({ ...productBody(made), Skus: { Sku: first.map((variant) => skuBody(variant, made, { status })) } })))['data']);
    let ref = madeRef(data);
    await keep(ref);
    if (rest.length === 0) return settled(ref, text(data['item_status']));
    ref = await this.#add(made, ref, rest.flat(), 'inactive', keep);
    return this.#show(ref);
  }
  /** More SKUs for an item that stands; each call makes, so each is kept. */
  async #add(made: Made, before: RemoteRef, variants: readonly Variant[], status: 'active' | 'inactive', keep: Keep): Promise<RemoteRef> {
    let ref = before;
    for (const page of pages(variants)) {
      const [AssociatedSku] = Object.keys(ref.variants);
      if (!AssociatedSku) throw new Alarm(`item ${ref.itemId} has no SellerSku to add to`, { rawCode: 'no-sku' });
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
    // SKUs that somebody else added stay, and so must their options.
    const others = there.skus.filter((sku) => !wanted.has(sku.sku) && !surplus.includes(sku)).map((sku) => sku.choice), whole: Made = { ...made, also: others };
    const remove = async (): Promise<void> => {
      if (surplus.length === 0) return;
      const names = Object.fromEntries(axesOf(made.draft, made.attributes).map((axis, index): [string, Body] => [`variation${index + 1}`, { name: axis.theirs }]));
      await this.client.post('/product/sku/remove', 'set', { payload: xml({ Request: { Product: { ItemId: itemId, variation: names, Skus: { Sku: surplus.map((sku) => ({ SkuId: sku.id })) } } } }) });
    };
    // An option leaves with its last SKU, so what goes goes first; an item may never stand without any, so a whole exchange adds first.
    if (standing.length > 0) await remove();
    for (const page of pages(standing)) await this.client.post('/product/update', 'set', payloadOf({ ItemId: itemId, ...productBody(whole), Skus: { Sku: page.map((variant) => skuBody(variant, made, { skuId: idOf(variant.sku) })) } }));
    let ref = refOf(itemId, there.skus.filter((sku) => wanted.has(sku.sku)));
    await keep(ref);
    // What a broken create goes on with stays hidden like the rest of it.
    const hidden = there.skus.every((sku) => sku.status === 'inactive') ? 'inactive' : 'active';
    if (fresh.length > 0) ref = await this.#add(standing.length > 0 ? whole : { ...made, also: [...others, ...surplus.map((sku) => sku.choice)] }, standing.length > 0 ? ref : refOf(itemId, there.skus), fresh, hidden, keep);
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
    throw new LookFirst(`the create answered what cannot be read: ${(error as Error).message}`, { rawCode: 'undecodable' });
  }
}
/** The create itself says how QC stands; where it says nothing, or that the item stands hidden, the product is asked. */
const settled = (ref: RemoteRef, status: string): Receipt => (status === '' || /inactive/i.test(status) ? { state: 'review', ref, offersOpen: true, issues: [] } : receiptOf({ status, reasons: [], skus: [] }, ref));
