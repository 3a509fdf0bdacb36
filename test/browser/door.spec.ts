import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { join } from 'node:path';
import { codeAt } from '../../src/access/totp.js';
import { openHouse, password, signIn, type OpenHouse } from '../edge/open-house.js';
import { root } from '../house/serve.js';
import { openBrowser, overflow, violations, visit, type Visitor } from './browser.js';
import { buildWeb } from './build-web.js';

describe('the door, as people meet it', () => {
  let at: OpenHouse, browser: Browser;
  beforeAll(async () => {
    await buildWeb();
    at = await openHouse(join(root, 'web', 'dist'), { production: true });
    browser = await openBrowser();
  }, 90_000);
  afterAll(async () => {
    await browser.close();
    await at.close();
  });
  let secret = '';
  const administrator = (): Promise<string> => { at.house.database.clock.advance(60_000); return signIn(at.url, 'administrator@uji.example', password, { code: codeAt(secret, at.house.database.clock.now()) }); };
  const fits = async ({ page }: Visitor): Promise<void> => expect({ wrong: await violations(page), wider: await overflow(page) }).toEqual({ wrong: [], wider: 0 });
  const knock = async ({ page }: Visitor, email: string, secret: string): Promise<void> => {
    await page.goto(at.url);
    await page.getByLabel('Email').fill(email);
    await page.getByLabel('Kata sandi', { exact: true }).fill(secret);
    await page.getByRole('button', { name: 'Masuk', exact: true }).click();
  };
  /** As the administrator does by API; their page comes later. */
  const invite = async (email: string): Promise<string> => {
    const cookie = { cookie: await administrator(), 'x-requested-with': 'serentak', 'content-type': 'application/json' };
    const made = await fetch(`${at.url}/api/invitations`, { method: 'POST', headers: cookie, body: JSON.stringify({ email, role: 'operator', cooperativeId: at.unit }) });
    return ((await made.json()) as { link: string }).link;
  };
  const inside = ({ page }: Visitor): Promise<void> => page.getByRole('navigation', { name: 'Halaman' }).waitFor();
  /** Refusals are answers here: the browser tells each of them on its console. */
  const calm = (visitor: Visitor): void => expect(visitor.complaints.filter((line) => !/Failed to load resource/.test(line))).toEqual([]);

  it('an administrator sets up codes on the phone, keeps the spare ones, and comes again with each', async () => {
    const visitor = await visit(browser, { width: 360, height: 760 }), { page } = visitor;
    await knock(visitor, 'administrator@uji.example', password);
    await page.getByRole('heading', { name: 'Pasang kode di ponsel' }).waitFor();
    await page.getByRole('img', { name: 'Gambar kode untuk dipindai' }).waitFor();
    await page.waitForFunction('document.querySelector("main img").naturalWidth > 0');
    await fits(visitor);
    secret = ((await page.locator('code').first().textContent()) ?? '').replace(/\s/g, '');
    await page.getByLabel('Kode enam angka').fill('000000');
    await page.getByRole('button', { name: 'Masuk', exact: true }).click();
    await page.getByRole('alert').getByText('Kode itu salah atau sudah dipakai.').waitFor();
    await page.getByLabel('Kode enam angka').fill(codeAt(secret, at.house.database.clock.now()));
    await page.getByRole('button', { name: 'Masuk', exact: true }).click();
    await page.getByRole('heading', { name: 'Simpan kode cadangan' }).waitFor();
    await fits(visitor);
    const spare = (await page.locator('li code').first().textContent()) ?? '';
    await page.getByRole('button', { name: 'Sudah saya simpan' }).click();
    await inside(visitor);
    calm(visitor);
    await visitor.context.close();

    at.house.database.clock.advance(60_000);
    for (const way of ['app', 'spare'] as const) {
      const again = await visit(browser);
      await knock(again, 'administrator@uji.example', password);
      await again.page.getByRole('heading', { name: 'Kode dari ponsel' }).waitFor();
      await fits(again);
      if (way === 'spare') await again.page.getByRole('button', { name: 'Pakai kode cadangan' }).click();
      await again.page.getByLabel(way === 'app' ? 'Kode enam angka' : 'Kode cadangan').fill(way === 'app' ? codeAt(secret, at.house.database.clock.now()) : spare);
      await again.page.getByRole('button', { name: 'Masuk', exact: true }).click();
      await inside(again);
      await again.context.close();
    }
  }, 90_000);

  it('a temporary password is changed on the way in, for a good one', async () => {
    await at.house.database.inScope(at.scope, (tx) => tx.rows(`UPDATE app.app_user SET temporary_password = true WHERE email = 'viewer@uji.example'`));
    const visitor = await visit(browser), { page } = visitor;
    await knock(visitor, 'viewer@uji.example', password);
    await page.getByRole('heading', { name: 'Buat kata sandi sendiri' }).waitFor();
    await fits(visitor);
    await page.getByLabel('Kata sandi baru').fill('rahasia12345');
    await page.getByRole('button', { name: 'Lanjut' }).click();
    await page.getByRole('alert').getByText('Kata sandi ini dipakai banyak orang, jadi mudah ditebak.').waitFor();
    await page.getByLabel('Kata sandi baru').fill('gajah payung meja');
    await page.getByRole('button', { name: 'Lanjut' }).click();
    await inside(visitor);
    calm(visitor);
    await visitor.context.close();
  }, 60_000);

  it('an invitation opens one account, with a name and a password', async () => {
    const link = await invite('dewi@uji.example');
    const visitor = await visit(browser, { width: 360, height: 760 }), { page } = visitor;
    await page.goto(link);
    await page.getByText('Unit Kopi mengundang dewi@uji.example sebagai Operator.').waitFor();
    await fits(visitor);
    await page.getByLabel('Nama Anda').fill('Dewi Lestari');
    await page.getByLabel('Kata sandi baru').fill('gajah payung meja');
    await page.getByRole('button', { name: 'Buat akun' }).click();
    await inside(visitor);
    expect(new URL(page.url()).pathname + new URL(page.url()).hash).toBe('/');
    calm(visitor);
    await visitor.context.close();
    await signIn(at.url, 'dewi@uji.example', 'gajah payung meja');
    const late = await visit(browser, { dark: true });
    await late.page.goto(link);
    await late.page.getByRole('alert').getByText('Tautan ini sudah dipakai, dibatalkan, atau kedaluwarsa.').waitFor();
    await fits(late);
    await late.page.getByRole('button', { name: 'Ke halaman masuk' }).click();
    await late.page.getByRole('heading', { name: 'Masuk', exact: true }).waitFor();
    await late.context.close();
  }, 60_000);

  it('an invitation to an address that has an account: its owner signs in and takes the role', async () => {
    const link = await invite('viewer@uji.example');
    const visitor = await visit(browser, { width: 360, height: 760 }), { page } = visitor;
    await page.goto(link);
    await page.getByRole('button', { name: 'Saya sudah punya akun' }).click();
    await page.getByLabel('Kata sandi', { exact: true }).fill('gajah payung meja');
    await page.getByRole('button', { name: 'Masuk', exact: true }).click();
    await fits(visitor);
    await page.getByRole('button', { name: 'Terima dengan akun Anda' }).click();
    await inside(visitor);
    calm(visitor);
    await visitor.context.close();
    const rows = await at.house.database.inScope(at.scope, (tx) => tx.rows<{ role: string }>(`SELECT r.role FROM app.user_role r JOIN app.app_user u ON u.id = r.user_id WHERE u.email = 'viewer@uji.example' AND r.cooperative_id = $1`, [at.unit]));
    expect(rows).toEqual([{ role: 'operator' }]);
  }, 60_000);
});
