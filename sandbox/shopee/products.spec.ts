import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { jpeg, openDesk, tiers, type Desk, type ShopDesk } from './desk.fixture.js';

let desk: Desk;
let shop: ShopDesk;
beforeAll(async () => {
  desk = await openDesk();
  shop = await desk.openShop();
});
afterAll(() => desk.stop());

const add = async (change: object) => shop.post('product/add_item', await shop.draft(change));
const listing = async (item: bigint) => [...(await shop.state()).listings as unknown as { id: string }[]].find((one) => one.id === String(item)) as unknown as Record<string, unknown>;

describe('categories and rules', () => {
  test('a tree of about forty leaves, of which only leaves take items', async () => {
    const list = [...(await shop.get('product/get_category')).response?.category_list as unknown as { category_id: number; has_children: boolean }[]];
    expect(list.filter((one) => !one.has_children).length).toBeGreaterThanOrEqual(38);
    expect(await add({ category_id: 100_700 })).toMatchObject({ error: 'error_invalid_category' });
  });
  test('attributes by comma or repeated key, at most twenty', async () => {
    for (const category_id_list of ['101001,101026', ['101001', '101026']]) expect((await shop.get('product/get_attribute_tree', { category_id_list })).response?.list).toHaveLength(2);
    expect(await shop.get('product/get_attribute_tree', { category_id_list: Array.from({ length: 21 }, () => '101001').join(',') })).toMatchObject({ error: 'error_param' });
  });
  test('a shop with one warehouse has no warehouse list', async () => {
    expect(await shop.get('shop/get_warehouse_detail')).toMatchObject({ error: 'error_param' });
  });
  test('brand pages of at most one hundred', async () => {
    expect(await shop.get('product/get_brand_list', { category_id: '101026', status: '1', page_size: '2', offset: '0' })).toMatchObject({ error: '', response: { has_next_page: true, next_offset: 2, is_mandatory: true } });
    expect(await shop.get('product/get_brand_list', { category_id: '101026', status: '1', page_size: '101' })).toMatchObject({ error: 'error_param' });
  });
});

describe('uploads', () => {
  test('one file: image_info; several: a list, each with its own end', async () => {
    expect(await shop.upload(jpeg())).toMatchObject({ response: { image_info: { image_id: expect.any(String) } } });
    const several = await shop.upload(jpeg(), Buffer.from('GIF89a'), jpeg());
    expect(several.response?.image_info_list).toMatchObject([{ error: '' }, { error: 'error_param' }, { error: '' }]);
  });
  test('not a picture, too many, too large', async () => {
    expect(await shop.upload(Buffer.from('teks'))).toMatchObject({ error: 'error_param' });
    expect(await shop.upload(...Array.from({ length: 10 }, () => jpeg()))).toMatchObject({ error: 'error_param' });
    expect(await shop.upload(jpeg(10 * 1024 * 1024 + 1))).toMatchObject({ error: 'error_param' });
  });
});

