import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import supertest from 'supertest';
import { acting, permissions, type Caller, type Role, type Standing } from '../../src/kernel/index.js';
import { openHouse, password, signIn, type OpenHouse, type Person } from './open-house.js';

let at: OpenHouse, administrator: Person;
beforeAll(async () => {
  at = await openHouse();
  administrator = await at.as('administrator');
});
afterAll(() => at.close());

interface User { readonly id: string; readonly email: string; readonly revision: number; readonly roles: { cooperativeId: string; role: string }[] }
const userOf = async (email: string): Promise<User> => ((await administrator.get('/api/users').expect(200)).body.items as User[]).find((user) => user.email === email) as User;
const patch = async (email: string, body: object) => { const user = await userOf(email); return administrator.send('patch', `/api/users/${user.id}`).set('If-Match', `"${user.revision}"`).send(body); };
const giveRoles = async (email: string, roles: object[]) => { const user = await userOf(email); return administrator.send('put', `/api/users/${user.id}/roles`).set('If-Match', `"${user.revision}"`).send({ roles }); };
const door = (body: object) => supertest(at.url).post('/api/sessions').send(body);
const as = (cookie: string): Person => ({ cookie, get: (path) => supertest(at.url).get(path).set('Cookie', cookie), send: (method, path) => supertest(at.url)[method](path).set('Cookie', cookie).set('X-Requested-With', 'serentak') });

describe('users', () => {
  it('are made by administrators with a password of a day, one address for all co-ops', async () => {
    const made = await administrator.send('post', '/api/users').send({ email: 'baru@uji.example', name: 'Bu Tini', role: 'viewer', password: 'gantilah-segera-9', cooperativeId: at.unit }).expect(201);
    expect(made.body).toMatchObject({ email: 'baru@uji.example', cooperativeId: at.unit, cooperative: 'Unit Kopi', role: 'viewer', temporaryPassword: true, disabledAt: null });
    expect(JSON.stringify(made.body)).not.toContain('argon2');
    const doubles = await Promise.all([1, 2].map(() => administrator.send('post', '/api/users').send({ email: 'Dua@uji.example', name: 'Dua', role: 'viewer', password })));
    expect(doubles.map((answer) => answer.status).sort()).toEqual([201, 409]);
    const wrong = await administrator.send('post', '/api/users').send({ email: 'x', name: '', role: 'boss', password, admin: true }).expect(400);
    expect(wrong.body.fields.map((field: { field: string }) => field.field).sort()).toEqual(['admin', 'email', 'name', 'role']);
  });

  it('choose their own before anything else, and a good one', async () => {
    const mail = { email: 'baru@uji.example', password: 'gantilah-segera-9' };
    expect((await door(mail).expect(403)).body.code).toBe('SRT-ACC-011');
    for (const [newPassword, code] of [['pendek', 'SRT-ACC-013'], ['butini12345', 'SRT-ACC-014'], ['baru@uji.example', 'SRT-ACC-014'], ['Unit-Kopi-2026', 'SRT-ACC-014'], ['rahasia12345', 'SRT-ACC-015'], ['P4ssw0rd1234', 'SRT-ACC-015'], ['1234567890', 'SRT-ACC-015'], ['aaaaaaaaaaaa', 'SRT-ACC-015'], ['gantilah-segera-9', 'SRT-ACC-016']] as const) {
      expect([newPassword, (await door({ ...mail, newPassword }).expect(422)).body.code]).toEqual([newPassword, code]);
    }
    await door({ ...mail, newPassword: 'kucing lampu sendok' }).expect(201);
    await door(mail).expect(401);
    await door({ ...mail, password: 'kucing lampu sendok' }).expect(201);
  });

  it('are changed by the version that was read, and lose what they were signed in with when disabled', async () => {
    const cookie = String((await door({ email: 'baru@uji.example', password: 'kucing lampu sendok' }).expect(201)).headers['set-cookie']?.[0]).split(';')[0] ?? '';
    const user = await userOf('baru@uji.example');
    await administrator.send('patch', `/api/users/${user.id}`).send({ disabled: true }).expect(428);
    await administrator.send('patch', `/api/users/${user.id}`).set('If-Match', '"0"').send({ disabled: true }).expect(412);
    expect((await administrator.get(`/api/users/${user.id}`).expect(200)).headers.etag).toBe(`"${user.revision}"`);
    expect((await patch('baru@uji.example', { disabled: true })).status).toBe(200);
    await supertest(at.url).get('/api/sessions/current').set('Cookie', cookie).expect(401);
    await door({ email: 'baru@uji.example', password: 'kucing lampu sendok' }).expect(401);
    await administrator.send('patch', '/api/users/999999').set('If-Match', '"1"').send({ name: 'X' }).expect(404);
  });

  it('keep one administrator at each node, there or above', async () => {
    expect((await patch('administrator@uji.example', { role: 'viewer' })).body.code).toBe('SRT-ACC-008');
    expect((await patch('administrator@uji.example', { disabled: true })).body.code).toBe('SRT-ACC-008');
    expect((await giveRoles('viewer@uji.example', [{ cooperativeId: at.parent, role: 'viewer' }, { cooperativeId: at.unit, role: 'administrator' }])).status).toBe(200);
    // One at the unit does not lead the parent; the parent's leads the unit too.
    expect((await patch('administrator@uji.example', { role: 'viewer' })).body.code).toBe('SRT-ACC-008');
    expect((await giveRoles('viewer@uji.example', [{ cooperativeId: at.parent, role: 'viewer' }])).status).toBe(200);
    expect((await giveRoles('manager@uji.example', [{ cooperativeId: at.parent, role: 'administrator' }])).status).toBe(200);
    const [one, other] = await Promise.all([userOf('administrator@uji.example'), userOf('manager@uji.example')]);
    const both = await Promise.all([one, other].map((user) => administrator.send('patch', `/api/users/${user.id}`).set('If-Match', `"${user.revision}"`).send({ role: 'manager' })));
    expect(both.filter((answer) => answer.status === 200)).toHaveLength(1);
    const still = (await at.house.database.inScope(at.scope, (tx) => tx.rows<{ email: string }>(`SELECT u.email FROM app.app_user u JOIN app.user_role r ON r.user_id = u.id WHERE r.role = 'administrator' AND r.cooperative_id = $1`, [at.parent]))).map((row) => row.email);
    expect(still).toHaveLength(1);
    await at.house.database.inScope(at.scope, (tx) => tx.rows(`UPDATE app.user_role SET role = CASE WHEN user_id = $1 THEN 'administrator' ELSE 'manager' END WHERE user_id = ANY ($2::bigint[])`, [one.id, [one.id, other.id]]));
    administrator = as(await signIn(at.url, 'administrator@uji.example'));
  });
});

