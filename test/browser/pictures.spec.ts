import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { startSandboxes, type Sandboxes } from '../../sandbox/kit/index.js';
import { foundDemo, importDemo, type DemoFederation } from '../../src/apps/demo/demo-federation.js';
import { connectPractice, mapPractice } from '../../src/apps/demo/demo-shops.js';
import { root, serve, signIn, until, type Client, type TestHouse } from '../house/serve.js';
import { openBrowser, overflow, signInAs, violations, visit, type Look } from './browser.js';
import { buildWeb } from './build-web.js';

const folder = join(root, 'docs', 'pictures');
/** Below what Blibli lets a store create in a minute. */
const published = 18;
const unweighed = ['KOP-003', 'KOP-005', 'KOP-008'];
const phone: Look = { width: 390, height: 844 };

/** The demo catalogue on the practice marketplaces, with sales and with what goes wrong: what the README shows is what runs. */
describe('pictures', () => {
  let sandboxes: Sandboxes, house: TestHouse, demo: DemoFederation, browser: Browser, manager: Client, productId = '';
  beforeAll(async () => {
    await buildWeb();
    mkdirSync(folder, { recursive: true });
    sandboxes = await startSandboxes({ dirs: [join(root, 'sandbox')] });
    house = await serve({ practiceUrl: (name) => sandboxes.simulators[name]?.url ?? null });
    demo = await foundDemo(house.house);
    await importDemo(house.house, demo, join(root, 'demo'), () => undefined);
    await house.house.database.inScope(demo.scope, (tx) => tx.rows('UPDATE app.variant SET grams = NULL WHERE product_id IN (SELECT id FROM app.product WHERE code = ANY ($1))', [unweighed]));
    const person = demo.signIns.find((entry) => entry.role === 'manager');
    if (!person) throw new Error('The demo has no manager.');
    manager = await signIn(house.url, { email: person.email, password: person.password });
    const shops: string[] = [];
    for (const { name, url } of Object.values(sandboxes.simulators)) {
      if (!house.house.marketplaces.find(name)) continue;
      const shopId = await connectPractice(house.house, demo, name, url, join(root, 'sandbox'));
      await mapPractice(house.house, demo, name, shopId, join(root, 'sandbox'));
      shops.push(shopId);
    }
    // The practice marketplaces keep their own limits; ours, more careful, are real waiting.
    await house.house.database.inScope(demo.scope, (tx) => tx.rows(`UPDATE app.shop SET limits = '[]'`));
    const { body } = await manager.get<{ items: { id: string; code: string }[] }>(`/api/products?sort=code&q=KOP&limit=${published}`);
    productId = body.items.find((product) => product.code === 'KOP-001')?.id ?? '';
    const begun = await manager.send<{ action: string }>('POST', '/api/listings', { products: { ids: body.items.map((product) => product.id) }, shops });
    await until(async () => (await manager.get<{ waiting: number }>(`/api/bulk-actions/${begun.body.action}`)).body.waiting === 0, 'everything is answered', 150_000);
    let bought = 0;
    for (const { name, url } of Object.values(sandboxes.simulators)) if (house.house.marketplaces.find(name)) bought += await buy(url);
    await until(async () => (await manager.get<{ items: unknown[] }>('/api/orders')).body.items.length >= bought, 'the orders are here', 30_000);
    browser = await openBrowser();
  }, 240_000);
  afterAll(async () => {
    await browser?.close();
    await house?.stop();
    await sandboxes?.stop();
  });

  /** Two buyers at a practice marketplace's own shop page. */
  async function buy(url: string): Promise<number> {
    const html = await (await fetch(`${url}/_shop`)).text();
    const shop = /name="shop" value="([^"]+)"/.exec(html)?.[1] ?? '';
    const goods = [...html.matchAll(/(?:name="variant" value|option value)="([^"]+)"/g)].map((match) => match[1] ?? '').slice(0, 2);
    for (const variant of goods) {
      const answer = await fetch(`${url}/_shop/orders`, { method: 'POST', redirect: 'manual', body: new URLSearchParams({ shop, variant, quantity: '2' }) });
      expect(answer.status).toBeLessThan(400);
    }
    return goods.length;
  }

  const views: readonly (readonly [string, string, Look])[] = [
    ['beranda', '/', {}], ['beranda-gelap', '/', { dark: true }], ['produk', '/produk?q=KOP', {}], ['produk-rinci', '/produk/:id', {}], ['pesanan', '/pesanan', {}], ['masalah', '/masalah', {}],
    ['beranda-ponsel', '/', phone], ['produk-ponsel', '/produk?q=KOP', phone], ['pesanan-ponsel', '/pesanan', phone], ['masalah-ponsel', '/masalah', phone], ['masalah-ponsel-gelap', '/masalah', { ...phone, dark: true }],
  ];
  it.each(views)('%s', async (name, path, look) => {
    const person = demo.signIns.find((entry) => entry.role === 'manager');
    const { page, context, complaints } = await visit(browser, look);
    if (person) await signInAs(page, house.url, person);
    await page.goto(house.url + path.replace(':id', productId));
    await page.locator('[data-row]').first().waitFor();
    await page.locator('.bone').first().waitFor({ state: 'detached' });
    await page.evaluate<unknown>('Promise.all([...document.images].filter((image) => image.getBoundingClientRect().top < innerHeight).map((image) => image.decode().catch(() => undefined)))');
    expect({ wrong: await violations(page), wider: await overflow(page) }).toEqual({ wrong: [], wider: 0 });
    await page.screenshot({ path: join(folder, `${name}.png`) });
    expect(statSync(join(folder, `${name}.png`)).size).toBeGreaterThan(10_000);
    expect(complaints).toEqual([]);
    await context.close();
  }, 30_000);

  it('masuk', async () => {
    const { page, context } = await visit(browser);
    await page.goto(house.url);
    await page.getByRole('heading', { name: 'Masuk' }).waitFor();
    await page.screenshot({ path: join(folder, 'masuk.png') });
    await context.close();
  }, 30_000);
});
