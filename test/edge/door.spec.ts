import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import supertest from 'supertest';
import { codeAt } from '../../src/access/totp.js';
import { reseal } from '../../src/apps/upkeep/reseal.js';
import { letSomebodyIn } from '../../src/apps/by-hand.js';
import { Sealer } from '../../src/kernel/index.js';
import { openHouse, password, type OpenHouse } from './open-house.js';

/** The door as production has it: cookies of one host, and a second step for administrators. */
let at: OpenHouse;
beforeAll(async () => { at = await openHouse('/nowhere', { production: true }); });
afterAll(() => at.close());

const mail = 'administrator@uji.example';
const door = (body: object, headers: Record<string, string> = {}) => supertest(at.url).post('/api/sessions').set(headers).send(body);
const from = (address: string, cookie?: string): Record<string, string> => ({ 'X-Forwarded-For': address, ...(cookie ? { Cookie: cookie } : {}) });
const cookies = (answer: supertest.Response): string => ((answer.headers['set-cookie'] ?? []) as unknown as string[]).map((line) => line.split(';')[0]).join('; ');
const now = (): number => at.house.database.clock.now();
/** Past the codes that were used. */
const later = (): void => at.house.database.clock.advance(90_000);

describe('the second step', () => {
  let secret = '', recovery: string[] = [], session = '';

  it('is set up before an administrator has any session at all', async () => {
    const asked = (await door({ email: mail, password }).expect(403)).body;
    expect(asked).toMatchObject({ code: 'SRT-ACC-012', enrolment: { uri: expect.stringMatching(/^otpauth:\/\/totp\/Serentak:administrator%40uji\.example\?/), picture: expect.stringMatching(/^data:image\/svg\+xml;base64,/) } });
    secret = asked.enrolment.secret as string;
    expect(secret).toMatch(/^[A-Z2-7]{32}$/);
    const { ticket } = asked.enrolment as { ticket: string };
    expect(ticket).not.toContain(secret);
    expect((await door({ email: mail, password, enrolment: ticket, code: '000000' }).expect(401)).body.code).toBe('SRT-ACC-010');
    const other = (await door({ email: mail, password }).expect(403)).body.enrolment as { ticket: string };
    await door({ email: mail, password, enrolment: other.ticket, code: codeAt(secret, now()) }).expect(401);
    const entered = await door({ email: mail, password, enrolment: ticket, code: codeAt(secret, now()) }).expect(201);
    session = cookies(entered);
    recovery = entered.body.recoveryCodes as string[];
    expect(recovery).toHaveLength(10);
    expect(recovery[0]).toMatch(/^[a-z2-7]{4}(-[a-z2-7]{4}){3}$/);
    // Others need none.
    await door({ email: 'manager@uji.example', password }).expect(201);
  });

  it('keeps the secret sealed and the codes hashed, and tells neither again', async () => {
    const rows = await at.house.database.inScope(at.scope, async (tx) => [...(await tx.rows<{ text: string }>('SELECT t::text AS text FROM app.two_step t')), ...(await tx.rows<{ text: string }>('SELECT c::text AS text FROM app.recovery_code c'))].map((row) => row.text));
    expect(rows).toHaveLength(11);
    expect(rows.filter((text) => text.includes(secret) || recovery.some((code) => text.includes(code) || text.includes(code.replaceAll('-', ''))))).toEqual([]);
    const state = await supertest(at.url).get('/api/two-step').set('Cookie', session).expect(200);
    expect(state.body).toMatchObject({ on: true, recoveryCodesLeft: 10, required: true });
    expect(JSON.stringify(state.body)).not.toContain(secret);
  });

  it('asks for a code, takes each once, and one beside now', async () => {
    expect((await door({ email: mail, password }).expect(401)).body.code).toBe('SRT-ACC-009');
    expect((await door({ email: mail, password: 'salah-salah-1', code: codeAt(secret, now()) }).expect(401)).body.code).toBe('SRT-ACC-001');
    // Used when it was set up.
    expect((await door({ email: mail, password, code: codeAt(secret, now()) }, from('198.51.100.1')).expect(401)).body.code).toBe('SRT-ACC-010');
    later();
    const code = codeAt(secret, now()), twice = await Promise.all(['198.51.100.2', '198.51.100.3'].map((address) => door({ email: mail, password, code }, from(address))));
    expect(twice.map((answer) => answer.status).sort()).toEqual([201, 401]);
    later();
    await door({ email: mail, password, code: codeAt(secret, now() - 90_000) }, from('198.51.100.4')).expect(401);
    await door({ email: mail, password, code: ` ${codeAt(secret, now() - 30_000).replace(/(...)/, '$1 ')}` }, from('198.51.100.4')).expect(201);
    await door({ email: mail, password, code: codeAt(secret, now() + 30_000) }, from('198.51.100.4')).expect(201);
  });

  it('is sealed anew when the key of the house changes', async () => {
    const [old, fresh] = ['a1b2'.repeat(16), 'c3d4'.repeat(16)] as const, sealed = () => at.house.database.inScope(at.scope, (tx) => tx.row<{ sealed: string; user_id: string }>('SELECT sealed, user_id FROM app.two_step'));
    const before = await sealed();
    expect(await reseal(at.house.database, new Sealer([fresh, old]))).toBe(1);
    const between = await sealed();
    expect(between?.sealed).not.toBe(before?.sealed);
    expect(new Sealer([fresh]).open(between?.sealed ?? '', `two-step:${between?.user_id}`)).toBe(secret);
    expect(await reseal(at.house.database, new Sealer([old, fresh]))).toBe(1);
    later();
    await door({ email: mail, password, code: codeAt(secret, now()) }, from('198.51.100.5')).expect(201);
  });

  it('takes a recovery code once', async () => {
    const [one = '', two = ''] = recovery;
    const answers = await Promise.all([1, 2, 3].map((n) => door({ email: mail, password, code: one.toUpperCase() }, from(`198.51.100.1${n}`))));
    expect(answers.map((answer) => answer.status).sort()).toEqual([201, 401, 401]);
    await door({ email: mail, password, code: two.replaceAll('-', '') }, from('198.51.100.14')).expect(201);
    expect((await supertest(at.url).get('/api/two-step').set('Cookie', session).expect(200)).body.recoveryCodesLeft).toBe(8);
  });

  it('is not turned off by an administrator; a manager may, and moves it with the password', async () => {
    const send = (method: 'post' | 'put' | 'delete', path: string, cookie: string) => supertest(at.url)[method](path).set('Cookie', cookie).set('X-Requested-With', 'serentak');
    expect((await send('delete', '/api/two-step', session).send({ password }).expect(409)).body.code).toBe('SRT-ACC-026');
    const manager = cookies(await door({ email: 'manager@uji.example', password }).expect(201));
    const { ticket, secret: theirs } = (await send('post', '/api/two-step/enrolments', manager).expect(201)).body as { ticket: string; secret: string };
    expect((await send('put', '/api/two-step', manager).send({ password: 'salah-salah-1', ticket, code: codeAt(theirs, now()) }).expect(422)).body.code).toBe('SRT-ACC-017');
    expect((await send('put', '/api/two-step', manager).send({ password, ticket, code: codeAt(theirs, now()) }).expect(200)).body.recoveryCodes).toHaveLength(10);
    expect((await door({ email: 'manager@uji.example', password }).expect(401)).body.code).toBe('SRT-ACC-009');
    await send('delete', '/api/two-step', manager).send({ password }).expect(204);
    await door({ email: 'manager@uji.example', password }).expect(201);
  });

  it('gives ten tries at codes to whoever stole the password, wherever they come from; the owner\'s browser has its own', async () => {
    later();
    const codes = await Promise.all(Array.from({ length: 14 }, (_, n) => door({ email: mail, password, code: '000000' }, from(`203.0.113.${n + 10}`)).then((answer) => answer.status)));
    expect(codes.filter((status) => status === 429).length).toBeGreaterThanOrEqual(4);
    await door({ email: mail, password, code: codeAt(secret, now()) }, from('203.0.113.99')).expect(429);
    await door({ email: mail, password, code: codeAt(secret, now()) }, from('203.0.113.98', session)).expect(201);
  });
});

