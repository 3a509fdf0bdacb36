import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page, Route } from 'playwright-core';
import { until } from '../house/serve.js';
import { toyHouse, type ToyHouse } from '../toy/toy-house.js';
import { openBrowser, overflow, signInAs, violations, visit, type Look, type Visitor } from './browser.js';
import { buildWeb } from './build-web.js';

const pages = ['/', '/produk', '/pesanan', '/masalah'] as const;
const long = 'Kain Batik Tulis Motif Truntum Pewarna Alam Kulit Kayu Tingi dan Mahoni Katun Primisima Halus Lebar 115 Sentimeter Panjang 2,4 Meter KirimanAnggotaBaruYangNamanyaTidakPunyaSpasiSamaSekaliSupayaTerlihatApakahBarisnyaPecah';
const phone: Look = { width: 360, height: 760 };

describe('every page in every state', () => {
  let toy: ToyHouse, browser: Browser, productId = '';
  beforeAll(async () => {
    await buildWeb();
    toy = await toyHouse(['satu', 'dua']);
    browser = await openBrowser();
  }, 90_000);
  afterAll(async () => {
    await browser.close();
    await toy.stop();
  });

  /** `seen` names what must be on the page before it is judged. Answers come late or refused where the state asks for it. */
  async function judge(visitor: Visitor, path: string, seen: (page: Page) => Promise<void>): Promise<void> {
    await visitor.page.goto(toy.url + path);
    await seen(visitor.page);
    expect({ path, wrong: await violations(visitor.page), wider: await overflow(visitor.page) }).toEqual({ path, wrong: [], wider: 0 });
  }
  async function signedIn(look: Look = {}): Promise<Visitor> {
    const visitor = await visit(browser, look);
    await signInAs(visitor.page, toy.url, toy.people.manager);
    return visitor;
  }
  const whole = (page: Page): Promise<void> => page.locator('main h1').first().waitFor().then(() => page.locator('[aria-busy=true], .bone').first().waitFor({ state: 'detached' }));
  const data = (route: Route): boolean => /\/api\/(overview|products|orders|failures|shops|listings|bulk-actions|cooperatives)/.test(route.request().url());

  it('the door: empty, refused, on a phone, in the dark', async () => {
    for (const look of [{}, { ...phone, dark: true }]) {
      const visitor = await visit(browser, look);
      await judge(visitor, '/', (page) => page.getByRole('heading', { name: 'Masuk' }).waitFor());
      await visitor.page.getByLabel('Email').fill('tidak.ada@test.example');
      await visitor.page.getByLabel('Kata sandi', { exact: true }).fill('salah-salah-123');
      await visitor.page.getByRole('button', { name: 'Masuk', exact: true }).click();
      await visitor.page.getByRole('alert').waitFor();
      expect(await violations(visitor.page)).toEqual([]);
      await visitor.context.close();
    }
  }, 60_000);

  it('empty', async () => {
    for (const look of [{}, phone]) {
      const visitor = await signedIn(look);
      for (const path of pages) await judge(visitor, path, whole);
      expect(visitor.complaints).toEqual([]);
      await visitor.context.close();
    }
  }, 90_000);

  it('loading: the shape of what is coming', async () => {
    const visitor = await signedIn();
    await visitor.page.route('**/api/**', (route) => (data(route) ? undefined : route.continue()));
    for (const path of [...pages, '/produk/1']) await judge(visitor, path, (page) => page.locator('.bone').first().waitFor());
    await visitor.context.close();
  }, 60_000);

  it('an error says what is safe and offers to load again', async () => {
    const visitor = await signedIn();
    const refuse = (route: Route): Promise<void> => (data(route) ? route.fulfill({ status: 503, contentType: 'application/problem+json', body: JSON.stringify({ code: 'SRT-APP-500', title: 'Server sedang berhenti.', next: 'Muat lagi sebentar lagi.' }) }) : route.continue());
    await visitor.page.route('**/api/**', refuse);
    for (const path of [...pages, '/produk/1']) await judge(visitor, path, (page) => page.getByRole('button', { name: 'Muat lagi' }).first().waitFor());
    await visitor.page.unroute('**/api/**', refuse);
    await visitor.page.getByRole('button', { name: 'Muat lagi' }).first().click();
    // Whom a marketplace sent back with a spent consent reads a page too, and finds the way home.
    await judge(visitor, '/api/connections/callback?state=lama', (page) => page.getByRole('heading', { name: 'Tautan izin ini sudah dipakai' }).waitFor());
    await visitor.page.getByRole('link', { name: 'Ke Beranda' }).click();
    await visitor.page.getByRole('navigation', { name: 'Halaman' }).waitFor();
    await visitor.context.close();
  }, 60_000);

  it('long words, wide and narrow, light and dark', async () => {
    productId = (await toy.product('PANJANG-SEKALI-UNTUK-MENGUJI-POTONGAN', { title: long, stock: 1_204_836, price: 12_500_000 })).productId;
    const sold = await toy.product('TERJUAL', { title: 'Sambal Bawang Rumahan Botol Kaca', stock: 9 });
    const heavy = await toy.product('TANPA-BERAT', { title: long.slice(0, 200), grams: null });
    await toy.publish([productId, heavy.productId, sold.productId], ['satu', 'dua']);
    await toy.quiet();
    toy.market.buy('satu', 'TERJUAL', 3);
    toy.market.order('dua', { sku: 'BELUM-DIKENAL-01', itemId: 'x', variantId: 'y', title: long, price: 10_000, quantity: 1 });
    await toy.pull('satu', 'dua');
    for (const look of [{}, { width: 768, dark: true }, phone, { ...phone, dark: true }]) {
      const visitor = await signedIn(look);
      await judge(visitor, '/pesanan', async (page) => { await page.getByText('BELUM-DIKENAL-01').first().waitFor(); });
      for (const path of ['/', '/produk', '/masalah', '/masalah?tab=waiting', `/produk/${productId}`, `/produk/${heavy.productId}`]) await judge(visitor, path, whole);
      expect(visitor.complaints).toEqual([]);
      await visitor.context.close();
    }
  }, 180_000);

  it('shops in every plight, side by side on a phone', async () => {
    for (const look of [phone, { width: 1280 }]) {
      const visitor = await signedIn(look);
      await visitor.page.route('**/api/overview', async (route) => {
        const answer = await route.fetch(), body = (await answer.json()) as { shops: Record<string, unknown>[] }, [one] = body.shops;
        const as = (id: string, more: object): object => ({ ...one, id, ...more });
        body.shops = [
          as('a', { paused: true, pause: { by: 'self', sentence: '30 kali gagal berturut-turut.', testing: false } }), as('b', { name: 'Toko Web Koperasi Serba Usaha Bengawan Cabang Pasar Gede', connection: { state: 'dead', lastFour: '1234', endsAt: '2026-12-10T00:00:00Z' } }),
          as('c', { connection: { state: 'none', lastFour: '' }, waitsForQuota: { rows: 88, nextAt: '2026-11-29T17:00:00Z' } }), as('d', { waitsForQuota: { rows: 3, nextAt: null }, gate: { sentence: long } }),
        ] as Record<string, unknown>[];
        await route.fulfill({ response: answer, json: body });
      });
      await judge(visitor, '/', async (page) => { await page.getByText('88 menunggu kuota').waitFor(); });
      await visitor.context.close();
    }
  }, 60_000);

  it('an order in both plights says both, one beneath the other', async () => {
    const visitor = await signedIn(), { page } = visitor;
    await page.route(/\/api\/orders(\?|$)/, async (route) => {
      const answer = await route.fetch(), body = (await answer.json()) as { items: { lines: object[] }[] }, [order] = body.items, [line] = order?.lines ?? [];
      if (order) order.lines = Array.from({ length: 30 }, (_, index) => ({ ...line, id: String(index), short: index === 3 ? 2 : 0, variantId: index === 5 ? null : '1', product: null }));
      await route.fulfill({ response: answer, json: { ...body, items: [order] } });
    });
    await judge(visitor, '/pesanan', (at) => at.getByText('Terjual lebih dari yang ada.').waitFor());
    const [short, unknown] = await Promise.all(['Terjual lebih dari yang ada.', '1 barang belum dikenal.'].map((text) => page.locator('.banner').filter({ hasText: text }).boundingBox()));
    expect((short?.y ?? 0) + (short?.height ?? 0)).toBeLessThanOrEqual(unknown?.y ?? 0);
    await visitor.context.close();
  }, 60_000);

  it('without a line: old data stay, with their age, and come back true', async () => {
    const visitor = await signedIn();
    await judge(visitor, '/produk', whole);
    await visitor.context.setOffline(true);
    await visitor.page.getByText('Tidak ada sambungan internet.').waitFor();
    await visitor.page.locator('[data-row]').first().waitFor();
    expect(await violations(visitor.page)).toEqual([]);
    // A deed that got no answer says so above its dialog, keeps what was chosen, and may be pressed again.
    const { page } = visitor, dialog = page.getByRole('dialog');
    await page.locator('[data-row]').filter({ hasText: 'TERJUAL' }).getByRole('checkbox').check();
    await page.getByRole('button', { name: 'Terbitkan ke toko' }).click();
    await dialog.getByRole('button', { name: 'Terbitkan', exact: true }).click();
    const refusal = dialog.getByText('Belum tentu tersimpan. Periksa sambungan, lalu tekan lagi');
    await refusal.waitFor();
    expect(await violations(page)).toEqual([]);
    await visitor.context.setOffline(false);
    await dialog.getByRole('button', { name: 'Terbitkan', exact: true }).click();
    await dialog.getByRole('progressbar', { name: 'Kemajuan' }).waitFor();
    await refusal.waitFor({ state: 'detached' });
    await page.keyboard.press('Escape');
    await visitor.page.getByText('Tidak ada sambungan internet.').waitFor({ state: 'detached' });
    await visitor.context.close();
  }, 60_000);

  it('dialogs: publish, connect, settings, match, find', async () => {
    const visitor = await signedIn();
    const { page } = visitor;
    const check = async (path: string, open: (page: Page) => Promise<unknown>): Promise<void> => {
      await page.goto(toy.url + path);
      await whole(page);
      await open(page);
      await page.getByRole('dialog').waitFor();
      expect({ path, wrong: await violations(page) }).toEqual({ path, wrong: [] });
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
    };
    await check('/', (at) => at.getByRole('button', { name: 'Sambungkan toko' }).click());
    await check('/', async (at) => { await at.getByRole('button', { name: 'Sambungkan toko' }).click(); await at.getByRole('dialog').getByRole('listitem').getByRole('button').first().click(); });
    await check('/', (at) => at.getByRole('button', { name: 'Atur' }).first().click());
    await check('/pesanan', (at) => at.getByRole('button', { name: 'Cocokkan barang' }).first().click());
    await check(`/produk/${productId}`, (at) => at.getByRole('button', { name: 'Ubah', exact: true }).click());
    await check(`/produk/${productId}`, (at) => at.getByRole('button', { name: 'Ubah stok' }).first().click());
    await check('/produk', (at) => at.getByRole('button', { name: /Cari produk, pesanan/ }).click());
    expect(visitor.complaints).toEqual([]);
    await visitor.context.close();
  }, 90_000);

  it('on a slow line a dialog waits for the shops, then means all of them', async () => {
    const visitor = await signedIn(), { page } = visitor;
    let bring = (): void => undefined;
    const brought = new Promise<void>((resolve) => { bring = resolve; });
    await page.route('**/api/shops', async (route) => { await brought; await route.continue(); });
    await page.goto(`${toy.url}/produk/${productId}`);
    await page.getByRole('button', { name: 'Terbitkan ke toko' }).click();
    const dialog = page.getByRole('dialog'), go = dialog.getByRole('button', { name: 'Terbitkan', exact: true });
    await dialog.locator('.bone').first().waitFor();
    expect(await go.isDisabled()).toBe(true);
    bring();
    await dialog.getByRole('checkbox').nth(1).waitFor();
    expect([await dialog.getByRole('checkbox', { checked: true }).count(), await go.isEnabled()]).toEqual([2, true]);
    await visitor.context.close();
  }, 60_000);

  it('without live news it asks by itself', async () => {
    const visitor = await visit(browser), { page } = visitor;
    await page.clock.install();
    await page.route('**/api/events', (route) => route.abort());
    await signInAs(page, toy.url, toy.people.manager);
    await page.getByRole('link', { name: 'Pesanan', exact: true }).click();
    await page.locator('[data-row]').first().waitFor();
    const order = toy.market.buy('satu', 'TERJUAL', 1);
    await toy.pull('satu');
    await until(async () => (await toy.sql('SELECT 1 FROM app.orders WHERE number = $1', [order.number])).length === 1, 'the order is here');
    expect(await page.getByText(order.number).count()).toBe(0);
    await page.clock.runFor(21_000);
    await page.clock.resume();
    await page.getByText(order.number).waitFor();
    await visitor.context.close();
  }, 60_000);

  it('two windows: who leaves in one has left in both, and Back leads to the row one came from', async () => {
    const visitor = await signedIn({ height: 420 }), { page } = visitor;
    await judge(visitor, '/produk', whole);
    await page.locator('[data-row] .name').last().scrollIntoViewIfNeeded();
    const place = await page.evaluate<number>('scrollY');
    expect(place).toBeGreaterThan(0);
    await page.locator('[data-row] .name').last().click();
    await page.locator('.product-head').waitFor();
    expect(await page.evaluate<number>('scrollY')).toBe(0);
    expect(await page.title()).toMatch(/^(Sambal|Kain).* · Serentak$/);
    await page.goBack();
    await page.locator('[data-row]').first().waitFor();
    expect(Math.abs((await page.evaluate<number>('scrollY')) - place)).toBeLessThan(60);
    const beside = await visitor.context.newPage();
    await beside.goto(toy.url);
    await beside.getByRole('button', { name: /akun/ }).click();
    await beside.getByRole('button', { name: 'Keluar' }).click();
    await page.getByRole('heading', { name: 'Masuk' }).waitFor();
    await signInAs(beside, toy.url, toy.people.viewer);
    await page.getByRole('heading', { name: 'Produk', level: 1 }).waitFor();
    await visitor.context.close();
  }, 60_000);
});
