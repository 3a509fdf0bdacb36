import { Gone, isAdapterError, LookFirst, Reject, Retry, withoutMarkup, type Cursor, type Intent, type ListingDraft, type Listings, type Page, type Photo, type Receipt, type RemoteRef, type Standing } from '../contract/index.js';
import { Pictures, type Client } from './client.js';
import { errorOf, issueOf } from './errors.js';
import { axesOf, choiceBody, clearedIn, marketOf, money, productBody, receiptOf, refOf } from './mapping.js';
import type { Places } from './offers.js';
import { each, id, innerErrors, isDecoded, list, part, productOf, record, text, texts, warningsOf, type Body, type Product, type Raw } from './wire.js';

type Keep = (ref: RemoteRef) => Promise<void>;
type Option = (photo: Photo) => string | null;
type Variant = ListingDraft['variants'][number];
const readsAtOnce = 5;

/**
 * The life of a create: (1) pictures are made known; (2) TikTok checks the whole body without effect; (3) one call, under the intent's key, makes product and SKUs; (4) the audit decides, hidden until then.
 * An edit goes to audit too, while the old version stays on sale; stock and price do not travel with it.
 */
export class TikTokListings implements Listings {
  readonly #pictures: Pictures;
  readonly #decode: (raw: Raw) => Product;

  constructor(private readonly client: Client, private readonly places: Places) {
    this.#pictures = new Pictures(client);
    this.#decode = productOf(marketOf(client.country).decimals);
  }

  async put(draft: ListingDraft, known: RemoteRef | null, intent: Intent, keep: Keep): Promise<Receipt> {
    const images = await this.#pictures.of(draft);
    try {
      return await this.client.versioned((version) => {
        const body = productBody(draft, images.main, version);
        return known?.itemId === undefined ? this.#create(draft, body, images.option, intent, keep) : this.#change(draft, known, known.itemId, body, images.option, keep);
      });
    } catch (error) {
      if (!isAdapterError(error) || error.verdict !== 'reject') throw error;
      // A remembered picture that TikTok has forgotten is uploaded anew; one that was just uploaded is truly bad.
      if (!images.remembered || !error.issues.some((entry) => entry.rawCode === '12052722')) throw new Reject(error.message, { rawCode: error.rawCode, issues: error.issues.map((entry) => ({ ...entry, params: facts(entry.params, draft) })) });
      await this.#pictures.forget(draft);
      throw new Retry(error.message, { rawCode: error.rawCode });
    }
  }
  /** A product that holds SKUs of this draft is the one; a create is whole or not at all. */
  async recover(draft: ListingDraft): Promise<RemoteRef | 'absent' | 'unsure'> {
    const wanted = draft.variants.map((variant) => variant.sku), found = new Set<string>();
    for (let at = 0; at < wanted.length; at += 10) {
      const data = await this.client.post('product/products/search', '/product/202502/products/search', 'read', { seller_skus: wanted.slice(at, at + 10) }, { page_size: '100' });
      for (const entry of list(data['products']).map(part)) if (text(entry['status']) !== 'DELETED') found.add(id(entry['id'] ?? entry['product_id']));
      if (found.size > 0) break;
    }
    let best: { readonly product: Product; readonly shared: number } | null = null;
    for (const itemId of found) {
      const product = await this.#find(itemId);
      const shared = product?.skus.filter((sku) => wanted.includes(sku.sku)).length ?? 0;
      if (product && shared > (best?.shared ?? 0)) best = { product, shared };
    }
    return best ? refOf(best.product) : 'absent';
  }

