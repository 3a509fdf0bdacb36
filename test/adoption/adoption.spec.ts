import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createUser } from '../../src/access/index.js';
import { noScope } from '../../src/kernel/index.js';
import { root, signIn, until } from '../house/serve.js';
import { hostileFiles } from '../imports/hostile-files.js';
import { oldShop } from './old-shop.js';

type Old = Awaited<ReturnType<typeof oldShop>>;
let old: Old;
beforeAll(async () => { old = await oldShop(); }, 60_000);
afterAll(() => old?.stop());
const kinds = (prefix: string, stock = 5, price = 20_000) => [{ sku: `${prefix}-S`, choice: { Isi: '100 gram' }, stock, price }, { sku: `${prefix}-L`, choice: { Isi: '1 kg' }, stock, price: price * 2 }];

describe('linking what is on sale', () => {
  it('sends what is ours and differs, and nothing else; the same again sends nothing', async () => {
    const shop = await old.open('Toko Satu');
    const itemId = await shop.type('A', 'Kopi bubuk lereng MURAH', kinds('A', 9, 30_000)), same = await shop.type('b 1', 'Teh wangi seduh pagi', [{ sku: 'b 1', stock: 4, price: 15_000 }]);
    await old.product('A', 'Kopi bubuk lereng', kinds('A', 5, 30_000), ['Isi']);
    await old.product('B-1', 'Teh wangi seduh', [{ sku: 'B-1', stock: 4, price: 15_000 }]);
    await shop.connect();
    const adoption = await shop.read(), mark = await shop.mark();
    expect((await old.rows(adoption)).map((row) => [row.theirs.sku, row.class, row.how, row.ours?.sku])).toEqual([['A-S', 'matched', 'sku', 'A-S'], ['A-L', 'matched', 'sku', 'A-L'], ['b 1', 'matched', 'near', 'B-1']]);
    expect(await old.act(adoption, { what: 'link', all: 'matched' })).toMatchObject({ total: 3, done: 3, skipped: 0 });
    await old.quiet(shop.id);
    const written = (await shop.calls(mark)).filter((call) => call.effect !== 'none' && !call.path.includes('push'));
    expect(written.map((call) => call.path.split('/').at(-1))).toEqual(['update_stock']);
    expect(written[0]?.body).toContain(itemId);
    const there = await shop.there();
    expect(there.find((item) => item.id === itemId)).toMatchObject({ title: 'Kopi bubuk lereng MURAH', live: true, variants: [{ stock: 5, price: 30_000 }, { stock: 5, price: 60_000 }] });
    expect(there).toHaveLength(2);
    // Published, edited and read again: it stays one listing whose texts are theirs.
    const linked = await old.sql<{ product_id: string; remote_item_id: string; mode: string }>('SELECT product_id, remote_item_id, mode FROM app.listing WHERE shop_id = $1', [shop.id]);
    expect(linked.map((row) => row.remote_item_id).sort()).toEqual([itemId, same].sort());
    await old.manager.send('POST', '/api/listings', { products: { ids: linked.map((row) => row.product_id) }, shops: [shop.id] });
    await old.quiet(shop.id);
    const again = await shop.read();
    expect((await old.rows(again)).map((row) => [row.how, row.decision])).toEqual(Array.from({ length: 3 }, () => ['linked', 'linked']));
    expect(await shop.there()).toEqual(there);
    expect((await old.manager.send('POST', `/api/adoptions/${again}/actions`, { what: 'link', all: 'matched' })).body).toMatchObject({ code: 'SRT-ADO-005' });
  }, 60_000);

  it('obeys who wins: a price that is theirs is never sent, a title that is ours is, with their photos kept', async () => {
    const shop = await old.open('Toko Dua');
    const itemId = await shop.type('W-1', 'Gula semut aren tua', [{ sku: 'W-1', stock: 7, price: 25_000 }], ['#204060', '#608020']);
    const own = await old.product('W', 'Gula semut aren koperasi', [{ sku: 'W-1', stock: 7, price: 19_000 }]);
    await shop.connect();
    const rules = { title: 'theirs', description: 'theirs', photos: 'theirs', attributes: 'theirs', price: 'theirs', stock: 'ours' };
    expect((await old.manager.send('PUT', `/api/shops/${shop.id}/field-rules`, { ...rules, title: 'ours' })).body).toMatchObject({ code: 'SRT-ADO-014' });
    expect((await old.manager.send('PUT', `/api/shops/${shop.id}/field-rules`, rules)).status).toBe(200);
    await old.act(await shop.read(), { what: 'link', all: 'matched' });
    await old.manager.send('PATCH', `/api/variants/${own.variants['W-1'] ?? ''}`, { price: 18_500 });
    await old.quiet(shop.id);
    expect(await shop.there()).toMatchObject([{ title: 'Gula semut aren tua', variants: [{ price: 25_000, stock: 7 }] }]);
    const photosBefore = (await old.control<{ shops: [{ listings: [{ photos: string[] }] }] }>('GET', `/state?shop=${shop.remote}`)).shops[0].listings[0].photos;
    expect((await old.manager.send('PUT', `/api/shops/${shop.id}/field-rules`, { ...rules, title: 'ours', attributes: 'ours', price: 'ours' })).status).toBe(200);
    await old.quiet(shop.id);
    const [now] = await until(async () => { const there = await shop.there(); return there[0]?.title === 'Gula semut aren koperasi' && there; }, 'our title is there');
    expect(now).toMatchObject({ id: itemId, variants: [{ price: 18_500, stock: 7 }] });
    const photosAfter = (await old.control<{ shops: [{ listings: [{ photos: string[]; description?: string }] }] }>('GET', `/state?shop=${shop.remote}`)).shops[0].listings[0].photos;
    expect(photosAfter).toHaveLength(photosBefore.length);
    expect(await shop.there()).toHaveLength(1);
  }, 60_000);

  it('links a proposal only by the variant a person names, and never one of ours twice', async () => {
    const shop = await old.open('Toko Tiga');
    await shop.type('p-1', 'Sambal bawang rumahan btl kaca 150 gr', [{ sku: '', choice: { Rasa: 'Pedas' } }, { sku: 'P-2', choice: { Rasa: 'Manis' } }]);
    await shop.type('p-2', 'Sambal Bawang Rumahan botol kaca 150 gram lagi', [{ sku: 'P-2', choice: { Rasa: 'Manis' } }, { sku: 'X-9', choice: { Rasa: 'Asin' } }]);
    const own = await old.product('P', 'Sambal Bawang Rumahan Botol Kaca 150 gram', [{ sku: 'P-1', choice: { Rasa: 'Pedas' } }, { sku: 'P-2', choice: { Rasa: 'Manis' } }], ['Rasa']);
    await shop.connect();
    const adoption = await shop.read(), rows = await old.rows(adoption);
    expect(rows.map((row) => [row.theirs.sku, row.class, row.how])).toEqual([['', 'ambiguous', 'title'], ['P-2', 'ambiguous', 'doubled'], ['P-2', 'ambiguous', 'doubled'], ['X-9', expect.stringMatching(/ambiguous|unknown/), rows[3]?.how]]);
    expect(rows[0]?.candidates[0]).toMatchObject({ sku: 'P-1', score: expect.any(Number) });
    expect((await old.manager.send('POST', `/api/adoptions/${adoption}/actions`, { what: 'link', all: 'ambiguous' })).body).toMatchObject({ code: 'SRT-ADO-007' });
    expect((await old.manager.send('POST', `/api/adoptions/${adoption}/actions`, { what: 'link', rows: [{ id: rows[0]?.id, variantId: '999999999' }] })).body).toMatchObject({ code: 'SRT-ADO-006' });
    const chosen = { what: 'link', rows: [{ id: rows[0]?.id, variantId: own.variants['P-1'] }, { id: rows[1]?.id, variantId: own.variants['P-2'] }] };
    expect(await old.act(adoption, chosen)).toMatchObject({ done: 2, skipped: 0 });
    const second = await old.act(adoption, { what: 'link', rows: [{ id: rows[2]?.id, variantId: own.variants['P-2'] }] });
    expect(second).toMatchObject({ done: 0, skipped: 1, passedOver: { items: [{ code: 'SRT-ADO-102', sku: 'P-2' }] } });
    // Without a SKU there, a put could not tell the variants apart: texts stay theirs whatever the rule.
    await old.manager.send('PUT', `/api/shops/${shop.id}/field-rules`, { title: 'ours', description: 'ours', photos: 'ours', attributes: 'ours', price: 'ours', stock: 'ours' });
    await old.quiet(shop.id);
    expect((await shop.there()).map((item) => [item.title, item.variants.length])).toEqual([['Sambal bawang rumahan btl kaca 150 gr', 2], ['Sambal Bawang Rumahan botol kaca 150 gram lagi', 2]]);
  }, 60_000);

  it('undo unlinks what nobody touched since, and lists the rest with its reason; then it can be linked again', async () => {
    const shop = await old.open('Toko Empat');
    for (const n of [1, 2, 3]) {
      await shop.type(`U-${n}`, `Keripik tempe renyah nomor ${n}`, [{ sku: `U-${n}`, stock: 3 }]);
      await old.product(`U-${n}`, `Keripik tempe renyah ${n}`, [{ sku: `U-${n}`, stock: 6 }]);
    }
    await shop.connect();
    const adoption = await shop.read(), linked = await old.act(adoption, { what: 'link', all: 'matched' });
    await old.quiet(shop.id);
    await old.control('POST', '/orders', { shop: shop.remote, lines: [{ sku: 'U-1', quantity: 1 }], buyer: 'Sari' });
    await old.manager.send('PATCH', `/api/shops/${shop.id}/schedule`, { pullNow: true });
    await until(async () => (await old.sql('SELECT 1 FROM app.order_line WHERE shop_id = $1', [shop.id])).length > 0, 'the order came');
    await old.quiet(shop.id);
    const undone = await old.undo(linked.id);
    expect(undone).toMatchObject({ done: 2, skipped: 1, passedOver: { items: [{ sku: 'U-1', code: 'SRT-ADO-108', reason: expect.stringContaining('pesanan') }] } });
    expect((await old.sql<{ remote_code: string }>('SELECT remote_code FROM app.listing WHERE shop_id = $1', [shop.id])).map((row) => row.remote_code)).toEqual(['U-1']);
    expect((await old.rows(adoption, '&decision=open')).map((row) => row.ours?.sku)).toEqual(['U-2', 'U-3']);
    expect(await old.act(adoption, { what: 'link', all: 'matched' })).toMatchObject({ total: 2, done: 2 });
    expect(await shop.there()).toHaveLength(3);
  }, 60_000);
});

