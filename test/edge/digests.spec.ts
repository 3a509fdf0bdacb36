import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { SMTPServer } from 'smtp-server';
import { until, type Client } from '../house/serve.js';
import { toyHouse, type ToyHouse } from '../toy/toy-house.js';

interface Letter { to: string[]; text: string; id: string; subject: string }
interface Post { headers: IncomingHttpHeaders; body: string }
interface Digest { id: string; of: string; address: string; secret?: string; nextAt: string; waiting: number; error: string | null }
const letters: Letter[] = [], posts: Post[] = [];
/** What the receivers do: a number is the status of the webhook's answer. */
let mailDown = false, hookAnswers = 200;
const smtp = new SMTPServer({
  authOptional: true, disabledCommands: ['STARTTLS'], onMailFrom: (_, __, done) => done(mailDown ? new Error('down') : null),
  onData: (stream, session, done) => {
    const parts: Buffer[] = [];
    stream.on('data', (part: Buffer) => parts.push(part)).on('end', () => {
      const raw = Buffer.concat(parts).toString('utf8'), [head = '', body = ''] = raw.split(/\r\n\r\n(.*)/s), field = (name: string): string => new RegExp(`^${name}: (.*(?:\\r\\n[ \\t].*)*)`, 'im').exec(head)?.[1] ?? '';
      const text = /base64/.test(field('Content-Transfer-Encoding')) ? Buffer.from(body, 'base64').toString('utf8') : body.replace(/=\r\n/g, '').replace(/((?:=[0-9A-F]{2})+)/g, (hex) => Buffer.from(hex.replaceAll('=', ''), 'hex').toString('utf8'));
      letters.push({ to: session.envelope.rcptTo.map((entry) => entry.address), text, id: field('Message-ID'), subject: field('Subject') });
      done();
    });
  },
});
const hook = createServer((request, response) => {
  const parts: Buffer[] = [];
  request.on('data', (part: Buffer) => parts.push(part)).on('end', () => {
    posts.push({ headers: request.headers, body: Buffer.concat(parts).toString('utf8') });
    response.writeHead(hookAnswers).end('ok');
  });
});
const listening = (server: { listen(port: number, host: string, done: () => void): unknown }): Promise<void> => new Promise((resolve) => void server.listen(0, '127.0.0.1', resolve));

let toy: ToyHouse, manager: Client, products: string[];
beforeAll(async () => {
  await Promise.all([listening(smtp), listening(hook)]);
  toy = await toyHouse(['satu', 'dua'], { sweeping: false, env: { SMTP_URL: `smtp://127.0.0.1:${(smtp.server.address() as AddressInfo).port}`, SMTP_FROM: 'Serentak <serentak@uji.example>' } });
  products = await Promise.all(['K-1', 'K-2', 'K-3'].map(async (code) => (await toy.product(code)).productId));
  manager = await toy.as('manager');
});
afterAll(async () => {
  await toy?.stop();
  await Promise.all([new Promise<void>((resolve) => smtp.close(() => resolve())), new Promise((resolve) => hook.close(resolve))]);
});
beforeEach(async () => {
  letters.splice(0);
  posts.splice(0);
  [mailDown, hookAnswers] = [false, 200];
  for (const table of ['digest', 'failure']) await toy.sql(`DELETE FROM app.${table}`);
});

const failing = (cause: string, subject: string, more: { shop?: string; productId?: string; open?: boolean } = {}) => toy.house.database.inScope(toy.scope, (tx) => tx.tell('needs-person', {
  shopId: toy.shops[more.shop ?? 'satu'] ?? '', cooperativeId: toy.cooperativeId, ownerId: toy.cooperativeId, operation: 'uji', subject, productId: more.productId, issues: more.open === false ? [] : [{ cause, field: null, params: { waktu: '10.05' }, rawCode: 'raw-code', rawMessage: 'token=rahasia-sekali' }],
}));
const weightless = async (): Promise<void> => { for (const [index, productId] of products.entries()) await failing('weight-missing', `listing:${index + 1}`, { productId }); };
const make = async (body: object, who = manager): Promise<Digest> => {
  const { status, body: made } = await who.send<Digest>('POST', '/api/digests', body);
  expect([status, made]).toEqual([201, expect.anything()]);
  return made;
};
const round = () => toy.house.digests.once();
/** The clock stands at so late in the co-op's zone (UTC+7), on the next day that it can. */
const at = async (hour: number, minute = 0): Promise<void> => {
  const day = 86_400_000, now = toy.clock.now() + 7 * 3_600_000;
  toy.clock.advance((((hour * 60 + minute) * 60_000 - (now % day)) % day + day) % day || day);
  manager = await toy.as('manager');
};
const messages = async (id: string) => (await manager.get<{ items: { kind: string; state: string; attempts: number; error: string | null; causes: string[] }[] }>(`/api/digests/${id}/messages`)).body.items;