describe('roles per node', () => {
  let both: Person;
  beforeAll(async () => {
    await giveRoles('viewer@uji.example', [{ cooperativeId: at.parent, role: 'viewer' }, { cooperativeId: at.unit, role: 'manager' }]);
    both = as(await signIn(at.url, 'viewer@uji.example'));
  });

  it('are handed down: reading reaches where one may read, writing where one may write', async () => {
    const { body } = await both.get('/api/sessions/current').expect(200);
    expect(body).toMatchObject({ user: { role: 'viewer' }, cooperative: { id: at.parent } });
    expect(body.permissions).toContain('catalogue.write');
    expect((await both.get('/api/cooperatives').expect(200)).body.items).toHaveLength(2);
    const above = (await administrator.send('post', '/api/members').send({ cooperativeId: at.parent, name: 'Anggota induk' }).expect(201)).body.id as string;
    const read = await both.get(`/api/members/${above}`).expect(200);
    await both.send('patch', `/api/members/${above}`).set('If-Match', read.headers.etag ?? '').send({ phone: '1' }).expect(404);
    await both.send('post', '/api/members').send({ cooperativeId: at.parent, name: 'X' }).expect(404);
    // What names no co-op goes where they may write.
    expect((await both.send('post', '/api/members').send({ name: 'Anggota unit' }).expect(201)).body.cooperativeId).toBe(at.unit);
    await both.send('post', '/api/categories').send({ path: 'Kopi' }).expect(201);
    const [row] = await at.house.database.inScope(at.scope, (tx) => tx.rows<{ cooperative_id: string }>(`SELECT cooperative_id FROM app.category WHERE name = 'Kopi'`));
    expect(row?.cooperative_id).toBe(at.unit);
  });

  it('the strongest counts: one further down never takes from it', async () => {
    expect((await giveRoles('operator@uji.example', [{ cooperativeId: at.parent, role: 'manager' }, { cooperativeId: at.unit, role: 'viewer' }])).status).toBe(200);
    const person = as(await signIn(at.url, 'operator@uji.example'));
    await person.send('post', '/api/members').send({ cooperativeId: at.unit, name: 'Dari atas' }).expect(201);
    await giveRoles('operator@uji.example', [{ cooperativeId: at.parent, role: 'operator' }]);
  });

  it('in any tree and any set of roles: at each node the strongest that stands there or above', async () => {
    const { id: person } = await userOf('unit@uji.example'), strength: readonly Role[] = ['administrator', 'manager', 'operator', 'viewer'];
    const parents = fc.sample(fc.nat(), { numRuns: 30, seed: 7 }), nodes = [at.unit], above = new Map<string, string | null>([[at.unit, null]]);
    for (const [n, pick] of parents.entries()) {
      const parent = nodes[pick % nodes.length] ?? '';
      const made = (await administrator.send('post', '/api/cooperatives').send({ parentId: parent, code: `N${n}`, name: `Simpul ${n}` }).expect(201)).body.id as string;
      nodes.push(made);
      above.set(made, parent);
    }
    const lineage = (id: string): string[] => { const over = above.get(id); return over ? [id, ...lineage(over)] : [id]; };
    await fc.assert(fc.asyncProperty(fc.uniqueArray(fc.tuple(fc.nat(30), fc.constantFrom(...strength)), { selector: ([at]) => at, maxLength: 6 }), async (given) => {
      const held = new Map(given.map(([at, role]) => [nodes[at] ?? '', role]));
      const row = await at.house.database.inScope({ ids: [...nodes, at.parent] }, async (tx) => {
        await tx.rows('DELETE FROM app.user_role WHERE user_id = $1', [person]);
        await tx.rows('INSERT INTO app.user_role (user_id, cooperative_id, role) SELECT $1, * FROM unnest($2::bigint[], $3::text[])', [person, [...held.keys()], [...held.values()]]);
        return tx.row<Standing>('SELECT * FROM app.standing($1, NULL)', [person]);
      });
      const told = new Map(row?.ids.map((id, n) => [id, row.roles[n]]));
      for (const node of nodes) expect([node, told.get(node)]).toEqual([node, strength.find((role) => lineage(node).some((over) => held.get(over) === role))]);
      const caller = { homeId: at.unit, userId: person, only: null, standing: row } as unknown as Caller;
      for (const permission of ['read', 'catalogue.write', 'people.manage'] as const) {
        const wanted = nodes.filter((node) => permissions[permission].includes(told.get(node) ?? 'nobody' as Role)), scope = acting(caller, permission)?.scope ?? { ids: [], above: [] };
        expect([...scope.ids].sort()).toEqual(wanted.sort());
        expect([...scope.above ?? []].sort()).toEqual([...new Set(wanted.flatMap((node) => [...lineage(node), at.parent]))].filter((node) => !wanted.includes(node)).sort());
      }
    }), { numRuns: 40 });
    await giveRoles('unit@uji.example', [{ cooperativeId: at.unit, role: 'manager' }]);
  }, 60_000);

  it('change at once, also for a request on its way in and for live events', async () => {
    const session = as(await signIn(at.url, 'viewer@uji.example'));
    const live = await fetch(`${at.url}/api/events`, { headers: { cookie: session.cookie } });
    const ended = (async () => { for await (const part of live.body as unknown as AsyncIterable<Uint8Array>) void part; return true; })();
    expect((await giveRoles('viewer@uji.example', [{ cooperativeId: at.unit, role: 'viewer' }])).status).toBe(200);
    expect(await ended).toBe(true);
    await session.get('/api/cooperatives').expect(401);
    const again = as(await signIn(at.url, 'viewer@uji.example'));
    expect(((await again.get('/api/cooperatives').expect(200)).body.items as { id: string }[]).map((node) => node.id)).not.toContain(at.parent);
    await again.send('post', '/api/members').send({ name: 'X' }).expect(403);
    // The account is kept at the parent still, and is theirs.
    await again.send('patch', '/api/sessions/current').send({ language: 'id' }).expect(200);
    await giveRoles('viewer@uji.example', [{ cooperativeId: at.parent, role: 'viewer' }]);
  });

  it('never in two federations', async () => {
    const strange = (await at.house.database.inScope({ ids: [] }, (tx) => tx.row<{ id: string }>(`SELECT app.found_federation('Lain', 'LAIN') AS id`)))?.id ?? '';
    expect((await giveRoles('viewer@uji.example', [{ cooperativeId: strange, role: 'viewer' }])).status).toBe(404);
    const viewer = await userOf('viewer@uji.example');
    await expect(at.house.database.inScope({ ids: [strange] }, (tx) => tx.rows(`INSERT INTO app.user_role (user_id, cooperative_id, role) VALUES ($1, $2, 'manager')`, [viewer.id, strange]))).rejects.toThrow('outside of the federation');
  });

  it("a unit's administrator cannot take over somebody who is more elsewhere", async () => {
    await giveRoles('unit@uji.example', [{ cooperativeId: at.unit, role: 'administrator' }]);
    await administrator.send('post', '/api/users').send({ email: 'kepala@uji.example', name: 'Kepala', role: 'viewer', password: 'kucing lampu sendok', cooperativeId: at.unit }).expect(201);
    expect((await giveRoles('kepala@uji.example', [{ cooperativeId: at.unit, role: 'viewer' }, { cooperativeId: at.parent, role: 'administrator' }])).status).toBe(200);
    const unit = as(await signIn(at.url, 'unit@uji.example')), head = await userOf('kepala@uji.example');
    expect((await unit.send('patch', `/api/users/${head.id}`).set('If-Match', `"${head.revision}"`).send({ password: 'sendok lampu kucing' }).expect(403)).body.code).toBe('SRT-ACC-018');
    await unit.send('post', `/api/users/${head.id}/resets`).expect(403);
    await unit.send('delete', `/api/users/${head.id}/two-step`).expect(403);
    await unit.get(`/api/users/${(await userOf('manager@uji.example')).id}`).expect(404);
    await unit.send('post', '/api/invitations').send({ email: 'x@uji.example', role: 'administrator', cooperativeId: at.parent }).expect(404);
  });
});

