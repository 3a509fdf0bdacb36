import { describe, expect } from '@jest/globals';
import { until } from '../house/serve.js';
import { useStand } from './stand.js';
import { byCarrier } from './terms.js';

describe.each(await byCarrier())('%s on %s: publishing', (name, carrier, terms) => {
  const { stand, scenario } = useStand(name, terms, carrier);

  scenario('publish twice makes one listing', async (shop) => {
    const product = await shop.product({ stock: 7, price: 12_500 });
    await Promise.all([shop.wish([product]), shop.wish([product])]);
    await shop.settle();
    expect(await shop.there(product)).toMatchObject([{ live: true, variants: [{ sku: product.code, price: 12_500, stock: 7 }] }]);
    const mark = await shop.mark();
    await shop.publish(product);
    expect(await shop.writes(mark)).toEqual([]);
    expect(await shop.causes()).toEqual([]);
  });

  scenario('variants go out with their own price and stock, and come and go', async (shop) => {
    const product = await shop.product({ stock: 4, price: 30_000, choices: ['100 g', '250 g', '1 kg'] });
    await shop.publish(product);
    const [listing] = await shop.there(product);
    expect(listing?.live).toBe(true);
    expect(listing?.variants.map(({ sku, price, stock }) => [sku, price, stock])).toEqual(product.skus.map((sku, index) => [sku, 30_000 + index * 1_000, 4]));
    const { body } = await stand.api<{ variants: { id: string; sku: string; choice: string[]; price: number; grams: number }[] }>('GET', `/api/products/${product.id}`);
    const kept = body.variants.slice(0, 2).map(({ id, sku, choice, price, grams }) => ({ id, sku, choice, price, grams, lengthMm: 120, widthMm: 80, heightMm: 60 }));
    await shop.edit(product, { axes: ['Isi'], variants: [...kept, { sku: `${product.code}-9`, choice: ['2 kg'], price: 33_000, grams: 500, lengthMm: 120, widthMm: 80, heightMm: 60, stock: 2 }] });
    await shop.settle();
    const [after, ...others] = await shop.there(product);
    expect(others).toEqual([]);
    expect(after?.id).toBe(listing?.id);
    expect(after?.variants.map((variant) => variant.sku).sort()).toEqual([product.skus[0], product.skus[1], `${product.code}-9`].sort());
    expect(after?.variants.filter((variant) => product.skus.includes(variant.sku)).map((variant) => variant.id)).toEqual(listing?.variants.slice(0, 2).map((variant) => variant.id));
  });

  scenario('an edit changes what was edited, and nothing else', async (shop) => {
    const product = await shop.product({ stock: 9, price: 18_000 });
    await shop.publish(product);
    const [before] = await shop.there(product);
    await shop.edit(product, { title: `Kopi bubuk pilihan ${product.code} baru` });
    await stand.api('PATCH', `/api/variants/${product.variantIds[0]}`, { price: 19_500 });
    await shop.settle();
    expect(await shop.there(product)).toMatchObject([{ id: before?.id, live: true, title: `Kopi bubuk pilihan ${product.code} baru`, photos: before?.photos, variants: [{ id: before?.variants[0]?.id, price: 19_500, stock: 9 }] }]);
  });

  scenario('withdrawn, a listing is hidden; wished again, the same one is shown', async (shop) => {
    const product = await shop.product({ stock: 3 });
    await shop.publish(product);
    const [before] = await shop.there(product);
    await shop.wish([product], 'withdrawn');
    await shop.settle();
    expect((await shop.there(product)).filter((listing) => listing.live)).toEqual([]);
    // Two were sold elsewhere meanwhile: not for a moment may three be bought.
    await shop.count(product.variantIds[0], 1);
    await shop.fault(terms.stock, { kind: 'reset' });
    await shop.wish([product]);
    const shown = await until(async () => (await shop.there(product)).find((listing) => listing.live), 'it is shown again');
    expect(shown.variants[0]?.stock).toBeLessThanOrEqual(1);
    await shop.settle();
    expect(await shop.there(product)).toMatchObject([{ id: before?.id, live: true, variants: [{ stock: 1 }] }]);
  });

  scenario('a refusal is told with its reason, spends no second call, and is over when it is mended', async (shop) => {
    const product = await shop.product({ stock: 5 });
    await shop.fault(terms.create[0], { kind: 'vendor-error', code: terms.refusal.code });
    await shop.publish(product);
    expect(await shop.calls(0, terms.create[0])).toHaveLength(1);
    const { body } = await stand.api<{ items: { id: string; cause: string; field: string | null; raw: { code: string } | null; sentence: string }[] }>('GET', `/api/failures/members?shop=${shop.id}`);
    expect(body.items).toMatchObject([{ cause: terms.refusal.cause, field: terms.refusal.field, raw: { code: expect.stringContaining(terms.refusal.code) } }]);
    expect(body.items[0]?.sentence).not.toMatch(/[{}]/);
    expect((await stand.api('POST', `/api/failures/${body.items[0]?.id}/retries`)).status).toBe(202);
    await shop.settle();
    expect(await shop.causes()).toEqual([]);
    expect(await shop.there(product)).toMatchObject([{ live: true, variants: [{ stock: 5 }] }]);
  });

  scenario('ids beyond 2^53', async (shop) => {
    const product = await shop.product({ stock: 6, choices: ['100 g', '250 g'] });
    await shop.publish(product);
    const [listing] = await shop.there(product);
    expect(BigInt(listing?.id ?? 0) > 2n ** 53n).toBe(true);
    const rows = await shop.sql<{ item: string; variant: string }>('SELECT remote_item_id AS item, remote_variant_id AS variant FROM app.offer WHERE shop_id = $1 ORDER BY id', [shop.id]);
    expect(rows).toEqual(listing?.variants.map((variant) => ({ item: listing.id, variant: variant.id })));
    await shop.order(product.skus[1], 2);
    await shop.pull();
    expect(await shop.stock(product.skus[1])).toMatchObject({ reserved: 2, available: 4 });
    await shop.count(product.variantIds[0], 3);
    await shop.settle();
    expect((await shop.there(product))[0]?.variants.map((variant) => variant.stock)).toEqual([3, 4]);
  });
});