  async outcome(ref: RemoteRef, note?: string | null): Promise<Receipt> {
    return receiptOf(await this.#one(ref.itemId ?? ''), ref, clearedIn(note));
  }

  async withdraw(ref: RemoteRef): Promise<Receipt> {
    const ended: Receipt = { state: 'ended', ref: ref.itemId === undefined ? ref : { itemId: ref.itemId, variants: ref.variants }, offersOpen: false, issues: [] };
    if (ref.itemId === undefined) return ended;
    try {
      await this.#turn('deactivate', ref.itemId);
    } catch (error) {
      if (!isAdapterError(error) || (error.verdict !== 'gone' && error.verdict !== 'park')) throw error;
      const status = error.verdict === 'gone' ? 'DELETED' : (await this.#find(ref.itemId))?.status ?? 'DELETED';
      if (status === 'PENDING' || status === 'ACTIVATE') throw error;
    }
    return ended;
  }

  async all(cursor: Cursor | null): Promise<Page<Standing>> {
    const data = await this.client.post('product/products/search', '/product/202502/products/search', 'read', { create_time_ge: 1 }, { page_size: '100', page_token: text(cursor?.['token']) || undefined });
    const listed = list(data['products']), items: (Standing | { readonly undecodable: string })[] = [];
    for (let at = 0; at < listed.length; at += readsAtOnce) {
      items.push(...(await Promise.all(listed.slice(at, at + readsAtOnce).map((entry) => this.#seen(entry)))).flat());
    }
    const next = text(data['next_page_token']);
    return { items, next: next === '' || listed.length === 0 ? null : { token: next } };
  }
  /** The list lacks description and photos: each product is read whole. */
  async #seen(entry: unknown): Promise<readonly (Standing | { readonly undecodable: string })[]> {
    const [listed] = each([entry], (raw) => id(raw['id'] ?? raw['product_id']));
    if (listed === undefined || !isDecoded(listed)) return [{ undecodable: JSON.stringify(entry) ?? 'undefined' }];
    try {
      const product = await this.#find(listed);
      if (!product) return [{ state: 'ended', ref: { itemId: listed, variants: {} }, offersOpen: false, issues: [], seen: null }];
      const { title, description, status, category, images, platforms, skus } = product;
      const variants = skus.map((sku) => ({ itemId: listed, variantId: sku.id, sku: sku.sku, choice: sku.choice, price: sku.price, stock: sku.stock.reduce((sum, place) => sum + place.quantity, 0), photo: sku.photo || null }));
      const receipt = receiptOf(product, undefined, []);
      // An edit that was refused takes nothing off sale: what stands there is the old version.
      return [{ ...receipt, ...(receipt.state === 'refused' && receipt.offersOpen ? { state: 'live' as const } : {}), seen: status === 'DELETED' ? null : { code: '', title, description: withoutMarkup(description), status, category, photos: images, places: platforms, variants } }];
    } catch (error) {
      if (isAdapterError(error) && error.verdict === 'alarm' && error.rawCode === 'undecodable') return [{ undecodable: JSON.stringify(entry) ?? 'undefined' }];
      throw error;
    }
  }

  async #create(draft: ListingDraft, fields: { readonly [key: string]: Body }, option: Option, intent: Intent, keep: Keep): Promise<Receipt> {
    const body = { save_mode: 'LISTING', ...fields, listing_platforms: this.client.platforms, skus: await Promise.all(draft.variants.map((variant) => this.#fresh(variant, draft, option))) };
    const check = await this.client.post('product/listing_check', '/product/202309/products/listing_check', 'read', body);
    if (text(check['check_result']) === 'FAILED') {
      const issues = list(check['fail_reasons']).map(part).map((reason) => issueOf({ code: text(reason['code']), message: text(reason['message']), effect: 'read' }));
      throw new Reject('the listing check failed', { rawCode: issues[0]?.rawCode ?? 'FAILED', issues });
    }
    const data = await this.client.post('product/products', '/product/202309/products', 'make', { ...body, idempotency_key: intent.key });
    const ref = this.#made(data);
    await keep(ref);
    const warned = [...new Set([...warningsOf(data), ...warningsOf(check)])];
    return receiptOf({ ...nothing, id: ref.itemId ?? '', status: 'PENDING' }, ref, warned);
  }
  /** Code 0 may hold refusals; a yes that names no product is no end at all. */
  #made(data: Raw): RemoteRef {
    refuseInner(data, 'make');
    try {
      return refOf({ id: id(data['product_id']), skus: list(data['skus']).map((entry) => record(entry, 'SKU')).map((sku) => ({ id: id(sku['id']), sku: text(sku['seller_sku']) })) });
    } catch (error) {
      throw new LookFirst(`the create answered what cannot be read: ${(error as Error).message}`, { rawCode: 'undecodable' });
    }
  }

  async #change(draft: ListingDraft, known: RemoteRef, itemId: string, fields: { readonly [key: string]: Body }, option: Option, keep: Keep): Promise<Receipt> {
    const there = await this.#one(itemId);
    const asleep = there.status === 'SELLER_DEACTIVATED';
    const skus = !asleep && sameSkus(draft, there, option) ? null : await Promise.all(draft.variants.map((variant) => this.#sku(variant, draft, there, option, asleep)));
    const data = await this.client.post('product/partial_edit', `/product/202509/products/${itemId}/partial_edit`, 'set', { ...fields, ...(skus === null ? {} : { skus }) });
    refuseInner(data, 'set');
    // Where the edit alone has sent it to audit, there is nothing to activate any more.
    if (asleep) await this.#turn('activate', itemId).catch((error: unknown) => { if (!isAdapterError(error) || error.verdict !== 'park') throw error; });
    const now = await this.#one(itemId);
    const answered = list(data['skus']).map(part).map((sku) => ({ id: text(sku['id']), sku: text(sku['seller_sku']) })).filter((sku) => sku.id !== '');
    const wanted = new Set(draft.variants.map((variant) => variant.sku)), all = refOf({ id: itemId, skus: [...now.skus, ...answered] }, known);
    const ref: RemoteRef = { itemId, variants: Object.fromEntries(Object.entries(all.variants).filter(([sku]) => wanted.has(sku))) };
    await keep(ref);
    return receiptOf({ ...now, skus: now.skus.filter((sku) => wanted.has(sku.sku)) }, ref, warningsOf(data));
  }

  async #fresh(variant: Variant, draft: ListingDraft, option: Option): Promise<Body> {
    const { currency, decimals } = marketOf(this.client.country);
    return { seller_sku: variant.sku, price: { amount: money(variant.price, decimals), currency }, inventory: await this.places.inventory(variant.quantity, []), sales_attributes: choiceBody(variant, draft, option) };
  }
  /** An edit that names SKUs names all of them: those that stand keep the price and stock read a moment before. What slept has sold elsewhere meanwhile, and takes no stock until it is shown: it wakes with today's. */
  async #sku(variant: Variant, draft: ListingDraft, there: Product, option: Option, asleep: boolean): Promise<Body> {
    const old = there.skus.find((sku) => sku.sku === variant.sku);
    if (!old) return this.#fresh(variant, draft, option);
    if (asleep) return { ...(await this.#fresh(variant, draft, option) as object), id: old.id, inventory: await this.places.inventory(variant.quantity, old.stock.map((place) => place.warehouseId)) };
    const { currency, decimals } = marketOf(this.client.country);
    return {
      id: old.id, seller_sku: variant.sku, sales_attributes: choiceBody(variant, draft, option), price: { amount: money(old.price ?? variant.price, decimals), currency },
      inventory: old.stock.map((place): Body => ({ warehouse_id: place.warehouseId, quantity: place.quantity })),
    };
  }

  async #turn(to: 'activate' | 'deactivate', itemId: string): Promise<void> {
    refuseInner(await this.client.turn(to, itemId), 'set');
  }

  async #one(itemId: string): Promise<Product> {
    const product = await this.#find(itemId);
    if (!product || product.status === 'DELETED') throw new Gone(`product ${itemId} is not there`, { rawCode: product?.status ?? '12052260' });
    return product;
  }

  async #find(itemId: string): Promise<Product | null> {
    try {
      return this.#decode(await this.client.get('product/product', `/product/202309/products/${itemId}`));
    } catch (error) {
      if (isAdapterError(error) && error.verdict === 'gone') return null;
      throw error;
    }
  }
}

const nothing: Omit<Product, 'id' | 'status'> = { title: '', description: '', audit: '', category: '', images: [], reasons: [], platforms: {}, skus: [] };

/** Refusals inside code 0: one that passes by itself wins over one a person must mend. */
function refuseInner(data: Raw, effect: 'set' | 'make'): void {
  const inner = innerErrors(data);
  if (inner.length === 0) return;
  const errors = inner.map((entry) => errorOf({ code: entry.code, message: entry.message, effect }));
  const passing = errors.find((error) => error.verdict !== 'reject');
  if (passing) throw passing;
  throw new Reject(errors.map((error) => error.message).join('; '), { rawCode: inner[0]?.code ?? '', issues: errors.flatMap((error) => error.issues) });
}

/** Same SKUs with the same options in the same pictures; an answer that leaves pictures out says nothing of them. */
function sameSkus(draft: ListingDraft, there: Product, option: Option): boolean {
  return there.skus.length === draft.variants.length && draft.variants.every((variant) => {
    const old = there.skus.find((sku) => sku.sku === variant.sku);
    const [first] = list(choiceBody(variant, draft, option)).map(part), uri = text(part(first?.['sku_img'])['uri']);
    return old !== undefined && axesOf(draft).length === Object.keys(old.choice).length && axesOf(draft).every((axis) => old.choice[axis] === variant.choice[axis]) && (uri === '' || old.image === '' || old.image === uri);
  });
}

/** A sentence's own parameters, with what the draft knows where the message was silent. */
function facts(params: Readonly<Record<string, string>> | undefined, draft: ListingDraft): Readonly<Record<string, string>> {
  const known: Readonly<Record<string, string>> = { produk: draft.title, merek: draft.brand ?? '—', kategori: draft.category, sku: texts(draft.variants.map((variant) => variant.sku)).join(', '), n: String([...draft.title].length) };
  return Object.fromEntries(Object.entries(params ?? {}).map(([name, value]) => [name, value === '—' ? (known[name] ?? value) : value]));
}
