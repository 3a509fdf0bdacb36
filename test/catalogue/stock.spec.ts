import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { applyMovements, reserve, type Movement } from '../../src/inventory/index.js';
import { openCoOp, type Client, type CoOp } from './co-op.js';

let coOp: CoOp, manager: Client, serial = 0;
beforeAll(async () => { coOp = await openCoOp(); manager = await coOp.as('manager'); });
afterAll(() => coOp.close());

async function variant(stock: number): Promise<string> {
  serial += 1;
  const made = await manager.send('post', '/api/products').send({ code: `S-${serial}`, title: 'Kopi', variants: [{ sku: `S-${serial}-1`, price: 1000, stock }] }).expect(201);
  return (made.body as { variants: { id: string }[] }).variants[0]?.id ?? '';
}
const level = async (id: string) => coOp.database.inScope(coOp.scope, (tx) => tx.row<{ on_hand: number; reserved: number }>('SELECT on_hand, reserved FROM app.stock_level WHERE variant_id = $1', [id]));
const move = (moves: readonly (Pick<Movement, 'variantId' | 'quantity' | 'cause'>)[]) => coOp.database.inScope(coOp.scope, (tx) => applyMovements(tx, moves.map((entry) => ({ ...entry, kind: 'ship' as const }))));

describe('applyMovements', () => {
  it('takes at most what is there, and says what is missing', async () => {
    const id = await variant(3);
    expect(await move([{ variantId: id, quantity: -5, cause: 'a' }])).toMatchObject([{ variantId: id, quantity: -3, onHand: 0, missing: 2 }]);
    expect(await level(id)).toEqual({ on_hand: 0, reserved: 0 });
  });

  it('applies several movements of one variant in order, each from what the one before left', async () => {
    const id = await variant(2);
    const moved = await move([{ variantId: id, quantity: -5, cause: 'b1' }, { variantId: id, quantity: 3, cause: 'b2' }, { variantId: id, quantity: -1, cause: 'b3' }]);
    expect(moved.map((entry) => [entry.quantity, entry.onHand, entry.missing])).toEqual([[-2, 0, 3], [3, 3, 0], [-1, 2, 0]]);
    expect(await level(id)).toEqual({ on_hand: 2, reserved: 0 });
  });

  it('changes nothing for a cause that is known, in one call or in two', async () => {
    const id = await variant(10);
    expect(await move([{ variantId: id, quantity: -4, cause: 'c' }, { variantId: id, quantity: -4, cause: 'c' }])).toHaveLength(1);
    expect(await move([{ variantId: id, quantity: -4, cause: 'c' }])).toEqual([]);
    expect(await level(id)).toEqual({ on_hand: 6, reserved: 0 });
  });

  it('serves the last piece once when two take it at the same moment', async () => {
    const id = await variant(1);
    const both = await Promise.all([move([{ variantId: id, quantity: -1, cause: 'd1' }]), move([{ variantId: id, quantity: -1, cause: 'd2' }])]);
    expect(both.flat().map((entry) => entry.missing).sort()).toEqual([0, 1]);
    expect(await level(id)).toEqual({ on_hand: 0, reserved: 0 });
  });

  it('takes from many variants in opposite orders without a deadlock, and the ledger adds up', async () => {
    const ids = await Promise.all(Array.from({ length: 6 }, () => variant(1000)));
    await Promise.all(Array.from({ length: 20 }, (_, n) => move((n % 2 ? ids : [...ids].reverse()).map((variantId) => ({ variantId, quantity: -n, cause: `e${n}` })))));
    for (const id of ids) {
      expect((await level(id))?.on_hand).toBe(1000 - 190);
      const sum = await coOp.database.inScope(coOp.scope, (tx) => tx.row<{ n: number }>('SELECT sum(quantity)::int AS n FROM app.stock_movement WHERE variant_id = $1', [id]));
      expect(sum?.n).toBe(1000 - 190);
    }
  });
});

describe('reserve', () => {
  it('may hold more than is there, and never less than nothing', async () => {
    const id = await variant(1);
    await coOp.database.inScope(coOp.scope, (tx) => reserve(tx, [{ variantId: id, delta: 2 }, { variantId: id, delta: 1 }]));
    expect(await level(id)).toEqual({ on_hand: 1, reserved: 3 });
    await coOp.database.inScope(coOp.scope, (tx) => reserve(tx, [{ variantId: id, delta: -9 }]));
    expect(await level(id)).toEqual({ on_hand: 1, reserved: 0 });
  });
});

