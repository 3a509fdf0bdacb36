import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import supertest from 'supertest';
import { openHouse, password, signIn, type OpenHouse } from './open-house.js';

let at: OpenHouse;
beforeAll(async () => { at = await openHouse(); });
afterAll(() => at.close());
const day = 86_400_000;

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