describe('add_item', () => {
  test('makes an item with an id beyond 2^53, live, with stock, price and the bytes of its photo', async () => {
    const item = await shop.item({ item_sku: 'ID-1' });
    expect(item > 2n ** 53n).toBe(true);
    expect(await listing(item)).toMatchObject({ code: 'ID-1', live: true, state: 'NORMAL', variants: [{ sku: 'ID-1', price: 45_000, stock: 10, reserved: 0 }], photos: [expect.stringMatching(/^[0-9a-f]{64}$/)] });
    const read = await shop.get('product/get_item_base_info', { item_id_list: String(item) });
    expect(read.response?.item_list).toMatchObject([{ item_id: item, weight: '0.25', has_model: false, price_info: [{ original_price: 45_000 }], stock_info_v2: { summary_info: { total_available_stock: 10 } } }]);
  });
  test.each([
    ['no description', { description: undefined }, 'error_param'], ['no weight', { weight: undefined }, 'error_param'], ['weight as text', { weight: '0.25' }, 'error_param'], ['weight 0', { weight: 0 }, 'error_param'],
    ['no image', { image: { image_id_list: [] } }, 'error_image_num_min'], ['an unknown image', { image: { image_id_list: ['x'] } }, 'error_image_unavailable'],
    ['a name too short', { item_name: 'Kopi' }, 'error_item_name_is_too_short'], ['a name too long', { item_name: 'a'.repeat(121) }, 'error_title_exceeds_max_length'], ['a forbidden sign', { item_name: 'Kopi <b>' }, 'error_title_character_forbidden'],
    ['a description too short', { description: 'pendek' }, 'error_desc_length_min_limit'], ['a description too long', { description: 'a'.repeat(2001) }, 'error_param'],
    ['a missing attribute', { attribute_list: [] }, 'error_less_required_attribute'], ['a foreign attribute', { attribute_list: [{ attribute_id: 1, attribute_value_list: [] }] }, 'error_invalid_attribute'],
    ['a unit missing', { attribute_list: [{ attribute_id: 200_101, attribute_value_list: [{ value_id: 2101 }] }, { attribute_id: 200_102, attribute_value_list: [{ value_id: 0, original_value_name: '12' }] }] }, 'error_invalid_attribute'],
    ['a value of its own where none may be', { attribute_list: [{ attribute_id: 200_101, attribute_value_list: [{ value_id: 0, original_value_name: 'Jawa' }] }] }, 'error_invalid_attribute'],
    ['a mandatory brand missing', { category_id: 101_026, attribute_list: [{ attribute_id: 200_201, attribute_value_list: [{ value_id: 2201 }] }], brand: undefined }, 'error_less_required_brand'],
    ['an unknown brand', { brand: { brand_id: 77 } }, 'error_invalid_brand'],
    ['a disabled channel', { logistic_info: [{ logistic_id: 80_103, enabled: true }] }, 'error_invalid_logistic_info'], ['a mask channel', { logistic_info: [{ logistic_id: 8000, enabled: true }] }, 'error_invalid_logistic_info'],
    ['no channel', { logistic_info: undefined }, 'error_invalid_logistic_info'],
    ['a price with decimals', { original_price: 45_000.5 }, 'error_invalid_price'], ['a price as text', { original_price: '45000' }, 'error_invalid_price'], ['too cheap', { original_price: 98 }, 'error_price_exceed_min_limitt'], ['too dear', { original_price: 150_000_001 }, 'error_price_exceed_max_limitt'],
    ['stock below 0', { seller_stock: [{ stock: -1 }] }, 'error_param'], ['an unknown field', { colour: 'red' }, 'error_param'], ['category as text', { category_id: '101001' }, 'error_param'],
  ])('refuses %s', async (_name, change, error) => {
    expect(await add(change)).toMatchObject({ error });
  });
  test('lengths are counted by code points', async () => {
    expect(await add({ item_name: '☕'.repeat(5), item_sku: 'CP' })).toMatchObject({ error: '' });
    expect(await add({ item_name: '🥜'.repeat(120), item_sku: 'CP2' })).toMatchObject({ error: '' });
    expect(await add({ item_name: '🥜'.repeat(4) })).toMatchObject({ error: 'error_item_name_is_too_short' });
  });
  test('the same seller SKU twice is not refused', async () => {
    expect(await shop.item({ item_sku: 'SAMA' }) === await shop.item({ item_sku: 'SAMA' })).toBe(false);
  });
});