describe('the shelf', () => {
  const inTx = <T>(work: Parameters<typeof coOp.database.inScope<T>>[1]) => coOp.database.inScope(coOp.scope, work);
  /** Products whose kept numbers are not what counting everything says. */
  const wrong = () => inTx((tx) => tx.rows(
    `SELECT p.id, p.cooperative_id, s.*, n.* FROM app.product p LEFT JOIN app.shelf s ON s.product_id = p.id CROSS JOIN LATERAL (
       SELECT least(6, coalesce(sum(greatest(0, k.on_hand - k.reserved)), 0))::int AS free_now, (count(DISTINCT v.id) FILTER (WHERE NOT EXISTS (SELECT 1 FROM app.stock_level x WHERE x.variant_id = v.id AND x.on_hand > x.reserved)))::int AS gone_now
       FROM app.variant v LEFT JOIN app.stock_level k ON k.variant_id = v.id WHERE v.product_id = p.id AND v.archived_at IS NULL) n
     WHERE (s.free, s.gone, s.cooperative_id) IS DISTINCT FROM (n.free_now, n.gone_now, p.cooperative_id)`));
  const product = (tx: Parameters<Parameters<typeof coOp.database.inScope>[1]>[0]) => tx.row<{ id: string }>('INSERT INTO app.product (cooperative_id, code, title) VALUES ($1, $2, $2) RETURNING id', [coOp.parent, `R-${serial += 1}`]);

  it('says what counting everything says, whatever was done in whatever order', async () => {
    const ids = await inTx(async (tx) => [(await product(tx))?.id, (await product(tx))?.id, (await product(tx))?.id]);
    const one = fc.nat({ max: 2 }), few = fc.integer({ min: 0, max: 9 });
    const deed = fc.oneof(
      fc.record({ sql: fc.constant('INSERT INTO app.variant (cooperative_id, product_id, sku, price) SELECT cooperative_id, id, $2::text || random(), 1 FROM app.product WHERE id = $1'), of: one, n: few }),
      fc.record({ sql: fc.constant('INSERT INTO app.stock_level (variant_id, location_id, cooperative_id, on_hand) SELECT id, $2::int % 2, cooperative_id, $2 FROM app.variant WHERE product_id = $1 ON CONFLICT (variant_id, location_id) DO UPDATE SET on_hand = excluded.on_hand'), of: one, n: few }),
      ...['on_hand = $2', 'reserved = $2', 'on_hand = $2 + (variant_id % 3)::int'].map((set) => fc.record({ sql: fc.constant(`UPDATE app.stock_level SET ${set} WHERE variant_id IN (SELECT id FROM app.variant WHERE product_id = $1)`), of: one, n: few })),
      fc.record({ sql: fc.constant('UPDATE app.variant SET archived_at = CASE WHEN archived_at IS NULL THEN app.now() END WHERE id = (SELECT id FROM app.variant WHERE product_id = $1 ORDER BY id OFFSET $2::int % 3 LIMIT 1)'), of: one, n: few }),
      fc.record({ sql: fc.constant('WITH gone AS (SELECT id FROM app.variant WHERE product_id = $1 ORDER BY id OFFSET $2::int % 3 LIMIT 1), level AS (DELETE FROM app.stock_level WHERE variant_id IN (SELECT id FROM gone)) DELETE FROM app.variant WHERE id IN (SELECT id FROM gone)'), of: one, n: few }),
      fc.record({ sql: fc.constant(`UPDATE app.product SET cooperative_id = (ARRAY[${[coOp.parent, ...coOp.units].join(', ')}])[1 + $2::int % 3] WHERE id = $1`), of: one, n: few }),
    );
    await fc.assert(fc.asyncProperty(fc.array(deed, { minLength: 4, maxLength: 14 }), async (deeds) => {
      for (const { sql, of, n } of deeds) await inTx((tx) => tx.rows(sql, [ids[of], n]));
      expect(await wrong()).toEqual([]);
    }), { numRuns: 40 });
  });

  it('is right when the last two variants of a product sell out at the same moment', async () => {
    for (let round = 0; round < 10; round += 1) {
      const made = await manager.send('post', '/api/products').send({ code: `Z-${round}`, title: 'Kopi', axes: ['Berat'], variants: [1, 2].map((n) => ({ sku: `Z-${round}-${n}`, choice: [`${n}`], price: 1000, stock: 1 })) }).expect(201);
      const { id, variants } = made.body as { id: string; variants: { id: string }[] };
      await Promise.all(variants.map((entry) => move([{ variantId: entry.id, quantity: -1, cause: `z${round}` }])));
      expect(await inTx((tx) => tx.row('SELECT free, gone FROM app.shelf WHERE product_id = $1', [id]))).toEqual({ free: 0, gone: 2 });
    }
    const found = (await manager.get('/api/products?stock=out&q=Z-3').expect(200)).body as { items: { code: string }[]; total: number };
    expect([found.items.map((entry) => entry.code), found.total]).toEqual([['Z-3'], 1]);
    expect(await wrong()).toEqual([]);
  });
});