describe('what we do not have', () => {
  it('becomes a product with its photos, variants, prices and stock, linked at once; or is ignored; and both are undone', async () => {
    const shop = await old.open('Toko Lima');
    const itemId = await shop.type('BARU-1', 'Wajik ketan gula kelapa', [{ sku: 'BARU-1-A', choice: { Isi: 'Satu' }, price: 12_000, stock: 8, photo: '#aa0000' }, { sku: '', choice: { Isi: 'Dua' }, price: 22_000, stock: 3, photo: '#00aa00' }], ['#102030', '#302010']);
    await shop.type('LAIN-1', 'Barang pribadi penjual', [{ sku: 'LAIN-1' }]);
    await shop.connect();
    const adoption = await shop.read(), rows = await old.rows(adoption, '&class=unknown');
    expect(rows).toHaveLength(3);
    const made = await old.act(adoption, { what: 'create', rows: [{ id: rows[0]?.id }] });
    expect(made).toMatchObject({ total: 2, done: 2, skipped: 0, notes: [] });
    const { body } = await old.manager.get<{ items: { id: string }[] }>('/api/products?q=BARU-1');
    const product = (await old.manager.get<{ title: string; axes: string[]; photos: { variantId: string | null }[]; variants: { id: string; sku: string; price: number; choice: string[]; stock: { onHand: number } }[] }>(`/api/products/${body.items[0]?.id ?? ''}`)).body;
    expect(product).toMatchObject({ title: 'Wajik ketan gula kelapa', axes: ['Isi'], variants: [{ sku: 'BARU-1-A', price: 12_000, choice: ['Satu'] }, { sku: 'BARU-1-2', price: 22_000, choice: ['Dua'] }] });
    expect(product.photos).toHaveLength(4);
    expect(product.photos.filter((photo) => photo.variantId !== null)).toHaveLength(2);
    const mark = await shop.mark();
    await old.quiet(shop.id);
    expect((await shop.calls(mark)).filter((call) => call.effect !== 'none')).toEqual([]);
    expect((await old.sql<{ remote_item_id: string }>('SELECT remote_item_id FROM app.listing WHERE shop_id = $1', [shop.id])).map((row) => row.remote_item_id)).toEqual([itemId]);
    const ignored = await old.act(adoption, { what: 'ignore', rows: [{ id: rows[2]?.id }] });
    expect((await old.rows(adoption, '&decision=ignored')).map((row) => row.theirs.sku)).toEqual(['LAIN-1']);
    await old.undo(ignored.id);
    expect(await old.undo(made.id)).toMatchObject({ done: 2, skipped: 0 });
    expect((await old.rows(adoption, '&decision=open'))).toHaveLength(3);
    expect(await old.sql('SELECT 1 FROM app.product WHERE id = $1 AND archived_at IS NULL', [body.items[0]?.id])).toEqual([]);
    // Its code is in the archive now: told in plain words, and nothing half is left.
    expect(await old.act(adoption, { what: 'create', rows: [{ id: rows[0]?.id }] })).toMatchObject({ skipped: 2, passedOver: { items: [{ code: 'SRT-ADO-106', reason: expect.stringContaining('BARU-1') }, {}] } });
    expect(await old.sql('SELECT 1 FROM app.listing WHERE shop_id = $1', [shop.id])).toEqual([]);
  }, 60_000);
});