describe('the life of an item', () => {
  test('begins in review where the setting says so, and the audit ends it', async () => {
    await desk.control('PATCH', '/settings', { auditMs: 60_000, audit: 'reject', unconfirmed: { newItemStatus: 'REVIEWING' } });
    const item = await shop.item();
    expect(await listing(item)).toMatchObject({ state: 'REVIEWING', live: false });
    expect(await shop.post('product/unlist_item', { item_list: [{ item_id: item, unlist: true }] })).toMatchObject({ error: 'error_busi_cannot_delist_reviewing_or_banned_item' });
    await desk.control('POST', '/clock', { advanceMs: 60_000 });
    await desk.control('POST', '/clock', { skewMs: -60_000 });
    expect(await listing(item)).toMatchObject({ state: 'BANNED', live: false });
    expect((await shop.get('product/get_item_violation_info', { item_id_list: String(item) })).response?.item_list).toMatchObject([{ violation_list: [{ violation_reason: expect.any(String) }] }]);
    await desk.control('PATCH', '/settings', { audit: 'approve', unconfirmed: { newItemStatus: 'NORMAL' } });
    await desk.control('POST', '/clock', { skewMs: 0 });
  });
  test('unlisting hides, relisting shows, deleting ends it but it stays readable', async () => {
    const { item } = await shop.varied();
    const unlist = (value: boolean) => shop.post('product/unlist_item', { item_list: [{ item_id: item, unlist: value }] });
    expect(await unlist(true)).toMatchObject({ response: { success_list: [{ item_id: item, unlist: true }], failure_list: [] } });
    expect(await listing(item)).toMatchObject({ state: 'UNLIST', live: false });
    await unlist(false);
    expect(await listing(item)).toMatchObject({ live: true });
    expect(await shop.post('product/delete_item', { item_id: item })).toMatchObject({ error: '' });
    expect(await shop.post('product/update_stock', { item_id: item, stock_list: [] })).toMatchObject({ error: 'error_item_not_found' });
    expect((await shop.get('product/get_item_base_info', { item_id_list: String(item) })).response?.item_list).toMatchObject([{ item_status: 'SELLER_DELETE' }]);
  });
  test('update_item is partial, validates all again, and leaves price and stock alone', async () => {
    const item = await shop.item();
    expect(await shop.post('product/update_item', { item_id: item, item_name: 'Kopi Bubuk Baru' })).toMatchObject({ error: '' });
    expect(await listing(item)).toMatchObject({ title: 'Kopi Bubuk Baru', variants: [{ price: 45_000 }] });
    expect(await shop.post('product/update_item', { item_id: item, original_price: 50_000 })).toMatchObject({ error: 'error_param' });
    expect(await shop.post('product/update_item', { item_id: item, category_id: 101_026 })).toMatchObject({ error: 'error_invalid_attribute' });
  });
  test('a banned item cannot be edited', async () => {
    const item = await shop.item();
    await desk.control('PATCH', `/listings/${item}`, { ban: 'barang terlarang' });
    expect(await shop.post('product/update_item', { item_id: item, item_name: 'Nama lain' })).toMatchObject({ error: 'error_item_uneditable' });
    const lift = () => desk.control('PATCH', `/listings/${item}`, { ban: null });
    expect([(await lift()).state, String((await lift()).error)]).toEqual(['NORMAL', `The listing ${item} is not banned.`]);
  });
});

