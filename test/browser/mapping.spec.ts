import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Browser, Locator, Page } from 'playwright-core';
import { until } from '../house/serve.js';
import { ShelfHouse } from '../mapping/shelf-house.js';
import { attribute } from '../mapping/shelf-market.js';
import { openBrowser, signInAs, violations, visit, type Visitor } from './browser.js';
import { buildWeb } from './build-web.js';

describe('mapping, as people do it', () => {
  const at = new ShelfHouse();
  let browser: Browser, visitor: Visitor, page: Page;
  beforeAll(async () => {
    await buildWeb();
    await at.start();
    browser = await openBrowser();
  }, 90_000);
  afterAll(async () => {
    await browser.close();
    await at.stop();
  });
  beforeEach(async () => {
    visitor = await visit(browser);
    page = visitor.page;
  });
  afterEach(async () => {
    await visitor.context.close();
    expect(visitor.complaints).toEqual([]);
  });
  const cause = (title: string) => page.locator('details.cause').filter({ hasText: title });
  const unfold = async (group: Locator): Promise<void> => {
    await group.waitFor();
    if ((await group.getAttribute('open')) === null) await group.locator('summary').first().click();
  };
  const live = async (code: string): Promise<boolean> => at.market.items.get('satu')?.some((item) => item.code === code) ?? false;

  it('a category without a place: the likeliest one is named first, one tap, and its products are live', async () => {
    await at.publish(await at.product('MAP-1', 'Kopi Bubuk'), await at.product('MAP-2', 'Kopi Bubuk'));
    await signInAs(page, at.house.url, at.house.people.manager);
    await page.goto(`${at.house.url}/masalah`);
    await unfold(cause('Kategori belum dipetakan'));
    await cause('Kategori belum dipetakan').getByRole('button', { name: 'Pilih kategori' }).click();
    const dialog = page.getByRole('dialog');
    const first = dialog.locator('[data-suggestions] button').first();
    await first.getByText('Makanan & Minuman > Kopi Giling').waitFor();
    await first.getByText('bubuk ≈ giling').waitFor();
    expect(await violations(page)).toEqual([]);
    await first.click();
    await until(async () => (await live('MAP-1')) && (await live('MAP-2')), 'both are published');
    expect((await at.ok<{ items: object[] }>(at.manager, 'GET', '/api/category-maps')).items).toMatchObject([{ remoteId: 'kopi', confirmedBy: 'manager' }]);
  }, 60_000);

  it('a demand that grew: one row for all products, filled in once, closed', async () => {
    at.market.rules.kopi = [attribute('roast', 'Sangrai', { required: true, kind: 'one', custom: false, values: [{ id: 'r1', name: 'Sedang' }, { id: 'r2', name: 'Gelap' }] })];
    await at.nextDay();
    await signInAs(page, at.house.url, at.house.people.manager);
    await page.goto(`${at.house.url}/masalah`);
    const group = cause('Keterangan wajib kosong');
    await unfold(group);
    await group.getByText('2 produk di satu kategori').waitFor();
    await group.getByRole('link', { name: 'Barang MAP-1' }).waitFor();
    await group.getByRole('button', { name: 'Isi untuk kategori' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Sangrai').selectOption('Gelap');
    expect(await violations(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Simpan' }).click();
    await until(async () => (await at.failures()).length === 0, 'it is closed');
    await until(async () => JSON.stringify(at.market.sent('MAP-2')?.attributes.roast) === '[{"id":"r2"}]', 'it went out');
    // What will be sent is told in words that people know, not in the marketplace's ids.
    const unsent = await at.product('MAP-3', 'Kopi Bubuk');
    await at.ok(at.manager, 'PATCH', `/api/shops/${at.shopId}/schedule`, { paused: true });
    await at.ok(at.manager, 'POST', '/api/listings', { products: { ids: [unsent] }, shops: [at.shopId] });
    await page.goto(`${at.house.url}/produk/${unsent}`);
    await page.locator('.diff').getByText('Kopi Giling', { exact: true }).waitFor();
  }, 60_000);
});
