import { beforeEach, describe, expect, it } from '@jest/globals';
import { isAdapterError, LookFirst, Retry, type Intent, type ListingDraft, type Photo, type RemoteRef, type Tools, type WireRequest } from '../contract/index.js';
import { Credentials } from './credentials.js';
import { adapter } from './index.js';

/** A shop in memory behind `Tools`: what a create stores, what an edit changes, whose SKU it is. The practice marketplace tests the wire; this tests the steps. */
interface Row { id: number; parent_id: number; [field: string]: unknown }
class MemoryShop {
  rows = new Map<number, Row>();
  downloads: string[] = [];
  seen: string[] = [];
  /** Called for each write, before ('before') and after ('after') its effect; may throw or answer. */
  trouble: (what: string, when: 'before' | 'after') => void = () => undefined;
  media = new Map<string, string>();
  #next = 100;

  readonly tools: Tools<Credentials> = {
    send: async (call) => {
      const request = call.build(Object.assign(new Credentials(), { url: 'http://127.0.0.1:1/toko', consumer_key: 'ck_a', consumer_secret: 'cs_a' }), 1_800_000_000_000, 'nonce');
      const what = `${request.method} ${(request.path.split('?')[0] ?? '').replace('/wp-json/wc/v3', '')}`;
      this.seen.push(what);
      this.trouble(what, 'before');
      const { status, body } = this.#answer(request, what);
      this.trouble(what, 'after');
      return { status, headers: {}, body: Buffer.from(JSON.stringify(body)), receivedAt: 1_800_000_000_000, remoteDate: null };
    },
    json: (response) => JSON.parse(Buffer.from(response.body).toString('utf8')) as unknown,
    media: { find: (sha256) => this.media.get(sha256) ?? null, learn: async (sha256, _use, id) => void this.media.set(sha256, id), forget: async (sha256) => void this.media.delete(sha256) },
  };

