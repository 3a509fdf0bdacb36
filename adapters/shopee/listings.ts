import { Alarm, Gone, isAdapterError, Reject, Retry, type Cursor, type Intent, type Issue, type ListingDraft, type Listings, type Page, type Receipt, type RemoteRef, type Standing } from '../contract/index.js';
import type { Client, Pictures } from './client.js';
import { errorOf } from './errors.js';
import { axesOf, channelsFor, factsOf, gramsOf, itemBody, modelBody, priceBody, sameTiers, seenOf, simpleRef, stockBody, tierBody, tierIndexOf, tiersOfDraft } from './mapping.js';
import { channelOf, deleted, each, isDecoded, list, madeItem, madeModels, part, text, type Channel, type Item, type Items, type Listed, type Model, type Place, type Tier } from './wire.js';

const reviewAskMs = 30_000, searchedPages = 20;
const alive = ['NORMAL', 'UNLIST', 'BANNED', 'REVIEWING'];
type Keep = (ref: RemoteRef) => Promise<void>;
/** One put under way. `told`: what Shopee remarked beside a yes. */
interface Work { readonly draft: ListingDraft; readonly body: ReturnType<typeof itemBody>; readonly imageOf: (sha256: string) => string | null; readonly keep: Keep; readonly told: string[] }
/**
 * The life of a create: (1) pictures are made known; (2) add_item, hidden where there are variants; (3) init_tier_variation makes the models; (4) unlist_item shows it. The reference is kept after 2 and 3.
 * Every later `put` reads what stands there first, so that it continues whatever was cut.
 */