describe('links', () => {
  const tokenOf = (link: string): string => link.split('#')[1] ?? '';
  const accept = (token: string, more: object = {}) => supertest(at.url).post('/api/invitation-acceptances').send({ token, name: 'Dewi Lestari', password: 'gajah payung meja', ...more });

  it('invite to one role at one node, once', async () => {
    const made = (await administrator.send('post', '/api/invitations').send({ email: 'dewi@uji.example', role: 'operator', cooperativeId: at.unit }).expect(201)).body;
    expect(made.link).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/undangan#[\w-]{43}$/);
    const rows = await at.house.database.inScope(at.scope, (tx) => tx.rows<{ text: string }>('SELECT i::text AS text FROM app.invitation i'));
    expect(rows.some((row) => row.text.includes(tokenOf(made.link)))).toBe(false);
    expect((await supertest(at.url).post('/api/invitation-lookups').send({ token: tokenOf(made.link) }).expect(200)).body).toMatchObject({ kind: 'invitation', cooperative: 'Unit Kopi', email: 'dewi@uji.example', role: 'operator' });
    expect((await accept(tokenOf(made.link), { password: 'dewilestari99' }).expect(422)).body.code).toBe('SRT-ACC-014');
    const answers = await Promise.all([1, 2, 3].map(() => accept(tokenOf(made.link))));
    expect(answers.map((answer) => answer.status).sort()).toEqual([201, 404, 404]);
    const { body } = await door({ email: 'dewi@uji.example', password: 'gajah payung meja' }).expect(201);
    expect(body).toMatchObject({ user: { name: 'Dewi Lestari', role: 'operator' }, cooperative: { id: at.unit } });
    expect((await administrator.send('post', '/api/invitations').send({ email: 'DEWI@uji.example', role: 'operator' }).expect(409)).body.code).toBe('SRT-ACC-007');
  });

  it('end when sent again, revoked, over a week old, or made by somebody who no longer may', async () => {
    const invite = async (by: Person, email: string): Promise<{ id: string; link: string }> => (await by.send('post', '/api/invitations').send({ email, role: 'viewer', cooperativeId: at.unit }).expect(201)).body;
    const first = await invite(administrator, 'melati@uji.example');
    const second = (await administrator.send('post', `/api/invitations/${first.id}/links`).expect(201)).body;
    await accept(tokenOf(first.link)).expect(404);
    await administrator.send('delete', `/api/invitations/${first.id}`).expect(204);
    await accept(tokenOf(second.link)).expect(404);
    await administrator.send('delete', `/api/invitations/${first.id}`).expect(404);
    const unit = as(await signIn(at.url, 'unit@uji.example')), theirs = await invite(unit, 'mawar@uji.example');
    await giveRoles('unit@uji.example', [{ cooperativeId: at.unit, role: 'manager' }]);
    expect((await accept(tokenOf(theirs.link)).expect(404)).body.code).toBe('SRT-ACC-021');
    const old = await invite(administrator, 'kenanga@uji.example');
    at.house.database.clock.advance(7 * 86_400_000 + 1_000);
    await accept(tokenOf(old.link)).expect(404);
    const states = (await administrator.get('/api/invitations').expect(200)).body.items as { email: string; state: string }[];
    expect(Object.fromEntries(states.map((entry) => [entry.email, entry.state]))).toEqual({ 'dewi@uji.example': 'used', 'melati@uji.example': 'revoked', 'mawar@uji.example': 'expired', 'kenanga@uji.example': 'expired' });
  });

  it('reset a password: the old one, browsers and keys end with it', async () => {
    const person = as(String((await door({ email: 'dewi@uji.example', password: 'gajah payung meja' }).expect(201)).headers['set-cookie']?.[0]).split(';')[0] ?? '');
    const { key } = (await person.send('post', '/api/keys').send({ name: 'Kasir', permissions: ['read'] }).expect(201)).body;
    const dewi = await userOf('dewi@uji.example');
    const { link } = (await administrator.send('post', `/api/users/${dewi.id}/resets`).expect(201)).body;
    await person.get('/api/products').expect(401);
    await supertest(at.url).get('/api/products').set('Authorization', `Bearer ${key}`).expect(401);
    await door({ email: 'dewi@uji.example', password: 'gajah payung meja' }).expect(401);
    await supertest(at.url).post('/api/invitation-acceptances').send({ token: tokenOf(link), password: 'payung gajah meja' }).expect(201);
    await door({ email: 'dewi@uji.example', password: 'payung gajah meja' }).expect(201);
    await supertest(at.url).post('/api/invitation-acceptances').send({ token: tokenOf(link), password: 'meja gajah payung' }).expect(404);
  });
});

