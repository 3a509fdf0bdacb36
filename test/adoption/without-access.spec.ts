import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createUser } from '../../src/access/index.js';
import { writeXlsx, xlsxRows } from '../../src/sheets/index.js';
import { root, signIn, until } from '../house/serve.js';
import { oldShop, type ActionView } from './old-shop.js';

let old: Awaited<ReturnType<typeof oldShop>>;
beforeAll(async () => { old = await oldShop(); }, 60_000);
afterAll(() => old?.stop());

describe('a shop whose API access is not granted yet', () => {
  const exported = join(root, 'test', 'adoption', 'exports', 'shopee-mass-update.xlsx');
  const all = (who: 'ours' | 'theirs') => Object.fromEntries(['title', 'description', 'photos', 'attributes', 'price', 'stock'].map((field) => [field, who]));
  /** The rows of the real file, header and all; `data`: those of listings. */
  async function fileRows(): Promise<{ top: string[][]; data: string[][] }> {
    const rows: string[][] = [];
    for await (const row of xlsxRows(exported)) if (row.sheet === 0) rows.push([...row.cells]);
    return { top: rows.filter((cells) => !/^\d{5,}$/.test(cells[0] ?? '')), data: rows.filter((cells) => /^\d{5,}$/.test(cells[0] ?? '')) };
  }
  async function fileOf(rows: readonly (readonly string[])[]): Promise<Uint8Array> {
    const out = new PassThrough();
    const [bytes] = await Promise.all([buffer(out), writeXlsx(out, 'Sheet1', (async function* () { yield rows; })(), String).then(() => out.end())]);
    return bytes;
  }
  async function catalogue(): Promise<void> {
    // The co-op of this house has no such units: everything is its own.
    const bytes = new TextEncoder().encode(readFileSync(join(root, 'demo', 'catalogue.csv'), 'utf8').replace(';unit;anggota;', ';x1;x2;'));
    const { id } = (await old.manager.send<{ id: string }>('POST', '/api/imports?name=katalog.csv', bytes, { 'content-type': 'text/csv' })).body;
    expect(await until(async () => { const { body } = await old.manager.get<{ state: string; rows: number }>(`/api/imports/${id}`); return body.state !== 'running' && body; }, 'the catalogue is in')).toMatchObject({ state: 'done', rows: 298 });
  }

  it('is filled from the seller centre\'s file; connected later it goes on with the same links, and nothing is made twice', async () => {
    const shop = await old.open('Toko Menunggu'), { top, data } = await fileRows(), [keys = []] = top;
    await catalogue();
    await shop.register();
    expect((await old.manager.send('POST', '/api/shops', { name: 'toko menunggu', marketplace: 'shopee' })).body).toMatchObject({ code: 'SRT-SHP-006' });
    expect((await old.manager.send('POST', '/api/shops', { name: 'Blibli Kita', marketplace: 'blibli' })).body).toMatchObject({ code: 'SRT-SHP-005' });
    const card = { name: 'Toko Menunggu', connection: { id: null, state: 'none' }, environment: null, gate: { cause: 'access-not-granted', sentence: expect.stringContaining('berkas pusat penjual') }, schedule: {}, due: { listings: 0, offers: 0, oldestAt: null }, webhook: { state: null, way: null } };
    expect((await old.manager.get(`/api/shops/${shop.id}`)).body).toMatchObject(card);

    // The file as it came: its README's counts.
    const asItCame = await shop.read({ bytes: readFileSync(exported) });
    expect((await old.manager.get(`/api/adoptions/${asItCame}`)).body).toMatchObject({ listings: 90, rows: 169, classes: { matched: 144, ambiguous: 25, unknown: 0 }, how: { sku: 119, near: 25 } });
    const first = await old.act(asItCame, { what: 'link', all: 'matched' });
    expect(first).toMatchObject({ done: 144, skipped: 0 });
    expect((await old.manager.get(`/api/shops/${shop.id}`)).body).toMatchObject({ ...card, listings: { live: 83, failed: 0 } }); // of seven no row has a SKU of ours
    expect(await old.undo(first.id)).toMatchObject({ done: 144, skipped: 0 });
    expect(await old.sql('SELECT 1 FROM app.listing WHERE shop_id = $1', [shop.id])).toEqual([]);

    // The same listings, under the ids that they have in the practice shop.
    const column = (name: string): number => keys.indexOf(`et_title_${name}`), [item, variation] = [column('product_id'), column('variation_id')];
    const listings = new Map(data.map((cells) => [cells[item] ?? '', data.filter((other) => other[item] === cells[item])]));
    const typed = async ([, rows]: [string, string[][]]): Promise<void> => {
      const lone = rows[0]?.[variation] === '0', [head = []] = rows, price = column('variation_price'), dearest = Math.max(...rows.map((cells) => Number(cells[price])));
      // The practice marketplace refuses models that differ more than that.
      for (const cells of rows) cells[price] = String(Math.max(Number(cells[price]), Math.ceil(dearest / 7)));
      const id = await shop.type(head[column('parent_sku')] ?? '', head[column('product_name')] ?? '', rows.map((cells) => ({ sku: cells[column('variation_sku')] ?? '', ...(lone ? {} : { choice: { Varian: cells[column('variation_name')] ?? '' } }), price: Number(cells[price]), stock: Number(cells[column('variation_stock')]) })));
      for (const cells of rows) cells[item] = id;
    };
    const waiting = [...listings];
    await Promise.all(Array.from({ length: 5 }, async () => { for (let next = waiting.shift(); next; next = waiting.shift()) await typed(next); }));
    // One is off sale there, which this sheet has no column for.
    const exact = (cells: readonly string[]): boolean => /^[A-Z]{3}-\d{3}(-[A-Z0-9]+)*$/.test(cells[column('variation_sku')] ?? ''), several = [...listings.values()].filter((rows) => rows.length > 1 && rows.every(exact));
    const hidden = several[0]?.[0]?.[item] ?? '', misnamed = several[1] ?? [];
    await shop.hide(hidden);
    const before = await shop.there();
    expect(before).toHaveLength(90);
    for (const rows of listings.values()) {
      const there = before.find((one) => one.id === rows[0]?.[item]);
      for (const [n, cells] of rows.entries()) if (cells[variation] !== '0') cells[variation] = there?.variants[n]?.id ?? '';
    }
    // And one variant has another id than it had when the sheet was made.
    const [renamed = []] = misnamed, itsId = renamed[variation];
    renamed[variation] = '999000999000999';
    const adoption = await shop.read({ bytes: await fileOf([...top, ...data]) });
    expect((await old.manager.send('PUT', `/api/shops/${shop.id}/field-rules`, all('theirs'))).status).toBe(200);
    // What a process did not live to do is done without a connection too.
    const matched: string[] = [];
    for (let after = ''; ;) {
      const { body } = await old.manager.get<{ items: { id: string }[]; next: string | null }>(`/api/adoptions/${adoption}/rows?limit=200&class=matched${after}`);
      matched.push(...body.items.map((row) => row.id));
      if (body.next === null) break;
      after = `&after=${body.next}`;
    }
    await old.sql(
      `WITH a AS (INSERT INTO app.adoption_action (adoption_id, cooperative_id, shop_id, what) SELECT id, cooperative_id, shop_id, 'link' FROM app.adoption WHERE id = $1 RETURNING id, cooperative_id), m AS (INSERT INTO app.adoption_member (action_id, row_id, cooperative_id) SELECT a.id, x, a.cooperative_id FROM a, unnest($2::bigint[]) AS x)
       UPDATE app.checkpoint SET next_at = app.now() WHERE stream = 'adopt' AND shop_id = (SELECT shop_id FROM app.adoption WHERE id = $1)`, [adoption, matched]);
    await old.house.house.sweep.once();
    await until(async () => (await old.manager.get<{ linked: number }>(`/api/adoptions/${adoption}`)).body.linked === 144, 'the stream linked them');
    await old.act(adoption, { what: 'ignore', all: 'ambiguous' });

    // An edit meanwhile waits; nothing is published there, read from there or counted as due.
    const [edited] = await old.sql<{ product_id: string; variant_id: string; sku: string; item: string; choice: string }>(
      `SELECT l.product_id, v.id AS variant_id, v.sku, l.remote_item_id AS item FROM app.listing l JOIN app.product p ON p.id = l.product_id JOIN app.offer o ON o.listing_id = l.id JOIN app.variant v ON v.id = o.variant_id WHERE l.shop_id = $1 AND p.category_id = $2 AND (l.adopted ->> 'whole')::boolean AND l.remote_item_id <> $3 ORDER BY v.id LIMIT 1`, [shop.id, old.category, hidden]);
    await old.manager.send('PATCH', `/api/variants/${edited?.variant_id ?? ''}`, { grams: 260 });
    const unlisted = (await old.sql<{ id: string }>('SELECT p.id FROM app.product p WHERE NOT EXISTS (SELECT 1 FROM app.listing l WHERE l.product_id = p.id) AND p.archived_at IS NULL LIMIT 1'))[0]?.id;
    for (const [method, path, body, code] of [['POST', '/api/listings', { products: { ids: [unlisted] }, shops: [shop.id] }, 'SRT-LST-020'], ['PATCH', `/api/shops/${shop.id}/schedule`, { pushNow: true }, 'SRT-SHP-007'], ['POST', `/api/shops/${shop.id}/adoptions`, undefined, 'SRT-ADO-016'], ['GET', `/api/shops/${shop.id}/choices`, undefined, 'SRT-CON-016'], ['DELETE', `/api/shops/${shop.id}`, undefined, 'SRT-CON-014']] as const)
      expect([path, (await old.manager.send(method, path, body)).body]).toEqual([path, expect.objectContaining({ code })]);
    await old.house.house.sweep.once();
    expect((await old.manager.get<{ items: unknown[] }>(`/api/readiness?shop=${shop.id}`)).body.items).toEqual([]);
    expect((await old.manager.get(`/api/shops/${shop.id}`)).body).toMatchObject(card);
    expect(await old.sql('SELECT 1 FROM app.sync_run WHERE shop_id = $1 UNION ALL SELECT 1 FROM app.readiness WHERE shop_id = $1 UNION ALL SELECT 1 FROM app.failure WHERE shop_id = $1', [shop.id])).toEqual([]);
    expect(await old.sql(`SELECT what FROM app.house_counts() WHERE what = 'due' AND n > 0`)).toEqual([]);

    // Access is granted: the same shop, the same links, and nothing is sent.
    const registered = shop.id, mark = await shop.mark();
    await shop.connect();
    expect(shop.id).toBe(registered);
    expect((await old.manager.get(`/api/shops/${shop.id}`)).body).toMatchObject({ name: 'Toko Menunggu', connection: { state: 'ok' }, environment: 'practice', gate: null, schedule: { orders: {} } });
    await old.house.house.sweep.once();
    await until(async () => (await old.sql(`SELECT 1 FROM app.listing WHERE shop_id = $1 AND adopted ? 'unread'`, [shop.id])).length === 0, 'all were read there');
    await old.quiet(shop.id);
    const written = async (): Promise<string[]> => (await shop.calls(mark)).filter((call) => call.effect !== 'none' && !call.path.includes('push')).map((call) => call.path.split('/').at(-1) ?? '');
    expect(await written()).toEqual([]);
    expect(await shop.there()).toEqual(before);
    expect(await old.sql('SELECT o.remote_variant_id FROM app.offer o WHERE o.shop_id = $1 AND o.remote_item_id = $2 AND o.remote_sku = $3', [shop.id, renamed[item], renamed[column('variation_sku')]])).toEqual([{ remote_variant_id: itsId }]);
    expect(await old.sql('SELECT wanted, state, wanted_rev = answered_rev AS still FROM app.listing WHERE shop_id = $1 AND remote_item_id = $2', [shop.id, hidden])).toEqual([{ wanted: 'withdrawn', state: 'ended', still: true }]);
    const [known] = await old.sql<{ description: string; photos: number }>(`SELECT adopted ->> 'description' AS description, jsonb_array_length(adopted -> 'photos') AS photos FROM app.listing WHERE shop_id = $1 AND remote_item_id = $2`, [shop.id, edited?.item]);
    expect(known).toEqual({ description: expect.stringContaining('ditulis penjual'), photos: 1 });

    // One edit changes the one listing that it is linked with.
    expect((await old.manager.send('PUT', `/api/overrides/${shop.id}/${edited?.product_id ?? ''}`, { title: 'Judul dari koperasi, satu ini saja', prices: [{ variantId: edited?.variant_id, price: 77_700 }] })).status).toBe(200);
    const after = await until(async () => { const there = await shop.there(); return there.some((one) => one.title === 'Judul dari koperasi, satu ini saja') && there.some((one) => one.variants.some((variant) => variant.price === 77_700)) && there; }, 'the edit is there');
    await old.quiet(shop.id);
    expect(after.filter((one) => !before.some((same) => JSON.stringify(same) === JSON.stringify(one))).map((one) => one.id)).toEqual([edited?.item]);
    expect(await shop.there()).toHaveLength(90);
    // Read by API it is all known already.
    expect((await old.manager.get(`/api/adoptions/${await shop.read()}`)).body).toMatchObject({ listings: 90, linked: 144 });
  }, 120_000);

  it('asks which registered shop a grant is for where there is a doubt; one that was registered by mistake goes', async () => {
    const one = await old.open('Toko Ganda Satu'), two = await old.open('Toko Ganda Dua'), third = await old.open('Toko Lain Lagi');
    await one.register();
    await two.register();
    const [first, second] = [one.id, two.id];
    const credentials = third.credentials, ask = (shopId?: string) => old.manager.send<{ code?: string; shops: { id: string }[] }>('POST', '/api/connections', { marketplace: 'shopee', environment: 'practice', credentials, shopId });
    expect((await ask()).body).toMatchObject({ code: 'SRT-CON-015', title: expect.stringContaining('Toko Ganda Satu, Toko Ganda Dua') });
    expect((await ask('999999999')).body).toMatchObject({ code: 'SRT-CON-013' });
    const made = (await ask('new')).body.shops.map((shop) => shop.id);
    expect(made).toHaveLength(1);
    expect([first, second]).not.toContain(made[0]);
    // By its own name, and by being named.
    await two.connect();
    expect(two.id).toBe(second);
    expect((await old.manager.send('DELETE', `/api/shops/${second}`)).body).toMatchObject({ code: 'SRT-CON-017' });
    expect((await old.manager.send('DELETE', `/api/shops/${first}`)).status).toBe(204);
    expect((await old.manager.get(`/api/shops/${first}`)).status).toBe(404);
  }, 60_000);

  it('in a unit whose products need approval it makes drafts, and links them when they are approved', async () => {
    expect((await old.manager.send('PUT', `/api/review-rules/${old.house.unitId}`, { approval: 'required' })).status).toBe(200);
    const person = { email: 'manajer.unit@test.example', password: 'sandi-unit-123' };
    await old.house.house.database.inScope({ ids: [old.house.unitId] }, (tx) => createUser(tx, { cooperativeId: old.house.unitId, name: 'Unit', role: 'manager', ...person }));
    const unit = await signIn(old.house.url, person), shop = (await unit.send<{ id: string; cooperativeId: string }>('POST', '/api/shops', { name: 'Toko Unit', marketplace: 'shopee' })).body;
    expect(shop.cooperativeId).toBe(old.house.unitId);
    const { top, data } = await fileRows(), item = data.filter((cells) => cells[0] === data[0]?.[0]), sku = top[0]?.indexOf('et_title_variation_sku') ?? -1;
    for (const [n, cells] of item.entries()) cells[sku] = `RANCANG-${n}`;
    const adoption = (await unit.send<{ id: string }>('POST', `/api/shops/${shop.id}/adoptions`, await fileOf([...top, ...item]), { 'content-type': 'application/octet-stream' })).body.id;
    const act = async (body: object): Promise<ActionView> => {
      const { id } = (await unit.send<{ id: string }>('POST', `/api/adoptions/${adoption}/actions`, body)).body;
      return until(async () => { const view = (await unit.get<ActionView>(`/api/adoption-actions/${id}`)).body; return view.state === 'done' && view; }, 'the action is done');
    };
    const rows = (await unit.get<{ items: { id: string }[] }>(`/api/adoptions/${adoption}/rows`)).body.items;
    expect(rows).toHaveLength(item.length);
    const waits = { done: 0, skipped: item.length, passedOver: { items: item.map(() => expect.objectContaining({ code: 'SRT-ADO-113' })) } };
    // The sheet holds no photos, which is said.
    expect(await act({ what: 'create', rows: [{ id: rows[0]?.id }] })).toMatchObject({ ...waits, notes: [{ code: 'SRT-ADO-018', reason: expect.stringMatching(/^1 produk dibuat tanpa foto/), next: expect.stringContaining('katalog') }] });
    const [product] = (await unit.get<{ items: { id: string; draft: boolean; review: { id: string; state: string } }[] }>('/api/products?q=RANCANG-0')).body.items;
    expect(product).toMatchObject({ draft: true, review: { state: 'pending' } });
    expect(await act({ what: 'link', all: 'matched' })).toMatchObject(waits);
    expect(await old.sql('SELECT 1 FROM app.listing WHERE shop_id = $1', [shop.id])).toEqual([]);
    expect((await old.manager.send('POST', `/api/reviews/${product?.review.id ?? ''}/approvals`, {})).status).toBe(200);
    expect(await act({ what: 'link', all: 'matched' })).toMatchObject({ done: item.length, skipped: 0 });
  }, 60_000);
});
