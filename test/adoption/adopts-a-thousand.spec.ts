import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { plainToInstance } from 'class-transformer';
import sharp from 'sharp';
import { discoverAdapters, type ListingDraft, type Photo } from '../../adapters/contract/index.js';
import { startSandboxes, type Sandboxes } from '../../sandbox/kit/index.js';
import { plainTools } from '../adapters/plain-tools.js';
import { marketplaces } from '../contract/terms.js';
import { root, serve, until, type Client, type TestHouse } from '../house/serve.js';
import { repeatedCatalogue, typedBy, type OwnProduct, type TypedRow } from './repeated-catalogue.js';

const thousand = 1_000;
/** What staff may leave out or write in a SKU there; elsewhere every SKU is filled in and has no spaces. */
const loose: Readonly<Record<string, boolean>> = { shopee: true, woocommerce: true };
interface DemoLeaf { readonly leaf: string; readonly attributes?: ListingDraft['attributes']; readonly brand?: string | null }
interface Row { id: string; class: string; how: string | null; theirs: { itemId: string; variantId: string; sku: string; choice: { value: string }[] }; ours: { sku: string } | null; candidates: { sku: string }[] }
interface Linked { remote_item_id: string; remote_variant_id: string; sku: string; listing_id: string }

const adapters = await discoverAdapters([join(root, 'adapters')]);

