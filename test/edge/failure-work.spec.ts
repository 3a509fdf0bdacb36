import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Person } from './open-house.js';
import { issue, stockedHouse, type StockedHouse } from './stocked-house.js';

interface Cause { cause: string; count: number; new24h: number; before24h: number; trend: number[]; aside: number; mine: number; unassigned: number; link: string; assignees: { name: string; count: number }[]; firstAt: string }
interface Member { id: string; cause: string; link: string; assignee: { id: string; name: string } | null; dismissedUntil: string | null; dismissals: { reason: string; by: string | null; until: string | null }[] }
let at: StockedHouse;
let operator: Person, manager: Person, unit: Person;
const weight = issue('weight-missing', { field: 'weight' }), photo = issue('photo-missing', { field: 'photos' });
beforeAll(async () => {
  at = await stockedHouse();
  [operator, manager, unit] = [await at.as('operator'), await at.as('manager'), await at.as('unit')];
});
afterAll(() => at.close());
beforeEach(() => at.tx((t) => t.rows('DELETE FROM app.failure')));

const causes = async (query = '', who = operator): Promise<Cause[]> => (await who.get(`/api/failures${query}`).expect(200)).body.causes;
const members = async (query = '', who = operator): Promise<Member[]> => (await who.get(`/api/failures/members${query}`).expect(200)).body.items;
const listing = (index: number): string => at.listings[index] ?? '';
const ago = (id: string | undefined, hours: number) => at.tx((t) => t.rows('UPDATE app.failure SET first_at = app.now() - make_interval(hours => $2) WHERE id = $1', [id, hours]));
const inDays = (days: number): string => new Date(at.house.database.clock.now() + days * 86_400_000).toISOString();

describe('a cause', () => {
  it('says how old it is, how many came newly and the day before, be they mended since or not, and where it is mended', async () => {
    for (const index of [0, 1, 2]) await at.answer(listing(index), [weight]);
    const [first] = await at.failureIds(`listing:${listing(0)}`), [second] = await at.failureIds(`listing:${listing(1)}`);
    await ago(first, 30);
    await ago(second, 24 * 6 + 2);
    await at.answer(listing(1), []);
    const [cause] = await causes();
    expect(cause).toMatchObject({ cause: 'weight-missing', count: 2, new24h: 1, before24h: 1, trend: [1, 0, 0, 0, 0, 1, 1], link: '/masalah?cause=weight-missing' });
    expect(at.house.database.clock.now() - Date.parse(cause?.firstAt ?? '')).toBeGreaterThan(29 * 3_600_000);
    await at.answer(listing(0), [photo]);
    expect((await members('?cause=photo-missing'))[0]?.link).toBe(`/produk/${at.products[0]}`);
  });
});

describe('put aside until a day', () => {
  it('stays out of sight, met again or not, comes back when the day is over, and keeps what was said', async () => {
    await at.answer(listing(0), [weight]);
    const [id] = await at.failureIds(`listing:${listing(0)}`);
    const aside = (until: string) => operator.send('post', `/api/failures/${id}/dismissals`).send({ reason: 'Menunggu timbangan baru', until });
    expect((await aside(inDays(-1)).expect(422)).body.code).toBe('SRT-OPS-007');
    await aside(inDays(500)).expect(422);
    await aside('besok').expect(400);
    await aside(inDays(3)).expect(204);
    expect(await causes()).toEqual([]);
    expect(await members('?dismissed=true')).toMatchObject([{ id, dismissals: [{ reason: 'Menunggu timbangan baru', by: 'operator' }], dismissedUntil: expect.any(String) }]);
    await at.answer(listing(0), [weight]);
    expect(await causes()).toEqual([]);
    // Another cause of the same product is another matter, and shows.
    await at.answer(listing(0), [weight, photo]);
    expect((await causes()).map((cause) => cause.cause)).toEqual(['photo-missing']);
    at.house.database.clock.advance(3 * 86_400_000 + 1_000);
    operator = await fresh('operator');
    expect(await members('?cause=weight-missing')).toMatchObject([{ id, dismissedUntil: null, dismissals: [{ reason: 'Menunggu timbangan baru' }] }]);
    await aside(inDays(2)).expect(204);
    expect((await causes('?cause=weight-missing')).length).toBe(0);
    await operator.send('delete', `/api/failures/${id}/dismissals`).expect(204);
    expect((await causes('?cause=weight-missing'))[0]).toMatchObject({ count: 1, aside: 0 });
    [manager, unit] = [await fresh('manager'), await fresh('unit')];
  });

  it('without a day it is closed; the reason is remembered when it comes again', async () => {
    await at.answer(listing(0), [weight]);
    const [id] = await at.failureIds(`listing:${listing(0)}`);
    await operator.send('post', `/api/failures/${id}/dismissals`).send({ reason: 'Titipan, tanpa berat' }).expect(204);
    await at.answer(listing(0), [weight]);
    expect(await members()).toMatchObject([{ dismissals: [{ reason: 'Titipan, tanpa berat', until: null }] }]);
    const { body } = await operator.send('post', '/api/bulk-actions').send({ kind: 'dismiss', filter: { cause: 'weight-missing' }, reason: 'Nanti', until: inDays(9) }).expect(202);
    expect((await operator.get(`/api/bulk-actions/${body.id}`).expect(200)).body).toMatchObject({ kind: 'dismiss', state: 'done', succeeded: 1, by: 'operator', filter: { cause: 'weight-missing', reason: 'Nanti' } });
    expect((await causes())).toEqual([]);
  });
});

