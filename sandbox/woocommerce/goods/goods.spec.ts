import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { png, Receiver, TrialShop, type Json } from '../trial-shop.fixture.js';

let trial: TrialShop;
let camera: Receiver;
beforeAll(async () => { [trial, camera] = await Promise.all([TrialShop.start(), Receiver.start()]); });
afterAll(async () => { await Promise.all([trial.stop(), camera.stop()]); });

describe('products', () => {
  it('a create answers 201 with the resource, money as text and dates without a zone', async () => {
    const made = await trial.call('POST', '/products', { name: 'Kopi Gayo', sku: 'KOPI', regular_price: '45000', manage_stock: true, stock_quantity: 12, weight: '0.25', meta_data: [{ key: '_koop_id', value: 'p-17' }] });
    expect(made).toMatchObject({ status: 201, body: { sku: 'KOPI', price: '45000', regular_price: '45000', sale_price: '', stock_quantity: 12, stock_status: 'instock', status: 'publish', type: 'simple', slug: 'kopi-gayo' } });
    expect(made.body.date_modified_gmt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/);
    expect(made.body.meta_data).toMatchObject([{ key: '_koop_id', value: 'p-17' }]);
    expect(made.text).toContain('http:\\/\\/'); // bytes as PHP writes them
  });

  it('parameters of a wrong type are named', async () => {
    const wrong = await trial.call('POST', '/products', { name: 'X', regular_price: 45_000, stock_quantity: 1.5, status: 'live' });
    expect(wrong).toMatchObject({ status: 400, body: { code: 'rest_invalid_param', data: { status: 400 } } });
    const { params } = wrong.body.data as { params: Json };
    expect(params).toEqual({
      regular_price: 'regular_price is not of type string.', stock_quantity: 'stock_quantity is not of type integer.', status: 'status is not one of draft, pending, private, publish, and future.',
    });
  });

  it('a price keeps digits, sign and the last point only', async () => {
    expect((await trial.product({ regular_price: 'Rp 45,000' })).regular_price).toBe('45000');
    expect((await trial.product({ regular_price: '45.000' })).regular_price).toBe('45.000');
  });

  it('stock without manage_stock is dropped without a word', async () => {
    expect(await trial.product({ manage_stock: false, stock_quantity: 7 })).toMatchObject({ manage_stock: false, stock_quantity: null, stock_status: 'instock' });
  });

  it('a SKU is unique, also against the bin; the owner is named', async () => {
    const first = await trial.product({ sku: 'SATU' });
    const again = await trial.call('POST', '/products', { name: 'Lain', sku: 'SATU' });
    expect(again).toMatchObject({ status: 400, body: { code: 'product_invalid_sku', data: { status: 400, resource_id: first.id, unique_sku: 'SATU-1' } } });
    expect((await trial.call('DELETE', `/products/${String(first.id)}`)).body).toMatchObject({ id: first.id, status: 'trash' });
    expect((await trial.call('POST', '/products', { name: 'Lain', sku: 'SATU' })).body.code).toBe('product_invalid_sku');
    expect((await trial.get('/products', { sku: 'SATU' })).list).toEqual([]);
    expect((await trial.get('/products', { sku: 'SATU', status: 'trash' })).list).toMatchObject([{ id: first.id }]);
    expect(await trial.call('DELETE', `/products/${String(first.id)}`)).toMatchObject({ status: 410, body: { code: 'woocommerce_rest_already_trashed' } });
    expect((await trial.call('PUT', `/products/${String(first.id)}`, { status: 'draft' })).body.status).toBe('draft');
    expect((await trial.call('DELETE', `/products/${String(first.id)}`, undefined, [['force', 'true']])).status).toBe(200);
    expect((await trial.product({ sku: 'SATU' })).sku).toBe('SATU');
  });

  it('its own unchanged SKU is no trouble, a SKU beyond 100 characters is', async () => {
    const { id } = await trial.product({ sku: 'TETAP' });
    expect((await trial.call('PUT', `/products/${String(id)}`, { sku: 'TETAP' })).status).toBe(200);
    expect((await trial.call('POST', '/products', { name: 'X', sku: 'X'.repeat(101) })).body.code).toBe('product_invalid_sku');
  });

  it('an unknown product: 404 when read or deleted, 400 when written', async () => {
    expect(await trial.get('/products/99999')).toMatchObject({ status: 404, body: { code: 'woocommerce_rest_product_invalid_id' } });
    expect(await trial.call('PUT', '/products/99999', { name: 'X' })).toMatchObject({ status: 400, body: { code: 'woocommerce_rest_product_invalid_id' } });
    expect((await trial.get('/produk')).body.code).toBe('rest_no_route');
  });

  it('a body that is no JSON, or not called JSON', async () => {
    const { id } = await trial.product({ name: 'Tetap' });
    expect((await trial.call('PUT', `/products/${String(id)}`, 'teks')).body.name).toBe('Tetap');
  });

  it('_fields trims', async () => {
    const { id } = await trial.product({ sku: 'TRIM' });
    expect((await trial.get(`/products/${String(id)}`, { _fields: 'id,sku,dimensions.length' })).body).toEqual({ id, sku: 'TRIM', dimensions: { length: '' } });
  });
});