  #answer(request: WireRequest, what: string): { status: number; body: unknown } {
    const query = new URLSearchParams(request.path.split('?')[1]);
    const sent = (request.body ? JSON.parse(String(request.body)) : {}) as Record<string, unknown>;
    const [, parent, batch] = /^\w+ \/products\/(\d+)\/variations(\/batch)?$/.exec(what) ?? [];
    const one = /^\w+ \/products\/(\d+)$/.exec(what)?.[1];
    try {
      if (batch) return { status: 200, body: this.#batch(Number(parent), sent) };
      if (what === 'POST /products/batch') return { status: 200, body: this.#batch(0, sent) };
      if (parent) return { status: 200, body: this.#listed(query, (row) => row.parent_id === Number(parent)) };
      if (one) {
        const row = this.rows.get(Number(one));
        if (!row) return { status: 404, body: { code: 'woocommerce_rest_product_invalid_id', message: 'x', data: { status: 404 } } };
        if (request.method === 'DELETE') this.rows.delete(row.id);
        return { status: 200, body: this.#shown(request.method === 'PUT' ? this.#write(row, sent) : row) };
      }
      if (what === 'POST /products') return { status: 201, body: this.#shown(this.#write(this.#born(sent, 0), sent)) };
      const sku = query.get('sku');
      return { status: 200, body: this.#listed(query, (row) => (sku === null ? row.parent_id === 0 : row.sku === sku) && (query.get('status') === 'trash') === (row.status === 'trash')) };
    } catch (error) {
      if (isAdapterError(error) || !(error instanceof Error)) throw error;
      return { status: 400, body: { code: error.message, message: 'x', data: { status: 400 } } };
    }
  }

  #listed(query: URLSearchParams, is: (row: Row) => boolean): unknown[] {
    const from = Number(query.get('offset') ?? 0), include = query.get('include')?.split(',').map(Number);
    return [...this.rows.values()].filter((row) => is(row) && (!include || include.includes(row.id))).sort((a, b) => a.id - b.id).slice(from, from + Number(query.get('per_page') ?? 10)).map((row) => this.#shown(row));
  }
  #born(sent: Record<string, unknown>, parent_id: number): Row {
    for (const row of this.rows.values()) if (sent.sku && row.sku === sent.sku) throw new Error('product_invalid_sku');
    return { id: this.#next++, parent_id, type: parent_id ? 'variation' : 'simple', status: 'publish', sku: '', images: [], meta_data: [], regular_price: '', manage_stock: false, stock_quantity: null, stock_status: 'instock' };
  }
  #write(row: Row, sent: Record<string, unknown>): Row {
    const pictures = (list: unknown) => (list as { id?: number; src?: string }[]).map((picture) => {
      if (picture.id !== undefined && picture.id < 5_000) throw new Error('woocommerce_product_invalid_image_id');
      if (picture.src) this.downloads.push(picture.src);
      return { id: picture.id ?? 5_000 + this.downloads.length };
    });
    const meta = new Map([...(row.meta_data as { key: string }[]), ...((sent.meta_data ?? []) as { key: string }[])].map((entry) => [entry.key, entry]));
    const changed: Row = { ...row, ...sent, id: row.id, meta_data: [...meta.values()], ...(sent.images ? { images: pictures(sent.images) } : {}), ...(sent.image ? { image: pictures([sent.image])[0] } : {}) };
    this.rows.set(row.id, changed);
    return changed;
  }
  #batch(parent: number, sent: Record<string, unknown>): Record<string, unknown> {
    const each = (list: unknown, work: (entry: Record<string, unknown>) => Row) => ((list ?? []) as Record<string, unknown>[]).map((entry) => {
      try {
        return this.#shown(work(entry));
      } catch (error) {
        return { id: entry.id ?? 0, error: { code: (error as Error).message, message: 'x', data: { status: 400 } } };
      }
    });
    const existing = (entry: Record<string, unknown>): Row => {
      const row = this.rows.get(Number(entry.id));
      if (!row) throw new Error('woocommerce_rest_product_invalid_id');
      return row;
    };
    return {
      create: each(sent.create, (entry) => this.#write(this.#born(entry, parent), entry)), update: each(sent.update, (entry) => this.#write(existing(entry), entry)),
      delete: ((sent.delete ?? []) as number[]).map((id) => (this.rows.delete(id), { id })),
    };
  }
  #shown(row: Row): Row {
    return { ...row, ...(row.parent_id === 0 ? { variations: [...this.rows.values()].filter((child) => child.parent_id === row.id).map((child) => child.id) } : {}) };
  }
}

const photo = (sha256: string): Photo => ({ sha256, url: `https://s/${sha256}.jpg`, render: async () => new Uint8Array() });
const variant = (sku: string, choice: Record<string, string> = {}, more: Partial<ListingDraft['variants'][number]> = {}): ListingDraft['variants'][number] => ({ sku, choice, price: 45_000n, quantity: 12, photo: null, grams: 250, mm: [100, 50, 200], ...more });
const draft = (variants: ListingDraft['variants'], more: Partial<ListingDraft> = {}): ListingDraft => ({ code: 'KOPI', category: '9', title: 'Kopi', description: 'Enak', brand: null, attributes: {}, photos: [photo('aa'), photo('bb')], variants, ...more });
const simple = draft([variant('KOPI-1')]);
const kinds = draft([variant('KOPI-S', { Berat: '250 g' }), variant('KOPI-L', { Berat: '1 kg' }, { price: 160_000n, quantity: 3, photo: photo('bb') })]);
const intent: Intent = { key: 'key-1', openedAt: 0 };

let shop: MemoryShop, kept: RemoteRef[];
const session = () => adapter.connect({ remoteId: 'toko', country: 'ID', settings: {} }, shop.tools);
const put = (what: ListingDraft, known: RemoteRef | null = null) => session().listings.put(what, known, intent, async (ref) => void kept.push(ref));
const sold = () => [...shop.rows.values()].filter((row) => row.status === 'publish');
const verdict = async (work: Promise<unknown>): Promise<string> => work.then(() => 'none', (error: unknown) => (isAdapterError(error) ? error.verdict : String(error)));
beforeEach(() => { shop = new MemoryShop(); kept = []; });

describe('publishing', () => {
  it('makes a product without choices in one call, on sale at once', async () => {
    const receipt = await put(simple);
    expect(shop.seen).toEqual(['POST /products']);
    expect(receipt).toMatchObject({ state: 'live', offersOpen: true, ref: { itemId: '100', variants: { 'KOPI-1': { itemId: '100', variantId: '' } } } });
    expect(shop.rows.get(100)).toMatchObject({ sku: 'KOPI-1', regular_price: '45000', stock_quantity: 12, manage_stock: true, status: 'publish' });
  });
  it('makes one with choices in three, hidden until the last', async () => {
    const states: unknown[] = [];
    shop.trouble = (what, when) => void (when === 'after' && what.includes('batch') && states.push(shop.rows.get(100)?.status));
    const receipt = await put(kinds);
    expect(shop.seen).toEqual(['POST /products', 'POST /products/100/variations/batch', 'PUT /products/100']);
    expect(states).toEqual(['draft']);
    expect(kept.map((ref) => Object.keys(ref.variants).length)).toEqual([0, 2]);
    expect(receipt.ref.variants).toEqual({ 'KOPI-S': { itemId: '100', variantId: '101' }, 'KOPI-L': { itemId: '100', variantId: '102' } });
    expect(shop.rows.get(102)).toMatchObject({ regular_price: '160000', stock_quantity: 3, attributes: [{ name: 'Berat', option: '1 kg' }] });
    expect(shop.downloads).toHaveLength(2); // the variation's picture is one of the product's
  });
  it('sends no picture twice, also when it is published again elsewhere', async () => {
    await put(simple);
    await put({ ...simple, code: 'TEH', variants: [variant('TEH-1')] });
    expect(shop.downloads).toHaveLength(2);
  });
  it('sends pictures anew when the shop lost them', async () => {
    shop.media.set('aa', '7');
    await put(simple);
    expect(shop.media.get('aa')).not.toBe('7');
    expect(sold()).toHaveLength(1);
  });
  it('says whose SKU it is', async () => {
    await put(simple);
    const error = await put({ ...simple, code: 'LAIN' }, null).catch((caught: unknown) => caught);
    shop.rows.forEach((row) => expect(row.sku).toBe('KOPI-1'));
    expect(error).not.toMatchObject({ verdict: 'reject' }); // ours by its key: adopted
    shop.rows.forEach((row) => { row.meta_data = []; });
    await expect(put(simple)).rejects.toMatchObject({ verdict: 'reject', issues: [{ cause: 'duplicate-sku', sku: 'KOPI-1' }] });
  });
});

describe('after a broken attempt', () => {
  it.each([['simple', simple, 1], ['with choices', kinds, 3]] as const)('%s: whatever call loses its answer, one product stands in the end', async (_, what, writes) => {
    for (let broken = 1; broken <= writes; broken++) {
      shop = new MemoryShop();
      kept = [];
      let count = 0;
      shop.trouble = (call, when) => {
        if (when === 'after' && !call.startsWith('GET') && ++count === broken) throw call.startsWith('PUT') ? new Retry('cut', { rawCode: 'unclear' }) : new LookFirst('cut', { rawCode: 'unclear' });
      };
      expect(await verdict(put(what))).not.toBe('none');
      const last = kept.at(-1) ?? null;
      const found = last ?? await session().listings.recover(what, intent);
      expect(found).not.toBe('absent');
      const receipt = await put(what, found as RemoteRef);
      expect(receipt.state).toBe('live');
      expect(Object.keys(receipt.ref.variants)).toEqual(what.variants.map((entry) => entry.sku));
      expect([...shop.rows.values()].filter((row) => row.parent_id === 0)).toHaveLength(1);
      expect(shop.rows.size).toBe(what === simple ? 1 : 3);
      expect(shop.downloads).toHaveLength(2);
    }
  });
  it('an edit whose answer was lost uploads no picture twice', async () => {
    const { ref } = await put(simple);
    const next = { ...simple, photos: [photo('cc'), photo('aa')] };
    shop.trouble = (what, when) => {
      shop.trouble = what.startsWith('PUT') && when === 'after' ? () => undefined : shop.trouble;
      if (what.startsWith('PUT') && when === 'after') throw new Retry('cut', { rawCode: 'unclear' });
    };
    expect(await verdict(put(next, ref))).toBe('retry');
    await put(next, ref);
    expect(shop.downloads).toHaveLength(3);
  });
  it('variations nobody heard of get the price and quantity of the day they are found', async () => {
    shop.trouble = (what, when) => {
      if (what.endsWith('/batch') && when === 'after') throw new LookFirst('cut', { rawCode: 'unclear' });
    };
    expect(await verdict(put(kinds))).toBe('look-first');
    shop.trouble = () => undefined;
    await put({ ...kinds, variants: kinds.variants.map((one) => ({ ...one, price: 99_000n, quantity: 1 })) }, kept.at(-1));
    expect(['101', '102'].map((id) => shop.rows.get(Number(id)))).toMatchObject([{ regular_price: '99000', stock_quantity: 1 }, { regular_price: '99000', stock_quantity: 1 }]);
  });
  it('proves absence, and never takes a stranger for ours', async () => {
    expect(await session().listings.recover(simple, intent)).toBe('absent');
    await put(simple);
    expect(await session().listings.recover(simple, { ...intent, key: 'key-2' })).toBe('absent');
  });
  it('keeps the variations that were made when others are refused', async () => {
    await put(draft([variant('KOPI-L')], { code: 'LAIN' }));
    await expect(put(kinds)).rejects.toMatchObject({ verdict: 'reject', issues: [{ cause: 'duplicate-sku', sku: 'KOPI-L' }] });
    expect(Object.keys(kept.at(-1)?.variants ?? {})).toEqual(['KOPI-S']);
    expect(shop.rows.get(101)).toMatchObject({ status: 'draft' });
  });
});

describe('an edit', () => {
  it('never touches price or stock of what exists', async () => {
    const { ref } = await put(simple);
    Object.assign(shop.rows.get(100) ?? {}, { stock_quantity: 2, regular_price: '50000' });
    await put({ ...simple, title: 'Kopi Baru' }, ref);
    expect(shop.rows.get(100)).toMatchObject({ name: 'Kopi Baru', stock_quantity: 2, regular_price: '50000', status: 'publish' });
  });
  it('adds, changes and removes variations by SKU', async () => {
    const { ref } = await put(kinds);
    const next = draft([variant('KOPI-S', { Berat: '200 g' }), variant('KOPI-XL', { Berat: '2 kg' }, { quantity: 1 })]);
    const receipt = await put(next, ref);
    expect(Object.keys(receipt.ref.variants)).toEqual(['KOPI-S', 'KOPI-XL']);
    expect(shop.rows.has(102)).toBe(false);
    expect(shop.rows.get(101)).toMatchObject({ attributes: [{ name: 'Berat', option: '200 g' }], stock_quantity: 12 });
    expect(shop.rows.get(103)).toMatchObject({ sku: 'KOPI-XL', stock_quantity: 1 });
  });
  it('turns a product without choices into one with, and back', async () => {
    const { ref } = await put(simple);
    const next = draft([variant('KOPI-1', { Berat: '1 kg' }), variant('KOPI-2', { Berat: '2 kg' })]);
    const turned = await put(next, ref);
    expect(shop.rows.get(100)).toMatchObject({ type: 'variable', sku: 'KOPI', status: 'publish' });
    const back = await put(simple, turned.ref);
    expect(back.ref).toEqual(ref);
    expect([...shop.rows.values()]).toMatchObject([{ type: 'simple', sku: 'KOPI-1', stock_quantity: 12, status: 'publish' }]);
  });
  it('leaves what lies in the bin there, until a person publishes it again', async () => {
    const { ref } = await put(simple);
    Object.assign(shop.rows.get(100) ?? {}, { status: 'trash' });
    expect(await verdict(put(simple, ref))).toBe('gone');
    expect((await put(simple, null)).state).toBe('live');
    expect(shop.rows.size).toBe(1);
    shop.rows.clear();
    expect(await verdict(put(simple, ref))).toBe('gone');
  });
  it('withdraws by hiding, and shows it again', async () => {
    const { ref } = await put(simple);
    expect((await session().listings.withdraw(ref)).state).toBe('ended');
    expect(sold()).toEqual([]);
    expect((await put(simple, ref)).state).toBe('live');
  });
});

describe('offers', () => {
  it('group by parent, a hundred a call', () => {
    const refs = Array.from({ length: 250 }, (_, n) => ({ sku: `S${n}`, itemId: n < 120 ? '1' : String(n), variantId: n < 120 ? String(n) : '' }));
    expect(session().offers.batches(refs, 'stock').map((batch) => batch.length)).toEqual([100, 20, 100, 30]);
  });
  it('are answered one by one and read back', async () => {
    const { ref } = await put(simple);
    const there = { sku: 'KOPI-1', itemId: ref.itemId ?? '', variantId: '', value: 0n }, lost = { sku: 'X', itemId: '999', variantId: '', value: 5n };
    expect(await session().offers.set('stock', [there, lost])).toMatchObject([{ is: 'set' }, { is: 'failed', error: { verdict: 'gone' } }]);
    expect(await session().offers.set('price', [{ ...there, value: 47_000n }])).toEqual([{ is: 'set' }]);
    expect(await session().offers.read([lost, there])).toEqual([{ sellable: null, locked: 0, price: null }, { sellable: 0, locked: 0, price: 47_000n }]);
  });
});

it('reads every product once while some vanish between pages', async () => {
  for (let n = 0; n < 230; n++) await put(draft([variant(`S-${n}`)], { code: `C-${n}`, photos: [] }));
  const ids = new Set<string>();
  let cursor: Parameters<ReturnType<typeof session>['listings']['all']>[0] = null;
  do {
    const page = await session().listings.all(cursor);
    for (const item of page.items) if (!('undecodable' in item)) ids.add(item.ref.itemId ?? '');
    if (cursor === null) for (let id = 100; id < 140; id++) shop.rows.delete(id);
    cursor = page.next;
  } while (cursor);
  expect(ids.size).toBe(230);
});
