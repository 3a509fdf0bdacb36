import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from '@jest/globals';
import type { ContractShop, Made } from '../contract/contract-shop.js';
import { useStand } from '../contract/stand.js';
import { marketplaces } from '../contract/terms.js';
import { root } from '../house/serve.js';

const day = 86_400_000;
const noRule = { percent: 0, fixed: 0, roundTo: 1 };
interface Member { readonly id: string; readonly cause: string; readonly sentence: string; readonly value: string }
interface Preview { readonly items: readonly { readonly price: number; readonly left: number; readonly floor: number | null; readonly sentence: string; readonly warnings: readonly string[]; readonly lines: readonly { readonly kind: string; readonly fee?: string; readonly amount: number | null }[] }[] }

describe.each((await marketplaces()).filter(([name]) => ['shopee', 'woocommerce'].includes(name)))('%s: prices', (name, terms) => {
  const { stand, scenario } = useStand(name, terms);
  const priceThere = async (shop: ContractShop, product: Made): Promise<number | undefined> => (await shop.there(product))[0]?.variants[0]?.price;
  const wishes = async (shop: ContractShop, product: Made): Promise<string | undefined> =>
    (await shop.sql<{ rev: string }>(`SELECT s.wanted_rev AS rev FROM app.offer_side s JOIN app.offer o ON o.id = s.offer_id WHERE o.shop_id = $1 AND o.variant_id = $2 AND s.side = 'price'`, [shop.id, product.variantIds[0]]))[0]?.rev;
  const setPrice = async (shop: ContractShop, product: Made, price: number): Promise<void> => {
    expect((await stand.api('PATCH', `/api/variants/${product.variantIds[0]}`, { price })).status).toBe(200);
    await shop.settle();
  };
  const members = async (shop: ContractShop): Promise<readonly Member[]> => (await stand.api<{ items: Member[] }>('GET', `/api/failures/members?shop=${shop.id}`)).body.items;
  const preview = async (shop: ContractShop, product: Made): Promise<Preview['items'][number] | undefined> => (await stand.api<Preview>('GET', `/api/price-preview?shop=${shop.id}&productId=${product.id}`)).body.items[0];
  /** A category of ours beside the stand's, mapped to the same leaf. */
  const elsewhere = async (shop: ContractShop): Promise<string> => {
    const path = `Oleh-oleh ${++stand.serial} > Paket`;
    const made = await stand.api<{ id: string }>('POST', '/api/categories', { path });
    expect((await stand.api('PUT', '/api/category-maps', { categoryId: made.body.id, shopId: shop.id, remoteId: stand.leaf.leaf, attributes: stand.leaf.attributes ?? {}, ...(stand.leaf.brand ? { brand: stand.leaf.brand } : {}) })).status).toBe(200);
    return made.body.id;
  };
  const addFee = (more: object) => stand.api<{ id: string; revision: number }>('POST', '/api/fees', { marketplace: name, kind: 'service', from: '2026-01-01', source: 'perjanjian toko', readOn: '2026-11-24', ...more });
  const endFee = async (fee: { readonly id: string; readonly revision: number }): Promise<void> => {
    expect((await stand.api('DELETE', `/api/fees/${fee.id}`, undefined, { 'if-match': `"${fee.revision}"` })).status).toBe(204);
  };

  scenario("a category's rule reaches the shop, the nearer one wins, and what it does not touch is not sent", async (shop) => {
    const [coffee, parcel] = [await shop.product({ price: 20_000 }), await shop.product({ price: 20_000 })];
    await shop.edit(parcel, { categoryId: await elsewhere(shop) });
    await shop.publish(coffee, parcel);
    expect([await priceThere(shop, coffee), await priceThere(shop, parcel)]).toEqual([20_000, 20_000]);
    const before = await wishes(shop, parcel), mark = await shop.mark();
    const parent = (await stand.api<{ items: { id: string; path: string }[] }>('GET', '/api/categories')).body.items.find((entry) => entry.path === stand.leaf.category.split(' > ')[0])?.id;
    expect((await stand.api('PUT', `/api/price-rules/${shop.id}/${parent}`, { ...noRule, percent: 25 })).status).toBe(200);
    await shop.settle();
    expect(await priceThere(shop, coffee)).toBe(25_000);
    const nearer = await stand.api<{ revision: number }>('PUT', `/api/price-rules/${shop.id}/${stand.categoryId}`, { ...noRule, percent: 7.1234, fixed: 250, roundTo: 1_000, rounding: 'charm', ending: 900 });
    await shop.settle();
    expect([nearer.status, await priceThere(shop, coffee)]).toEqual([200, 21_900]);
    expect((await stand.api('DELETE', `/api/price-rules/${shop.id}/${stand.categoryId}`, undefined, { 'if-match': `"${nearer.body.revision}"` })).status).toBe(204);
    await shop.settle();
    expect([await priceThere(shop, coffee), await priceThere(shop, parcel), await wishes(shop, parcel)]).toEqual([25_000, 20_000, before]);
    expect(await shop.writes(mark)).toHaveLength(3);
    // Into a category with another rule: the price follows.
    await shop.edit(coffee, { categoryId: await elsewhere(shop) });
    await shop.settle();
    expect(await priceThere(shop, coffee)).toBe(20_000);
  });

  scenario('a fall of half or more is held with both prices, judged anew when it changes, and leaves after the confirmation', async (shop) => {
    const [one, other, third] = [await shop.product({ price: 40_000 }), await shop.product({ price: 40_000 }), await shop.product({ price: 40_000 })];
    await shop.publish(one, other, third);
    await setPrice(shop, one, 20_001);
    expect([await priceThere(shop, one), await shop.causes()]).toEqual([20_001, []]);
    const mark = await shop.mark();
    await setPrice(shop, one, 10_000);
    expect([await priceThere(shop, one), await members(shop)]).toMatchObject([20_001, [{ cause: 'price-falls', value: '10000' }]]);
    expect((await members(shop))[0]?.sentence).toMatch(/50 %, dari Rp 20\.001 menjadi Rp 10\.000/);
    expect((await preview(shop, one))?.warnings.join()).toMatch(/Rp 20\.001 yang terakhir dikirim/);
    await setPrice(shop, one, 9_000);
    expect(await members(shop)).toMatchObject([{ cause: 'price-falls', value: '9000' }]);
    await stand.passTime(6 * 3_600_000);
    await shop.settle();
    expect((await shop.writes(mark)).filter((call) => call.subject !== null && /price/i.test(`${call.path}${call.body}`))).toEqual([]); // nothing leaves by itself
    const [held] = await members(shop);
    expect((await stand.api('POST', `/api/failures/${held?.id}/confirmations`)).status).toBe(202);
    await shop.settle();
    expect([await priceThere(shop, one), await shop.causes()]).toEqual([9_000, []]);
    // Two at once, by what matches; a third comes to its senses before anybody agrees.
    for (const product of [other, third]) await setPrice(shop, product, 1_000);
    await setPrice(shop, third, 39_000);
    expect([await priceThere(shop, third), (await members(shop)).length]).toEqual([39_000, 1]);
    const bulk = await stand.api<{ id: string }>('POST', '/api/bulk-actions', { kind: 'confirm', filter: { cause: 'price-falls', shop: shop.id } });
    await shop.settle();
    expect([bulk.status, await priceThere(shop, other), await shop.causes()]).toEqual([202, 1_000, []]);
    expect((await stand.api(`GET`, `/api/bulk-actions/${bulk.body.id}`)).body).toMatchObject({ state: 'done', total: 1, succeeded: 1 });
    // The yes was to that price alone.
    await setPrice(shop, other, 400);
    expect([await priceThere(shop, other), await shop.causes()]).toEqual([1_000, ['price-falls']]);
    // A price that moves on before it was sent is not the one that was agreed to.
    await stand.api('PATCH', `/api/shops/${shop.id}/schedule`, { paused: true });
    expect((await stand.api('POST', `/api/failures/${(await members(shop))[0]?.id}/confirmations`)).status).toBe(202);
    expect((await stand.api('PATCH', `/api/variants/${other.variantIds[0]}`, { price: 300 })).status).toBe(200);
    await stand.api('PATCH', `/api/shops/${shop.id}/schedule`, { paused: false });
    await shop.settle();
    expect([await priceThere(shop, other), await members(shop)]).toMatchObject([1_000, [{ value: '300' }]]);
    // Taken off sale, nobody is asked any more.
    await shop.wish([other], 'withdrawn');
    await shop.settle();
    expect(await shop.causes()).toEqual([]);
  });

  scenario('a fee row moves only the prices that hang on it: added, begun by its day, ended', async (shop) => {
    const [floored, plain] = [await shop.product({ price: 45_000 }), await shop.product({ price: 45_000 })];
    await shop.edit(plain, { categoryId: await elsewhere(shop) });
    const rule = await stand.api('PUT', `/api/price-rules/${shop.id}/${stand.categoryId}`, { ...noRule, roundTo: 100, floor: { base: 'catalogue', percent: 0, fixed: 0, below: 'raise' } });
    expect(rule.status).toBe(200);
    await shop.publish(floored, plain);
    const first = await preview(shop, floored), untouched = await wishes(shop, plain);
    expect([await priceThere(shop, floored), await priceThere(shop, plain), (first?.left ?? 0) >= 45_000]).toEqual([first?.price, 45_000, true]);
    const fee = await addFee({ percent: 6.5 });
    await shop.settle();
    const second = await preview(shop, floored);
    expect([fee.status, await priceThere(shop, floored), await wishes(shop, plain)]).toEqual([201, second?.price, untouched]);
    expect(second?.price).toBeGreaterThan((first?.price ?? 0) + 2_900);
    expect(second?.sentence).toMatch(/^Rp 45\.000 → \w+ Rp [\d.]+: .*biaya layanan 6,5 % Rp [\d.]+.*, sisa Rp 4[\d.]+$/);
    expect(second?.lines.reduce((sum, line) => (line.kind === 'fee' ? sum + (line.amount ?? 0) : sum), second.price)).toBe(second?.left);
    // From tomorrow on: today nothing moves, and nobody has to touch anything tomorrow.
    const tomorrow = new Date(stand.house.clock.now() + day + 7 * 3_600_000).toISOString().slice(0, 10);
    const later = await addFee({ kind: 'campaign', rupiah: 3_000, from: tomorrow });
    await shop.settle();
    expect([later.status, await priceThere(shop, floored)]).toEqual([201, second?.price]);
    await stand.passTime(day);
    await shop.settle();
    const third = await preview(shop, floored);
    expect(third?.price).toBeGreaterThanOrEqual((second?.price ?? 0) + 3_000);
    expect([await priceThere(shop, floored), await wishes(shop, plain)]).toEqual([third?.price, untouched]);
    await endFee(later.body);
    await endFee(fee.body);
    await shop.settle();
    expect([await priceThere(shop, floored), await wishes(shop, plain), await shop.causes()]).toEqual([first?.price, untouched, []]);
  });

  scenario('a fee of one leaf counts where the listing stands: it moves with the listing', async (shop) => {
    const rule = await stand.api('PUT', `/api/price-rules/${shop.id}/${stand.categoryId}`, { ...noRule, floor: { base: 'catalogue', percent: 0, fixed: 0, below: 'raise' } });
    expect(rule.status).toBe(200);
    const product = await shop.product({ price: 30_000 });
    await shop.publish(product);
    const before = await priceThere(shop, product);
    const fee = await addFee({ category: stand.leaf.leaf, percent: 10 });
    await shop.settle();
    const dearer = await priceThere(shop, product);
    expect([fee.status, dearer]).toEqual([201, (await preview(shop, product))?.price]);
    expect(dearer).toBeGreaterThanOrEqual((before ?? 0) + 3_333);
    const { map } = JSON.parse(readFileSync(join(root, 'sandbox', name, 'demo.json'), 'utf8')) as { map: { leaf: string; attributes?: object; brand?: string | null }[] };
    const other = map.find((entry) => entry.leaf !== stand.leaf.leaf);
    expect((await stand.api('PUT', '/api/category-maps', { categoryId: stand.categoryId, shopId: shop.id, remoteId: other?.leaf, attributes: other?.attributes ?? {}, ...(other?.brand ? { brand: other.brand } : {}) })).status).toBe(200);
    await shop.settle();
    expect([await priceThere(shop, product), await shop.causes()]).toEqual([before, []]);
    await endFee(fee.body);
    await shop.settle();
  });

  scenario('what would be born below a floor that only asks waits for a person', async (shop) => {
    const fee = await addFee({ percent: 20 });
    const rule = { ...noRule, floor: { base: 'cost', percent: 10, fixed: 0, below: 'ask' } };
    const shopRule = await stand.api<{ revision: number }>('GET', `/api/price-rules/${shop.id}`);
    expect((await stand.api('PUT', `/api/price-rules/${shop.id}`, rule, { 'if-match': `"${shopRule.body.revision}"` })).status).toBe(200);
    const product = await shop.product({ price: 20_000 });
    expect((await stand.api('PATCH', `/api/variants/${product.variantIds[0]}`, { cost: 18_000 })).status).toBe(200);
    await shop.publish(product);
    expect([await shop.there(product), await members(shop)]).toMatchObject([[], [{ cause: 'price-below-floor', value: '20000' }]]);
    const [held] = await members(shop);
    expect((await stand.api('POST', `/api/failures/${held?.id}/confirmations`)).status).toBe(202);
    await shop.settle();
    expect([await priceThere(shop, product), await shop.causes()]).toEqual([20_000, []]);
    await endFee(fee.body);
    await shop.settle();
  });
});
