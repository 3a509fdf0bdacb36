import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { until } from '../house/serve.js';
import { toyHouse, type ToyHouse } from '../toy/toy-house.js';
import { openBrowser, overflow, signInAs, violations, visit, type Visitor } from './browser.js';
import { buildWeb } from './build-web.js';

describe('prices on the dashboard', () => {
  let toy: ToyHouse, browser: Browser, visitor: Visitor, productId = '', variantId = '';
  beforeAll(async () => {
    await buildWeb();
    toy = await toyHouse(['satu']);
    const manager = await toy.as('manager');
    const { body } = await manager.get<{ revision: number }>(`/api/price-rules/${toy.shops.satu}`);
    await manager.send('PUT', `/api/price-rules/${toy.shops.satu}`, { percent: 12.5, fixed: 0, roundTo: 1_000, rounding: 'charm', floor: { base: 'catalogue', percent: 2, fixed: 0, below: 'raise' } }, { 'if-match': `"${body.revision}"` });
    ({ productId, variantId } = await toy.product('HRG-1', { price: 45_000 }));
    await toy.publish([productId], ['satu']);
    await toy.quiet();
    await manager.send('POST', '/api/fees', { marketplace: 'toy', kind: 'commission', percent: 6.5, from: '2026-01-01', source: 'https://toy.example/biaya', readOn: '2026-11-24' });
    browser = await openBrowser();
  }, 90_000);
  afterAll(async () => {
    await browser.close();
    await toy.stop();
  });
  afterEach(async () => {
    await visitor.context.close();
    expect(visitor.complaints).toEqual([]);
  });

  it.each([[1280], [360]])("a tap on a shop's price shows what is left of it, on a window %s wide", async (width) => {
    visitor = await visit(browser, { width });
    const { page } = visitor;
    await signInAs(page, toy.url, toy.people.viewer);
    await page.goto(`${toy.url}/produk/${productId}`);
    await page.getByRole('button', { name: /Harga di / }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Rp 45.000 → Toy Rp 50.900: komisi 6,5 % Rp 3.309, sisa Rp 47.591').waitFor();
    expect(await dialog.getByRole('link', { name: /sumber, dibaca 24 Nov 2026/ }).getAttribute('href')).toBe('https://toy.example/biaya');
    expect([await violations(page), await overflow(page)]).toEqual([[], 0]);
  }, 60_000);

  it.each([[1280], [360]])('who changed what is read when it is asked for, on a window %s wide', async (width) => {
    visitor = await visit(browser, { width });
    const { page } = visitor, asked: string[] = [];
    page.on('request', (request) => void (request.url().includes('/history') && asked.push(request.url())));
    await (await toy.as('manager')).send('PATCH', `/api/variants/${variantId}`, { grams: 200 + width });
    await signInAs(page, toy.url, toy.people.viewer);
    await page.goto(`${toy.url}/produk/${productId}`);
    await page.getByRole('heading', { name: 'Riwayat perubahan' }).waitFor();
    expect(asked).toEqual([]);
    await page.getByText('Riwayat perubahan').click();
    await page.getByText(new RegExp(`^Berat: .* → ${200 + width} g · HRG-1$`)).waitFor();
    expect([await violations(page), await overflow(page)]).toEqual([[], 0]);
  }, 60_000);

  it('what a new price sets off at a marketplace is said before it is saved', async () => {
    visitor = await visit(browser, { width: 360 });
    const { page } = visitor;
    await signInAs(page, toy.url, toy.people.manager);
    await page.goto(`${toy.url}/produk/${productId}`);
    await page.getByRole('heading', { name: 'Di setiap toko' }).waitFor();
    await page.getByText('Tayang di 1 dari 1 toko').waitFor();
    const price = page.getByRole('textbox', { name: 'Harga HRG-1' });
    await price.fill('12,5');
    await page.getByText('Isi angka bulat, misalnya 45.000.').waitFor();
    await price.fill('120.000');
    await page.getByRole('button', { name: 'Simpan', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: 'Sebelum harga HRG-1 dikirim' });
    await dialog.locator('li').first().waitFor();
    expect([await violations(page), await overflow(page)]).toEqual([[], 0]);
    await dialog.getByRole('button', { name: 'Batal' }).click();
    expect(await toy.sql('SELECT price FROM app.variant WHERE id = $1', [variantId])).toEqual([{ price: '45000' }]);
    await price.fill('46.000');
    await page.getByRole('button', { name: 'Simpan', exact: true }).click();
    await page.getByText('Harga HRG-1 disimpan.').waitFor();
    await (await toy.as('manager')).send('PATCH', `/api/variants/${variantId}`, { price: 45_000 });
    await toy.quiet();
  }, 60_000);

  it('a price that halves waits under Masalah, and leaves when a manager agrees', async () => {
    visitor = await visit(browser);
    const { page } = visitor;
    await (await toy.as('manager')).send('PATCH', `/api/variants/${variantId}`, { price: 4_500 });
    await until(async () => (await toy.sql('SELECT 1 FROM app.failure WHERE closed_at IS NULL')).length === 1, 'somebody is asked');
    await signInAs(page, toy.url, toy.people.manager);
    await page.goto(`${toy.url}/masalah`);
    const cause = page.locator('details.cause').filter({ hasText: 'Harga turun separuh atau lebih' });
    await cause.getByText('akan turun 88 %, dari Rp 50.900 menjadi Rp 5.900').first().waitFor();
    expect(await violations(page)).toEqual([]);
    expect(toy.market.variant('satu', 'HRG-1')?.price).toBe(50_900);
    await cause.getByRole('button', { name: 'Setujui harga' }).first().click();
    await page.getByRole('heading', { name: 'Tidak ada masalah' }).waitFor();
    expect(toy.market.variant('satu', 'HRG-1')?.price).toBe(5_900);
  }, 60_000);
});