export class ShopeeListings implements Listings {
  #channels: Promise<readonly Channel[]> | null = null;
  constructor(private readonly client: Client, private readonly items: Items, private readonly pictures: Pictures, private readonly shop: { readonly decimals: number; readonly locationId?: string; readonly logisticIds: readonly string[] }) {}
  async put(draft: ListingDraft, known: RemoteRef | null, _intent: Intent, keep: Keep): Promise<Receipt> {
    const images = await this.pictures.of(draft);
    const work: Work = { draft, body: itemBody(draft, images.main, await this.#channelsOf(draft)), imageOf: images.find, keep, told: [] };
    try {
      return known?.itemId === undefined ? await this.#create(work) : await this.#change(work, known.itemId);
    } catch (error) {
      if (!isAdapterError(error) || error.verdict !== 'reject') throw error;
      // A remembered picture that Shopee has forgotten is uploaded anew; one that was just uploaded is truly bad.
      if (!images.remembered || !error.issues.some((entry) => entry.cause === 'photo-unreadable')) throw new Reject(error.message, { rawCode: error.rawCode, issues: error.issues.map((entry) => ({ ...entry, params: asked(entry.params, factsOf(draft, entry.cause)) })) });
      await this.pictures.forget(draft);
      throw new Retry(error.message, { rawCode: error.rawCode });
    }
  }
  async recover(draft: ListingDraft, intent: Intent): Promise<RemoteRef | 'absent' | 'unsure'> {
    const candidates = new Set(await this.items.search(draft.code));
    let item = await this.#withCode(draft.code, [...candidates]);
    for (let offset: number | null = 0, page = 0; !item && offset !== null; page += 1) {
      if (page === searchedPages) return 'unsure';
      const listed = await this.items.page(offset, alive, intent.openedAt - 300_000);
      if (!listed.items.every(isDecoded)) return 'unsure';
      item = await this.#withCode(draft.code, listed.items.filter(isDecoded).map((entry) => entry.itemId).filter((itemId) => !candidates.has(itemId)));
      offset = listed.next;
    }
    if (!item) return 'absent';
    if (!item.hasModels) return axesOf(draft).length > 0 ? { itemId: item.itemId, variants: {} } : simpleRef(item.itemId, draft.variants[0]?.sku ?? draft.code);
    return refOf(item.itemId, draft, (await this.items.models(item.itemId)).models, []);
  }
  async outcome(ref: RemoteRef, note?: string | null): Promise<Receipt> {
    const told = note ? list(JSON.parse(note)).map(text) : [], item = await this.#one(ref.itemId ?? '');
    // Born hidden and released by the review: now it may be shown.
    if (item.status === 'UNLIST' && Object.keys(ref.variants).length > 0) return this.#receipt(await this.#show(item.itemId, 'UNLIST'), ref, told);
    return this.#receipt(item.status, ref, told);
  }
  async withdraw(ref: RemoteRef): Promise<Receipt> {
    const ended: Receipt = { state: 'ended', ref, offersOpen: false, issues: [] };
    if (ref.itemId === undefined) return ended;
    try {
      await this.#unlist(ref.itemId, true);
      return ended;
    } catch (error) {
      if (!isAdapterError(error) || (error.verdict !== 'gone' && error.verdict !== 'park')) throw error;
      if (error.verdict === 'gone') return ended;
      const [item] = await this.items.read([ref.itemId]);
      if (item && item.status !== 'BANNED' && item.status !== 'UNLIST' && !deleted.has(item.status)) throw error;
      return ended;
    }
  }
  async all(cursor: Cursor | null): Promise<Page<Standing>> {
    const page = await this.items.page(Number(cursor?.['offset'] ?? 0), [...alive, ...deleted]), listed = page.items.filter(isDecoded);
    const read = await this.items.readEach(listed.filter((entry) => !deleted.has(entry.status)).map((entry) => entry.itemId));
    const gone = listed.filter((entry) => deleted.has(entry.status)).map((entry: Listed) => ({ ...plain(entry.status, { itemId: entry.itemId, variants: {} }), seen: null }));
    const items: (Standing | { readonly undecodable: string })[] = [...page.items.filter((entry) => !isDecoded(entry)) as { undecodable: string }[], ...gone];
    for (const item of read) {
      if (!isDecoded(item)) { items.push(item); continue; }
      try {
        const there = item.hasModels ? await this.items.models(item.itemId) : null;
        const variants = there ? Object.fromEntries(there.models.map((model) => [model.sku, { itemId: item.itemId, variantId: model.modelId }])) : { [item.code]: { itemId: item.itemId, variantId: '' } };
        items.push({ ...(await this.#receipt(item.status, { itemId: item.itemId, variants })), seen: seenOf(item, there) });
      } catch (error) {
        // Its models cannot be read, or it was deleted a moment ago: the others are told all the same.
        if (!isAdapterError(error) || (error.rawCode !== 'undecodable' && error.verdict !== 'gone')) throw error;
        items.push({ undecodable: JSON.stringify({ item_id: item.itemId, item_name: item.title, why: error.message }) });
      }
    }
    return { items, next: page.next === null ? null : { offset: page.next } };
  }
  async #create(work: Work): Promise<Receipt> {
    const { draft, body, keep, told } = work, [first] = draft.variants;
    if (!first) throw new Reject('a product without variants', { issues: [] });
    const varied = axesOf(draft).length > 0;
    const made = await this.client.make('/api/v2/product/add_item', { ...body, original_price: priceBody(first.price, this.shop.decimals), seller_stock: stockBody(first.quantity, this.shop.locationId), item_status: varied ? 'UNLIST' : 'NORMAL' }, madeItem, told);
    if (!varied) {
      const ref = simpleRef(made.itemId, first.sku);
      await keep(ref);
      return this.#receipt(made.status || 'NORMAL', ref, told);
    }
    await keep({ itemId: made.itemId, variants: {} });
    const ref = await this.#initiate(made.itemId, work);
    await keep(ref);
    return this.#receipt(await this.#show(made.itemId, made.status), ref, told);
  }
  async #change(work: Work, itemId: string): Promise<Receipt> {
    const { draft, body, keep, told } = work, item = await this.#one(itemId);
    const changed = text((await this.client.post('/api/v2/product/update_item', 'set', { item_id: BigInt(itemId), ...body }, told))['item_status']);
    const ref = axesOf(draft).length === 0 && !item.hasModels ? simpleRef(itemId, draft.variants[0]?.sku ?? draft.code)
      : item.hasModels ? await this.#reconcile(itemId, work) : await this.#initiate(itemId, work);
    await keep(ref);
    const status = changed || item.status;
    return this.#receipt(status === 'UNLIST' || item.status === 'UNLIST' ? await this.#show(itemId, status) : status, ref, told);
  }
  /** Makes all models, anew where there were some: those get the price and stock they had, not the draft's. */
  async #initiate(itemId: string, { draft, imageOf, told }: Work, before: readonly Model[] = []): Promise<RemoteRef> {
    const tiers = tiersOfDraft(draft, imageOf);
    const as = (variant: ListingDraft['variants'][number]): typeof variant => {
      const had = before.find((model) => model.sku === variant.sku);
      return { ...variant, price: had?.price ?? variant.price, quantity: had?.sellable ?? variant.quantity };
    };
    try {
      const models = await this.client.make('/api/v2/product/init_tier_variation', { item_id: BigInt(itemId), standardise_tier_variation: tierBody(tiers), model: draft.variants.map((variant) => modelBody(as(variant), tiers, this.shop)) }, madeModels, told);
      return refOf(itemId, draft, models, tiers);
    } catch (error) {
      // A new item may need seconds before its models can be made.
      throw error instanceof Gone ? new Retry(error.message, { rawCode: error.rawCode, afterMs: 5_000 }) : error;
    }
  }
  /** Models by our SKU: what is no longer wanted goes, what stays is moved, what is new is made. Another number of tiers voids all models, so they are made again. */
  async #reconcile(itemId: string, work: Work): Promise<RemoteRef> {
    const { draft, imageOf, told } = work, there = await this.items.models(itemId), bySku = new Map(there.models.map((model) => [model.sku, model]));
    const kept = draft.variants.filter((variant) => bySku.has(variant.sku)), added = draft.variants.filter((variant) => !bySku.has(variant.sku));
    const wanted = new Set(draft.variants.map((variant) => variant.sku));
    const tiers = axesOf(draft).length === 0 && kept.length > 0 ? there.tiers : tiersOfDraft(draft, imageOf);
    if (tiers.length === 0) throw new Reject('a product with models cannot lose them all', { issues: [issue('unknown', 'variants', { kode: 'no-variants' }, '', 'models cannot be removed altogether')] });
    if (kept.length === 0 || tiers.length !== there.tiers.length) return this.#initiate(itemId, work, there.models);
    for (const model of there.models.filter((entry) => !wanted.has(entry.sku))) await this.client.post('/api/v2/product/delete_model', 'set', { item_id: BigInt(itemId), model_id: BigInt(model.modelId) }).catch(unlessGone);
    const place = (sku: string): Place => bySku.get(sku) as Place;
    const moved = axesOf(draft).length > 0 && kept.some((variant) => tierIndexOf(variant, tiers).join() !== place(variant.sku).tierIndex.join());
    if (moved || !sameTiers(tiers, there.tiers)) {
      try {
        await this.client.post('/api/v2/product/update_tier_variation', 'set', { item_id: BigInt(itemId), standardise_tier_variation: tierBody(tiers), model_list: kept.map((variant) => ({ model_id: BigInt(place(variant.sku).modelId), tier_index: tierIndexOf(variant, tiers) })) }, told);
      } catch (error) {
        // Whether an option may stand before its model is not documented; where it may not, all are made anew.
        if (!isAdapterError(error) || error.rawCode !== 'error_param' || added.length === 0) throw error;
        return this.#initiate(itemId, work, there.models);
      }
    }
    const made = added.length === 0 ? [] : await this.client.make('/api/v2/product/add_model', { item_id: BigInt(itemId), model_list: added.map((variant) => modelBody(variant, tiers, this.shop)) }, madeModels, told);
    return refOf(itemId, draft, [...kept.map((variant) => place(variant.sku)).map((model) => ({ ...model, tierIndex: [] })), ...made], tiers);
  }
  /** Shows an item; returns its status then. One under review shows itself when it is through. */
  async #show(itemId: string, status: string): Promise<string> {
    try {
      await this.#unlist(itemId, false);
      return status === 'REVIEWING' ? status : 'NORMAL';
    } catch (error) {
      if (isAdapterError(error) && error.issues.some((entry) => entry.cause === 'under-review')) return (await this.#one(itemId)).status;
      throw error;
    }
  }
  async #unlist(itemId: string, unlist: boolean): Promise<void> {
    const payload = await this.client.post('/api/v2/product/unlist_item', 'set', { item_list: [{ item_id: BigInt(itemId), unlist }] });
    const failed = list(payload['failure_list']).map(part)[0];
    if (failed) throw errorOf({ code: /error_[a-z_]+/.exec(text(failed['failed_reason']))?.[0] ?? 'failed_reason', message: text(failed['failed_reason']), effect: 'set' });
  }
  async #one(itemId: string): Promise<Item> {
    const [item] = await this.items.readEach([itemId]);
    if (item && !isDecoded(item)) throw new Alarm(item.undecodable, { rawCode: 'undecodable' });
    if (!item || deleted.has(item.status)) throw new Gone(`item ${itemId} is not there`, { rawCode: item?.status ?? 'error_item_not_found' });
    return item;
  }
  readonly #withCode = async (code: string, itemIds: readonly string[]): Promise<Item | undefined> => (await this.items.read(itemIds)).find((item) => item.code === code && !deleted.has(item.status));
  async #channelsOf(draft: ListingDraft): Promise<readonly Channel[]> {
    this.#channels ??= this.client.get('/api/v2/logistics/get_channel_list').then((payload) => each(list(payload['logistics_channel_list']), channelOf).filter(isDecoded));
    const fitting = channelsFor(await this.#channels.catch((error: unknown) => { this.#channels = null; throw error; }), gramsOf(draft), this.shop.logisticIds);
    if (fitting.length === 0) throw new Reject('no channel fits', { rawCode: 'no_channel', issues: [issue('shipping-channel-missing', 'shipping', { berat: `${gramsOf(draft)} g` }, 'no_channel', 'no enabled channel carries this weight')] });
    return fitting;
  }
  readonly #receipt = async (status: string, ref: RemoteRef, told: readonly string[] = []): Promise<Receipt> => plain(status, ref, status === 'BANNED' ? await this.#whyBanned(ref.itemId ?? '') : '', told);
  /** The reason is for a person; that it cannot be read must not hide the ban. */
  async #whyBanned(itemId: string): Promise<string> {
    const payload = await this.client.get('/api/v2/product/get_item_violation_info', { item_id_list: itemId }).catch(() => null);
    return /"(?:violation_reason|suggestion)":"([^"]+)"/.exec(JSON.stringify(payload))?.[1] ?? '—';
  }
}

