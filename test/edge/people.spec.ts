import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import supertest from 'supertest';
import { createUser } from '../../src/access/index.js';
import { acting, permissions, type Caller, type Role, type Standing } from '../../src/kernel/index.js';
import { openHouse, password, personOf, personWith, rolesTo, signIn, type OpenHouse, type Person } from './open-house.js';

let at: OpenHouse, administrator: Person;
beforeAll(async () => {
  at = await openHouse();
  administrator = await at.as('administrator');
});
afterAll(() => at.close());

const userOf = (email: string) => personOf(administrator, email);
const patch = async (email: string, body: object) => { const user = await userOf(email); return administrator.send('patch', `/api/users/${user.id}`).set('If-Match', `"${user.revision}"`).send(body); };
const giveRoles = (email: string, roles: object[]) => rolesTo(administrator, email, roles);
const door = (body: object) => supertest(at.url).post('/api/sessions').send(body);
const as = (cookie: string): Person => personWith(at.url, cookie);

describe('users', () => {
  it('are made by administrators with a password of a day, one address for all co-ops', async () => {
    const made = await administrator.send('post', '/api/users').send({ email: 'baru@uji.example', name: 'Bu Tini', role: 'viewer', password: 'gantilah-segera-9', cooperativeId: at.unit }).expect(201);
    expect(made.body).toMatchObject({ email: 'baru@uji.example', cooperativeId: at.unit, cooperative: 'Unit Kopi', role: 'viewer', temporaryPassword: true, disabledAt: null });
    expect(JSON.stringify(made.body)).not.toContain('argon2');
    const doubles = await Promise.all([1, 2].map(() => administrator.send('post', '/api/users').send({ email: 'Dua@uji.example', name: 'Dua', role: 'viewer', password })));
    expect(doubles.map((answer) => answer.status).sort()).toEqual([201, 409]);
    expect((await administrator.send('post', '/api/users').send({ email: '\ud800', name: 'Setengah huruf', role: 'viewer', password })).status).toBe(400);
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
    expect((await administrator.send('delete', `/api/users/${(await userOf('administrator@uji.example')).id}/roles/${at.parent}`).expect(409)).body.code).toBe('SRT-ACC-008');
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
  });

  it('give an account that is there a role more, whoever keeps it; the inviter hears the same of every address', async () => {
    await giveRoles('unit@uji.example', [{ cooperativeId: at.unit, role: 'administrator' }]);
    const head = as(await signIn(at.url, 'unit@uji.example'));
    const invite = (email: string, role: Role) => head.send('post', '/api/invitations').send({ email, role, cooperativeId: at.unit }).expect(201);
    const [known, unknown, foreign] = [(await invite('MANAGER@uji.example', 'operator')).body, (await invite('siapa@uji.example', 'operator')).body, (await invite('asing@uji.example', 'operator')).body];
    const alike = async (made: { email: string; link: string }) => { const found = (await supertest(at.url).post('/api/invitation-lookups').send({ token: tokenOf(made.link) }).expect(200)).body; return { made: Object.keys(made), found: { ...found, email: '', expiresAt: '' } }; };
    expect(await alike(known)).toEqual(await alike(unknown));
    // Nobody makes a second account of that address, or takes the first by its link.
    expect((await accept(tokenOf(known.link)).expect(409)).body.code).toBe('SRT-ACC-029');
    const join = (who: Person, made: { link: string }) => who.send('post', '/api/sessions/current/roles').send({ token: tokenOf(made.link) });
    await supertest(at.url).post('/api/sessions/current/roles').send({ token: tokenOf(known.link) }).expect(401);
    expect((await join(head, known).expect(403)).body.code).toBe('SRT-ACC-030');
    const manager = as(await signIn(at.url, 'manager@uji.example')), twice = await Promise.all([join(manager, known), join(manager, known)]);
    expect(twice.map((answer) => answer.status).sort()).toEqual([201, 404]);
    expect(twice.find((answer) => answer.status === 201)?.body).toEqual({ cooperativeId: at.unit, cooperative: 'Unit Kopi', signInAgain: false });
    expect((await userOf('manager@uji.example')).roles).toEqual([expect.objectContaining({ cooperativeId: at.parent, role: 'manager' }), expect.objectContaining({ cooperativeId: at.unit, role: 'operator' })]);
    // What they have there is never made less.
    await join(manager, (await invite('manager@uji.example', 'viewer')).body).expect(201);
    expect((await userOf('manager@uji.example')).roles[1]?.role).toBe('operator');
    // One account, one federation.
    const strange = (await at.house.database.inScope({ ids: [] }, (tx) => tx.row<{ id: string }>(`SELECT app.found_federation('Asing', 'ASING') AS id`)))?.id ?? '';
    await at.house.database.inScope({ ids: [strange] }, (tx) => createUser(tx, { cooperativeId: strange, email: 'asing@uji.example', name: 'Asing', role: 'viewer', password }));
    expect((await accept(tokenOf(foreign.link)).expect(409)).body.code).toBe('SRT-ACC-029');
    expect((await join(as(await signIn(at.url, 'asing@uji.example')), foreign).expect(409)).body.code).toBe('SRT-ACC-031');
  });

  it("a unit's administrator sees who of other homes has a role in it, by name alone, and takes it away", async () => {
    const head = as(await signIn(at.url, 'unit@uji.example')), manager = await userOf('manager@uji.example');
    const { body } = await head.get('/api/users').expect(200);
    expect(body.guests).toEqual([{ id: manager.id, name: 'manager', cooperativeId: at.unit, cooperative: 'Unit Kopi', role: 'operator' }]);
    expect(JSON.stringify(body)).not.toContain('manager@uji.example');
    expect((await administrator.get('/api/users').expect(200)).body.guests).toEqual([]);
    const guest = as(await signIn(at.url, 'manager@uji.example'));
    expect((await head.send('delete', `/api/users/${manager.id}/roles/${at.parent}`).expect(404)).body.code).toBe('SRT-ACC-032');
    await head.send('delete', `/api/users/${manager.id}/roles/${at.unit}`).expect(204);
    await head.send('delete', `/api/users/${manager.id}/roles/${at.unit}`).expect(404);
    expect((await head.get('/api/users').expect(200)).body.guests).toEqual([]);
    expect((await userOf('manager@uji.example')).roles).toMatchObject([{ cooperativeId: at.parent, role: 'manager' }]);
    await guest.get('/api/cooperatives').expect(200); // still who they are at home
  });

  it('asked for twice at once are one', async () => {
    const twice = await Promise.all([1, 2].map(() => administrator.send('post', '/api/invitations').send({ email: 'Dobel@uji.example', role: 'viewer', cooperativeId: at.unit })));
    expect(twice.map((answer) => answer.status)).toEqual([201, 201]);
    const opens = await Promise.all(twice.map((answer) => supertest(at.url).post('/api/invitation-lookups').send({ token: tokenOf(answer.body.link as string) }).then((found) => found.status)));
    expect(opens.sort()).toEqual([200, 404]);
    const units = await Promise.all([1, 2].map(() => administrator.send('post', '/api/cooperatives').send({ parentId: at.unit, code: 'KLIK', name: 'Unit Klik' })));
    expect(units.map((answer) => answer.status).sort()).toEqual([201, 409]);
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
    expect(Object.fromEntries(states.map((entry) => [entry.email, entry.state]))).toMatchObject({ 'dewi@uji.example': 'used', 'melati@uji.example': 'revoked', 'mawar@uji.example': 'expired', 'kenanga@uji.example': 'expired' });
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
