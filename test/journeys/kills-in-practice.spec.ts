import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { mapPractice } from '../../src/apps/demo/demo-shops.js';
import { startSandboxes, type Sandboxes } from '../../sandbox/kit/index.js';
import { CallGate } from '../house/call-gate.js';
import { controlCall } from '../house/control-call.js';
import { DeathRounds } from '../house/death-rounds.js';
import { root, serve, type Client, type TestHouse } from '../house/serve.js';
import { WorkerYard } from '../house/worker-process.js';

interface State { readonly listings: readonly { readonly code: string; readonly live: boolean; readonly variants: readonly { readonly sku: string; readonly price: number; readonly stock: number }[] }[] }

/** A real marketplace's create has several steps that must not be repeated; a real worker dies after each. (WooCommerce signs its own address, so nothing can stand before it; its steps are broken off in test/contract.) */
describe.each(['shopee'])('%s: a worker killed after each call that changes something', (name) => {
  let served: TestHouse, sandboxes: Sandboxes, gate: CallGate, yard: WorkerYard, rounds: DeathRounds, manager: Client;
  let address = '', shopId = '';
  const photoDir = mkdtempSync(join(tmpdir(), 'serentak-photos-'));
  beforeAll(async () => {
    sandboxes = await startSandboxes({ dirs: [join(root, 'sandbox')], basePort: 0, only: [name] });
    gate = new CallGate(() => sandboxes.simulators[name]?.url ?? '');
    address = await gate.open();
    served = await serve({ roles: 'api,scheduler', sweeping: false, env: { PHOTO_DIR: photoDir } });
    manager = await served.as('manager');
    yard = new WorkerYard({ DATABASE_URL: served.database.appUrl, PRACTICE_URLS: `${name}=${address}`, ADAPTER_DIRS: join(root, 'dist', 'adapters'), PHOTO_DIR: photoDir });
    rounds = new DeathRounds(served, name, gate, yard, (ms) => controlCall(sandboxes.simulators[name]?.url ?? '', 'POST', '/clock', { advanceMs: ms }));
    await manager.send('POST', '/api/categories', { path: 'Makanan & Minuman > Kopi > Kopi Bubuk' });
    const demo = { cooperativeId: served.cooperativeId, scope: served.scope, signIns: [] };
    // Every call of the shop passes the gate.
    const { credentials } = await controlCall<{ credentials: { url?: string } }>(address, 'POST', '/shops', { name: 'Toko Uji' });
    const connected = await manager.send<{ shops: { id: string }[] }>('POST', '/api/connections', { marketplace: name, environment: 'practice', url: address, credentials: { ...credentials, url: address + new URL(credentials.url ?? address).pathname.replace(/\/$/, '') } });
    if (connected.status !== 201) throw new Error(`Not connected: ${JSON.stringify(connected.body)}`);
    shopId = connected.body.shops[0]?.id ?? '';
    await mapPractice(served.house, demo, name, shopId, join(root, 'sandbox'));
    await rounds.workOff('the shop is open', 60_000);
  }, 300_000);
  afterEach(() => gate.reset());
  afterAll(async () => {
    await yard.close();
    await gate.close();
    await served.stop();
    await sandboxes.stop();
    rmSync(photoDir, { recursive: true, force: true });
  });

  it('of a publish with variants: exactly one listing, whole, with exact prices and stock', async () => {
    const categories = await manager.get<{ items: { id: string; leaf: boolean }[] }>('/api/categories');
    const made = await manager.send<{ id: string }>('POST', '/api/products', {
      code: 'MATI-1', title: 'Kopi Robusta Lereng Bengawan Sangrai', description: 'Robusta petik merah dari kebun anggota, disangrai medium lalu digiling halus. Cocok untuk oleh-oleh.', categoryId: categories.body.items.find((category) => category.leaf)?.id, axes: ['Berat'],
      variants: [['MATI-1-S', '100 gram', 18_000, 6], ['MATI-1-L', '200 gram', 33_000, 4]].map(([sku, choice, price, stock]) => ({ sku, choice: [choice], price, stock, grams: 150, lengthMm: 100, widthMm: 70, heightMm: 200 })),
    });
    expect(made.status).toBe(201);
    expect((await manager.send('POST', `/api/products/${made.body.id}/photos`, readFileSync(join(root, 'demo', 'photos', 'btk-001-batik-tulis-jati-lereng.jpg')), { 'content-type': 'image/jpeg' })).status).toBe(201);
    const deaths = await rounds.killAfterEachCall(() => manager.send('POST', '/api/listings', { products: { ids: [made.body.id] }, shops: [shopId] }), () => rounds.settled(), (call) => call.method === 'POST');
    expect({ deaths, causes: (await manager.get<{ causes: unknown[] }>('/api/failures')).body.causes }).toMatchObject({ causes: [] });
    expect(deaths.map((call) => call.split('/').at(-1))).toEqual(expect.arrayContaining(['upload_image', 'add_item', 'init_tier_variation', 'unlist_item', 'update_stock', 'update_price']));
    const state = await controlCall<{ shops?: readonly State[] } & State>(address, 'GET', '/state');
    const listings = (state.shops ?? [state]).flatMap((shop) => shop.listings);
    expect({ listings, deaths }).toMatchObject({ listings: [{ code: 'MATI-1', live: true }] });
    expect(listings[0]?.variants.map(({ sku, price, stock }) => [sku, price, stock])).toEqual([['MATI-1-S', 18_000, 6], ['MATI-1-L', 33_000, 4]]);
  }, 240_000);
});