describe.each((await marketplaces()).map(([name]) => name))('%s: a thousand listings that were on sale before', (name) => {
  let sandboxes: Sandboxes, house: TestHouse, manager: Client, pictures: Server, url = '', remote = '', shopId = '', adoption = '', mark = 0;
  const truth = new Map<string, TypedRow>(), products: OwnProduct[] = [];
  const control = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const answer = await fetch(`${url}/_control${path}`, { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as T;
  };
  const sql = <T extends object>(text: string, params: readonly unknown[] = []): Promise<T[]> => house.house.database.inScope(house.scope, (tx) => tx.rows<T>(text, params));
  /** By the SKU as it was typed, which no two rows share; where none was, by its place. */
  const key = (sku: string, itemId: string, choice: readonly string[]): string => (sku === '' ? `${itemId} ${choice.join('|')}` : sku);
  const meantBy = (row: Row): TypedRow | undefined => truth.get(key(row.theirs.sku, row.theirs.itemId, row.theirs.choice.map((entry) => entry.value)));
  /** What was changed there since; that the house asked to be pushed to is no change of what is on sale. */
  const writes = async (): Promise<object[]> => (await control<{ requests: { effect: string; subject: string | null }[] }>('GET', `/requests?after=${mark}&shop=${encodeURIComponent(remote)}`)).requests.filter((call) => call.effect !== 'none' && !call.subject?.startsWith('webhook'));
  const rows = async (query = ''): Promise<Row[]> => {
    const all: Row[] = [];
    for (let after = ''; ;) {
      const { body } = await manager.get<{ items: Row[]; next: string | null }>(`/api/adoptions/${adoption}/rows?limit=200${query}${after}`);
      all.push(...body.items);
      if (body.next === null) return all;
      after = `&after=${body.next}`;
    }
  };

  beforeAll(async () => {
    sandboxes = await startSandboxes({ dirs: [join(root, 'sandbox')], only: [name] });
    url = sandboxes.simulators[name]?.url ?? '';
    // Small quotas of a day are nothing that a test could wait for; reviews and queues end at once.
    await control('PATCH', '/settings', { auditMs: 0, feedMs: 0, ...(name === 'blibli' ? { unconfirmed: { quotas: false } } : {}) });
    const jpeg = await sharp({ create: { width: 600, height: 600, channels: 3, background: '#705030' } }).jpeg().toBuffer();
    pictures = createServer((_, response) => response.writeHead(200, { 'content-type': 'image/jpeg' }).end(jpeg));
    await new Promise<void>((resolve) => pictures.listen(0, '127.0.0.1', resolve));
    const photo: Photo = { sha256: 'f'.repeat(64), url: `http://127.0.0.1:${(pictures.address() as AddressInfo).port}/kopi.jpg`, render: async () => jpeg };
    const opened = await control<{ shop: string; credentials: Record<string, unknown> }>('POST', '/shops', { name: 'Toko Lama' });
    remote = opened.shop;
    await fill(opened.credentials, photo);
    house = await serve({ practiceUrl: () => url, sweeping: false });
    manager = await house.as('manager');
    await keepCatalogue();
    const connected = await manager.send<{ shops: { id: string }[] }>('POST', '/api/connections', { marketplace: name, environment: 'practice', credentials: opened.credentials });
    shopId = connected.body.shops[0]?.id ?? '';
    // The practice marketplace is asked as fast as it answers; limits have specs of their own.
    await sql(`UPDATE app.shop SET limits = '[]' WHERE id = $1`, [shopId]);
    mark = (await control<{ last: number }>('GET', '/requests?after=999999999')).last;
  }, 180_000);
  afterAll(async () => {
    await house?.stop();
    await sandboxes?.stop();
    pictures?.close();
  });

  /** The seller's own past: listings typed in by staff, put there through the marketplace's API. */
  async function fill(credentials: Record<string, unknown>, photo: Photo): Promise<void> {
    const adapter = adapters.get(name), leaf = (JSON.parse(readFileSync(join(root, 'sandbox', name, 'demo.json'), 'utf8')) as { map: [DemoLeaf] }).map[0];
    if (!adapter) throw new Error(`No adapter ${name}.`);
    products.push(...(await repeatedCatalogue(thousand)));
    const tools = plainTools(adapter, plainToInstance(adapter.credentials, credentials), url), [shop] = await adapter.connect({ remoteId: remote, country: 'ID', settings: new adapter.settings() }, tools).check();
    const session = adapter.connect({ remoteId: shop?.remoteId ?? remote, country: 'ID', settings: new adapter.settings() }, tools);
    const put = async (n: number): Promise<void> => {
      const { draft, rows } = typedBy(products[n] as OwnProduct, n, { emptySku: loose[name] ?? false, spaces: loose[name] ?? false, cod: name !== 'blibli', leaf: leaf.leaf, attributes: leaf.attributes ?? {}, brand: leaf.brand ?? null, photo });
      const { ref } = await session.listings.put(draft, null, { key: `lama-${n}`, openedAt: 0 }, async () => undefined);
      for (const [index, row] of rows.entries()) truth.set(key(draft.variants[index]?.sku ?? '', ref.itemId ?? '', row.choice), row);
    };
    await put(0);
    for (let at = 1; at < thousand; at += 8) await Promise.all(Array.from({ length: Math.min(8, thousand - at) }, (_, index) => put(at + index)));
    await control('POST', '/clock', { advanceMs: 2_000 });
  }

  async function keepCatalogue(): Promise<void> {
    await sql(
      `WITH p AS (INSERT INTO app.product (cooperative_id, code, title, axes) SELECT $1, x ->> 'code', x ->> 'title', ARRAY(SELECT jsonb_array_elements_text(x -> 'axes')) FROM jsonb_array_elements($2::jsonb) AS x RETURNING id, code),
         v AS (INSERT INTO app.variant (cooperative_id, product_id, sku, choice, price, position) SELECT $1, p.id, y.v ->> 'sku', ARRAY(SELECT jsonb_array_elements_text(y.v -> 'choice')), (y.v ->> 'price')::bigint, y.n
           FROM jsonb_array_elements($2::jsonb) AS x JOIN p ON p.code = x ->> 'code' CROSS JOIN LATERAL jsonb_array_elements(x -> 'variants') WITH ORDINALITY AS y (v, n) RETURNING id, sku)
       INSERT INTO app.stock_level (variant_id, cooperative_id, on_hand) SELECT v.id, $1, (y ->> 'stock')::int FROM jsonb_array_elements($2::jsonb) AS x CROSS JOIN LATERAL jsonb_array_elements(x -> 'variants') AS y JOIN v ON v.sku = y ->> 'sku'`,
      [house.cooperativeId, JSON.stringify(products)]);
  }

  it('are all read and matched as the generator marked them, and nothing is written anywhere', async () => {
    const started = await manager.send<{ id: string }>('POST', `/api/shops/${shopId}/adoptions`);
    expect(started.status).toBe(202);
    adoption = started.body.id;
    const seen = await until(async () => {
      const { body } = await manager.get<{ state: string; listings: number; rows: number; unreadable: number; classes: Record<string, number>; how: Record<string, number> }>(`/api/adoptions/${adoption}`);
      return body.state === 'ready' && body;
    }, 'the shop is read and matched', 110_000);
    const marks = [...truth.values()], count = (mark: string): number => marks.filter((row) => row.mark === mark).length;
    expect([seen.listings, seen.rows, seen.unreadable]).toEqual([thousand, marks.length, 0]);
    expect([seen.how['sku'], seen.how['near'], seen.classes['matched']]).toEqual([count('exact'), count('near'), count('exact') + count('near')]);
    const wrong = (await rows()).filter((row) => {
      const meant = meantBy(row);
      return row.class === 'matched' ? row.ours?.sku !== meant?.means || row.how !== (meant?.mark === 'exact' ? 'sku' : 'near') : meant?.mark !== 'none' || row.ours !== null;
    });
    expect(wrong).toEqual([]);
    expect(await sql('SELECT 1 FROM app.listing')).toEqual([]);
    expect(await writes()).toEqual([]);
  }, 120_000);

  it('are linked by one action: 0 duplicates, 0 wrong links, and nothing without a match by SKU', async () => {
    await manager.send('PATCH', `/api/shops/${shopId}/schedule`, { paused: true });
    const asked = await manager.send<{ id: string }>('POST', `/api/adoptions/${adoption}/actions`, { what: 'link', all: 'matched' });
    expect(asked.status).toBe(202);
    const action = await until(async () => {
      const { body } = await manager.get<{ state: string; total: number; done: number; skipped: number }>(`/api/adoption-actions/${asked.body.id}`);
      return body.state === 'done' && body;
    }, 'all are linked', 110_000);
    const matched = [...truth.values()].filter((row) => row.mark !== 'none');
    expect([action.total, action.done, action.skipped]).toEqual([matched.length, matched.length, 0]);
    const offers = await sql<Linked>('SELECT o.remote_item_id, o.remote_variant_id, v.sku, o.listing_id FROM app.offer o JOIN app.variant v ON v.id = o.variant_id WHERE o.shop_id = $1', [shopId]);
    const meant = new Map((await rows('&class=matched')).map((row) => [`${row.theirs.itemId} ${row.theirs.variantId}`, meantBy(row)?.means]));
    expect(offers.filter((offer) => meant.get(`${offer.remote_item_id} ${offer.remote_variant_id}`) !== offer.sku)).toEqual([]);
    expect([offers.length, new Set(offers.map((offer) => offer.sku)).size, new Set(offers.map((offer) => `${offer.remote_item_id} ${offer.remote_variant_id}`)).size]).toEqual([matched.length, matched.length, matched.length]);
    const listings = await sql<{ remote_item_id: string; state: string }>('SELECT remote_item_id, state FROM app.listing WHERE shop_id = $1', [shopId]);
    expect([new Set(listings.map((row) => row.remote_item_id)).size, listings.every((row) => row.state === 'live')]).toEqual([new Set(offers.map((offer) => offer.remote_item_id)).size, true]);
  }, 120_000);

  it('are not made again when all of them are published', async () => {
    const linked = await sql<{ product_id: string }>('SELECT product_id FROM app.listing WHERE shop_id = $1', [shopId]);
    await manager.send('POST', '/api/listings', { products: { ids: linked.map((row) => row.product_id) }, shops: [shopId] });
    await sql(`UPDATE app.offer_side SET not_before = 'infinity', reason = 'theirs' WHERE shop_id = $1`, [shopId]);
    await manager.send('PATCH', `/api/shops/${shopId}/schedule`, { paused: false });
    await until(async () => (await sql('SELECT 1 FROM app.listing WHERE shop_id = $1 AND wanted_rev > answered_rev LIMIT 1', [shopId])).length === 0, 'every wish is answered', 110_000);
    expect(await writes()).toEqual([]);
    const { shops } = await control<{ shops: [{ listings: object[] }] }>('GET', `/state?shop=${encodeURIComponent(remote)}`);
    expect(shops[0].listings).toHaveLength(thousand);
  }, 120_000);

  it('are unlinked by one undo, and the shop is as it was', async () => {
    const [action] = (await manager.get<{ actions: { id: string; what: string }[] }>(`/api/adoptions/${adoption}`)).body.actions;
    const asked = await manager.send<{ id: string }>('POST', `/api/adoption-actions/${action?.id ?? ''}/undo`);
    const undone = await until(async () => {
      const { body } = await manager.get<{ state: string; total: number; done: number; skipped: number }>(`/api/adoption-actions/${asked.body.id}`);
      return body.state === 'done' && body;
    }, 'all are unlinked', 110_000);
    expect([undone.done, undone.skipped]).toEqual([undone.total, 0]);
    expect(await sql('SELECT 1 FROM app.listing UNION ALL SELECT 1 FROM app.offer UNION ALL SELECT 1 FROM app.offer_side LIMIT 1')).toEqual([]);
    expect(await writes()).toEqual([]);
  }, 120_000);
});
