import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { insideTransaction } from '../../src/kernel/index.js';
import { readShop } from '../../src/shops/index.js';
import { root, until } from '../house/serve.js';
import { toyHouse, type ToyHouse } from '../toy/toy-house.js';

describe('no call to a marketplace is made inside a transaction', () => {
  let toy: ToyHouse;
  const calls: { readonly path: string; readonly inside: boolean }[] = [];
  const real = globalThis.fetch;
  beforeAll(async () => {
    globalThis.fetch = (input, init) => {
      const url = new URL(input instanceof Request ? input.url : input);
      if (toy && url.origin === toy.market.url) calls.push({ path: `${init?.method ?? 'GET'} ${url.pathname}`, inside: insideTransaction() });
      return real(input, init);
    };
    toy = await toyHouse(['satu', 'dua']);
  });
  afterAll(async () => {
    globalThis.fetch = real;
    await toy?.stop();
  });

  it('the gateway refuses one, and nothing leaves', async () => {
    const before = toy.market.calls.length;
    const shop = await toy.house.database.inScope(toy.scope, (tx) => readShop(tx, toy.shops.satu ?? ''));
    if (!shop) throw new Error('no shop');
    const { session } = await toy.house.gateway.open(shop, { lane: 'prompt', signal: new AbortController().signal });
    await expect(toy.house.database.inScope(toy.scope, () => session.check())).rejects.toThrow('Call check inside a transaction');
    expect(toy.market.calls.slice(before).filter((call) => call.path === '/shop')).toEqual([]);
    expect(await session.check()).toHaveLength(1);
  });

  it('publishing, ordering, pushing, withdrawing and reading back make none', async () => {
    calls.length = 0;
    const operator = await toy.as('operator');
    const { productId, variantId } = await toy.product('T-1', { stock: 9 });
    await toy.publish([productId], ['satu', 'dua']);
    await toy.quiet();
    toy.market.buy('satu', 'T-1', 2);
    await toy.pull('satu');
    await until(async () => toy.market.variant('dua', 'T-1')?.stock === 7, 'the other shop follows');
    await operator.send('POST', '/api/stock-movements', { variantId, kind: 'count', quantity: 20, reason: 'hitung' });
    await toy.quiet();
    toy.clock.advance(7 * 3_600_000);
    await toy.house.sweep.once();
    await until(async () => calls.some((call) => call.path === 'GET /satu/items'), 'it is read back');
    await toy.publish([productId], ['dua'], 'withdrawn');
    await toy.quiet();
    expect([...new Set(calls.map((call) => call.path.replace(/\d+/g, 'n')))].sort()).toEqual(expect.arrayContaining(['GET /satu/items', 'GET /satu/orders', 'POST /dua/items', 'POST /dua/items/in/hide', 'POST /dua/offers/stock', 'POST /satu/items', 'POST /satu/offers/stock']));
    expect(calls.filter((call) => call.inside)).toEqual([]);
  });

  it('the house has one way out', () => {
    const files = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts') && !name.endsWith('.spec.ts'));
    const leaving = files.filter((name) => /(?<!async |\.)\bfetch\(|from 'node:https?'|from 'undici'/.test(readFileSync(join(root, 'src', name), 'utf8').replace(/import type .*/g, '')));
    // The first is a newcomer's click: it opens a shop on a practice marketplace. The second is the doctor's, outside any house. The next two ask no marketplace for anything and refuse inside a transaction by themselves: a digest's webhook, and a picture's address asked for a picture.
    expect(leaving.sort()).toEqual(['apps/demo/demo-shops.ts', 'apps/upkeep/finding.ts', 'operations/digest/send.ts', 'photos/fetch-picture.ts', 'sync/http-call.ts']);
  });
});