describe('a daily letter', () => {
  it('comes once, one paragraph a cause, whatever number of rounds and processes, and says nothing secret', async () => {
    await at(6);
    const { id, of, address, nextAt } = await make({ channel: 'email', daily: '07:00', urgent: false });
    expect([of, address, new Date(nextAt).getUTCHours()]).toEqual(['me', toy.people.manager.email, 0]);
    await weightless();
    await round();
    expect(letters).toEqual([]);
    await at(7, 1);
    await Promise.all([round(), round(), round()]);
    await round();
    expect(letters).toHaveLength(1);
    expect(letters[0]?.to).toEqual([toy.people.manager.email]);
    expect(letters[0]?.text).toContain('Berat belum diisi — 3 produk, Toko Mainan');
    expect(letters[0]?.text.match(/Berat belum diisi/g)).toHaveLength(1);
    expect(letters[0]?.text).toContain('/masalah?cause=weight-missing');
    expect(JSON.stringify(letters)).not.toContain('rahasia-sekali');
    expect(await messages(id)).toMatchObject([{ kind: 'daily', state: 'sent', attempts: 1, causes: ['weight-missing'] }]);
    await at(7, 1);
    await round();
    expect(letters).toHaveLength(2);
    // Nothing stands: nothing is said.
    await toy.sql('DELETE FROM app.failure');
    await at(7, 1);
    await round();
    expect(letters).toHaveLength(2);
  });

  it('that nobody took is tried again under the same id, and lost by no process that died over it', async () => {
    await at(6);
    const { id } = await make({ channel: 'email', daily: '07:00', urgent: false });
    await weightless();
    await at(7);
    mailDown = true;
    await round();
    expect(await messages(id)).toMatchObject([{ state: 'waiting', attempts: 1, error: expect.stringMatching(/^smtp \d+$/) }]);
    mailDown = false;
    await round();
    expect(letters).toEqual([]);
    toy.clock.advance(120_000);
    // Somebody else has it, and dies.
    await toy.sql(`UPDATE app.digest_message SET lease_until = app.now() + interval '50 seconds'`);
    await round();
    expect(letters).toEqual([]);
    toy.clock.advance(60_000);
    await round();
    await round();
    expect(letters.map((letter) => letter.id)).toEqual([expect.stringMatching(/^<digest-\d+@/)]);
  });
});

describe('a link', () => {
  it('goes by mail to its reader alone; is shown where they ask so, or nobody took the letter', async () => {
    const administrator = await toy.as('administrator'), tokenOf = (text: string): string => /undangan#([\w-]{43})/.exec(text)?.[1] ?? '';
    interface Given { id: string; sent: boolean; link: string | null }
    const send = async (path: string, body: object = {}): Promise<Given> => {
      const { status, body: given } = await administrator.send<Given>('POST', path, body);
      expect([status, given]).toEqual([201, expect.anything()]);
      return given;
    };
    const made = await send('/api/invitations', { email: 'lewat.surat@uji.example', role: 'operator' });
    expect(made).toMatchObject({ sent: true, link: null });
    expect(letters).toMatchObject([{ to: ['lewat.surat@uji.example'], subject: expect.stringContaining('Undangan ke'), text: expect.stringMatching(/sebagai operator[^]*sampai \d+ \w+ pukul \d\d\.\d\d WIB/) }]);
    expect(await send(`/api/invitations/${made.id}/links`, { send: false })).toMatchObject({ sent: false, link: expect.stringContaining('/undangan#') });
    expect((await fetch(`${toy.url}/api/invitation-lookups`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ token: tokenOf(letters[0]?.text ?? '') }) })).status).toBe(404);
    mailDown = true;
    const { sent, link } = await send('/api/invitations', { email: 'tidak.sampai@uji.example', role: 'viewer' });
    expect([sent, tokenOf(link ?? '')]).toEqual([false, expect.stringMatching(/./)]);
    mailDown = false;
    const { id } = (await administrator.get<{ items: { id: string; email: string }[] }>('/api/users')).body.items.find((user) => user.email === toy.people.operator.email) as { id: string };
    expect(await send(`/api/users/${id}/resets`)).toMatchObject({ sent: true, link: null });
    expect(letters.at(-1)).toMatchObject({ to: [toy.people.operator.email], subject: 'Kata sandi baru untuk Serentak' });
  });
});