const issue = (cause: Issue['cause'], field: string | null, params: Readonly<Record<string, string>>, rawCode: string, rawMessage: string): Issue => ({ cause, field, params, rawCode, rawMessage });
/** A sentence's own parameters, with what the draft knows of them. */
const asked = (params: Issue['params'], facts: Readonly<Record<string, string>>): Readonly<Record<string, string>> => Object.fromEntries(Object.entries(params ?? {}).map(([name, value]) => [name, facts[name] ?? value]));
/** Shopee's status as a receipt. One we do not know is asked again, never called live. What was remarked at the put is told with it, and once more when a review ends. */
function plain(status: string, ref: RemoteRef, reason = '', told: readonly string[] = []): Receipt {
  const remarks = [...new Set(told)].map((alasan) => issue('taken-with-remark', 'listing', { alasan }, 'warning', alasan));
  if (status === 'NORMAL') return { state: 'live', ref, offersOpen: true, issues: remarks };
  if (status === 'UNLIST') return { state: 'ended', ref, offersOpen: false, issues: [] };
  if (status === 'BANNED') return { state: 'refused', ref, offersOpen: false, issues: [issue('banned', 'listing', { alasan: reason }, status, reason), ...remarks] };
  if (deleted.has(status)) return { state: 'ended', ref, offersOpen: false, issues: [issue('deleted-there', 'listing', {}, status, '')] };
  return { state: 'review', ref, offersOpen: true, askAfterMs: reviewAskMs, issues: remarks, ...(told.length > 0 ? { note: JSON.stringify(told) } : {}) };
}
/** All models by our SKU; where an answer leaves the SKU out, by place. */
function refOf(itemId: string, draft: ListingDraft, models: readonly Place[], tiers: readonly Tier[]): RemoteRef {
  const found = draft.variants.map((variant) => [variant.sku, models.find((model) => model.sku === variant.sku) ?? models.find((model) => model.sku === '' && tiers.length > 0 && model.tierIndex.join() === tierIndexOf(variant, tiers).join())] as const);
  return { itemId, variants: Object.fromEntries(found.flatMap(([sku, model]) => (model ? [[sku, { itemId, variantId: model.modelId }]] : []))) };
}

const unlessGone = (error: unknown): void => { if (!isAdapterError(error) || error.verdict !== 'gone') throw error; };