describe('variations', () => {
  const parent = (sku: string) => trial.product({ sku, type: 'variable', manage_stock: false, status: 'draft', attributes: [{ id: 0, name: 'Berat', position: 0, visible: true, variation: true, options: ['250 g', '1 kg'] }] });

  it('come after their parent, by batch; each has its SKU, price, stock; the parent shows the cheapest', async () => {
    const { id } = await parent('TEH');
    const made = await trial.call('POST', `/products/${String(id)}/variations/batch`, { create: [
      { sku: 'TEH-250', regular_price: '45000', manage_stock: true, stock_quantity: 12, attributes: [{ name: 'Berat', option: '250 g' }] },
      { sku: 'TEH-1000', regular_price: '150000', manage_stock: true, stock_quantity: 0, attributes: [{ name: 'Berat', option: '1 kg' }, { name: 'Warna', option: 'hijau' }] }] });
    expect(made).toMatchObject({ status: 200, body: { create: [{ sku: 'TEH-250', stock_status: 'instock' }, { sku: 'TEH-1000', stock_status: 'outofstock', attributes: [{ id: 0, name: 'Berat', option: '1 kg' }] }] } });
    const ids = (made.body.create as Json[]).map((entry) => entry.id);
    expect((await trial.get(`/products/${String(id)}`)).body).toMatchObject({ price: '45000', stock_status: 'instock', variations: ids });
    expect((await trial.get('/products', { sku: 'TEH-1000' })).list).toMatchObject([{ type: 'variation', parent_id: id, sku: 'TEH-1000' }]);
    expect((await trial.get(`/products/${String(id)}/variations`, { per_page: '100' })).list).toHaveLength(2);
    expect(await trial.call('PUT', `/products/${String(id)}/variations/99999`, {})).toMatchObject({ status: 404, body: { code: 'woocommerce_rest_product_variation_invalid_id' } });
  });

  it('a batch is 200 though elements fail, each where it stands; more than 100 is 413', async () => {
    const { id } = await parent('JAMU');
    await trial.product({ sku: 'SUDAH-ADA' });
    const mixed = await trial.call('POST', `/products/${String(id)}/variations/batch`, { create: [{ sku: 'SUDAH-ADA', attributes: [] }, { sku: 'JAMU-1' }], update: [{ id: 4, regular_price: '1' }], delete: [5] });
    expect(mixed).toMatchObject({ status: 200, body: {
      create: [{ id: 0, error: { code: 'product_invalid_sku', data: { status: 400 } } }, { sku: 'JAMU-1' }], update: [{ id: 4, error: { code: 'woocommerce_rest_product_variation_invalid_id' } }], delete: [{ id: 5, error: { data: { status: 404 } } }] } });
    const many = { create: Array.from({ length: 60 }, () => ({})), update: Array.from({ length: 41 }, () => ({ id: 1 })) };
    expect(await trial.call('POST', '/products/batch', many)).toMatchObject({ status: 413, body: { code: 'woocommerce_rest_request_entity_too_large' } });
  });

  it('a fault may fail a part of a batch, by number or SKU', async () => {
    const { id } = await parent('GULA');
    const made = await trial.call('POST', `/products/${String(id)}/variations/batch`, { create: [{ sku: 'GULA-1', regular_price: '1000' }, { sku: 'GULA-2', regular_price: '2000' }] });
    const ids = (made.body.create as Json[]).map((entry) => entry.id);
    await trial.control('POST', '/faults', { match: { path: '/variations/batch' }, times: 1, fault: { kind: 'partial', fail: ['GULA-2'] } });
    const half = await trial.call('POST', `/products/${String(id)}/variations/batch`, { update: ids.map((entry) => ({ id: entry, regular_price: '3000' })) });
    expect(half.body.update).toMatchObject([{ regular_price: '3000' }, { id: ids[1], error: { code: 'internal_server_error' } }]);
    expect((await trial.control('POST', '/faults', { match: { path: '/orders', method: 'GET' }, fault: { kind: 'vendor-error', code: 'no_such_code' } })).status).toBe(400);
  });

  it('go into the bin and come back with their parent', async () => {
    const { id } = await parent('MADU');
    const child = await trial.call('POST', `/products/${String(id)}/variations`, { sku: 'MADU-1', regular_price: '9000' });
    await trial.call('DELETE', `/products/${String(id)}`);
    expect((await trial.get(`/products/${String(id)}/variations/${String(child.body.id)}`)).body.status).toBe('trash');
    await trial.call('PUT', `/products/${String(id)}`, { status: 'publish' });
    expect((await trial.get(`/products/${String(id)}/variations/${String(child.body.id)}`)).body.status).toBe('publish');
  });
});