describe('POST /api/stock-movements', () => {
  const post = (body: object) => manager.send('post', '/api/stock-movements').send(body);

  it('receives, counts and corrects, each with its reason, and tells what changed', async () => {
    const id = await variant(5);
    coOp.told['stock-changed'] = [];
    expect((await post({ variantId: id, kind: 'receive', quantity: 7, reason: 'kiriman' }).expect(201)).body).toMatchObject({ quantity: 7, onHand: 12 });
    expect((await post({ variantId: id, kind: 'count', quantity: 9, reason: 'opname' }).expect(201)).body).toMatchObject({ quantity: -3, onHand: 9 });
    expect((await post({ variantId: id, kind: 'correct', quantity: -2, reason: 'rusak' }).expect(201)).body).toMatchObject({ quantity: -2, onHand: 7 });
    expect(coOp.told['stock-changed']).toHaveLength(3);
    const ledger = (await manager.get(`/api/stock-movements?variant=${id}`).expect(200)).body as { items: { reason: string }[] };
    expect(ledger.items.map((entry) => entry.reason)).toEqual(['rusak', 'opname', 'kiriman', 'stok awal']);
  });

  it('does one deed for one key, however often it arrives', async () => {
    const id = await variant(5);
    const body = { variantId: id, kind: 'receive', quantity: 7, reason: 'kiriman', key: 'k-1' };
    const answers = await Promise.all([post(body), post(body), post(body)]);
    expect(new Set(answers.map((answer) => (answer.body as { id: string }).id)).size).toBe(1);
    expect((await level(id))?.on_hand).toBe(12);
  });

  it('refuses in plain words what cannot be', async () => {
    const id = await variant(5);
    expect((await post({ variantId: id, kind: 'correct', quantity: -6, reason: 'x' }).expect(409)).body).toMatchObject({ code: 'SRT-INV-003', title: 'Di gudang hanya ada 5.' });
    expect((await post({ variantId: id, kind: 'receive', quantity: 0, reason: 'x' }).expect(422)).body).toMatchObject({ code: 'SRT-INV-002' });
    expect((await post({ variantId: '999999', kind: 'receive', quantity: 1, reason: 'x' }).expect(404)).body).toMatchObject({ code: 'SRT-INV-001' });
    await post({ variantId: id, kind: 'receive', quantity: 1 }).expect(400);
    await (await coOp.as('viewer')).send('post', '/api/stock-movements').send({ variantId: id, kind: 'receive', quantity: 1, reason: 'x' }).expect(403);
    await (await coOp.as('operator')).send('post', '/api/stock-movements').send({ variantId: id, kind: 'receive', quantity: 1, reason: 'x' }).expect(201);
  });

  it('pages through the ledger', async () => {
    const id = await variant(1);
    for (let n = 1; n <= 5; n += 1) await post({ variantId: id, kind: 'receive', quantity: n, reason: `ke-${n}` }).expect(201);
    const seen: number[] = [];
    for (let after = ''; ;) {
      const page = (await manager.get(`/api/stock-movements?variant=${id}&limit=2${after && `&after=${after}`}`).expect(200)).body as { items: { quantity: number }[]; next: string | null };
      seen.push(...page.items.map((entry) => entry.quantity));
      if (page.next === null) break;
      after = page.next;
    }
    expect(seen).toEqual([5, 4, 3, 2, 1, 1]);
  });
});
