import { batchesOf, Gone, isAdapterError, LookFirst, Reject, type AdapterError, type Cursor, type Intent, type Issue, type ListingDraft, type Listings, type Page, type Photo, type Receipt, type RemoteRef, type SeenListing, type Standing } from '../contract/index.js';
import { listed, type Client } from './client.js';
import type { Settings } from './credentials.js';
import { elementFault } from './errors.js';
import { isSimple, keys, mediaUse, minor, numeric, opening, ownSku, parentSku, photosOf, productFields, sameVariation, variationFields, type Picture, type Variant } from './mapping.js';
import { batchOf, item, readable, stockOf, tolerant, type BatchElement, type Item } from './wire.js';

/** The shop downloads new pictures before it answers. */
const downloadMs = 30_000;
const refOf = (product: Item, variations: readonly Item[]): RemoteRef => ({
  itemId: product.id,
  variants: Object.fromEntries(product.type === 'variable' ? variations.filter((v) => v.sku !== '').map((v) => [v.sku, { itemId: product.id, variantId: v.id }]) : [[product.sku, { itemId: product.id, variantId: '' }]]),
});
const seenOf = (product: Item, variations: readonly Item[]): SeenListing => ({
  code: product.meta[keys.code] ?? product.sku, title: product.name, description: product.description, category: product.category, status: product.status, photos: product.photos,
  variants: (product.type === 'variable' ? variations : [product]).map((one) => ({ itemId: product.id, variantId: one === product ? '' : one.id, sku: one.sku, choice: one === product ? {} : one.choice, price: minor(one.regularPrice, 'IDR'), stock: stockOf(one), photo: one === product ? null : one.photo })),
});
const receipt = (state: Receipt['state'], ref: RemoteRef, issues: readonly Issue[] = []): Receipt => ({ state, ref, offersOpen: state === 'live', issues });

/**
 * Products. One without choices is one call. A variable one is three: the parent as a draft, its variations, then it is shown; what a broken attempt left is found
 * by reading, and only the rest is made. SKUs go out once, at the create. What lies in the bin is gone: it is never pulled out by an edit.
 */
export class ShopListings implements Listings {
  constructor(private readonly client: Client, private readonly settings: Settings) {}