describe('variants', () => {
  test('come only by init_tier_variation; a second one voids the old ids', async () => {
    const { item, models } = await shop.varied();
    const again = await shop.post('product/init_tier_variation', tiers(item));
    const next = [...again.response?.model as unknown as { model_id: bigint }[]].map((model) => model.model_id);
    expect(next.some((id) => models.includes(id))).toBe(false);
    expect(await shop.post('product/update_stock', { item_id: item, stock_list: [{ model_id: models[0], seller_stock: [{ stock: 1 }] }] })).toMatchObject({ error: 'error_param' });
  });
  test('the older body does too', async () => {
    const item = await shop.item();
    const older = { item_id: item, tier_variation: [{ name: 'Warna', option_list: [{ option: 'Merah' }, { option: 'Biru' }] }], model: [0, 1].map((n) => ({ tier_index: [n], original_price: 1000, seller_stock: [{ stock: 1 }] })) };
    expect(await shop.post('product/init_tier_variation', older)).toMatchObject({ error: '' });
  });
  const model = (tier_index: number[], original_price = 1000) => ({ tier_index, original_price, seller_stock: [{ stock: 1 }] });
  const tier = (name: string, options: readonly string[], image?: string) => ({ name, option_list: options.map((option) => ({ option, ...(image ? { image: { image_id: image } } : {}) })) });
  test.each([
    ['three tiers', { tier_variation: [tier('A', ['a']), tier('B', ['b']), tier('C', ['c'])], model: [model([0, 0, 0])] }, 'error_tier_var_too_many'],
    ['a long tier name', { tier_variation: [tier('N'.repeat(15), ['a'])], model: [model([0])] }, 'error_param'], ['a long option', { tier_variation: [tier('A', ['o'.repeat(21)])], model: [model([0])] }, 'error_param'],
    ['two options of one name', { tier_variation: [tier('A', ['a', 'A'])], model: [model([0]), model([1])] }, 'error_model_duplicate_name'],
    ['two models in one place', { tier_variation: [tier('A', ['a'])], model: [model([0]), model([0])] }, 'error_model_duplicate_tier_variation_index'],
    ['an option without a model', { tier_variation: [tier('A', ['a', 'b'])], model: [model([0])] }, 'error_param'], ['a place that is not', { tier_variation: [tier('A', ['a'])], model: [model([1])] }, 'error_param'],
    ['fifty-one models', { tier_variation: [tier('A', Array.from({ length: 26 }, (_, n) => `a${n}`)), tier('B', ['b', 'c'])], model: Array.from({ length: 51 }, (_, n) => model([Math.floor(n / 2), n % 2])) }, 'error_model_count_over_limit'],
    ['prices too far apart', { tier_variation: [tier('A', ['a', 'b'])], model: [model([0], 1000), model([1], 7001)] }, 'error_invalid_price'],
    ['images on the second tier', { tier_variation: [tier('A', ['a']), tier('B', ['b'], 'x')], model: [model([0, 0])] }, 'error_param'],
  ])('refuses %s', async (_name, body, error) => {
    expect(await shop.post('product/init_tier_variation', { item_id: await shop.item(), ...body })).toMatchObject({ error });
  });
  test('models are added, renamed and dropped; places move by update_tier_variation', async () => {
    const { item, models: [first, second] } = await shop.varied();
    const names = ['200 g', '100 g', '300 g'].map((option) => ({ option }));
    const moved = [{ model_id: first, tier_index: [1] }, { model_id: second, tier_index: [0] }];
    expect(await shop.post('product/update_tier_variation', { item_id: item, tier_variation: [{ name: 'Berat', option_list: names }], model_list: moved })).toMatchObject({ error: '' });
    const added = { tier_index: [2], original_price: 40_000, model_sku: 'KP-01-2', seller_stock: [{ stock: 4 }] };
    expect(await shop.post('product/add_model', { item_id: item, model_list: [{ ...added, tier_index: [3] }] })).toMatchObject({ error: 'error_param' });
    expect(await shop.post('product/add_model', { item_id: item, model_list: [added] })).toMatchObject({ error: '' });
    expect(await shop.post('product/add_model', { item_id: item, model_list: [added] })).toMatchObject({ error: 'error_model_duplicate_tier_variation_index' });
    expect(await shop.post('product/update_model', { item_id: item, model: [{ model_id: first, model_sku: 'BARU' }] })).toMatchObject({ error: '' });
    expect(await shop.post('product/delete_model', { item_id: item, model_id: second })).toMatchObject({ error: '' });
    expect(await listing(item)).toMatchObject({ variants: [{ sku: 'BARU', options: ['100 g'] }, { sku: 'KP-01-2', options: ['300 g'], stock: 4 }] });
  });
});

