import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { openDesk, openReceiver, type Desk, type ShopDesk } from './desk.fixture.js';

const day = 86_400_000;
let desk: Desk;
let shop: ShopDesk;
let receiver: Awaited<ReturnType<typeof openReceiver>>;
beforeAll(async () => { desk = await openDesk(); });
afterAll(() => desk.stop());
beforeEach(async () => {
  await desk.control('POST', '/reset', {});
  shop = await desk.openShop();
  receiver = await openReceiver();
});
afterEach(() => receiver.close());

test('a reset puts the clock back, and nobody pays for the calls of before with the calls of after', async () => {
  const sell = async () => {
    const { item, sku } = await shop.item();
    return shop.rows('/product/stock/sellable/update', { ItemId: item, SkuId: sku, SellableQuantity: '3' });
  };
  await desk.pass(day);
  expect(await sell()).toMatchObject({ code: '0' });
  await desk.control('POST', '/reset', {});
  shop = await desk.openShop();
  expect(await sell()).toMatchObject({ code: '0' });
});

test('a ban that is lifted leads back to where the product was: on sale, or before QC', async () => {
  const edit = (item: string, change: object) => desk.control('PATCH', `/listings/${item}`, change);
  const { item } = await shop.item();
  expect([(await edit(item, { ban: 'Merek' })).state, (await edit(item, { ban: null })).state]).toEqual(['Suspended', 'Active']);
  expect(await edit(item, { ban: null })).toMatchObject({ error: `The listing ${item} is not banned.` });
  const made = await shop.create(await shop.product({ sku: { SellerSku: 'KP-02' } }));
  const fresh = String(made.data?.item_id);
  expect([(await edit(fresh, { ban: 'Merek' })).state, (await edit(fresh, { ban: null })).state]).toEqual(['Suspended', 'Pending QC']);
});

test('the end of an access token is told daily from 48 hours before, for the newest one only', async () => {
  await shop.subscribe(receiver.url);
  const told = () => receiver.received.filter(({ body }) => (JSON.parse(body) as { message_type: number }).message_type === 8).length;
  await desk.pass(20 * day);
  const { refresh_token } = shop.credentials;
  expect(await shop.get('/auth/token/refresh', { refresh_token }, { token: null })).toMatchObject({ code: '0' });
  await desk.pass(9 * day);
  expect(told()).toBe(0);
  await desk.pass(19 * day + 1000);
  expect(told()).toBe(1);
  await desk.pass(day);
  expect(told()).toBe(2);
  await desk.pass(5 * day);
  expect(told()).toBe(2);
});