  async put(draft: ListingDraft, known: RemoteRef | null, intent: Intent, keep: (ref: RemoteRef) => Promise<void>): Promise<Receipt> {
    const work = (trust: boolean): Promise<Receipt> => (known?.itemId ? this.#edit(draft, known.itemId, known, keep, trust) : this.#create(draft, intent, keep));
    try {
      return await work(true);
    } catch (error) {
      // A picture we knew was deleted from the shop's library: it is sent anew, once.
      const photos = isAdapterError(error) && /invalid_image_id$/.test(error.rawCode) ? everyPhoto(draft).filter((photo) => this.#media(photo) !== null) : [];
      if (photos.length === 0) throw error;
      for (const photo of photos) await this.client.media.forget(photo.sha256, mediaUse);
      return work(false);
    }
  }

  async recover(draft: ListingDraft, intent: Intent): Promise<RemoteRef | 'absent' | 'unsure'> {
    const found = await this.#find(draft, (candidate) => candidate.meta[keys.intent] === intent.key || (intent.keyLost === true && candidate.status !== 'trash' && candidate.meta[keys.code] === draft.code));
    if (!found) return 'absent';
    await this.#learnFrom(found);
    return refOf(found, await this.#variations(found));
  }

  async outcome(ref: RemoteRef): Promise<Receipt> {
    const product = await this.#read(ref);
    return receipt(stateOf(product), refOf(product, await this.#variations(product)));
  }

  async withdraw(ref: RemoteRef): Promise<Receipt> {
    if (!ref.itemId) return receipt('ended', ref);
    try {
      const product = await this.#read(ref);
      if (product.status === 'publish') await this.#set(product.id, { status: 'draft' });
    } catch (error) {
      if (!isAdapterError(error) || error.verdict !== 'gone') throw error;
    }
    return receipt('ended', ref);
  }
  /** First what the shop has, then what lies in its bin. */
  async all(cursor: Cursor | null): Promise<Page<Standing>> {
    const bin = cursor?.bin === 1;
    const at = cursor && cursor.last !== undefined ? { offset: Number(cursor.offset), last: String(cursor.last) } : null;
    const { rows, next } = await this.client.page({ op: 'read-products', path: '/products', query: { status: bin ? 'trash' : 'any' } }, at);
    const items: Page<Standing>['items'][number][] = [];
    for (const product of tolerant(rows, item)) {
      if ('undecodable' in product) items.push(product);
      else {
        const variations = bin ? [] : await this.#variations(product);
        items.push({ ...receipt(stateOf(product), refOf(product, variations)), seen: bin ? null : seenOf(product, variations) });
      }
    }
    return { items, next: next ? { ...next, bin: bin ? 1 : 0 } : bin ? null : { bin: 1 } };
  }

  async #create(draft: ListingDraft, intent: Intent, keep: (ref: RemoteRef) => Promise<void>): Promise<Receipt> {
    const simple = isSimple(draft) && draft.variants[0];
    const fields = this.#fields(draft);
    const body = {
      ...fields, ...(simple ? { type: 'simple', status: 'publish', ...opening(simple) } : { type: 'variable', status: 'draft' }), sku: ownSku(draft),
      meta_data: [{ key: keys.intent, value: intent.key }, ...(Array.isArray(fields.meta_data) ? fields.meta_data : [])],
    };
    let made: Item;
    try {
      made = item(await this.client.send({ op: 'make-product', effect: 'make', method: 'POST', path: '/products', body, timeoutMs: this.#timeout(photosOf(draft)) }));
    } catch (error) {
      if (isAdapterError(error) && error.rawCode === 'undecodable') throw new LookFirst(error.message, { rawCode: 'undecodable' });
      const own = isAdapterError(error) && error.rawCode === 'product_invalid_sku' ? await this.#find(draft, (found) => found.meta[keys.intent] === intent.key || (found.status === 'trash' && found.meta[keys.code] === draft.code), error.issues[0]?.value) : null;
      if (!own) throw named(error, ownSku(draft));
      // Ours after all. From the bin it is cleared, for a person asked for it again; else an earlier try was carried out though its answer was lost.
      if (own.status === 'trash') {
        await this.client.send({ op: 'set-product', effect: 'set', method: 'DELETE', path: `/products/${own.id}`, query: { force: 'true' } });
        return this.#create(draft, intent, keep);
      }
      await keep({ itemId: own.id, variants: {} });
      return this.#edit(draft, own.id, { itemId: own.id, variants: {} }, keep);
    }
    const ref = refOf({ ...made, sku: ownSku(draft) }, []);
    await keep(ref);
    await this.#learn(photosOf(draft), made.images);
    return simple ? receipt('live', ref) : this.#finish(draft, made, [], ref, keep);
  }

  async #edit(draft: ListingDraft, itemId: string, known: RemoteRef, keep: (ref: RemoteRef) => Promise<void>, trust = true): Promise<Receipt> {
    const there = await this.#read({ itemId, variants: {} });
    if (there.status === 'trash') throw new Gone('The product lies in the bin.', { rawCode: 'trash' });
    if (trust) await this.#learnFrom(there);
    const simple = isSimple(draft) && draft.variants[0];
    const variations = await this.#variations(there);
    const fields = this.#fields(draft);
    const turned = (there.type === 'variable') === Boolean(simple);
    if (simple) {
      for (const part of batchesOf(variations, listed)) await this.#batch(there.id, { delete: part.map((v) => numeric(v.id)) }, 'set', 'delete');
      const opened = turned || known.variants[simple.sku] === undefined;
      await this.#put(there.id, draft, { ...fields, status: 'publish', ...(opened ? opening(simple) : {}), ...(turned ? { type: 'simple', sku: simple.sku } : {}) });
      return receipt('live', { itemId, variants: { [simple.sku]: { itemId, variantId: '' } } });
    }
    const stays = !turned && there.status === 'publish';
    await this.#put(there.id, draft, { ...fields, ...(stays ? {} : { status: 'draft' }), ...(turned ? { type: 'variable', sku: parentSku(draft), manage_stock: false } : {}) });
    return this.#finish(draft, stays ? there : { ...there, status: 'draft' }, variations, known, keep);
  }
  /** Variations made, changed and removed by SKU; then the parent is shown. What was made without our knowledge gets the price and quantity of a new one. */
  async #finish(draft: ListingDraft, parent: Item, there: readonly Item[], known: RemoteRef, keep: (ref: RemoteRef) => Promise<void>): Promise<Receipt> {
    const bySku = new Map(there.map((variation) => [variation.sku, variation]));
    const kept = there.filter((variation) => draft.variants.some((variant) => variant.sku === variation.sku));
    const variants = { ...refOf({ ...parent, type: 'variable' }, kept).variants };
    const fresh = draft.variants.filter((variant) => !bySku.has(variant.sku));
    const changed = draft.variants.flatMap((variant) => {
      const variation = bySku.get(variant.sku);
      const image = variation ? this.#newImage(variant, variation, parent, draft) : {};
      const unknown = known.variants[variant.sku] === undefined;
      return variation && (unknown || Object.keys(image).length > 0 || !sameVariation(variation, draft, variant, this.settings))
        ? [{ variant, body: { id: numeric(variation.id), ...variationFields(draft, variant, this.settings), ...image, ...(unknown ? opening(variant) : {}) } }] : [];
    });
    for (const part of batchesOf(there.filter((variation) => !kept.includes(variation)), listed)) await this.#batch(parent.id, { delete: part.map((v) => numeric(v.id)) }, 'set', 'delete');
    const failed: AdapterError[] = [];
    const settle = async (part: readonly Variant[], answers: readonly BatchElement[]): Promise<void> => {
      for (const [index, variant] of part.entries()) {
        const answer = answers[index];
        if (!answer || answer.error) failed.push(answer?.error ? elementFault(answer.error, 'set', variant.sku) : new LookFirst('The batch left an element without an answer.', { rawCode: 'unclear' }));
        else {
          variants[variant.sku] = { itemId: parent.id, variantId: answer.id };
          if (variant.photo) await this.#learn([variant.photo], [item(answer.doc).image ?? '']);
        }
      }
    };
    for (const part of batchesOf(changed, listed)) await settle(part.map((entry) => entry.variant), await this.#batch(parent.id, { update: part.map((entry) => entry.body) }, 'set', 'update', this.#timeout(part.flatMap(({ variant }) => variant.photo ?? []))));
    for (const part of batchesOf(fresh, listed)) {
      const create = part.map((variant) => ({ sku: variant.sku, ...variationFields(draft, variant, this.settings), ...opening(variant), ...(variant.photo ? { image: this.#picture(variant.photo, draft.title) } : {}) }));
      await settle(part, await this.#batch(parent.id, { create }, 'make', 'create', this.#timeout(part.flatMap((variant) => variant.photo ?? []))));
      await keep({ itemId: parent.id, variants: { ...variants } });
    }
    const worst = failed.find((error) => error.verdict !== 'reject') ?? failed[0];
    if (worst) throw worst.verdict === 'reject' ? new Reject(worst.message, { rawCode: worst.rawCode, issues: failed.flatMap((error) => error.issues) }) : worst;
    if (parent.status !== 'publish') await this.#set(parent.id, { status: 'publish' });
    return receipt('live', { itemId: parent.id, variants });
  }
  /** By the owner a refusal named, else by SKU, in the shop and in its bin; a variation leads to its parent. */
  async #find(draft: ListingDraft, is: (candidate: Item) => boolean, owner = '0'): Promise<Item | null> {
    const found = owner === '0' ? [] : [await this.#read({ itemId: owner, variants: {} })];
    for (const status of owner === '0' ? ['any', 'trash'] : []) found.push(...readable(await this.client.send({ op: 'read-products', effect: 'read', path: '/products', query: { sku: ownSku(draft), status, per_page: listed } }), item));
    for (const one of found) {
      const product = one.parentId === '0' ? one : await this.#read({ itemId: one.parentId, variants: {} });
      if (is(product)) return product;
    }
    return null;
  }
  async #read(ref: RemoteRef): Promise<Item> {
    return item(await this.client.send({ op: 'read-products', effect: 'read', path: `/products/${ref.itemId}` }));
  }
  async #variations(product: Item): Promise<readonly Item[]> {
    if (product.type !== 'variable' || product.variations.length === 0) return [];
    return readable(await this.client.all({ op: 'read-products', path: `/products/${product.id}/variations` }), item);
  }
  async #put(itemId: string, draft: ListingDraft, body: Record<string, unknown>): Promise<void> {
    const answer = await this.#set(itemId, body, this.#timeout(photosOf(draft)));
    await this.#learn(photosOf(draft), item(answer).images);
  }
  #set(itemId: string, body: Record<string, unknown>, timeoutMs?: number): Promise<unknown> {
    return this.client.send({ op: 'set-product', effect: 'set', method: 'PUT', path: `/products/${itemId}`, body, timeoutMs });
  }
  async #batch(parentId: string, body: Record<string, readonly unknown[]>, effect: 'set' | 'make', side: 'create' | 'update' | 'delete', timeoutMs?: number): Promise<readonly BatchElement[]> {
    return batchOf(await this.client.send({ op: effect === 'make' ? 'make-variations' : 'set-variations', effect, method: 'POST', path: `/products/${parentId}/variations/batch`, body, timeoutMs }), side);
  }
  #fields(draft: ListingDraft): Record<string, unknown> {
    return productFields(draft, this.settings, photosOf(draft).map((photo) => this.#picture(photo, draft.title)));
  }
  #media(photo: Photo): string | null {
    return this.client.media.find(photo.sha256, mediaUse);
  }
  #timeout(photos: readonly Photo[]): number | undefined {
    return photos.some((photo) => this.#media(photo) === null) ? downloadMs : undefined;
  }
  #picture(photo: Photo, alt: string): Picture {
    const known = this.#media(photo);
    if (known !== null) return { id: numeric(known) };
    if (photo.url === null) throw new Reject('No link the shop could fetch this photo from.', { rawCode: 'no-url', issues: [{ cause: 'photo-not-reachable', field: 'photos', value: photo.sha256, rawCode: 'no-url', rawMessage: '' }] });
    return { src: photo.url, alt };
  }
  /** A variation without a picture answers with its parent's. */
  #newImage(variant: Variant, there: Item, parent: Item, draft: ListingDraft): { image?: Picture | Record<string, never> } {
    if (!variant.photo) return there.image === null || parent.images.includes(there.image) || photosOf(draft).some((photo) => this.#media(photo) === there.image) ? {} : { image: {} };
    const known = this.#media(variant.photo);
    return known !== null && known === there.image ? {} : { image: this.#picture(variant.photo, draft.title) };
  }
  /** The shop answers its pictures in the order they were sent. */
  async #learn(photos: readonly Photo[], ids: readonly string[]): Promise<void> {
    if (photos.length !== ids.length) return;
    for (const [index, photo] of photos.entries()) {
      const id = ids[index];
      if (id && this.#media(photo) !== id) await this.client.media.learn(photo.sha256, mediaUse, id);
    }
  }
  /** A product of ours says which photo each of its pictures is: what an unanswered call uploaded is not uploaded twice. */
  async #learnFrom(product: Item): Promise<void> {
    const sha256s = (product.meta[keys.photos] ?? '').split(',').filter((sha256) => sha256 !== '');
    if (sha256s.length !== product.images.length) return;
    for (const [index, sha256] of sha256s.entries()) {
      const id = product.images[index];
      if (id && this.client.media.find(sha256, mediaUse) === null) await this.client.media.learn(sha256, mediaUse, id);
    }
  }
}

const everyPhoto = (draft: ListingDraft): readonly Photo[] => [...draft.photos, ...draft.variants.flatMap((variant) => variant.photo ?? [])];
const stateOf = (product: Item): Receipt['state'] => (product.status === 'publish' ? 'live' : 'ended');
/** The SKU an error speaks of is in the request, not in the answer. */
const named = (error: unknown, sku: string): unknown =>
  isAdapterError(error) && error.verdict === 'reject' && error.issues.some((issue) => issue.cause === 'duplicate-sku')
    ? new Reject(error.message, { rawCode: error.rawCode, issues: error.issues.map((issue) => ({ ...issue, sku, params: { ...issue.params, sku } })) }) : error;
