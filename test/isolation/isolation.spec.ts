import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DeclaredRoute } from '../../src/access/index.js';
import { permissions, type Permission } from '../../src/kernel/index.js';
import { laneName, lanes } from '../../src/queue/index.js';
import { root, serve, until } from '../house/serve.js';
import { call, clientFor, digests, found, nameOf, rank } from './asking.js';
import { elsewhere, examples, rowless, type Ask } from './examples.js';
import { openFederations, roles, type Federations } from './federations.js';

let at: Federations;
let routes: DeclaredRoute[];
beforeAll(async () => {
  at = await openFederations();
  routes = at.at.house.routes();
}, 60_000);
afterAll(() => at?.close());
const cookieOf = async (email: string): Promise<string> => (await fetch(`${at.at.url}/api/sessions`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ email, password: 'cukup-panjang-1' }) })).headers.get('set-cookie')?.split(';')[0] ?? '';

const asked = (): DeclaredRoute[] => routes.filter((route) => examples[nameOf(route)]).sort((a, b) => rank(a) - rank(b));

/** What a unit may read of the co-ops above it. */
const fromAbove = [{ table: 'category', word: 'category' }, { table: 'category_map', word: 'category' }, { table: 'description_template', word: 'template' }, { table: 'value_map', word: 'word' }, { table: 'fee', word: 'source' }, { table: 'shop', word: 'shop' }, { table: 'cooperative', word: '' }];

