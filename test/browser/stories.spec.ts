import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { root, until } from '../house/serve.js';
import { toyHouse, type ToyHouse } from '../toy/toy-house.js';
import { openBrowser, signInAs, violations, visit, type Visitor } from './browser.js';
import { buildWeb } from './build-web.js';

describe('the dashboard, as people use it', () => {
  let toy: ToyHouse, browser: Browser, visitor: Visitor, page: Page;
  beforeAll(async () => {
    await buildWeb();
    toy = await toyHouse(['satu', 'dua']);
    for (const code of ['BRW-1', 'BRW-2', 'BRW-3']) await toy.product(code, { stock: 9 });
    browser = await openBrowser();
  }, 90_000);
  afterAll(async () => {
    await browser.close();
    await toy.stop();
  });
  beforeEach(async () => {
    visitor = await visit(browser);
    page = visitor.page;
  });
  afterEach(async () => {
    await visitor.context.close();
    expect(visitor.complaints).toEqual([]);
  });
  const row = (text: string) => page.locator('[data-row]').filter({ hasText: text });

  it('publishes what was chosen and shows how it goes', async () => {
    await signInAs(page, toy.url, toy.people.manager);
    await page.getByRole('link', { name: 'Produk', exact: true }).click();
    await row('BRW-1').getByRole('checkbox').check();
    await row('BRW-2').getByRole('checkbox').check();
    await page.getByRole('button', { name: 'Terbitkan ke toko' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('heading', { name: 'Terbitkan 2 produk' }).waitFor();
    await dialog.getByRole('button', { name: 'Terbitkan', exact: true }).click();
    await dialog.getByRole('progressbar', { name: 'Kemajuan' }).waitFor();
    await page.waitForSelector('[role=progressbar][aria-valuetext="4 berhasil, 0 gagal, 0 menunggu"]');
    expect(await violations(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Tutup' }).last().click();
    await row('BRW-1').getByText('Tayang').first().waitFor();
    for (const shop of ['satu', 'dua']) expect(toy.market.variant(shop, 'BRW-2')?.stock).toBe(9);
  }, 60_000);

  it('an order at a marketplace appears by itself, with the stock it holds', async () => {
    await signInAs(page, toy.url, toy.people.operator);
    await page.getByRole('link', { name: 'Pesanan', exact: true }).click();
    await page.getByRole('heading', { name: 'Belum ada pesanan' }).waitFor();
    const order = toy.market.buy('satu', 'BRW-1', 2);
    await toy.pull('satu');
    await row(order.number).getByText('2 ditahan dari stok').waitFor();
    await until(async () => toy.market.variant('dua', 'BRW-1')?.stock === 7, 'the other shop follows');
  }, 60_000);

  it('a product without weight: published, found under Masalah, mended, tried again, live', async () => {
    const { productId, variantId } = await toy.product('BRW-9', { stock: 4, title: 'Kopi tanpa timbangan' });
    await signInAs(page, toy.url, toy.people.manager);
    await page.goto(`${toy.url}/produk/${productId}`);
    const weight = page.getByRole('textbox', { name: 'Berat kirim BRW-9' });
    await weight.fill('');
    await row('BRW-9').getByRole('button', { name: 'Simpan' }).click();
    await until(async () => (await toy.sql<{ grams: number | null }>('SELECT grams FROM app.variant WHERE id = $1', [variantId]))[0]?.grams === null, 'the weight is gone');
    await page.getByRole('button', { name: 'Terbitkan ke toko' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Terbitkan', exact: true }).click();
    await page.waitForSelector('[role=progressbar][aria-valuetext="0 berhasil, 2 gagal, 0 menunggu"]');
    await page.getByRole('dialog').getByRole('link', { name: 'Lihat yang gagal' }).click();
    const cause = page.locator('details.cause').filter({ hasText: 'Berat belum diisi' });
    await cause.getByText('Kopi tanpa timbangan').first().waitFor();
    expect(await violations(page)).toEqual([]);
    const fix = cause.getByRole('textbox', { name: 'Berat kirim untuk BRW-9' }).first();
    await fix.fill('250');
    await cause.getByRole('button', { name: 'Simpan & coba lagi' }).first().click();
    await page.getByRole('heading', { name: 'Tidak ada masalah' }).waitFor();
    await page.goto(`${toy.url}/produk/${productId}`);
    await page.getByText('Tayang di 2 dari 2 toko').waitFor();
    expect(await toy.sql('SELECT grams FROM app.variant WHERE id = $1', [variantId])).toEqual([{ grams: 250 }]);
    expect(toy.market.variant('dua', 'BRW-9')?.stock).toBe(4);
  }, 90_000);

  it('one weight for all that lack it: what others weigh stays as it was', async () => {
    const [category] = await toy.sql<{ id: string }>(`SELECT id FROM app.category WHERE path = 'Barang > Mainan'`);
    const made = await (await toy.as('manager')).send<{ id: string }>('POST', '/api/products', { code: 'ISI-1', title: 'Kopi dua ukuran', description: 'Dibuat untuk uji.', categoryId: category?.id, axes: ['Ukuran'], variants: [{ sku: 'ISI-1', choice: ['Kecil'], price: 10_000, stock: 3 }, { sku: 'ISI-1-BESAR', choice: ['Besar'], price: 20_000, grams: 900, stock: 3 }] });
    const productId = made.body.id, other = await toy.product('ISI-2', { grams: null });
    await toy.publish([productId, other.productId], ['satu', 'dua']);
    await toy.quiet();
    await signInAs(page, toy.url, toy.people.manager);
    await page.goto(`${toy.url}/masalah?cause=weight-missing`);
    const cause = page.locator('details.cause').filter({ hasText: 'Berat belum diisi' });
    await cause.getByRole('button', { name: 'Isi untuk semua 2' }).click();
    await page.getByRole('dialog').getByLabel('Berat kirim').fill('1,5');
    expect(await page.getByRole('dialog').getByRole('button', { name: 'Simpan & coba lagi' }).isDisabled()).toBe(true);
    await page.getByRole('dialog').getByLabel('Berat kirim').fill('250');
    await page.getByRole('dialog').getByRole('button', { name: 'Simpan & coba lagi' }).click();
    await page.getByRole('heading', { name: 'Tidak ada masalah' }).waitFor();
    expect(await toy.sql('SELECT sku, grams FROM app.variant WHERE product_id = $1 ORDER BY sku', [productId])).toEqual([{ sku: 'ISI-1', grams: 250 }, { sku: 'ISI-1-BESAR', grams: 900 }]);
  }, 60_000);

  it('a photo that sells badly says so beside the product, with what to do', async () => {
    const { productId } = await toy.product('BRW-8', { stock: 1, title: 'Kopi remang' });
    const manager = await toy.as('manager'), bytes = readFileSync(join(root, 'test', 'catalogue', 'photos-bad', '02-gelap.jpg'));
    const added = await manager.send<{ advice: { code: string }[] }>('POST', `/api/products/${productId}/photos`, bytes, { 'content-type': 'image/jpeg' });
    expect([added.status, added.body.advice.map((advice) => advice.code)]).toEqual([201, ['SRT-PHO-102']]);
    await signInAs(page, toy.url, toy.people.manager);
    await page.goto(`${toy.url}/produk/${productId}`);
    const coach = page.getByText('Foto 1 · Foto terlalu gelap');
    await coach.waitFor();
    const step = page.getByText('Pindahkan produk ke dekat jendela, siang hari.');
    expect(await step.isVisible()).toBe(false);
    await coach.focus();
    await page.keyboard.press('Enter');
    await step.waitFor();
    expect(await violations(page)).toEqual([]);
  }, 60_000);

  it('many failures of one cause: chosen all, dismissed with a reason', async () => {
    const made = [];
    for (const code of ['LUP-1', 'LUP-2', 'LUP-3']) made.push((await toy.product(code, { grams: null })).productId);
    await toy.publish(made, ['satu']);
    await signInAs(page, toy.url, toy.people.operator);
    await page.getByRole('link', { name: /^Masalah/ }).click();
    const cause = page.locator('details.cause').filter({ hasText: 'Berat belum diisi' });
    await cause.locator('.much', { hasText: '3' }).waitFor();
    await cause.getByRole('checkbox', { name: 'Pilih semua di halaman ini' }).check();
    await cause.getByRole('button', { name: 'Coba lagi 3', exact: true }).click();
    await cause.getByText('0 berhasil, 3 gagal, 0 menunggu').waitFor();
    await cause.getByRole('button', { name: 'Bukan masalah' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Alasan').fill('Barang pajangan.');
    expect(await violations(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Tandai bukan masalah' }).click();
    await page.getByRole('heading', { name: 'Tidak ada masalah' }).waitFor();
    expect(await toy.sql(`SELECT DISTINCT closed_as, closed_why FROM app.failure WHERE cause = 'weight-missing' AND closed_as = 'dismissed'`)).toEqual([{ closed_as: 'dismissed', closed_why: 'Barang pajangan.' }]);
  }, 60_000);

  it('a shop is paused and resumed; meanwhile nothing goes out', async () => {
    await signInAs(page, toy.url, toy.people.operator);
    const card = page.locator('article.shopcard').nth(1);
    await card.getByRole('button', { name: 'Jeda' }).click();
    await card.getByText('Dijeda', { exact: true }).waitFor();
    await card.getByRole('button', { name: 'Lanjutkan' }).click();
    await card.getByText('Tersambung').waitFor();
    await card.getByRole('button', { name: 'Ambil pesanan' }).click();
    await page.getByText(/^Pesanan .* sedang dibaca\.$/).waitFor();
  }, 60_000);

  it('the keyboard alone: search, move, select, help', async () => {
    await signInAs(page, toy.url, toy.people.manager);
    await page.keyboard.press('g');
    await page.keyboard.press('p');
    await page.getByRole('heading', { name: 'Produk', level: 1 }).waitFor();
    await row('BRW-1').waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('BRW-2');
    await page.waitForURL(/q=BRW-2/);
    await row('BRW-1').waitFor({ state: 'detached' });
    await row('BRW-2').waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('j');
    await page.keyboard.press('x');
    await page.getByText('1 dipilih').waitFor();
    await page.keyboard.press('t');
    await page.getByRole('dialog', { name: 'Terbitkan 1 produk' }).waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Pintasan papan ketik' }).waitFor();
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/produk\/\d+$/);
  }, 60_000);

  it('speaks English, wears dark, and signs out', async () => {
    await signInAs(page, toy.url, toy.people.viewer);
    await page.getByRole('button', { name: 'Ganti ke gelap' }).click();
    await page.getByRole('button', { name: /akun/ }).click();
    await page.getByRole('button', { name: 'English' }).click();
    await page.getByRole('link', { name: 'Problems' }).waitFor();
    expect(await page.locator('html').getAttribute('data-theme')).toBe('dark');
    expect(await page.locator('html').getAttribute('lang')).toBe('en');
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await page.reload();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  }, 60_000);
});
