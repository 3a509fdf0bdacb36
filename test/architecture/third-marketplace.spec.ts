import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { transformSync } from '@swc/core';
import { readSettings } from '../../config/settings.js';
import { startPractice, type Practice } from '../../src/apps/practice.js';
import { controlCall } from '../house/control-call.js';
import { root, serve, until, type Client, type TestHouse } from '../house/serve.js';

/** Two folders somebody brought, compiled, elsewhere on the disk; each beside what it may import: the contract, and nothing at all. */
function bring(): { place: string; adapters: string; sandbox: string } {
  const place = mkdtempSync(join(tmpdir(), 'serentak-third-'));
  const adapters = join(place, 'brought', 'by', 'adapters'), sandbox = join(place, 'brought', 'by', 'sandbox');
  const compile = (from: string, to: string): void => {
    mkdirSync(to, { recursive: true });
    const text = readFileSync(join(root, 'test', 'toy', from), 'utf8').replace(/(marketplace|name): 'toy'/, `$1: 'pasar-ketiga'`).replaceAll("'Toy'", "'Pasar Ketiga'");
    writeFileSync(join(to, 'index.js'), transformSync(text, { configFile: join(root, '.swcrc'), cwd: root, filename: join(root, 'test', 'toy', from) }).code);
  };
  compile('adapters/toy/index.ts', join(adapters, 'pasar-ketiga'));
  compile('simulator.ts', join(sandbox, 'pasar-ketiga'));
  writeFileSync(join(place, 'package.json'), '{ "type": "module" }');
  symlinkSync(join(root, 'dist', 'adapters'), join(place, 'adapters'));
  symlinkSync(join(root, 'node_modules'), join(place, 'node_modules'));
  return { place, adapters, sandbox };
}

it.each(readdirSync(join(root, 'adapters')).filter((name) => name !== 'contract' && !name.includes('.')))('%s is no more than twelve files and a thousand lines', (name) => {
  const files = readdirSync(join(root, 'adapters', name)).filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'));
  const lines = files.map((file) => readFileSync(join(root, 'adapters', name, file), 'utf8').split('\n').length - 1);
  expect(files.length).toBeLessThanOrEqual(12);
  expect(lines.reduce((sum, n) => sum + n, 0)).toBeLessThanOrEqual(1_000);
  expect(Math.max(...lines)).toBeLessThanOrEqual(250);
});

describe('a third marketplace, brought in two folders', () => {
  const { place, adapters, sandbox } = bring();
  const env = { ADAPTER_DIRS: `${join(root, 'dist', 'adapters')}:${adapters}`, SANDBOX_DIRS: `${join(root, 'dist', 'sandbox')}:${sandbox}`, SANDBOX_PORT: '0', DATA_DIR: join(place, 'data') };
  let practice: Practice | null = null, house: TestHouse, manager: Client, url = '', shopId = '', remote = '';
  beforeAll(async () => {
    practice = await startPractice(readSettings(env, root, join(root, 'dist')));
    house = await serve({ practiceUrl: (name) => practice?.url(name) ?? null, env: { ADAPTER_DIRS: env.ADAPTER_DIRS, SANDBOX_DIRS: env.SANDBOX_DIRS } });
    manager = await house.as('manager');
    url = practice?.url('pasar-ketiga') ?? '';
  }, 60_000);
  afterAll(async () => {
    await house?.stop();
    await practice?.stop();
    rmSync(place, { recursive: true, force: true });
  });
  const control = <T>(method: string, path: string, body?: unknown): Promise<T> => controlCall(url, method, path, body);
  const seen = async () => (await control<{ shops: [{ listings: { code: string; live: boolean; variants: { stock: number; price: number }[] }[] }] }>('GET', `/state?shop=${remote}`)).shops[0].listings;

  it('is discovered beside the others, with its form', async () => {
    const { body } = await manager.get<{ items: { name: string; title: string; credentials: { field: string }[] }[] }>('/api/marketplaces');
    expect(body.items.map((entry) => entry.name)).toEqual(expect.arrayContaining(['pasar-ketiga', 'shopee', 'woocommerce']));
    expect(body.items.find((entry) => entry.name === 'pasar-ketiga')).toMatchObject({ title: 'Pasar Ketiga', credentials: [{ field: 'shop_id', label: { id: 'Nomor toko', en: 'Shop number' } }, { field: 'token', label: { id: 'Kunci', en: 'Key' } }] });
    expect(practice?.all().map((entry) => entry.name)).toEqual(expect.arrayContaining(['pasar-ketiga']));
  });

  it('connects', async () => {
    const opened = await control<{ shop: string; credentials: object }>('POST', '/shops', { name: 'Toko Ketiga' });
    remote = opened.shop;
    const made = await manager.send<{ shops: { id: string }[] }>('POST', '/api/connections', { marketplace: 'pasar-ketiga', environment: 'practice', credentials: opened.credentials });
    expect(made.status).toBe(201);
    shopId = made.body.shops[0]?.id ?? '';
    const wrong = await manager.send('POST', '/api/connections', { marketplace: 'pasar-ketiga', environment: 'practice', credentials: { ...opened.credentials, token: 'bukan ini' } });
    expect(wrong.status).toBeGreaterThanOrEqual(400);
  });

  it('publishes, sells, and follows the stock', async () => {
    const category = await manager.send<{ id: string }>('POST', '/api/categories', { path: 'Barang > Mainan' });
    await until(async () => (await manager.get<{ items: unknown[] }>(`/api/remote-categories?shop=${shopId}`)).body.items.length > 0, 'its categories are read');
    expect((await manager.send('PUT', '/api/category-maps', { categoryId: category.body.id, shopId, remoteId: 'toys' })).status).toBe(200);
    const product = await manager.send<{ id: string; variants: { id: string }[] }>('POST', '/api/products', { code: 'PK-1', title: 'Gasing kayu', description: 'Buatan anggota.', categoryId: category.body.id, variants: [{ sku: 'PK-1', price: 15_000, grams: 100, stock: 8 }] });
    await manager.send('POST', '/api/listings', { products: { ids: [product.body.id] }, shops: [shopId] });
    await until(async () => (await seen()).length > 0, 'it is published');
    expect(await seen()).toMatchObject([{ code: 'PK-1', live: true, variants: [{ stock: 8, price: 15_000 }] }]);
    await control('POST', '/orders', { shop: remote, lines: [{ sku: 'PK-1', quantity: 3 }] });
    await manager.send('PATCH', `/api/shops/${shopId}/schedule`, { pullNow: true });
    await until(async () => (await manager.get<{ items: unknown[] }>('/api/orders')).body.items.length === 1, 'its order came back');
    await manager.send('POST', '/api/stock-movements', { variantId: product.body.variants[0]?.id, kind: 'receive', quantity: 10, reason: 'kiriman' });
    await until(async () => (await seen())[0]?.variants[0]?.stock === 15, 'its stock follows');
    expect((await control<{ requests: { effect: string }[] }>('GET', '/requests')).requests.filter((call) => call.effect === 'created')).toHaveLength(1);
  });
});
