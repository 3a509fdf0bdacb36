import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createUser, giveRole } from '../../src/access/users.js';
import { startSandboxes, type Sandboxes } from '../../sandbox/kit/index.js';
import { root, serve, signIn, until, type Client, type TestHouse } from '../house/serve.js';

interface Keys { partner_id: string | number; partner_key: string; shop_id: string | number }

describe('connecting by the consent page of a marketplace', () => {
  let sandboxes: Sandboxes, house: TestHouse, manager: Client, base = '', keys: Keys;
  beforeAll(async () => {
    sandboxes = await startSandboxes({ dirs: [join(root, 'sandbox')], basePort: 0, only: ['shopee', 'tiktok-shop', 'woocommerce'] });
    base = sandboxes.simulators.shopee?.url ?? '';
    house = await serve({ practiceUrl: (name) => sandboxes.simulators[name]?.url ?? null });
    manager = await house.as('manager');
    const opened = (await (await fetch(`${base}/_control/shops`, { method: 'POST', body: JSON.stringify({ name: 'Toko Izin' }) })).json()) as { credentials: Keys };
    keys = opened.credentials;
  });
  afterAll(async () => {
    await house.stop();
    await sandboxes.stop();
  });

  const ask = async (connectionId?: string, shopId?: string): Promise<URL> => {
    const asked = await manager.send<{ link: string }>('POST', '/api/connections/consents', connectionId ? { connectionId } : { marketplace: 'shopee', environment: 'practice', app: { partner_id: String(keys.partner_id), partner_key: keys.partner_key }, shopId });
    expect(asked.status).toBe(201);
    return new URL(asked.body.link);
  };
  /** The seller agrees: the page leads back to us, with a code. */
  const agree = async (link: URL, who = String(keys.shop_id)): Promise<URL> => {
    const page = await (await fetch(link)).text();
    const back = /name="back" value="([^"]+)"/.exec(page)?.[1]?.replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code))) ?? '';
    const done = await fetch(`${base}/auth/decide`, { method: 'POST', redirect: 'manual', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: new URLSearchParams({ back, state: link.searchParams.get('state') ?? '', partner: String(keys.partner_id), ending: '', shop: who }) });
    expect(done.status).toBe(302);
    return new URL(done.headers.get('location') ?? '');
  };

  /** Where the seller ends up: the token by which a person chooses, '' where nothing is left to be chosen. */
  const come = async (back: URL): Promise<string> => new URL((await manager.get(back.pathname + back.search)).url).searchParams.get('pilih') ?? '';

  it('opens the shop; the state is used up and bound to the session that asked', async () => {
    // Two were registered before there was access: which of them this is, is asked once it is known what the seller opened.
    const [one, other] = await Promise.all(['Toko Satu', 'Toko Dua'].map(async (name) => (await manager.send<{ id: string }>('POST', '/api/shops', { name, marketplace: 'shopee' })).body.id));
    const doubtful = await come(await agree(await ask()));
    expect((await manager.get(`/api/connections/choices/${doubtful}`)).body).toEqual({ marketplace: 'shopee', title: 'Shopee', offered: [{ remoteId: String(keys.shop_id), name: 'Toko Izin' }], registered: [{ id: one, name: 'Toko Satu', cooperativeId: house.cooperativeId }, { id: other, name: 'Toko Dua', cooperativeId: house.cooperativeId }] });
    expect((await manager.send('POST', `/api/connections/choices/${doubtful}`, { shops: [{ remoteId: String(keys.shop_id) }] })).body).toMatchObject({ code: 'SRT-CON-015' });
    expect((await manager.send('POST', `/api/connections/choices/${doubtful}`, { shops: [{ remoteId: '999' }] })).status).toBe(404);
    expect((await (await house.as('administrator')).get<{ code: string }>(`/api/connections/choices/${doubtful}`)).body.code).toBe('SRT-CON-008');
    expect((await manager.get<{ items: unknown[] }>('/api/connections')).body.items).toEqual([]);
    const link = await ask(undefined, one);
    expect((await manager.send('DELETE', `/api/shops/${other ?? ''}`)).status).toBe(204);
    expect(link.origin).toBe(base);
    const back = await agree(link);
    expect(back.pathname).toBe('/api/connections/callback');
    const operator = await house.as('administrator');
    const stolen = await operator.get<{ code: string }>(back.pathname + back.search);
    expect(stolen.body.code).toBe('SRT-CON-008');
    const done = await manager.get(back.pathname + back.search);
    expect([200, 302]).toContain(done.status);
    const shops = await manager.get<{ items: { marketplace: string; connection: { state: string } }[] }>('/api/shops');
    expect(shops.body.items).toEqual([expect.objectContaining({ id: one, name: 'Toko Satu', marketplace: 'shopee', connection: expect.objectContaining({ state: 'ok', endsAt: expect.any(String) }) })]);
    const [shop] = (await manager.get<{ items: { id: string }[] }>('/api/shops')).body.items;
    expect((await manager.send(`POST`, `/api/shops/${shop?.id}/checks`)).body).toMatchObject({ ok: true, shops: [{ name: expect.any(String) }] });
    expect((await manager.get<{ choices: object }>(`/api/shops/${shop?.id}/choices`)).status).toBe(200);
    expect((await manager.send('POST', '/api/shops/999/checks')).status).toBe(404);
    const again = await manager.get<{ code: string }>(back.pathname + back.search);
    expect(again.body.code).toBe('SRT-CON-008');
  });

  it('signs a shop in again with the keys it has, and asks for none', async () => {
    const [connection] = (await manager.get<{ items: { id: string }[] }>('/api/connections')).body.items;
    const generation = async () => (await house.house.database.inScope(house.scope, (tx) => tx.row<{ n: number }>('SELECT generation AS n FROM app.connection WHERE id = $1', [connection?.id])))?.n ?? 0;
    const before = await generation();
    const back = await agree(await ask(connection?.id));
    expect((await manager.get(back.pathname + back.search)).status).toBeLessThan(400);
    expect(await generation()).toBe(before + 1);
    expect((await manager.get<{ items: unknown[] }>('/api/shops')).body.items).toHaveLength(1);
    expect((await manager.send<{ code: string }>('POST', '/api/connections/consents', { connectionId: '999' })).status).toBe(404);
    expect((await manager.send('POST', '/api/connections/consents', {})).status).toBe(400);
  });

  it('of one grant\'s shops those that a person names; a unit\'s is asked through the connection of its parent', async () => {
    const open = async (name: string, app?: string) => (await (await fetch(`${sandboxes.simulators['tiktok-shop']?.url}/_control/shops`, { method: 'POST', body: JSON.stringify({ name, app, grant: 'Satu Izin' }) })).json()) as { shop: string; credentials: { app_key: string } };
    const [first] = [await open('Toko Utama')], second = await open('Toko Cabang', first.credentials.app_key), third = await open('Toko Orang', first.credentials.app_key);
    const connect = (shops?: object[]) => manager.send<{ shops: { name: string }[] }>('POST', '/api/connections', { marketplace: 'tiktok-shop', environment: 'practice', credentials: first.credentials, shops });
    expect((await connect()).body).toMatchObject({ code: 'SRT-CON-018', offered: [first, second, third].map(({ shop }) => ({ remoteId: shop })) });
    expect((await connect([{ remoteId: first.shop }, { remoteId: second.shop, cooperativeId: house.unitId }])).body.shops.map(({ name }) => name)).toEqual(['Toko Utama', 'Toko Cabang']);
    const person = { email: 'cabang@test.example', password: 'sandi-cabang-123' };
    await house.house.database.inScope({ ids: [house.unitId] }, (tx) => createUser(tx, { cooperativeId: house.unitId, name: 'Cabang', role: 'manager', ...person }));
    const unit = await signIn(house.url, person), mine = (await unit.get<{ items: { id: string; name: string }[] }>('/api/shops')).body.items.find(({ name }) => name === 'Toko Cabang');
    expect((await unit.send('POST', `/api/shops/${mine?.id}/checks`)).body).toMatchObject({ ok: true });
    // The third is taken later, by the same keys; the two are only renewed.
    expect((await connect([{ remoteId: third.shop }])).body.shops).toHaveLength(3);
  });

  it('of a main account\'s shops those that a person chooses, each for the co-op or unit it belongs to; each renews its own tokens, and one that is revoked stops no other', async () => {
    const control = async (path: string, body: object): Promise<unknown> => (await fetch(`${base}/_control/${path}`, { method: 'POST', body: JSON.stringify(body) })).json();
    const open = async (name: string) => (await control('shops', { name, app: String(keys.partner_id), grant: 'Induk' })) as { shop: string; credentials: { main_account_id: number } };
    const first = await open('Toko Anak Satu');
    const second = await open('Toko Anak Dua'), third = await open('Toko Anak Tiga');
    const token = await come(await agree(await ask(), `main:${first.credentials.main_account_id}`)), path = `/api/connections/choices/${token}`;
    expect((await manager.get(path)).body).toMatchObject({ offered: [first, second, third].map(({ shop }) => ({ remoteId: shop })), registered: [] });
    expect((await manager.send('POST', path, { shops: [{ remoteId: second.shop, cooperativeId: '999999' }] })).status).toBe(404);
    expect((await manager.send('POST', path, { shops: [] })).body).toMatchObject({ code: 'SRT-CON-018' });
    expect((await manager.send('POST', path, { shops: [{ remoteId: first.shop }, { remoteId: second.shop, cooperativeId: house.unitId }] })).status).toBe(201);
    expect((await manager.get<{ code: string }>(path)).body.code).toBe('SRT-CON-008');
    expect((await manager.get<{ items: { name: string; cooperativeId: string }[] }>('/api/shops')).body.items.filter(({ name }) => name.startsWith('Toko Anak')).map(({ name, cooperativeId }) => [name, cooperativeId])).toEqual([['Toko Anak Satu', house.cooperativeId], ['Toko Anak Dua', house.unitId]]);
    type Shop = { id: string; name: string; connection: { id: string; state: string; endsAt: string | null } };
    const shops = async (): Promise<Shop[]> => (await manager.get<{ items: Shop[] }>('/api/shops')).body.items.filter(({ name }) => name.startsWith('Toko Anak'));
    const [one, two] = await shops();
    expect([one, two]).toMatchObject([{ name: 'Toko Anak Satu', connection: { state: 'ok', endsAt: expect.any(String) } }, { name: 'Toko Anak Dua', connection: { state: 'ok' } }]);
    expect(one?.connection.id).not.toBe(two?.connection.id);
    const works = async (shop: Shop | undefined): Promise<boolean> => (await manager.send<{ ok: boolean }>('POST', `/api/shops/${shop?.id}/checks`)).body.ok === true;
    const generations = async (): Promise<number[]> => (await house.house.database.inScope(house.scope, (tx) => tx.rows<{ n: number }>('SELECT generation AS n FROM app.connection WHERE id = ANY ($1::bigint[]) ORDER BY id', [[one?.connection.id, two?.connection.id]]))).map(({ n }) => n);
    expect([await works(one), await works(two), await generations()]).toEqual([true, true, [1, 1]]);
    for (const round of [2, 3]) {
      const ms = 3.5 * 3_600_000;
      house.clock.advance(ms);
      await control('clock', { advanceMs: ms });
      await house.house.sweep.once();
      await until(async () => (await generations()).every((n) => n === round), 'both shops have new tokens');
      manager = await house.as('manager');
      expect([await works(one), await works(two)]).toEqual([true, true]);
    }
    await control('tokens/revoke', { shop: first.shop });
    expect([await works(one), await works(two)]).toEqual([false, true]);
  });

  it('opens a shop where one manages it, and the manager above signs it in again', async () => {
    const unit = { email: 'pengelola.unit@uji.example', password: 'sandi-pengelola-1' };
    await house.house.database.inScope(house.scope, async (tx) => {
      const userId = await createUser(tx, { cooperativeId: house.cooperativeId, name: 'Pengelola', role: 'viewer', ...unit });
      await giveRole(tx, userId, house.unitId, 'manager');
    });
    const above = manager, opened = (await (await fetch(`${base}/_control/shops`, { method: 'POST', body: JSON.stringify({ name: 'Toko Unit', app: String(keys.partner_id) }) })).json()) as { credentials: Keys };
    manager = await signIn(house.url, unit);
    const back = await agree(await ask(), String(opened.credentials.shop_id)), seen = await manager.get<{ code?: string }>(back.pathname + back.search);
    expect(seen.body.code).toBeUndefined();
    const [shop] = (await manager.get<{ items: { name: string; cooperativeId: string; connection: { id: string } }[] }>('/api/shops')).body.items.filter(({ name }) => name === 'Toko Unit');
    expect(shop).toMatchObject({ cooperativeId: house.unitId });
    manager = above;
    const again = await agree(await ask(shop?.connection.id), String(opened.credentials.shop_id)), done = await manager.get<{ code?: string }>(again.pathname + again.search);
    expect(done.body.code).toBeUndefined();
    const settings = await manager.get<{ items: { id: string; name: string; revision: number }[] }>('/api/shops'), mine = settings.body.items.find(({ name }) => name === 'Toko Unit');
    const set = (body: object) => manager.send<{ code?: string; settings?: object; fields?: unknown }>('PATCH', `/api/shops/${mine?.id}`, { settings: body }, { 'if-match': `"${mine?.revision}"` });
    for (const wrong of [{ logistic_ids: 'semua' }, { logistik: '1' }, { logistic_ids: { a: 1 } }]) expect((await set(wrong)).body).toMatchObject({ code: 'SRT-SHP-008', fields: [{ field: Object.keys(wrong)[0] }] });
    expect((await set({ logistic_ids: ' 8001, 8002 ' })).body.settings).toEqual({ logistic_ids: '8001, 8002' });
  });

  it('sends kept keys to no other address than before', async () => {
    const opened = (await (await fetch(`${sandboxes.simulators.woocommerce?.url}/_control/shops`, { method: 'POST', body: JSON.stringify({ name: 'Toko Pindah' }) })).json()) as { credentials: { url: string; consumer_key: string } };
    const made = await manager.send<{ id: string }>('POST', '/api/connections', { marketplace: 'woocommerce', environment: 'practice', credentials: opened.credentials });
    expect(made.status).toBe(201);
    const elsewhere = await manager.send<{ code: string }>('PUT', `/api/connections/${made.body.id}/credentials`, { credentials: { url: `${opened.credentials.url}/elsewhere` } });
    expect(elsewhere.body.code).toBe('SRT-CON-002');
    expect((await manager.send('PUT', `/api/connections/${made.body.id}/credentials`, { credentials: { consumer_key: opened.credentials.consumer_key } })).status).toBe(200);
  });

  it('shows nothing of a secret but its last four characters, anywhere', async () => {
    const connections = await manager.get<{ items: { lastFour: string }[] }>('/api/connections');
    const text = JSON.stringify([connections.body, (await manager.get('/api/shops')).body, (await manager.get('/api/sync-runs')).body]);
    expect(text).not.toContain(keys.partner_key);
    expect(connections.body.items[0]?.lastFour).toHaveLength(4);
    const [row] = await house.house.database.inScope(house.scope, (tx) => tx.rows<{ sealed: string }>('SELECT sealed FROM app.connection'));
    expect(row?.sealed).toMatch(/^s1\./);
    expect(row?.sealed).not.toContain(keys.partner_key);
  });

  it('wrong keys are told in plain words, and nothing is written', async () => {
    const before = (await manager.get<{ items: unknown[] }>('/api/connections')).body.items.length;
    const refused = await manager.send<{ code: string; title: string; next: string }>('POST', '/api/connections', { marketplace: 'shopee', environment: 'practice', credentials: { partner_id: String(keys.partner_id), partner_key: 'x'.repeat(64), shop_id: String(keys.shop_id), access_token: 'no', refresh_token: 'no' } });
    expect(refused.status).toBe(422);
    expect(refused.body.code).toBe('SRT-CON-003');
    expect(JSON.stringify(refused.body)).not.toContain('xxxxxxxx');
    const missing = await manager.send<{ code: string }>('POST', '/api/connections', { marketplace: 'shopee', environment: 'practice', credentials: {} });
    expect(missing.body.code).toBe('SRT-CON-002');
    expect((await manager.send<{ code: string }>('POST', '/api/connections/consents', { marketplace: 'shopee', environment: 'practice', app: { partner_id: '1' } })).body.code).toBe('SRT-CON-002');
    const inner = await manager.send<{ code: string }>('POST', '/api/connections', { marketplace: 'woocommerce', environment: 'live', credentials: { url: 'https://127.0.0.1:1', consumer_key: 'ck_x', consumer_secret: 'cs_x' } });
    expect(inner.body.code).toBe('SRT-CON-012');
    expect((await manager.get<{ items: unknown[] }>('/api/connections')).body.items.length).toBe(before);
  });
});