/** Signed in anew: the clock has moved past the session. */
async function fresh(who: 'operator' | 'manager' | 'unit' | 'administrator'): Promise<Person> {
  const { signIn } = await import('./open-house.js'), { default: supertest } = await import('supertest'), cookie = await signIn(at.url, `${who}@uji.example`);
  return { cookie, get: (path) => supertest(at.url).get(path).set('Cookie', cookie), send: (method, path) => supertest(at.url)[method](path).set('Cookie', cookie).set('X-Requested-With', 'serentak') };
}

describe('given to a person', () => {
  it('one or all that match, found again by "assigned=me", and only to somebody who may see it', async () => {
    for (const index of [0, 1]) await at.answer(listing(index), [weight]);
    const [id] = await at.failureIds(`listing:${listing(0)}`);
    const people = (await operator.get('/api/failures/assignees').expect(200)).body.items as { id: string; name: string }[];
    const idOf = (name: string): string => people.find((entry) => entry.name === name)?.id ?? '';
    await operator.send('post', `/api/failures/${id}/assignments`).send({ userId: idOf('manager') }).expect(204);
    expect((await members('?assigned=me', manager)).map((member) => member.id)).toEqual([id]);
    expect(await members('?assigned=me')).toEqual([]);
    expect((await causes('', manager))[0]).toMatchObject({ count: 2, mine: 1, unassigned: 1, assignees: [{ name: 'manager', count: 1 }] });
    await operator.send('post', '/api/bulk-actions').send({ kind: 'assign', filter: { assigned: 'none' }, assignee: 'me' }).expect(202);
    expect((await members('?assigned=me')).map((member) => member.assignee?.name)).toEqual(['operator']);
    await operator.send('post', `/api/failures/${id}/assignments`).send({ userId: null }).expect(204);
    expect((await members('?assigned=none')).map((member) => member.id)).toEqual([id]);
    expect((await operator.send('post', `/api/failures/${id}/assignments`).send({ userId: '999999' }).expect(422)).body.code).toBe('SRT-OPS-008');
    await operator.send('post', `/api/failures/${id}/assignments`).send({ userId: 'siapa' }).expect(400);
    // The unit sees none of its parent's people, and none of its parent's failures.
    expect(((await unit.get('/api/failures/assignees').expect(200)).body.items as { name: string }[]).map((entry) => entry.name)).toEqual(['unit']);
    await unit.send('post', `/api/failures/${id}/assignments`).send({ userId: 'me' }).expect(404);
    // Whose account the parent keeps and who works in the unit is one of its people, by name.
    await at.tx((t) => t.rows(`INSERT INTO app.user_role (user_id, cooperative_id, role) VALUES ($1, $2, 'operator')`, [idOf('manager'), at.unit]));
    await at.answer(listing(2), [weight]);
    const [own] = await at.failureIds(`listing:${listing(2)}`);
    unit = await fresh('unit');
    expect(((await unit.get('/api/failures/assignees').expect(200)).body.items as { name: string }[]).map((entry) => entry.name)).toEqual(['manager', 'unit']);
    await unit.send('post', `/api/failures/${own}/assignments`).send({ userId: idOf('manager') }).expect(204);
    expect((await members('', unit)).find((member) => member.id === own)?.assignee).toEqual({ id: idOf('manager'), name: 'manager' });
    await at.tx((t) => t.rows(`DELETE FROM app.user_role WHERE user_id = $1 AND cooperative_id = $2`, [idOf('manager'), at.unit]));
    await (await fresh('operator')).get('/api/failures/assignees').expect(200);
    // Still theirs after another attempt that fails the same way.
    await at.answer(listing(1), [weight]);
    expect((await members('?assigned=me')).length).toBe(1);
  });
});