describe('sessions', () => {
  it('are listed with what is known of them, and end one by one or all but this', async () => {
    const [here, there, away] = await Promise.all([1, 2, 3].map(async () => as(await signIn(at.url, 'operator@uji.example')))) as [Person, Person, Person];
    const { items } = (await here.get('/api/sessions').expect(200)).body as { items: { id: string; current: boolean; place: string; agent: string }[] };
    expect(items.filter((item) => item.current)).toHaveLength(1);
    expect(items[0]).toMatchObject({ kind: 'browser', place: '127.0.0.0/24' });
    const theirs = ((await there.get('/api/sessions').expect(200)).body.items as { id: string; current: boolean }[]).find((item) => item.current)?.id ?? '';
    await here.send('delete', `/api/sessions/${theirs}`).expect(204);
    await there.get('/api/sessions').expect(401);
    await (await at.as('manager')).send('delete', `/api/sessions/${items.find((item) => item.current)?.id}`).expect(404);
    await here.send('delete', '/api/sessions').expect(204);
    await away.get('/api/sessions').expect(401);
    const operator = await userOf('operator@uji.example');
    const [seen] = (await administrator.get(`/api/users/${operator.id}/sessions`).expect(200)).body.items as { id: string }[];
    await administrator.send('delete', `/api/users/${operator.id}/sessions/${seen?.id}`).expect(204);
    await here.get('/api/sessions').expect(401);
  });

  it('end elsewhere when one changes one\'s password', async () => {
    const [here, there] = await Promise.all([1, 2].map(async () => as(await signIn(at.url, 'operator@uji.example')))) as [Person, Person];
    expect((await here.send('put', '/api/password').send({ current: 'salah-salah', password: 'gajah payung meja' }).expect(422)).body.code).toBe('SRT-ACC-017');
    await here.send('put', '/api/password').send({ current: password, password: 'gajah payung meja' }).expect(204);
    await here.get('/api/sessions').expect(200);
    await there.get('/api/sessions').expect(401);
    await here.send('put', '/api/password').send({ current: 'gajah payung meja', password }).expect(204);
  });
});

