import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import supertest from 'supertest';
import { openHouse, password, personOf, personWith, rolesTo, signIn, type OpenHouse, type Person } from './open-house.js';

let at: OpenHouse, administrator: Person;
beforeAll(async () => { at = await openHouse(); });
afterAll(() => at.close());
const day = 86_400_000;
const as = (cookie: string): Person => personWith(at.url, cookie);

describe('signing in', () => {
  it('gives a cookie that scripts cannot read, and says who, where and what they may', async () => {
    const answer = await supertest(at.url).post('/api/sessions').send({ email: 'OPERATOR@uji.example', password }).expect(201);
    expect(answer.headers['set-cookie']?.[0]).toMatch(/^serentak_session=[\w-]{43}; Max-Age=1209600; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Lax$/);
    expect(answer.body).toMatchObject({ user: { email: 'operator@uji.example', role: 'operator', language: 'id' }, cooperative: { id: at.parent, name: 'KSU Uji', timezone: 'Asia/Jakarta' } });
    expect(answer.body.permissions).toEqual(['public', 'self', 'read', 'stock.write', 'shops.operate', 'failures.act', 'orders.decide']);
  });

  it('says the same of a wrong password and of an unknown address', async () => {
    const wrong = await supertest(at.url).post('/api/sessions').send({ email: 'viewer@uji.example', password: 'salah' }).expect(401);
    const nobody = await supertest(at.url).post('/api/sessions').send({ email: 'tiada@uji.example', password: 'salah' }).expect(401);
    expect(wrong.body).toEqual(nobody.body);
    expect(wrong.body).toMatchObject({ code: 'SRT-ACC-001', status: 401, title: 'Alamat surel atau kata sandi belum cocok.' });
    expect(wrong.headers['content-type']).toMatch(/^application\/problem\+json/);
  });

  it('lets a burst of guesses try five passwords, and nobody else be locked out by it', async () => {
    const guesses = await Promise.all(Array.from({ length: 20 }, (_, index) => supertest(at.url).post('/api/sessions').send({ email: 'manager@uji.example', password: `tebak ${index}` })));
    expect(guesses.filter((answer) => answer.status === 401)).toHaveLength(5);
    const refused = guesses.filter((answer) => answer.status === 429);
    expect(refused).toHaveLength(15);
    expect(Number(refused[0]?.headers['retry-after'])).toBeGreaterThan(0);
    // Even the right password waits now, from this address; other accounts do not, and not this one from elsewhere.
    await supertest(at.url).post('/api/sessions').send({ email: 'manager@uji.example', password }).expect(429);
    await supertest(at.url).post('/api/sessions').send({ email: 'administrator@uji.example', password }).expect(201);
    await supertest(at.url).post('/api/sessions').set('X-Forwarded-For', '203.0.113.9').send({ email: 'manager@uji.example', password }).expect(201);
  });

  it('signs out at once', async () => {
    const cookie = await signIn(at.url, 'viewer@uji.example');
    await supertest(at.url).get('/api/sessions/current').set('Cookie', cookie).expect(200);
    await supertest(at.url).delete('/api/sessions/current').set('Cookie', cookie).set('X-Requested-With', 'serentak').expect(204);
    await supertest(at.url).get('/api/sessions/current').set('Cookie', cookie).expect(401);
  });

  it('refuses an unsafe method with a cookie that does not say it comes from our page', async () => {
    const cookie = await signIn(at.url, 'viewer@uji.example');
    const answer = await supertest(at.url).patch('/api/sessions/current').set('Cookie', cookie).send({ language: 'en' }).expect(403);
    expect(answer.body.code).toBe('SRT-ACC-005');
  });

  it('keeps only a hash of the token', async () => {
    const cookie = await signIn(at.url, 'viewer@uji.example');
    const rows = await at.house.database.inScope(at.scope, (tx) => tx.rows<{ text: string }>('SELECT s::text AS text FROM app.session s'));
    expect(rows.some((row) => row.text.includes(cookie.split('=')[1] ?? '-'))).toBe(false);
  });

  it('lives on while it is used, cookie included, and ends after fourteen days of rest', async () => {
    const cookie = await signIn(at.url, 'viewer@uji.example');
    const current = () => supertest(at.url).get('/api/sessions/current').set('Cookie', cookie);
    expect((await current().expect(200)).headers['set-cookie']).toBeUndefined();
    at.house.database.clock.advance(10 * day);
    expect((await current().expect(200)).headers['set-cookie']?.[0]).toContain(cookie);
    at.house.database.clock.advance(10 * day);
    await current().expect(200);
    at.house.database.clock.advance(14 * day + 1_000);
    await current().expect(401);
  });
});

describe('languages', () => {
  it('speaks the language asked for, else the one the user chose, else Indonesian', async () => {
    const person = await at.as('viewer');
    const title = async (language?: string): Promise<string> => (await person.get('/api/failures/0').set(language === undefined ? {} : { 'Accept-Language': language }).expect(404)).body.title;
    const id = 'Masalah itu tidak ada, atau sudah selesai.', en = 'There is no such problem, or it is over.';
    expect([await title(), await title('*'), await title('en-GB,en;q=0.9'), await title('fr')]).toEqual([id, id, en, id]);
    await person.send('patch', '/api/sessions/current').send({ language: 'en' }).expect(200);
    expect([await title(), await title('id'), await title('fr')]).toEqual([en, id, en]);
    expect((await person.get('/api/sessions/current').set('Accept-Language', 'id').expect(200)).body.user.language).toBe('en');
    expect((await supertest(at.url).get('/api/sessions/current').expect(401)).body.title).toBe('Anda belum masuk.');
  });
});

describe('sessions', () => {
  beforeAll(async () => { administrator = as(await signIn(at.url, 'administrator@uji.example')); });

  it('are listed with what is known of them, and end one by one or all but this', async () => {
    const [here, there, away] = await Promise.all([1, 2, 3].map(async () => as(await signIn(at.url, 'operator@uji.example')))) as [Person, Person, Person];
    const { items } = (await here.get('/api/sessions').expect(200)).body as { items: { id: string; current: boolean; place: string; agent: string }[] };
    expect(items.filter((item) => item.current)).toHaveLength(1);
    expect(items[0]).toMatchObject({ kind: 'browser', place: '127.0.0.0/24' });
    const theirs = ((await there.get('/api/sessions').expect(200)).body.items as { id: string; current: boolean }[]).find((item) => item.current)?.id ?? '';
    await here.send('delete', `/api/sessions/${theirs}`).expect(204);
    await there.get('/api/sessions').expect(401);
    await as(await signIn(at.url, 'manager@uji.example')).send('delete', `/api/sessions/${items.find((item) => item.current)?.id}`).expect(404);
    await here.send('delete', '/api/sessions').expect(204);
    await away.get('/api/sessions').expect(401);
    const operator = await personOf(administrator, 'operator@uji.example');
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
    await rolesTo(administrator, 'operator@uji.example', [{ cooperativeId: at.parent, role: 'viewer' }]);
    await bearer(key).post('/api/stock-movements').send({}).expect(403);
    await bearer(key).get('/api/products').expect(200);
    at.house.database.clock.advance(86_400_000 + 1_000);
    await bearer(key).get('/api/products').expect(401);
    await rolesTo(administrator, 'operator@uji.example', [{ cooperativeId: at.parent, role: 'operator' }]);
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
