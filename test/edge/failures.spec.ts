import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Person } from './open-house.js';
import { issue, stockedHouse, type StockedHouse } from './stocked-house.js';

let at: StockedHouse;
let operator: Person, unit: Person;
const weight = issue('weight-missing', { field: 'weight', rule: '> 0', value: '', rawCode: 'err.weight', rawMessage: 'weight is required' });
beforeAll(async () => {
  at = await stockedHouse();
  [operator, unit] = [await at.as('operator'), await at.as('unit')];
});
afterAll(() => at.close());
beforeEach(() => at.tx((t) => t.rows('DELETE FROM app.failure')));

const failures = async (who: Person, query = '') => (await who.get(`/api/failures${query}`).expect(200)).body as { causes: { cause: string; count: number; products: number; title: string; sentence: string; severity: string; shops: { name: string; count: number }[] }[]; waiting: { shopId: string; kind: string; count: number }[] };
const listing = (index: number) => at.listings[index] ?? '';
const progress = async (id: string) => {
  const { body } = await operator.get(`/api/bulk-actions/${id}`).expect(200);
  return { state: body.state, total: body.total, succeeded: body.succeeded, failed: body.failed, waiting: body.waiting, skipped: body.skipped };
};

describe('failures', () => {
  it('are causes first, worst first, with the shops they concern and words of the reader', async () => {
    await at.answer(listing(0), [weight, issue('title-too-long', { params: { n: '300', batas: '255' } })]);
    await at.answer(listing(1), [weight]);
    await at.needs('connection', 'connection:1', [issue('token-expired', { params: { waktu: '10.05' } })]);
    const { causes } = await failures(operator);
    expect(causes.map((cause) => [cause.cause, cause.severity, cause.count])).toEqual([['token-expired', 'stops', 1], ['weight-missing', 'blocks', 2], ['title-too-long', 'blocks', 1]]);
    expect(causes[1]).toMatchObject({ title: 'Berat belum diisi', products: 2, shops: [{ name: 'Toko Satu', count: 2 }], sentence: expect.stringContaining('Toko Satu menghitung ongkos kirim') });
    expect(causes[2]?.sentence).toBe('Judul 300 huruf, di Toko Satu paling banyak 255. Anda bisa memendekkannya hanya untuk toko ini.');
    await at.answer(listing(1), [weight, issue('title-too-long', { params: { n: '280', batas: '255' } })]);
    expect((await failures(operator)).causes.find((cause) => cause.cause === 'title-too-long')?.sentence).toBe('Misalnya: Judul 280 huruf, di Toko Satu paling banyak 255. Anda bisa memendekkannya hanya untuk toko ini.');
    await at.answer(listing(1), [weight]);
    const english = await operator.get('/api/failures').set('Accept-Language', 'en').expect(200);
    expect(english.body.causes[1].title).toBe('Weight missing');
    expect((await failures(operator, '?severity=stops')).causes.map((cause) => cause.cause)).toEqual(['token-expired']);
    expect((await failures(operator, '?owner=data&q=gayo')).causes.map((cause) => [cause.cause, cause.count])).toEqual([['title-too-long', 1], ['weight-missing', 1]]);
    expect((await failures(operator, `?shop=${at.shops[1]}`)).causes).toEqual([]);
    await operator.get('/api/failures?shop=abc').expect(400);
  });

  it('show each member with its product, what stands in the way, and the raw words', async () => {
    for (const index of [0, 1]) await at.answer(listing(index), [weight]);
    const first = (await operator.get('/api/failures/members?cause=weight-missing&limit=1').expect(200)).body;
    expect(first.items).toEqual([expect.objectContaining({ shop: 'Toko Satu', subject: `listing:${listing(0)}`, product: expect.objectContaining({ code: 'P-1', title: 'Kopi Gayo' }), field: 'weight', rule: '> 0', raw: { code: 'err.weight', message: 'weight is required' }, times: 1 })]);
    const second = (await operator.get(`/api/failures/members?cause=weight-missing&limit=1&after=${first.next}`).expect(200)).body;
    expect([second.items[0].product.code, second.next]).toEqual(['P-2', null]);
    expect((await operator.get(`/api/failures/${first.items[0].id}`).expect(200)).body).toEqual(first.items[0]);
    await operator.get('/api/failures/12x').expect(404);
  });

  it('of an attempt replace the ones before; what an attempt no longer names is mended', async () => {
    await at.answer(listing(0), [weight, issue('photo-missing')]);
    await at.answer(listing(0), [weight]);
    expect((await failures(operator)).causes.map((cause) => [cause.cause, cause.count])).toEqual([['weight-missing', 1]]);
    expect((await operator.get('/api/failures/members').expect(200)).body.items[0].times).toBe(2);
    await at.answer(listing(0), []);
    expect((await failures(operator)).causes).toEqual([]);
  });

  it('are told to the unit whose product it is, under the name of its parent\'s shop; another unit\'s are not there', async () => {
    for (const index of [0, 2]) await at.answer(listing(index), [weight]);
    const { causes } = await failures(unit);
    const { items } = (await unit.get('/api/listings').expect(200)).body;
    expect(items.map((row: Record<string, unknown>) => [row.id, row.shop, row.state])).toEqual([[listing(2), 'Toko Satu', 'failed']]);
    expect(items[0].offers[0]).toMatchObject({ sku: 'S-3', price: { wanted: null }, stock: { wanted: 5 } });
    await unit.get(`/api/listings/${listing(2)}`).expect(200);
    await unit.get(`/api/listings/${listing(0)}`).expect(404);
    expect(causes).toEqual([expect.objectContaining({ cause: 'weight-missing', count: 1, shops: [expect.objectContaining({ name: 'Toko Satu' })] })]);
    const [own] = await at.failureIds(`listing:${listing(2)}`), [theirs] = await at.failureIds(`listing:${listing(0)}`);
    await unit.get(`/api/failures/${own}`).expect(200);
    await unit.get(`/api/failures/${theirs}`).expect(404);
    await unit.send('post', `/api/failures/${theirs}/retries`).expect(404);
    await unit.send('post', `/api/failures/${own}/retries`).expect(202);
  });

  it('never hold what only waits', async () => {
    await at.tx(async (t) => {
      await t.rows(`UPDATE app.listing SET wanted_rev = wanted_rev + 1, not_before = app.now() + interval '5 minutes', attempts = 2 WHERE id = $1`, [listing(0)]);
      await t.rows(`UPDATE app.listing SET answered_rev = wanted_rev, state = 'review' WHERE id = $1`, [listing(1)]);
    });
    await at.needs('push-offers', 'offer:1:price', [issue('price-locked-by-promotion')]);
    const { causes, waiting } = await failures(operator);
    expect(causes).toEqual([]);
    expect(waiting.filter((row) => row.kind === 'backoff' || row.kind === 'review').map((row) => [row.kind, row.count])).toEqual([['backoff', 1], ['review', 1]]);
  });
});

