import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openCoOp, type Client, type CoOp } from './co-op.js';

let coOp: CoOp, administrator: Client, manager: Client, kopi: Client;
beforeAll(async () => {
  coOp = await openCoOp();
  [administrator, manager, kopi] = await Promise.all([coOp.as('administrator'), coOp.as('manager'), coOp.as('kopi')]);
});
afterAll(() => coOp.close());
const names = async (client: Client) => ((await client.get('/api/cooperatives').expect(200)).body as { items: { name: string; depth: number }[] }).items.map((item) => [item.name, item.depth]);

describe('the tree', () => {
  it('shows one\'s own subtree', async () => {
    expect(await names(manager)).toEqual([['KSU Uji', 0], ['Unit Kopi', 1], ['Unit Batik', 1]]);
    expect(await names(kopi)).toEqual([['Unit Kopi', 1]]);
    await kopi.get(`/api/cooperatives/${coOp.parent}`).expect(404);
    await kopi.get(`/api/cooperatives/${coOp.units[1]}`).expect(404);
    await manager.get('/api/cooperatives/abc').expect(404);
  });

  it('grows beneath one\'s own co-ops, by administrators, without doubled names', async () => {
    const made = (await administrator.send('post', '/api/cooperatives').send({ parentId: coOp.units[0], code: 'KBN', name: 'Kebun' }).expect(201)).body as { id: string };
    expect(made).toMatchObject({ parentId: coOp.units[0], code: 'KBN', depth: 2 });
    expect(await names(kopi)).toEqual([['Unit Kopi', 1], ['Kebun', 2]]);
    expect((await administrator.send('post', '/api/cooperatives').send({ parentId: coOp.units[0], code: 'X', name: 'kebun' }).expect(409)).body).toMatchObject({ code: 'SRT-COP-002' });
    await administrator.send('post', '/api/cooperatives').send({ parentId: '999', code: 'Y', name: 'Y' }).expect(404);
    await manager.send('post', '/api/cooperatives').send({ code: 'Y', name: 'Y' }).expect(403);
  });

  it('changes names and zones by the version that was read', async () => {
    const path = `/api/cooperatives/${coOp.units[1]}`;
    const { headers } = await administrator.get(path).expect(200);
    await administrator.send('patch', path).send({ name: 'Batik Tulis' }).expect(428);
    const changed = await administrator.send('patch', path).set('If-Match', headers.etag ?? '').send({ name: 'Batik Tulis', timezone: 'Asia/Makassar' }).expect(200);
    expect(changed.body).toMatchObject({ name: 'Batik Tulis', timezone: 'Asia/Makassar' });
    expect(changed.headers.etag).not.toBe(headers.etag);
    await administrator.send('patch', path).set('If-Match', headers.etag ?? '').send({ name: 'Lagi' }).expect(412);
    await administrator.send('patch', path).set('If-Match', changed.headers.etag ?? '').send({ timezone: 'Mars/Olympus' }).expect(400);
    await administrator.send('patch', path).set('If-Match', changed.headers.etag ?? '').send({ name: 'Unit Kopi' }).expect(409);
  });
});

describe('members', () => {
  it('belong to one co-op, have a name of their own there, and are changed by version', async () => {
    const made = (await manager.send('post', '/api/members').send({ cooperativeId: coOp.units[0], name: 'Bu Tini', phone: '0812' }).expect(201)).body as { id: string };
    expect((await manager.send('post', '/api/members').send({ cooperativeId: coOp.units[0], name: 'bu tini' }).expect(409)).body).toMatchObject({ code: 'SRT-COP-002' });
    await manager.send('post', '/api/members').send({ cooperativeId: coOp.units[1], name: 'Bu Tini' }).expect(201);
    expect(((await kopi.get('/api/members').expect(200)).body as { items: object[] }).items).toMatchObject([{ id: made.id, cooperativeId: coOp.units[0], name: 'Bu Tini', phone: '0812' }]);
    const { headers } = await kopi.get(`/api/members/${made.id}`).expect(200);
    expect((await kopi.send('patch', `/api/members/${made.id}`).set('If-Match', headers.etag ?? '').send({ phone: '0813' }).expect(200)).body).toMatchObject({ name: 'Bu Tini', phone: '0813' });
    await kopi.send('patch', `/api/members/${made.id}`).set('If-Match', headers.etag ?? '').send({ phone: '0814' }).expect(412);
    await (await coOp.as('batik')).get(`/api/members/${made.id}`).expect(404);
    await kopi.send('post', '/api/members').send({ cooperativeId: coOp.units[1], name: 'X' }).expect(404);
  });
});