describe('pictures', () => {
  it('are downloaded anew for each src, reused by id, and replaced as a set', async () => {
    const bytes = png('depan');
    camera.files.set('/depan.png', bytes);
    const src = `${camera.url}/depan.png`;
    const { id, images } = await trial.product({ sku: 'FOTO', images: [{ src, alt: 'Depan' }, { src }] });
    const [one, two] = images as Json[];
    expect([one, two]).toMatchObject([{ name: 'depan', alt: 'Depan' }, { alt: '' }]);
    expect(one?.id).not.toBe(two?.id);
    const listing = (await trial.state()).listings.find((entry) => entry.code === 'FOTO');
    expect(listing?.photos).toEqual(Array(2).fill(createHash('sha256').update(bytes).digest('hex')));
    const now = await trial.call('PUT', `/products/${String(id)}`, { images: [{ id: two?.id }] });
    expect(now.body.images).toMatchObject([{ id: two?.id }]);
    expect((await trial.call('PUT', `/products/${String(id)}`, { name: 'Baru' })).body.images).toHaveLength(1);
  });

  it('that are missing, no picture, or of an unknown id are refused, and nothing is made', async () => {
    camera.files.set('/teks.png', Buffer.from('<html>'));
    for (const [image, code] of [[{ src: `${camera.url}/tidak-ada.png` }, 'woocommerce_product_image_upload_error'], [{ src: `${camera.url}/teks.png` }, 'woocommerce_product_image_upload_error'], [{ src: 'ftp://a.test/x.png' }, 'woocommerce_product_image_upload_error'], [{ id: 99_999 }, 'woocommerce_product_invalid_image_id']] as const) {
      expect(await trial.call('POST', '/products', { name: 'X', sku: 'TANPA-FOTO', images: [image] })).toMatchObject({ status: 400, body: { code } });
    }
    expect((await trial.get('/products', { sku: 'TANPA-FOTO' })).list).toEqual([]);
  });

  it('on this machine are refused when the shop is strict about it', async () => {
    await trial.control('PATCH', '/settings', { unconfirmed: { refuseLoopback: true } });
    const refused = await trial.call('POST', '/products', { name: 'X', images: [{ src: `${camera.url}/depan.png` }] });
    await trial.control('PATCH', '/settings', { unconfirmed: { refuseLoopback: false } });
    expect(refused).toMatchObject({ status: 400, body: { code: 'woocommerce_product_image_upload_error' } });
  });

  it('a second create of one SKU is refused while the first is busy with its picture', async () => {
    camera.files.set('/lambat.png', png('lambat'));
    const wish = { name: 'Kembar', sku: 'KEMBAR', images: [{ src: `${camera.url}/lambat.png` }] };
    const both = await Promise.all([trial.call('POST', '/products', wish), trial.call('POST', '/products', wish)]);
    expect(both.map((got) => got.status).sort()).toEqual([201, 400]);
    expect(['woocommerce_rest_product_not_created', 'product_invalid_sku']).toContain(both.find((got) => got.status === 400)?.body.code);
  });
});