describe('retrying', () => {
  it('is a new wish on the subject, and its action tells what became of it', async () => {
    await at.answer(listing(0), [weight]);
    const before = await at.tx((t) => t.row<{ wanted_rev: string }>('SELECT wanted_rev FROM app.listing WHERE id = $1', [listing(0)]));
    const [id] = await at.failureIds(`listing:${listing(0)}`);
    const { body } = await operator.send('post', `/api/failures/${id}/retries`).expect(202);
    const after = await at.tx((t) => t.row<{ wanted_rev: string; due: boolean; attempts: number }>('SELECT wanted_rev, due_at <= app.now() AS due, attempts FROM app.listing WHERE id = $1', [listing(0)]));
    expect(after).toEqual({ wanted_rev: String(Number(before?.wanted_rev) + 1), due: true, attempts: 0 });
    expect(await progress(body.action)).toMatchObject({ state: 'running', total: 1, waiting: 1 });
    await at.answer(listing(0), [weight]);
    expect(await progress(body.action)).toMatchObject({ state: 'done', failed: 1, waiting: 0 });
    const again = await operator.send('post', `/api/failures/${id}/retries`).expect(202);
    await at.answer(listing(0), []);
    expect(await progress(again.body.action)).toMatchObject({ state: 'done', succeeded: 1 });
    await operator.send('post', `/api/failures/${id}/retries`).expect(404);
  });

  it('takes all that match, frozen at the start: what fails later does not belong to it', async () => {
    await at.answer(listing(0), [weight]);
    await at.answer(listing(1), [issue('photo-missing')]);
    const { body } = await operator.send('post', '/api/bulk-actions').send({ kind: 'retry', filter: { cause: 'weight-missing' } }).expect(202);
    await at.answer(listing(2), [weight]);
    expect(await progress(body.id)).toMatchObject({ total: 1, waiting: 1 });
    const { body: items } = await operator.get(`/api/bulk-actions/${body.id}/items`).expect(200);
    expect(items.items).toEqual([expect.objectContaining({ listingId: listing(0), result: 'waiting', shop: 'Toko Satu', product: { id: at.products[0], title: 'Kopi Gayo' } })]);
    expect((await operator.get(`/api/bulk-actions/${body.id}/items?result=failed`).expect(200)).body.items).toEqual([]);
    expect((await operator.get('/api/bulk-actions').expect(200)).body.items[0]).toMatchObject({ id: body.id, kind: 'retry', by: 'operator' });
    await operator.send('post', '/api/bulk-actions').send({ kind: 'retry', filter: { cause: 'banned' } }).expect(422);
    await operator.send('post', '/api/bulk-actions').send({ kind: 'retry', filter: { shop: 'semua' } }).expect(400);
    // Neither a list in place of a filter nor a misspelt condition means "all of them".
    const manager = await at.as('manager'), shops = [at.shops[0]];
    for (const filter of [[], { cuase: 'weight-missing' }]) await operator.send('post', '/api/bulk-actions').send({ kind: 'dismiss', filter, reason: 'x' }).expect(400);
    for (const products of [[], {}, { filter: [] }, { filter: { kategori: '1' } }, { filter: { category: 1 } }]) await manager.send('post', '/api/listings').send({ products, shops, wanted: 'withdrawn' }).expect(400);
    await manager.send('post', '/api/bulk-actions').send({ kind: 'withdraw', filter: { shops, products: { kategori: '1' } } }).expect(400);
    await manager.send('post', '/api/bulk-actions').send({ kind: 'withdraw', filter: { shops } }).expect(422);
  });

  it('opens the gate of a shop and revives a grant', async () => {
    await at.tx(async (t) => {
      await t.rows(`UPDATE app.shop SET gate_until = 'infinity', gate_cause = 'token-expired', gate_strikes = 5 WHERE id = $1`, [at.shops[0]]);
      await t.rows('UPDATE app.connection SET dead_at = app.now() WHERE id = (SELECT connection_id FROM app.shop WHERE id = $1)', [at.shops[0]]);
    });
    await at.needs('connection', 'connection:1', [issue('token-expired')]);
    const [id] = await at.failureIds('connection:1');
    await operator.send('post', `/api/failures/${id}/retries`).expect(202);
    const state = await at.tx((t) => t.row(`SELECT s.gate_until, s.gate_cause, s.gate_strikes, c.dead_at, k.next_at <= app.now() AS pull_now FROM app.shop s JOIN app.connection c ON c.id = s.connection_id JOIN app.checkpoint k ON k.shop_id = s.id AND k.stream = 'pull-orders' WHERE s.id = $1`, [at.shops[0]]));
    expect(state).toEqual({ gate_until: null, gate_cause: null, gate_strikes: 0, dead_at: null, pull_now: true });
  });

  it('reads an order again by its id, also while it is being read, and lets an offer go out again', async () => {
    const order = await at.tx((t) => t.row<{ id: string }>(
      `INSERT INTO app.orders (cooperative_id, shop_id, remote_id, group_id, number, status, raw_status, currency, total, placed_at, changed_at, read_at) VALUES ($1, $2, 'R-1', 'R-1', 'R-1', 'to-ship', 'X', 'IDR', 1, app.now(), app.now(), app.now()) RETURNING id`, [at.parent, at.shops[0]]));
    const side = await at.tx((t) => t.row<{ offer_id: string; wanted_rev: string }>(`UPDATE app.offer_side SET answered_rev = wanted_rev, reason = NULL, not_before = '-infinity' WHERE listing_id = $1 AND side = 'price' RETURNING offer_id, wanted_rev`, [listing(0)]));
    await at.needs('match-lines', `order:${order?.id}`, [issue('unknown-order-line')], order?.id);
    await at.needs('push-offers', `offer:${side?.offer_id}:price`, [issue('price-out-of-range')]);
    const retry = () => operator.send('post', '/api/bulk-actions').send({ kind: 'retry', filter: {} }).expect(202);
    await retry();
    await at.tx((t) => t.rows(`UPDATE app.webhook_receipt SET lease_until = app.now() + interval '1 minute', fence = fence + 1, done_at = app.now()`));
    await retry();
    expect(await at.tx((t) => t.rows('SELECT remote_id, kind, done_at, lease_until, fence FROM app.webhook_receipt'))).toEqual([{ remote_id: 'R-1', kind: 'order', done_at: null, lease_until: null, fence: '2' }]);
    expect(await at.tx((t) => t.row(`SELECT wanted_rev, due_at <= app.now() AS due FROM app.offer_side WHERE offer_id = $1 AND side = 'price'`, [side?.offer_id]))).toEqual({ wanted_rev: String(Number(side?.wanted_rev) + 2), due: true });
  });
});

