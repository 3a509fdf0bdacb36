import { describe, expect } from '@jest/globals';
import { terms } from '../contract/lazada.terms.js';
import { useStand } from '../contract/stand.js';
import { until } from '../house/serve.js';

interface Shown { readonly state: string; readonly warnings: { cause: string; sku: string; severity: string; sentence: string }[]; readonly offers: { price: { sent: number; wanted: number; state: string } }[] }

describe('a price that sends its listing back to QC', () => {
  const { stand, scenario } = useStand('lazada', terms);

  scenario('is announced before it is sent; in QC the listing says so, and how QC ended', async (shop) => {
    const product = await shop.product({ price: 20_000 });
    await shop.publish(product);
    const [{ id = '' } = {}] = await shop.sql<{ id: string }>('SELECT id FROM app.listing WHERE product_id = $1', [product.id]);
    const seen = async (): Promise<Shown> => (await stand.api<Shown>('GET', `/api/listings/${id}`)).body;
    const paused = (yes: boolean): Promise<unknown> => stand.api('PATCH', `/api/shops/${shop.id}/schedule`, { paused: yes });
    const price = async (rupiah: number): Promise<void> => expect((await stand.api('PATCH', `/api/variants/${product.variantIds[0]}`, { price: rupiah })).status).toBe(200);
    const there = async (): Promise<unknown> => (await shop.there(product))[0];
    expect(await seen()).toMatchObject({ state: 'live', warnings: [] });

    await paused(true);
    await price(30_000);
    expect(await seen()).toMatchObject({ warnings: [], offers: [{ price: { sent: 20_000, wanted: 30_000, state: 'waiting' } }] });
    await price(36_000);
    expect((await seen()).warnings).toMatchObject([{ cause: 'price-returns-to-review', sku: product.code, severity: 'informs', sentence: expect.stringContaining(product.code) }]);
    const preview = await stand.api<{ items: [{ warnings: string[] }] }>('GET', `/api/price-preview?shop=${shop.id}&variantId=${product.variantIds[0]}`);
    expect(preview.body.items[0].warnings).toContainEqual(expect.stringContaining(product.code));
    expect(await there()).toMatchObject({ state: 'Active', variants: [{ price: 20_000 }] });

    await stand.control('PATCH', '/settings', { auditMs: 3_600_000 });
    await paused(false);
    await until(async () => (await seen()).offers[0]?.price.sent === 36_000, 'the price is sent');
    expect(await there()).toMatchObject({ state: 'Pending QC', live: true, variants: [{ price: 36_000 }] });
    await stand.passTime(16_000);
    await until(async () => (await seen()).state === 'review', 'the listing says that it is in QC');
    expect((await seen()).warnings).toEqual([]);
    await shop.count(product.variantIds[0], 7);
    await until(async () => (await shop.stockThere(product.code)) === 7, 'stock goes on meanwhile');

    const [listing] = await shop.there(product);
    await stand.control('PATCH', `/listings/${listing?.id}`, { shop: shop.remote, audit: 'reject', reason: 'Harga tidak wajar' });
    await stand.passTime(600_000);
    await until(async () => (await seen()).state === 'failed', 'the refusal is told');
    expect(await shop.causes()).toEqual(['rejected-by-review']);
  });
});