describe('the door', () => {
  it('gives cookies of this host alone', async () => {
    const answer = await door({ email: 'viewer@uji.example', password }).expect(201);
    const [session, device] = answer.headers['set-cookie'] as unknown as string[];
    expect(session).toMatch(/^__Host-serentak_session=[\w-]{43}; Max-Age=1209600; Path=\/; Expires=[^;]+; HttpOnly; Secure; SameSite=Lax$/);
    expect(device).toMatch(/^__Host-serentak_device=s1\.[\w.-]+; Max-Age=31536000; Path=\/; Expires=[^;]+; HttpOnly; Secure; SameSite=Lax$/);
    await supertest(at.url).get('/api/sessions/current').set('Cookie', (session ?? '').split(';')[0]?.replace('__Host-', '') ?? '').expect(401);
  });

  it('is not shut to an owner by a flood for their account from many addresses: not to their browser, not where they are signed in', async () => {
    const { email } = { email: 'operator@uji.example' };
    const known = await door({ email, password }, from('192.0.2.10')).expect(201);
    const device = cookies(known).split('; ').find((part) => part.includes('device')) ?? '';
    const flood = await Promise.all(Array.from({ length: 130 }, (_, n) => door({ email, password: `tebak ${n}` }, from(`100.64.${n}.1`)).then((answer) => answer.status)));
    expect([flood.filter((status) => status === 401).length, flood.filter((status) => status === 429).length]).toEqual([100, 30]);
    await door({ email, password }, from('100.65.0.1')).expect(429);
    await door({ email, password }, from('100.65.0.1', device)).expect(201);
    await door({ email, password }, from('192.0.2.77')).expect(201);
    // Nor to others, and a mark of somebody else's browser is none.
    await door({ email: 'unit@uji.example', password }, from('100.65.0.1')).expect(201);
    const other = cookies(await door({ email: 'viewer@uji.example', password }, from('100.66.0.9')).expect(201));
    await door({ email, password }, from('100.66.0.9', other)).expect(429);
    at.house.database.clock.advance(901_000);
    await door({ email, password }, from('100.66.0.1')).expect(201);
  }, 30_000);

  it('counts an IPv6 line as one, whichever of its addresses asks', async () => {
    const ask = (address: string, n: number) => door({ email: `orang-${n}@uji.example`, password: 'tebak saja' }, from(address)).then((answer) => answer.status);
    const flood = await Promise.all(Array.from({ length: 65 }, (_, n) => ask(n % 2 ? `2001:db8:0:7::${(n + 1).toString(16)}` : `2001:db8::7:0:0:1:${n.toString(16)}`, n)));
    expect([flood.filter((status) => status === 401).length, flood.filter((status) => status === 429).length]).toEqual([60, 5]);
    expect([await ask('2001:db8:0:8::1', 66), await ask('2001:db8:0:7:a:b:c:d', 67), await ask('::ffff:203.0.113.7', 68)]).toEqual([401, 429, 401]);
  }, 30_000);

  it('counts for all processes together', async () => {
    const second = await at.another();
    const ask = (url: string, n: number) => supertest(url).post('/api/sessions').set(from('192.0.2.200')).send({ email: 'unit@uji.example', password: `tebak ${n}` }).then((answer) => answer.status);
    const answers = await Promise.all([...Array(10).keys()].map((n) => ask(n % 2 ? second.url : at.url, n)));
    await second.stop();
    expect([answers.filter((status) => status === 401).length, answers.filter((status) => status === 429).length]).toEqual([5, 5]);
  });

  it('is opened from the server itself where nobody else could', async () => {
    const temporary = await letSomebodyIn({ env: { DATABASE_URL: at.appUrl, ENCRYPTION_KEY: 'a1b2'.repeat(16) }, root: '/', built: '/' }, mail.toUpperCase());
    await door({ email: mail, password }, from('198.18.0.1')).expect(401);
    expect((await door({ email: mail, password: temporary }, from('198.18.0.1')).expect(403)).body.code).toBe('SRT-ACC-011');
    expect((await door({ email: mail, password: temporary, newPassword: 'gajah payung meja' }, from('198.18.0.1')).expect(403)).body.code).toBe('SRT-ACC-012');
    await expect(letSomebodyIn({ env: { DATABASE_URL: at.appUrl, ENCRYPTION_KEY: 'a1b2'.repeat(16) }, root: '/', built: '/' }, 'tiada@uji.example')).rejects.toThrow('Nobody here has the address');
  });
});