describe('what stops a shop', () => {
  it('is told as it happens: once per cause, not per row, and again when it comes back later', async () => {
    await at(12);
    await make({ channel: 'email', daily: null });
    await weightless();
    await round();
    expect(letters).toEqual([]);
    await failing('token-expired', 'connection:1');
    await round();
    await failing('token-expired', 'connection:2', { shop: 'dua' });
    await round();
    expect(letters.map((letter) => /berhenti/.test(letter.text) || /Perlu masuk lagi/.test(letter.text))).toEqual([true]);
    const flap = async () => { await failing('token-expired', 'connection:1', { open: false }); await failing('token-expired', 'connection:2', { shop: 'dua', open: false }); await round(); await failing('token-expired', 'connection:1'); await round(); };
    await flap();
    expect(letters).toHaveLength(1);
    toy.clock.advance(3_700_000);
    await flap();
    expect(letters).toHaveLength(2);
  });

  it('is told to nobody who has no role there any more', async () => {
    await at(12);
    await make({ channel: 'email', daily: null }, await toy.as('viewer'));
    const taken = await toy.sql<{ user_id: string; cooperative_id: string }>(`DELETE FROM app.user_role WHERE role = 'viewer' RETURNING user_id, cooperative_id`);
    await failing('token-expired', 'connection:1');
    await round();
    expect(letters).toEqual([]);
    for (const { user_id, cooperative_id } of taken) await toy.sql(`INSERT INTO app.user_role (user_id, cooperative_id, role) VALUES ($1, $2, 'viewer')`, [user_id, cooperative_id]);
    await round();
    expect(letters).toHaveLength(1);
  });

  it('waits for the end of quiet hours, over midnight, in the co-op\'s own zone', async () => {
    await at(22, 30);
    const { id } = await make({ channel: 'email', daily: null, quiet: { from: '21:00', to: '06:00' } });
    await failing('token-expired', 'connection:1');
    await round();
    expect([letters.length, (await messages(id))[0]?.state]).toEqual([0, 'waiting']);
    await at(5, 59);
    await round();
    expect(letters).toEqual([]);
    await at(6);
    await round();
    expect(letters).toHaveLength(1);
    const quiet = async (at: string, from: number, to: number) => (await toy.sql<{ until: Date }>(`SELECT app.quiet_until($1::timestamptz, 'Asia/Jakarta', $2::smallint, $3::smallint) AS until`, [at, from, to]))[0]?.until.toISOString();
    expect(await quiet('2026-03-01T05:00:00Z', 0, 0)).toBe('2026-03-01T05:00:00.000Z');
    expect(await quiet('2026-03-01T05:00:00Z', 12 * 60, 13 * 60)).toBe('2026-03-01T06:00:00.000Z');
    expect(await quiet('2026-03-01T06:00:00Z', 12 * 60, 13 * 60)).toBe('2026-03-01T06:00:00.000Z');
    expect(await quiet('2026-03-31T17:30:00Z', 21 * 60, 6 * 60)).toBe('2026-03-31T23:00:00.000Z');
  });
});