describe('dismissing', () => {
  it('closes a failure with a reason, and a new attempt may open it again', async () => {
    await at.answer(listing(0), [weight]);
    const [id] = await at.failureIds(`listing:${listing(0)}`);
    await operator.send('post', `/api/failures/${id}/dismissals`).send({ reason: '  ' }).expect(400);
    await operator.send('post', `/api/failures/${id}/dismissals`).send({ reason: 'Tidak dijual lagi' }).expect(204);
    expect((await failures(operator)).causes).toEqual([]);
    expect(await at.tx((t) => t.row('SELECT closed_as, closed_why FROM app.failure WHERE id = $1', [id]))).toEqual({ closed_as: 'dismissed', closed_why: 'Tidak dijual lagi' });
    await at.answer(listing(0), [weight]);
    expect((await failures(operator)).causes).toHaveLength(1);
    await operator.send('post', '/api/bulk-actions').send({ kind: 'dismiss', filter: { cause: 'weight-missing' } }).expect(422);
    const { body } = await operator.send('post', '/api/bulk-actions').send({ kind: 'dismiss', filter: { cause: 'weight-missing' }, reason: 'Sudah' }).expect(202);
    expect(await progress(body.id)).toMatchObject({ state: 'done', succeeded: 1 });
  });
});

describe('publishing in bulk', () => {
  it('is for those who may publish, whatever the door', async () => {
    const body = { kind: 'publish', filter: { ids: [at.products[0]], shops: [at.shops[1]] } };
    await operator.send('post', '/api/bulk-actions').send(body).expect(403);
    const manager = await at.as('manager');
    await manager.send('post', '/api/bulk-actions').send(body).expect(202);
    await manager.send('post', '/api/bulk-actions').send({ kind: 'publish', filter: { ids: ['999999'], shops: [at.shops[1]] } }).expect(422);
  });

  it('shows how many are live, refused, waiting and passed over, and cancels the rest', async () => {
    const manager = await at.as('manager');
    const { body } = await manager.send('post', '/api/bulk-actions').send({ kind: 'publish', filter: { ids: at.products, shops: [at.shops[0]] } }).expect(202);
    await at.answer(listing(0), []);
    await at.answer(listing(1), [weight]);
    expect(await progress(body.id)).toEqual({ state: 'running', total: 3, succeeded: 1, failed: 1, waiting: 1, skipped: 0 });
    await operator.send('delete', `/api/bulk-actions/${body.id}`).expect(204);
    expect(await progress(body.id)).toEqual({ state: 'cancelled', total: 3, succeeded: 1, failed: 1, waiting: 0, skipped: 1 });
    expect(await at.tx((t) => t.row('SELECT due_at FROM app.listing WHERE id = $1', [listing(2)]))).toEqual({ due_at: null });
  });

  it('cancelled, leaves an edit that was waiting before it due', async () => {
    const manager = await at.as('manager');
    await at.answer(listing(0), []);
    await at.tx((t) => t.rows('SELECT * FROM app.mark_listings($1::bigint[])', [[at.products[0]]]));
    const { body } = await manager.send('post', '/api/bulk-actions').send({ kind: 'publish', filter: { ids: [at.products[0]], shops: [at.shops[0]] } }).expect(202);
    await operator.send('delete', `/api/bulk-actions/${body.id}`).expect(204);
    expect(await progress(body.id)).toMatchObject({ state: 'cancelled', skipped: 1 });
    expect(await at.tx((t) => t.row('SELECT wanted_rev > answered_rev AS open FROM app.listing WHERE id = $1', [listing(0)]))).toEqual({ open: true });
  });

  it('withdraws, and a cancelled withdrawal stays on sale', async () => {
    const manager = await at.as('manager');
    await at.answer(listing(0), []);
    const filter = { ids: [at.products[0]], shops: [at.shops[0]] };
    const cancelled = await manager.send('post', '/api/bulk-actions').send({ kind: 'withdraw', filter }).expect(202);
    await operator.send('delete', `/api/bulk-actions/${cancelled.body.id}`).expect(204);
    expect(await at.tx((t) => t.row('SELECT wanted, app.listing_word(l) AS word FROM app.listing l WHERE id = $1', [listing(0)]))).toEqual({ wanted: 'live', word: 'live' });
    const { body } = await manager.send('post', '/api/bulk-actions').send({ kind: 'withdraw', filter }).expect(202);
    await at.answer(listing(0), []);
    expect(await progress(body.id)).toMatchObject({ state: 'done', succeeded: 1 });
  });
});