describe('lists', () => {
  it('pages: 10 by default, 100 at most, totals and links in headers', async () => {
    for (let n = 0; n < 12; n++) await trial.product({ name: `Lembar ${n}`, sku: `LEMBAR-${n}` });
    const page = await trial.get('/products', { search: 'Lembar', orderby: 'id', order: 'asc' });
    expect(page.list).toHaveLength(10);
    expect(page.headers).toMatchObject({ 'x-wp-total': '12', 'x-wp-totalpages': '2' });
    expect(page.headers.link).toContain('page=2>; rel="next"');
    expect((await trial.get('/products', { search: 'Lembar', orderby: 'id', order: 'asc', page: '2' })).list.map((entry) => entry.name)).toEqual(['Lembar 10', 'Lembar 11']);
    expect(await trial.get('/products', { per_page: '101' })).toMatchObject({ status: 400, body: { data: { params: { per_page: 'per_page must be between 1 (inclusive) and 100 (inclusive)' } } } });
    expect((await trial.get('/products', { sku: 'LEMBAR-3,LEMBAR-4', orderby: 'id', order: 'asc' })).list.map((entry) => entry.sku)).toEqual(['LEMBAR-3', 'LEMBAR-4']);
  });

  it('bounds in time are exclusive, in shop time unless dates_are_gmt', async () => {
    const made = await trial.product({ sku: 'WAKTU' });
    const found = async (query: Record<string, string>) => (await trial.get('/products', { sku: 'WAKTU', ...query })).list.length;
    const [gmt, local] = [String(made.date_modified_gmt), String(made.date_modified)];
    const earlier = new Date(Date.parse(`${gmt}Z`) - 1000).toISOString().slice(0, 19);
    expect(Date.parse(`${local}Z`) - Date.parse(`${gmt}Z`)).toBe(7 * 3_600_000);
    expect([await found({ modified_after: gmt, dates_are_gmt: 'true' }), await found({ modified_after: earlier, dates_are_gmt: 'true' }), await found({ modified_after: local }), await found({ modified_after: earlier })]).toEqual([0, 1, 0, 1]);
    expect((await trial.get('/products', { modified_after: 'kemarin' })).body.code).toBe('rest_invalid_param');
  });

  it('what is new may be late in lists', async () => {
    await trial.control('PATCH', '/settings', { searchLagMs: 5_000 });
    const made = await trial.product({ sku: 'TELAT' });
    expect((await trial.get('/products', { sku: 'TELAT' })).list).toEqual([]);
    expect((await trial.get(`/products/${String(made.id)}`)).status).toBe(200);
    await trial.control('POST', '/clock', { advanceMs: 6_000 });
    expect((await trial.get('/products', { sku: 'TELAT' })).list).toHaveLength(1);
    await trial.control('PATCH', '/settings', { searchLagMs: 0 });
  });
});

describe('categories and attributes', () => {
  it('a new shop has a tree of about forty leaves; unknown ones are dropped and the default stands in', async () => {
    const { list } = await trial.get('/products/categories', { per_page: '100' });
    const parents = new Set(list.map((entry) => entry.parent));
    expect(list.filter((entry) => !parents.has(entry.id)).length).toBeGreaterThanOrEqual(38);
    const leaf = list.find((entry) => entry.name === 'Kopi Giling');
    expect((await trial.product({ categories: [{ id: leaf?.id }] })).categories).toMatchObject([{ id: leaf?.id, name: 'Kopi Giling' }]);
    expect((await trial.product({ categories: [{ id: 99_999 }] })).categories).toMatchObject([{ name: 'Tak Berkategori' }]);
  });

  it('terms: twins are refused with the owner, deleting needs force, unknown is 404', async () => {
    const made = await trial.call('POST', '/products/categories', { name: 'Hampers Lebaran' });
    expect(made.status).toBe(201);
    expect(await trial.call('POST', '/products/categories', { name: 'Hampers Lebaran' })).toMatchObject({ status: 400, body: { code: 'term_exists', data: { resource_id: made.body.id } } });
    expect(await trial.call('DELETE', `/products/categories/${String(made.body.id)}`)).toMatchObject({ status: 501, body: { code: 'woocommerce_rest_trash_not_supported' } });
    expect((await trial.call('DELETE', `/products/categories/${String(made.body.id)}`, undefined, [['force', 'true']])).status).toBe(200);
    expect(await trial.get(`/products/categories/${String(made.body.id)}`)).toMatchObject({ status: 404, body: { code: 'woocommerce_rest_term_invalid' } });
    expect((await trial.call('POST', '/products/tags', {})).body).toMatchObject({ code: 'rest_missing_callback_param', data: { params: ['name'] } });
    expect((await trial.call('POST', '/products/brands', { name: 'Bengawan' })).status).toBe(201);
  });

  it('a global attribute is named by id and gathers its terms', async () => {
    const size = await trial.call('POST', '/products/attributes', { name: 'Ukuran' });
    const made = await trial.product({ attributes: [{ id: size.body.id, options: ['S', 'M'], variation: false }] });
    expect(made.attributes).toMatchObject([{ id: size.body.id, name: 'Ukuran', slug: 'pa_ukuran', options: ['S', 'M'] }]);
    expect((await trial.get(`/products/attributes/${String(size.body.id)}/terms`)).list.map((entry) => entry.name)).toEqual(['M', 'S']);
    expect((await trial.get('/products/attributes/999/terms')).status).toBe(404);
  });
});