describe('a webhook', () => {
  const url = (): string => `http://127.0.0.1:${(hook.address() as AddressInfo).port}/rahasia/jalan?kunci=abc`;

  it('is signed over its time and its very bytes, tried again under the same id, and shows its secret once', async () => {
    await at(12);
    const { id, secret = '', address } = await make({ channel: 'webhook', url: url(), daily: null });
    expect([secret.length > 40, address]).toEqual([true, `http://127.0.0.1:${(hook.address() as AddressInfo).port}/…`]);
    expect(JSON.stringify((await manager.get('/api/digests')).body)).not.toMatch(new RegExp(`${secret}|rahasia|kunci`));
    await failing('token-expired', 'connection:1');
    hookAnswers = 500;
    await round();
    hookAnswers = 302;
    toy.clock.advance(120_000);
    await round();
    expect((await messages(id))[0]).toMatchObject({ state: 'waiting', attempts: 2, error: 'answered 302' });
    hookAnswers = 204;
    toy.clock.advance(300_000);
    await round();
    await round();
    expect(posts).toHaveLength(3);
    expect(new Set(posts.map((post) => post.headers['x-serentak-id'])).size).toBe(1);
    for (const { headers, body } of posts) {
      expect(headers['x-serentak-signature']).toBe(`v1=${createHmac('sha256', secret).update(`${headers['x-serentak-timestamp']}.${body}`).digest('hex')}`);
      expect(Math.abs(Number(headers['x-serentak-timestamp']) * 1000 - toy.clock.now())).toBeLessThan(600_000);
      expect(body).not.toContain('rahasia-sekali');
    }
    expect(JSON.parse(posts[2]?.body ?? '{}')).toMatchObject({ id: posts[2]?.headers['x-serentak-id'], type: 'failures.urgent', cooperative: { id: toy.cooperativeId }, causes: [{ cause: 'token-expired', code: 'SRT-SYN-027', severity: 'stops', count: 1, shops: [{ id: toy.shops.satu }], link: expect.stringMatching(/^http/) }] });
  });

  it('leads nowhere inside', async () => {
    await at(12);
    for (const inner of ['https://169.254.169.254/latest', 'https://10.0.0.8/x', 'http://10.0.0.8/x', 'https://[::ffff:192.168.1.1]/']) {
      const { id } = await make({ channel: 'webhook', url: inner, daily: null });
      expect((await manager.send('POST', `/api/digests/${id}/trials`)).status).toBe(202);
      await round();
      expect((await messages(id))[0]).toMatchObject({ kind: 'test', state: 'waiting', error: expect.stringMatching(/not https|not a public one/) });
    }
    for (const url of ['ftp://x.example', 'https://a:b@x.example/', 'x']) expect((await manager.send('POST', '/api/digests', { channel: 'webhook', url })).status).toBe(400);
  });
});

it('is one\'s own, or the co-op\'s for who manages it; nobody else\'s', async () => {
  await at(9);
  const viewer = await toy.as('viewer');
  const own = await make({ channel: 'email' }, viewer), shared = await make({ channel: 'email', email: 'pengurus@uji.example' });
  expect((await viewer.send<{ code: string }>('POST', '/api/digests', { channel: 'email' })).body.code).toBe('SRT-OPS-010');
  expect((await viewer.send('POST', '/api/digests', { channel: 'email', email: 'lain@uji.example' })).status).toBe(403);
  expect((await viewer.get<{ items: Digest[] }>('/api/digests')).body.items.map((entry) => entry.id)).toEqual([own.id]);
  expect((await manager.get<{ items: Digest[] }>('/api/digests')).body.items.map((entry) => entry.id)).toEqual([shared.id]);
  expect((await manager.send('PATCH', `/api/digests/${own.id}`, { urgent: false })).status).toBe(404);
  expect((await viewer.send('DELETE', `/api/digests/${shared.id}`)).status).toBe(404);
  expect((await viewer.send('PATCH', `/api/digests/${own.id}`, { daily: '25:00' })).status).toBe(400);
  expect((await viewer.send('PATCH', `/api/digests/${own.id}`, { daily: '08:15', quiet: { from: '21:00', to: '05:00' }, paused: true })).body).toMatchObject({ daily: '08:15', quiet: { from: '21:00', to: '05:00' }, paused: true });
  expect((await viewer.send('DELETE', `/api/digests/${own.id}`)).status).toBe(204);
  await until(async () => (await viewer.get<{ items: Digest[] }>('/api/digests')).body.items.length === 0, 'it is gone');
});