describe('checking', () => {
  it('tells before any call which would pass now, and which only the marketplace can tell', async () => {
    await at.answer(listing(0), [weight]);
    await at.answer(listing(2), [weight]);
    await at.needs('push-offers', 'offer:1:price', [issue('price-out-of-range')]);
    const check = async (filter: object, who = operator) => (await who.send('post', '/api/failures/checks').send({ filter }).expect(200)).body;
    expect(await check({})).toMatchObject({ passing: 0, failing: 2, unknown: 1, next: null });
    const category = await manager.send('post', '/api/categories').send({ path: 'Minuman > Kopi' }).expect(201);
    await at.tx(async (t) => {
      await t.rows('UPDATE app.product SET category_id = $2 WHERE id = $1', [at.products[0], category.body.id]);
      await t.rows(`INSERT INTO app.category_map (cooperative_id, category_id, marketplace, scope_key, remote_id) VALUES ($1, $2, 'shopee', '', '100')`, [at.parent, category.body.id]);
    });
    const seen = await check({ cause: 'weight-missing' });
    expect(seen).toMatchObject({ passing: 1, failing: 1, unknown: 0 });
    expect(seen.items.map((item: { passes: boolean; issues: { cause: string; title: string }[] }) => [item.passes, item.issues.map((found) => found.cause)])).toEqual([[true, []], [false, ['category-not-mapped']]]);
    // The unit checks its own alone, though the shop is its parent's.
    expect(await check({ cause: 'weight-missing' }, unit)).toMatchObject({ passing: 0, failing: 1 });
    await operator.send('post', '/api/failures/checks').send({}).expect(400);
  });
});

describe('codes nobody knows', () => {
  it('count themselves, for whoever works on failures and for the metrics', async () => {
    const told = (code: string) => at.answer(listing(0), [issue('unknown', { rawCode: code, rawMessage: 'new words', params: { kode: code } })]);
    await told('err_tomorrow');
    await told('err_tomorrow');
    await told('err_never');
    const { items } = (await operator.get('/api/unknown-codes').expect(200)).body;
    expect(items).toMatchObject([{ marketplace: 'shopee', code: 'err_tomorrow', times: 2, message: 'new words', operation: 'publish-listings' }, { code: 'err_never', times: 1 }]);
    await (await at.as('viewer')).get('/api/unknown-codes').expect(403);
    expect((await operator.get('/metrics').expect(200)).text).toContain('serentak_unknown_codes{marketplace="shopee",code="err_tomorrow"} 2');
    expect((await causes())[0]).toMatchObject({ cause: 'unknown', title: 'Kode belum dikenal' });
  });
});

describe('the history of deeds', () => {
  it('goes back page by page, with who, when, which filter and what became of it', async () => {
    await at.answer(listing(0), [weight]);
    for (let n = 0; n < 3; n += 1) await operator.send('post', '/api/bulk-actions').send({ kind: 'retry', filter: { cause: 'weight-missing' } }).expect(202);
    const page = (await operator.get('/api/bulk-actions?limit=2').expect(200)).body;
    expect(page.items).toMatchObject([{ kind: 'retry', by: 'operator', filter: { cause: 'weight-missing' }, total: 1 }, { kind: 'retry' }]);
    const rest = (await operator.get(`/api/bulk-actions?limit=2&after=${page.next}`).expect(200)).body;
    expect(Number(rest.items[0].id)).toBeLessThan(Number(page.next));
  });
});