describe('no row crosses co-operatives', () => {
  it('every route of the house has an example of another co-op\'s ids, and every policed table a row of the victim\'s', async () => {
    expect(routes.map(nameOf).filter((name) => !examples[name] && !elsewhere[name])).toEqual([]);
    expect(Object.keys(examples).filter((name) => !routes.some((route) => nameOf(route) === name))).toEqual([]);
    const empty = Object.entries(await digests(at, [at.nodes.A0])).filter(([name, digest]) => digest.startsWith('0 rows') && !(name in rowless));
    expect(empty.map(([name]) => name)).toEqual([]);
  });

  const relations = [
    { title: 'another federation', by: 'B0', of: ['A0', 'A1'], hidden: ['A0', 'A1', 'A2'], granted: [] },
    { title: 'a sibling unit', by: 'A2', of: ['A1'], hidden: ['A1'], granted: [] },
    { title: 'a unit, of its parent', by: 'A1', of: ['A0'], hidden: ['A0'], granted: fromAbove },
  ] as const;
  it.each(relations)('$title: every route, as every role, tells nothing and changes nothing', async ({ by, of, hidden, granted }) => {
    const seeker = at.nodes[by], victims = hidden.map((key) => at.nodes[key]), wrong: string[] = [];
    let before = await digests(at, victims), calls = 0;
    for (const route of asked()) {
      const example = examples[nameOf(route)], permission = route.permission as Permission;
      for (const [nth, victim] of of.entries()) for (const ask of example?.asks(at.nodes[victim].ids) ?? []) for (const role of nth === 0 ? roles : (['administrator'] as const)) {
        const reply = await call(await clientFor(at, seeker, role, route), route, ask);
        calls += 1;
        const say = (what: string): void => void wrong.push(`${nameOf(route)} as ${role} of ${by} with ${JSON.stringify({ at: ask.at, query: ask.query, body: ask.body })}: ${what}`);
        const leaks = found(at, reply, victims, granted);
        if (leaks.length > 0) say(`${reply.status} tells ${leaks.join(', ')}`);
        const allowed = permissions[permission].includes(role), free = example?.fromAbove === true && granted.length > 0;
        if (!allowed && reply.status !== 403) say(`${reply.status} instead of 403`);
        else if (allowed && ask.at && !free && ![404, ask.hidden].includes(reply.status)) say(`${reply.status} ${JSON.stringify(reply.body)} instead of 404`);
        else if (allowed && ([400, 401].includes(reply.status) && reply.status !== ask.own || reply.status >= 500)) say(`${reply.status} ${JSON.stringify(reply.body)}`);
      }
      const after = await digests(at, victims);
      for (const [name, digest] of Object.entries(after)) if (digest !== before[name]) wrong.push(`${nameOf(route)} by ${by} changed ${name} of ${hidden.join(', ')}: ${before[name]} → ${digest}`);
      before = after;
    }
    expect(wrong).toEqual([]);
    expect(calls).toBeGreaterThan(400);
  }, 120_000);

  it('live events tell of one\'s own co-ops alone', async () => {
    const { A1, A2, B0 } = at.nodes, heard: Record<string, string> = {}, hangUp = new AbortController();
    const listen = async (key: 'A0' | 'A2' | 'B0'): Promise<void> => {
      const cookie = await cookieOf(at.nodes[key].emails.viewer);
      const answer = await fetch(`${at.at.url}/api/events`, { headers: { cookie }, signal: hangUp.signal });
      heard[key] = '';
      void (async () => { for await (const part of answer.body as unknown as AsyncIterable<Uint8Array>) heard[key] += Buffer.from(part).toString(); })().catch(() => undefined);
    };
    await Promise.all([listen('A0'), listen('A2'), listen('B0')]);
    const touch = async (node: typeof A1): Promise<void> => {
      const done = await (await node.person.manager()).send('PATCH', `/api/variants/${node.ids.spareVariant}`, { price: 11_000 + Math.floor(at.at.clock.now() % 1000) });
      expect(done.status).toBe(200);
    };
    await touch(A1);
    await until(async () => heard.A0?.includes('products'), 'the parent hears of its unit');
    expect([heard.A2, heard.B0].join('')).not.toContain('event: change');
    await touch(A2);
    await touch(B0);
    await until(async () => heard.A2?.includes('products') && heard.B0?.includes('products'), 'each hears of its own');
    hangUp.abort();
  });

  it('a push under one\'s own key speaks for one\'s own shops alone, and another\'s key opens nothing', async () => {
    const { A0, B0 } = at.nodes, before = await digests(at, [A0]);
    const key = async (id: string | undefined): Promise<string> => (await at.owner.query<{ key: string }>('SELECT w.key FROM app.webhook_address w JOIN app.connection c ON c.webhook_address_id = w.id WHERE c.id = $1', [id])).rows[0]?.key ?? '';
    const push = async (to: string, token: string): Promise<number> => (await fetch(`${at.at.url}/api/webhooks/toy/${to}`, { method: 'POST', headers: { 'x-toy-key': token }, body: JSON.stringify({ order: 'rhsA0-order', at: 1 }) })).status;
    expect(await push(await key(B0.ids.connection), `${B0.mark}-token`)).toBe(200);
    expect(await push(await key(A0.ids.connection), `${B0.mark}-token`)).toBe(401);
    expect((await at.owner.query('SELECT cooperative_id FROM app.webhook_receipt WHERE dedupe = $1', ['rhsA0-order.1'])).rows).toEqual([{ cooperative_id: B0.cooperative }]);
    expect(await digests(at, [A0])).toEqual(before);
  });

  it('a worker that is hinted with another co-op\'s shop finds no shop: no call leaves, no row changes', async () => {
    const { A0, A1, B0 } = at.nodes;
    const worker = await serve({ database: at.at.database, roles: 'worker', sweeping: false, adapterDirs: [join(root, 'test', 'toy', 'adapters')], practiceUrl: () => at.market.url });
    const drained = () => until(async () => (await Promise.all([...new Set(Object.values(lanes))].map((lane) => worker.house.hints.queue(laneName(lane, 'toy')).getJobCounts('waiting', 'active', 'prioritized', 'delayed')))).every((counts) => Object.values(counts).every((n) => n === 0)), 'every hint was looked at');
    try {
      await drained(); // what the victims' own shops were hinted of until now
      const before = await digests(at, [A0, A1]), begun = at.market.calls.length;
      for (const stream of Object.keys(lanes) as (keyof typeof lanes)[]) for (const victim of [A0, A1]) {
        await worker.house.hints.queue(laneName(lanes[stream], 'toy')).add(stream, { shopId: victim.ids.shop ?? '', cooperativeId: B0.cooperative }, { attempts: 1, removeOnComplete: true, removeOnFail: true });
      }
      await drained();
      await (await B0.person.manager()).send('PATCH', `/api/shops/${B0.ids.shop}/schedule`, { pullNow: true });
      await until(async () => at.market.calls.slice(begun).some((one) => one.shop === B0.ids.remoteShop), 'its own shop is worked');
      expect(at.market.calls.slice(begun).filter((one) => one.shop !== B0.ids.remoteShop)).toEqual([]);
      expect(await digests(at, [A0, A1])).toEqual(before);
    } finally {
      await worker.stop();
    }
  }, 60_000);

  it('a thousand interleaved requests on one pooled connection: each answer holds only its own', async () => {
    const one = await serve({ database: at.at.database, roles: 'api', sweeping: false, connections: 1, adapterDirs: [join(root, 'test', 'toy', 'adapters')], practiceUrl: () => at.market.url });
    try {
      const sides = [at.nodes.A0, at.nodes.A1, at.nodes.A2, at.nodes.B0], strangers = sides.map((node) => sides.filter((other) => other !== node && other.parent !== node.cooperative && other.cooperative !== node.parent));
      const cookies = await Promise.all(sides.map((node) => cookieOf(node.emails.manager)));
      const paths = ['/api/products', '/api/listings', '/api/orders', '/api/failures', '/api/overview', '/api/variants', '/api/members', '/api/stock-movements', '/api/sync-runs', '/api/shops'];
      const wrong: string[] = [], own = [0, 0, 0, 0];
      await Promise.all(Array.from({ length: 1_000 }, async (_, n) => {
        const side = n % 4, node = sides[side] as typeof sides[number], path = n % 10 === 9 ? `/api/variants/${node.ids.spareVariant}` : paths[Math.floor(n / 4) % paths.length] ?? '';
        const answer = await fetch(`${one.url}${path}`, { method: n % 10 === 9 ? 'PATCH' : 'GET', headers: { cookie: cookies[side] ?? '', 'x-requested-with': 'serentak', 'content-type': 'application/json' }, ...(n % 10 === 9 ? { body: JSON.stringify({ price: 1_000 + n }) } : {}) });
        const reply = { body: await answer.text(), headers: answer.headers };
        if (answer.status !== 200) wrong.push(`${path} of ${node.key}: ${answer.status} ${reply.body.slice(0, 200)}`);
        const leaks = found(at, reply, strangers[side] ?? []);
        if (leaks.length > 0) wrong.push(`${path} of ${node.key} tells ${leaks.join(', ')}`);
        if (found(at, reply, [node]).length > 0) own[side] = (own[side] ?? 0) + 1;
      }));
      expect(wrong).toEqual([]);
      expect(Math.min(...own)).toBeGreaterThan(200);
      expect((await at.owner.query<{ price: string; cooperative_id: string }>('SELECT DISTINCT v.cooperative_id FROM app.variant v WHERE v.price BETWEEN 1009 AND 1999')).rows.length).toBe(2); // odd numbers: A1 and B0
    } finally {
      await one.stop();
    }
  }, 60_000);

  it('and the examples are real: the victim\'s own administrator is answered, and shown what the others were not', async () => {
    const victim = at.nodes.A0, wrong: string[] = [];
    for (const route of asked()) for (const ask of examples[nameOf(route)]?.asks(victim.ids) ?? []) {
      const reply = await call(await clientFor(at, victim, 'administrator', route), route, ask);
      if (ask.own === undefined ? reply.status >= 400 : reply.status !== ask.own) wrong.push(`${nameOf(route)} ${JSON.stringify({ at: ask.at, query: ask.query, body: ask.body })}: ${reply.status} ${JSON.stringify(reply.body)}`);
      else if (route.method === 'GET' && !ask.plain && found(at, reply, [victim]).length === 0) wrong.push(`${nameOf(route)} ${JSON.stringify(ask.query ?? ask.at)}: nothing of its own in ${JSON.stringify(reply.body).slice(0, 200)}`);
    }
    expect(wrong).toEqual([]);
  }, 60_000);

  it('and whatever is sent in place of what is asked for, no route breaks: a code and a sentence come back', async () => {
    const own = at.nodes.B1, wrong: string[] = [], deep = JSON.parse('['.repeat(2_000) + ']'.repeat(2_000)) as unknown;
    const strange = [[], {}, '\ud800', deep];
    for (const route of asked()) {
      const [ask] = examples[nameOf(route)]?.asks(own.ids) ?? [];
      if (!ask || ['POST /api/sessions', 'DELETE /api/sessions'].includes(nameOf(route))) continue;
      const bodies = ask.raw || route.method === 'GET' ? [] : [null, [], ...Object.keys(ask.body ?? {}).flatMap((key) => strange.map((value) => ({ ...(ask.body as object), [key]: value })))];
      const asks: Ask[] = [...['9'.repeat(19), '\u0000'].map((id) => ({ ...ask, at: ask.at?.map(() => id) })), ...bodies.map((body) => ({ ...ask, body }))];
      for (const [key, value] of [['limit', '-1'], ['after', '9'.repeat(25)], ['q', '\u0000'], ['from', '2026-02-31']] as const) if (route.method === 'GET') asks.push({ ...ask, query: { ...ask.query, [key]: value } });
      const client = await clientFor(at, own, 'administrator', route);
      for (const one of asks) {
        const { status, body, headers } = await call(client, route, one), { code = '' } = body as { code?: string };
        // What cannot be asked of a marketplace is answered by 502, with its code.
        if (status >= 400 && (!/problem\+json/.test(headers.get('content-type') ?? '') || !/^SRT-/.test(code) || (status >= 500 && code !== 'SRT-CON-004'))) wrong.push(`${nameOf(route)} ${JSON.stringify({ ...one, body: JSON.stringify(one.body)?.slice(0, 200) })}: ${status} ${JSON.stringify(body).slice(0, 200)}`);
      }
    }
    expect(wrong).toEqual([]);
  }, 120_000);
});