describe('stock and price', () => {
  test('each row has its own end; all refused is a refusal', async () => {
    const { item, models } = await shop.varied();
    const rows = (values: readonly [bigint | undefined, number][]) => ({ item_id: item, stock_list: values.map(([model_id, stock]) => ({ model_id, seller_stock: [{ stock }] })) });
    expect(await shop.post('product/update_stock', rows([[models[0], 7], [1n, 3]]))).toMatchObject({ error: '', response: { success_list: [{ model_id: models[0], location_id: 'IDZ', stock: 7 }], failure_list: [{ model_id: 1, failed_reason: expect.any(String) }] } });
    expect(await shop.post('product/update_stock', rows([[undefined, 7]]))).toMatchObject({ error: 'error_edit_item_stock_for_item_has_model' });
    expect(await shop.post('product/update_stock', rows(Array.from({ length: 51 }, () => [models[0], 1])))).toMatchObject({ error: 'error_param' });
  });
  test('model_id 0 or none where there are no variants', async () => {
    const item = await shop.item();
    for (const model_id of [0, undefined]) expect(await shop.post('product/update_stock', { item_id: item, stock_list: [{ model_id, seller_stock: [{ stock: 0 }] }] })).toMatchObject({ error: '' });
    expect(await listing(item)).toMatchObject({ live: true, variants: [{ stock: 0 }] });
  });
  test('price: whole, within limits, the spread of models at most seven', async () => {
    const { item, models } = await shop.varied();
    const price = (original_price: unknown) => shop.post('product/update_price', { item_id: item, price_list: [{ model_id: models[0], original_price }] });
    expect([(await price(25_000)).error, (await price(1.5)).error, (await price(10)).error, (await price(300_000)).error]).toEqual(['', 'error_invalid_price', 'error_price_exceed_min_limitt', 'error_invalid_price']);
    expect(await listing(item)).toMatchObject({ variants: [{ price: 25_000 }, { price: 30_000 }] });
  });
  test('a promotion keeps stock: lower totals and prices are refused until it ends', async () => {
    const item = await shop.item();
    const until = Date.now() + 3_600_000;
    await desk.control('PATCH', `/listings/${item}`, { lock: { quantity: 6, until } });
    const stock = (value: number) => shop.post('product/update_stock', { item_id: item, stock_list: [{ seller_stock: [{ stock: value }] }] });
    expect(await stock(5)).toMatchObject({ error: 'error_param', message: expect.stringContaining('less than reserved stock') });
    expect(await stock(8)).toMatchObject({ error: '' });
    expect(await shop.post('product/update_price', { item_id: item, price_list: [{ original_price: 50_000 }] })).toMatchObject({ error: 'error_cannt_edit_price_in_promotion' });
    expect(await shop.post('product/unlist_item', { item_list: [{ item_id: item, unlist: true }] })).toMatchObject({ error: 'error_cannt_unlisted_in_promotion' });
    expect(await shop.post('product/delete_item', { item_id: item })).toMatchObject({ error: 'error_cannt_delete_in_promotion' });
    await desk.control('PATCH', '/settings', { unconfirmed: { promotionStock: 'block' } });
    expect(await stock(9)).toMatchObject({ error: 'error_cannt_edit_stock_in_promotion' });
    await desk.control('POST', '/clock', { advanceMs: 3_600_000 });
    await desk.control('POST', '/clock', { skewMs: -3_600_000 });
    expect(await stock(1)).toMatchObject({ error: '' });
    expect(await listing(item)).toMatchObject({ variants: [{ stock: 1, reserved: 0 }] });
  });
});

describe('finding', () => {
  test('the search matches like a keyword, pages, and lags as it is told', async () => {
    const item = await shop.item({ item_sku: 'CARI-77' });
    const find = async (item_sku: string) => [...(await shop.get('product/search_item', { item_sku, page_size: '50' })).response?.item_id_list as unknown as bigint[]];
    expect(await find('cari-7')).toEqual([item]);
    await desk.control('PATCH', '/settings', { searchLagMs: 60_000 });
    await shop.item({ item_sku: 'CARI-78' });
    expect(await find('CARI-78')).toEqual([]);
    await desk.control('PATCH', '/settings', { searchLagMs: 0 });
  });
  test('the list wants statuses, at most a hundred a page', async () => {
    const list = (query: Record<string, string | string[]>) => shop.get('product/get_item_list', { offset: '0', page_size: '3', item_status: ['NORMAL', 'UNLIST'], ...query });
    expect(await list({})).toMatchObject({ error: '', response: { has_next_page: true, next_offset: 3 } });
    expect(await list({ page_size: '101' })).toMatchObject({ error: 'error_param' });
    expect(await list({ item_status: 'SOLD' })).toMatchObject({ error: 'error_param' });
  });
  test('an item of another shop is not found; at most fifty ids; ids are integers', async () => {
    const other = await desk.openShop({ name: 'Tetangga' });
    const theirs = await other.item();
    const read = (ids: string) => shop.get('product/get_item_base_info', { item_id_list: ids });
    expect([(await read(String(theirs))).error, (await read(Array.from({ length: 51 }, (_, n) => n + 1).join(','))).error, (await read('abc')).error]).toEqual(['error_item_not_found', 'error_param', 'error_param']);
  });
});
