import { describe, expect } from '@jest/globals';
import type { ContractShop, Made } from '../contract/contract-shop.js';
import { useStand } from '../contract/stand.js';
import { terms } from '../contract/tiktok-shop.terms.js';
import { until } from '../house/serve.js';

interface Shown { readonly state: string; readonly places: readonly { id: string; name: string; state: string }[]; readonly issues: readonly { cause: string; severity: string; field: string; sentence: string }[] }
const minute = 60_000;

describe('one listing on two platforms', () => {
  const { stand, scenario } = useStand('tiktok-shop', terms);
  const shown = async (product: Made): Promise<Shown | undefined> => (await stand.api<{ items: Shown[] }>('GET', `/api/listings?product=${product.id}`)).body.items[0];
  const platforms = (state: string) => [{ id: 'TIKTOK_SHOP', name: 'TikTok Shop', state }, { id: 'TOKOPEDIA', name: 'Tokopedia', state }];
  const byName = (places: Shown['places'] = []) => [...places].sort((a, b) => (a.id < b.id ? -1 : 1));

  scenario('shows where it stands on each, while it is audited and afterwards', async (shop: ContractShop) => {
    await stand.control('PATCH', '/settings', { auditMs: 10 * minute });
    const product = await shop.product();
    await shop.wish([product]);
    await until(async () => (await shown(product))?.state === 'review', 'the audit has begun');
    await stand.passTime(31_000);
    await until(async () => byName((await shown(product))?.places).length === 2, 'asked once');
    expect(byName((await shown(product))?.places)).toEqual(platforms('review'));
    expect((await shown(product))?.issues).toEqual([]);
    await stand.passTime(10 * minute);
    await shop.settle();
    expect(await shown(product)).toMatchObject({ state: 'live', issues: [] });
    expect(byName((await shown(product))?.places)).toEqual(platforms('live'));
    expect(await shop.causes()).toEqual([]);
  });

  scenario('one that is deleted there while it is audited is told, and not made again', async (shop: ContractShop) => {
    await stand.control('PATCH', '/settings', { auditMs: 10 * minute });
    const product = await shop.product();
    await shop.wish([product]);
    await until(async () => (await shown(product))?.state === 'review', 'the audit has begun');
    await stand.control('PATCH', `/listings/${(await shop.there(product))[0]?.id}`, { shop: shop.remote, delete: true });
    await stand.passTime(31_000);
    await shop.settle();
    expect(await shop.causes()).toEqual(['deleted-there']);
    expect((await shop.calls(0, terms.create[0])).filter((call) => call.effect === 'created')).toHaveLength(1);
  });

  scenario('a field that TikTok cleared is said when the audit is over, of a product that sells', async (shop: ContractShop) => {
    await stand.control('PATCH', '/settings', { auditMs: 10 * minute });
    const mapped = await stand.api('PUT', '/api/category-maps', { categoryId: stand.categoryId, shopId: shop.id, remoteId: stand.leaf.leaf, attributes: stand.leaf.attributes ?? {}, brand: '424242' });
    expect(mapped.status).toBe(200);
    const product = await shop.product();
    await shop.wish([product]);
    await until(async () => (await shown(product))?.state === 'review', 'the audit has begun');
    // Another edit need not wait for the end of the audit.
    await shop.edit(product, { title: 'Kopi bubuk robusta lereng utara, disangrai sedang' });
    await stand.passTime(11 * minute);
    await shop.settle();
    expect(await shown(product)).toMatchObject({ state: 'live', issues: [{ cause: 'field-cleared-there', severity: 'sells', field: 'brand' }] });
    expect((await shop.there(product))[0]?.title).toBe('Kopi bubuk robusta lereng utara, disangrai sedang');
    expect(await shop.causes()).toEqual(['field-cleared-there']);
  });
});