describe('keys of programs', () => {
  const bearer = (key: string) => ({ get: (path: string) => supertest(at.url).get(path).set('Authorization', `Bearer ${key}`), post: (path: string) => supertest(at.url).post(path).set('Authorization', `Bearer ${key}`) });
  it('may what they were made for, where they were made for, without a cookie or our header', async () => {
    const manager = as(await signIn(at.url, 'manager@uji.example'));
    const made = (await manager.send('post', '/api/keys').send({ name: 'Gudang', permissions: ['read', 'catalogue.write'], cooperativeId: at.unit, days: 30 }).expect(201)).body;
    expect(made.key).toMatch(/^srt_[\w-]{43}$/);
    const key = bearer(made.key);
    const seen = ((await key.get('/api/cooperatives').expect(200)).body.items as { id: string }[]).map((node) => node.id);
    expect([seen.includes(at.unit), seen.includes(at.parent)]).toEqual([true, false]);
    expect((await key.post('/api/members').send({ name: 'Dari program' }).expect(201)).body.cooperativeId).toBe(at.unit);
    await key.post('/api/members').send({ cooperativeId: at.parent, name: 'X' }).expect(404);
    for (const path of ['/api/users', '/api/keys', '/api/sessions']) expect([path, (await key.get(path)).status]).toEqual([path, 403]);
    await key.post('/api/stock-movements').send({}).expect(403);
    const { items } = (await manager.get('/api/keys').expect(200)).body;
    expect(items).toMatchObject([{ id: made.id, name: 'Gudang', hint: made.key.slice(-4), permissions: ['read', 'catalogue.write'], cooperativeId: at.unit }]);
    expect(items[0].seenAt).not.toBeNull();
    expect(JSON.stringify(items)).not.toContain(made.key);
    // As a cookie it opens nothing, and a session's token is no key.
    await supertest(at.url).get('/api/cooperatives').set('Cookie', `serentak_session=${made.key}`).expect(401);
    await bearer(manager.cookie.split('=')[1] ?? '').get('/api/cooperatives').expect(401);
    await manager.send('delete', `/api/keys/${made.id}`).expect(204);
    expect((await key.get('/api/cooperatives').expect(401)).body.code).toBe('SRT-ACC-024');
  });

  it('never may more than their maker, then or later, and end', async () => {
    const operator = as(await signIn(at.url, 'operator@uji.example'));
    expect((await operator.send('post', '/api/keys').send({ name: 'X', permissions: ['catalogue.write'] }).expect(422)).body.code).toBe('SRT-ACC-025');
    await operator.send('post', '/api/keys').send({ name: 'X', permissions: ['people.manage'] }).expect(400);
    const { key } = (await operator.send('post', '/api/keys').send({ name: 'Stok', permissions: ['stock.write', 'read'], days: 1 }).expect(201)).body;
    await bearer(key).post('/api/stock-movements').send({}).expect(400);
    await giveRoles('operator@uji.example', [{ cooperativeId: at.parent, role: 'viewer' }]);
    await bearer(key).post('/api/stock-movements').send({}).expect(403);
    await bearer(key).get('/api/products').expect(200);
    at.house.database.clock.advance(86_400_000 + 1_000);
    await bearer(key).get('/api/products').expect(401);
    await giveRoles('operator@uji.example', [{ cooperativeId: at.parent, role: 'operator' }]);
  });

  it('are throttled each for itself', async () => {
    const manager = as(await signIn(at.url, 'manager@uji.example'));
    const { key } = (await manager.send('post', '/api/keys').send({ name: 'Cepat', permissions: ['read'] }).expect(201)).body;
    let refused = 0;
    for (let round = 0; round < 7; round += 1) refused += (await Promise.all(Array.from({ length: 100 }, () => fetch(`${at.url}/api/cooperatives`, { headers: { authorization: `Bearer ${key}` } }).then((answer) => answer.status)))).filter((status) => status === 429).length;
    expect(refused).toBe(100);
    await manager.get('/api/products').expect(200);
  });
});