describe('reading', () => {
  it('goes on where it was cut, page by page', async () => {
    const shop = await old.open('Toko Panjang');
    for (let n = 0; n < 55; n += 5) await Promise.all([0, 1, 2, 3, 4].map((more) => shop.type(`R-${n + more}`, `Barang panjang nomor ${n + more}`, [{ sku: `R-${n + more}` }])));
    await shop.connect();
    const mark = await shop.mark();
    await old.control('POST', '/faults', { match: { path: 'get_item_list', shop: shop.remote }, after: 1, times: 1, fault: { kind: 'reset' } });
    const started = await old.manager.send<{ id: string }>('POST', `/api/shops/${shop.id}/adoptions`);
    await until(async () => (await old.sql(`SELECT 1 FROM app.checkpoint WHERE shop_id = $1 AND stream = 'adopt' AND attempts > 0`, [shop.id])).length > 0, 'the second page failed');
    expect((await old.manager.get<{ listings: number; state: string }>(`/api/adoptions/${started.body.id}`)).body).toMatchObject({ state: 'reading', listings: 50 });
    expect((await old.manager.send('POST', `/api/shops/${shop.id}/adoptions`)).body).toMatchObject({ code: 'SRT-ADO-003' });
    expect((await old.manager.send('POST', `/api/adoptions/${started.body.id}/actions`, { what: 'ignore', all: 'unknown' })).body).toMatchObject({ code: 'SRT-ADO-004' });
    expect((await old.manager.get<{ retry: object }>(`/api/adoptions/${started.body.id}`)).body.retry).toMatchObject({ tries: 1, at: expect.any(String) });
    old.house.clock.advance(30_000);
    await old.house.house.sweep.once();
    await until(async () => (await old.manager.get<{ state: string }>(`/api/adoptions/${started.body.id}`)).body.state === 'ready', 'the rest is read');
    expect((await old.manager.get<{ listings: number }>(`/api/adoptions/${started.body.id}`)).body.listings).toBe(55);
    expect((await shop.calls(mark)).filter((call) => call.path.endsWith('get_item_list')).map((call) => call.query['offset'])).toEqual(['0', '50', '50']);
    expect((await old.manager.send('DELETE', `/api/adoptions/${started.body.id}`)).status).toBe(204);
    expect((await old.manager.get(`/api/adoptions/${started.body.id}`)).status).toBe(404);
  }, 60_000);

  it('what a process asked for and did not live to do, the shop\'s stream does', async () => {
    const shop = await old.open('Toko Mati');
    for (const n of [1, 2]) {
      await shop.type(`M-${n}`, `Madu hutan botol nomor ${n}`, [{ sku: `M-${n}` }]);
      await old.product(`M-${n}`, `Madu hutan botol ${n}`, [{ sku: `M-${n}` }]);
    }
    await shop.connect();
    const adoption = await shop.read(), ids = (await old.rows(adoption)).map((row) => row.id);
    // As the transaction of the wish leaves it, with nobody there to go on.
    await old.sql(
      `WITH a AS (INSERT INTO app.adoption_action (adoption_id, cooperative_id, shop_id, what) SELECT id, cooperative_id, shop_id, 'link' FROM app.adoption WHERE id = $1 RETURNING id, cooperative_id), m AS (INSERT INTO app.adoption_member (action_id, row_id, cooperative_id) SELECT a.id, x, a.cooperative_id FROM a, unnest($2::bigint[]) AS x)
       UPDATE app.checkpoint SET next_at = app.now() WHERE stream = 'adopt' AND shop_id = (SELECT shop_id FROM app.adoption WHERE id = $1)`, [adoption, ids]);
    await old.house.house.sweep.once();
    await until(async () => (await old.rows(adoption, '&decision=linked')).length === 2, 'the stream linked them');
    expect((await old.manager.send('DELETE', `/api/adoptions/${adoption}`)).body).toMatchObject({ code: 'SRT-ADO-015' });
  }, 60_000);

  it('takes a seller-centre\'s sheet by the same rules, also while the shop is paused', async () => {
    const shop = await old.open('Toko Berkas');
    await old.product('KOP-001', 'Kopi Bubuk Robusta Lereng Bengawan Sangrai Medium Tanpa Campuran', [{ sku: 'KOP-001-100G', choice: { Berat: '100 gram' } }, { sku: 'KOP-001-200G', choice: { Berat: '200 gram' } }], ['Berat']);
    await shop.connect();
    await old.manager.send('PATCH', `/api/shops/${shop.id}/schedule`, { paused: true });
    const bytes = readFileSync(join(root, 'test', 'adoption', 'exports', 'shopee-mass-update.xlsx'));
    const form = new FormData();
    form.append('file', new Blob([bytes]), 'ubah-massal.xlsx');
    const cookie = await fetch(`${old.house.url}/api/sessions`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(old.house.people.manager) }).then((answer) => answer.headers.get('set-cookie')?.split(';')[0] ?? '');
    const sent = await fetch(`${old.house.url}/api/shops/${shop.id}/adoptions`, { method: 'POST', headers: { cookie, 'x-requested-with': 'serentak' }, body: form });
    expect(sent.status).toBe(202);
    const { id } = (await sent.json()) as { id: string };
    expect((await old.manager.get<{ source: string; name: string; state: string; listings: number; rows: number }>(`/api/adoptions/${id}`)).body).toMatchObject({ source: 'sheet', name: 'ubah-massal.xlsx', state: 'ready', listings: 90, rows: 169 });
    const [exact, other] = await old.rows(id, '&item=946171613017368');
    expect([exact, other]).toMatchObject([{ class: 'matched', how: 'sku', ours: { sku: 'KOP-001-100G' } }, { class: 'ambiguous', how: 'title', candidates: [{ sku: 'KOP-001-200G' }] }]);
    expect(await old.act(id, { what: 'link', all: 'matched' })).toMatchObject({ done: 1 });
    expect(await old.sql('SELECT remote_item_id, remote_variant_id FROM app.offer WHERE shop_id = $1', [shop.id])).toEqual([{ remote_item_id: '946171613017368', remote_variant_id: '279271241124367' }]);
    // As the body itself; and what is no sheet of this marketplace.
    expect((await old.rows(await shop.read({ bytes }), '&decision=linked'))).toHaveLength(1);
    const refused = async (file: string | Uint8Array): Promise<unknown> => (await old.manager.send('POST', `/api/shops/${shop.id}/adoptions`, typeof file === 'string' ? new Uint8Array(readFileSync(join(root, file))) : file, { 'content-type': 'application/octet-stream' })).body;
    expect(await refused('test/adoption/exports/tiktok-shop-products.xlsx')).toMatchObject({ code: 'SRT-ADO-009', title: expect.stringContaining('Shopee') });
    expect(await refused(new TextEncoder().encode('bukan berkas'))).toMatchObject({ code: 'SRT-ADO-011' });
    for (const { name, bytes: hostile } of hostileFiles.filter(({ refused: whole, name }) => whole === 'SRT-IMP-104' || /dimensions|19 MB/.test(name))) expect([name, await refused(hostile())]).toEqual([name, expect.objectContaining({ code: expect.stringMatching(/^SRT-ADO-0(09|11)$/) })]);
  }, 60_000);

  it('shows and links nothing of another federation', async () => {
    const shop = await old.open('Toko Tetangga');
    await shop.type('T-1', 'Rengginang terasi udang', [{ sku: 'T-1' }]);
    const own = await old.product('T-1', 'Rengginang terasi', [{ sku: 'T-1' }]);
    await shop.connect();
    const adoption = await shop.read(), [row] = await old.rows(adoption), ignored = await old.act(adoption, { what: 'ignore', rows: [{ id: row?.id }] });
    const { database } = old.house.house;
    const other = (await database.inScope(noScope, (tx) => tx.row<{ id: string }>(`SELECT app.found_federation('Koperasi Lain', 'LAIN') AS id`)))?.id ?? '';
    const person = { email: 'manajer@lain.example', password: 'sandi-lain-123' };
    await database.inScope({ ids: [other] }, (tx) => createUser(tx, { cooperativeId: other, name: 'Lain', role: 'manager', ...person }));
    const stranger = await signIn(old.house.url, person);
    const asked: readonly (readonly [string, string, object?])[] = [
      ['GET', `/api/shops/${shop.id}/adoptions`], ['POST', `/api/shops/${shop.id}/adoptions`], ['GET', `/api/shops/${shop.id}/field-rules`], ['PUT', `/api/shops/${shop.id}/field-rules`, { title: 'ours', description: 'ours', photos: 'ours', attributes: 'ours', price: 'ours', stock: 'ours' }],
      ['GET', `/api/adoptions/${adoption}`], ['DELETE', `/api/adoptions/${adoption}`], ['GET', `/api/adoptions/${adoption}/rows`], ['GET', `/api/adoptions/${adoption}/unreadable`], ['POST', `/api/adoptions/${adoption}/actions`, { what: 'ignore', rows: [{ id: row?.id }] }], ['GET', `/api/adoption-actions/${ignored.id}`], ['POST', `/api/adoption-actions/${ignored.id}/undo`],
    ];
    for (const [method, path, body] of asked) expect([method, path, (await stranger.send(method, path, body)).status]).toEqual([method, path, 404]);
    await old.undo(ignored.id);
    const theirs = await database.inScope({ ids: [other] }, async (tx) => {
      const product = await tx.row<{ id: string }>(`INSERT INTO app.product (cooperative_id, code, title) VALUES ($1, 'T-1', 'Rengginang') RETURNING id`, [other]);
      return (await tx.row<{ id: string }>(`INSERT INTO app.variant (cooperative_id, product_id, sku, price) VALUES ($1, $2, 'T-1', 20000) RETURNING id`, [other, product?.id]))?.id ?? '';
    });
    expect((await old.manager.send('POST', `/api/adoptions/${adoption}/actions`, { what: 'link', rows: [{ id: row?.id, variantId: theirs }] })).body).toMatchObject({ code: 'SRT-ADO-006' });
    expect(Object.values(own.variants)).not.toContain(theirs);
  }, 60_000);
});
