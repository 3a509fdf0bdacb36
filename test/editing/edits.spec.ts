import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createUser } from '../../src/access/index.js';
import { wish } from '../../src/listings/index.js';
import { root, serve, signIn, until, type Client, type TestHouse } from '../house/serve.js';
import { WorkerYard } from '../house/worker-process.js';

interface Edit {
  id: string; name: string; state: string; undoes: string | null; undoneBy: string | null; begunAt: string | null; leavesAt: string | null; counts: Record<string, number>;
  preview: { total: number; changing: number; falls: number; rises: number; toZero: number; lowest: number; highest: number; warnings: { kind: string; count: number; sentence: string }[]; refused: { why: string; count: number; reason: string }[]; samples: { code: string; before: unknown; after: unknown }[] };
}
interface Items { items: { code: string; before: unknown; after: unknown; result: string; why: { code: string; reason: string } | null }[]; next: string | null }

/** Six products in one shop, prices 10.000 to 60.000, five pieces each; no worker, so that wishes stay as they are raised. The clock and the sweep are turned by hand. */
describe('editing many at once', () => {
  let at: TestHouse, manager: Client, operator: Client, unit: Client, category = '';
  const products: string[] = [], variants: string[] = [];
  const sql = <T extends object>(text: string, params: readonly unknown[] = []): Promise<T[]> => at.house.database.inScope(at.scope, (tx) => tx.rows<T>(text, params));
  const prices = async (): Promise<number[]> => (await sql<{ price: string }>('SELECT price FROM app.variant WHERE id = ANY ($1::bigint[]) ORDER BY id', [variants])).map((row) => Number(row.price));
  const stocks = async (): Promise<number[]> => (await sql<{ n: number }>('SELECT on_hand AS n FROM app.stock_level WHERE variant_id = ANY ($1::bigint[]) ORDER BY variant_id', [variants])).map((row) => row.n);
  const wishes = async (side: string): Promise<number[]> => (await sql<{ rev: string }>('SELECT s.wanted_rev AS rev FROM app.offer_side s JOIN app.offer o ON o.id = s.offer_id WHERE s.side = $1 ORDER BY o.variant_id', [side])).map((row) => Number(row.rev));
  const code = (reply: { status: number; body: unknown }): [number, unknown] => [reply.status, (reply.body as { code?: string }).code];
  const draft = async (field: string, change: object, chosen: object, who = manager): Promise<Edit> => {
    const reply = await who.send<Edit>('POST', '/api/edits', { field, change, products: chosen });
    expect([reply.status, reply.body]).toMatchObject([201, { state: 'draft' }]);
    return reply.body;
  };
  const begin = (edit: Edit, confirm?: boolean, who = manager) => who.send<Edit>('POST', `/api/edits/${edit.id}/start`, confirm === undefined ? {} : { confirm });
  const seen = async (id: string): Promise<Edit> => (await manager.get<Edit>(`/api/edits/${id}`)).body;
  const left = async (id: string): Promise<Edit> => {
    at.clock.advance(10_000);
    return until(async () => {
      await at.house.sweep.once();
      const edit = await seen(id);
      return edit.state === 'done' && edit;
    }, `edit ${id} is done`);
  };
  const items = async (id: string, result: string): Promise<Items['items']> => (await manager.get<Items>(`/api/edits/${id}/items?result=${result}`)).body.items;
  beforeAll(async () => {
    at = await serve({ adapterDirs: [join(root, 'test', 'toy', 'adapters')], roles: 'api', sweeping: false });
    [manager, operator] = [await at.as('manager'), await at.as('operator')];
    await at.house.database.inScope(at.scope, (tx) => createUser(tx, { cooperativeId: at.unitId, email: 'unit@ubah.example', name: 'unit', role: 'manager', password: 'cukup-panjang-1' }));
    unit = await signIn(at.url, { email: 'unit@ubah.example', password: 'cukup-panjang-1' });
    category = (await manager.send<{ id: string }>('POST', '/api/categories', { path: 'Makanan > Kopi' })).body.id;
    await at.house.database.inScope(at.scope, async (tx) => {
      const connection = await tx.row<{ id: string }>(`INSERT INTO app.connection (cooperative_id, marketplace, environment, app, sealed) VALUES ($1, 'toy', 'practice', 'a', 'x') RETURNING id`, [at.cooperativeId]);
      const shop = await tx.row<{ id: string }>(`INSERT INTO app.shop (cooperative_id, connection_id, marketplace, remote_id, name) VALUES ($1, $2, 'toy', 'induk', 'induk') RETURNING id`, [at.cooperativeId, connection?.id]);
      for (let n = 1; n <= 6; n += 1) {
        const product = await tx.row<{ id: string }>('INSERT INTO app.product (cooperative_id, code, title, attributes) VALUES ($1, $2, $2, $3) RETURNING id', [n === 6 ? at.unitId : at.cooperativeId, `P-${n}`, n === 1 ? '{"origin": "Gayo"}' : '{}']);
        const variant = await tx.row<{ id: string }>('INSERT INTO app.variant (cooperative_id, product_id, sku, price, grams) VALUES ($1, $2, $3, $4, $5) RETURNING id', [n === 6 ? at.unitId : at.cooperativeId, product?.id, `S-${n}`, n * 10_000, n === 2 ? null : 100 * n]);
        await tx.rows('INSERT INTO app.stock_level (variant_id, cooperative_id, on_hand) VALUES ($1, $2, 5)', [variant?.id, n === 6 ? at.unitId : at.cooperativeId]);
        products.push(product?.id ?? '');
        variants.push(variant?.id ?? '');
      }
      await wish(tx, { cooperativeId: at.cooperativeId, userId: null, productIds: products, shopIds: [shop?.id ?? ''], wanted: 'live', filter: {} });
    });
  }, 60_000);
  afterAll(() => at?.stop());

  it('a draft previews and changes nothing; it leaves after ten seconds, not before; the offers are due once', async () => {
    const edit = await draft('price', { how: 'percent', value: 10, round: { to: 500, way: 'nearest' } }, { filter: {} });
    expect(edit).toMatchObject({ name: 'Harga +10 % ≈ 500', counts: { waiting: 6 }, preview: { total: 6, changing: 6, falls: 0, rises: 0, lowest: 11_000, highest: 66_000, warnings: [] } });
    expect(edit.preview.samples[0]).toEqual({ id: variants[0], code: 'S-1', title: 'P-1', before: 10_000, after: 11_000 });
    const { body: begun } = await begin(edit);
    expect([begun.state, Date.parse(begun.leavesAt ?? '') - Date.parse(begun.begunAt ?? ''), (await begin(edit)).status]).toEqual(['waiting', 10_000, 202]); // begun twice is begun once
    at.clock.advance(3_000); // and not to the very edge: a slow machine's own seconds pass as well
    await at.house.sweep.once();
    expect([await prices(), await wishes('price'), (await seen(edit.id)).state]).toEqual([[10_000, 20_000, 30_000, 40_000, 50_000, 60_000], [1, 1, 1, 1, 1, 1], 'waiting']);
    expect(await left(edit.id)).toMatchObject({ counts: { waiting: 0, done: 6 } });
    expect([await prices(), await wishes('price')]).toEqual([[11_000, 22_000, 33_000, 44_000, 55_000, 66_000], [2, 2, 2, 2, 2, 2]]);
    const [audit] = (await manager.get<{ items: object[] }>(`/api/audit?subject=variant:${variants[2]}`)).body.items;
    expect(audit).toMatchObject({ before: { price: 30_000 }, after: { price: 33_000 }, by: { name: 'manager' }, why: `edit:${edit.id}` });
  });

  it('undone within its ten seconds it sends nothing and changes nothing, ever', async () => {
    const [before, raised] = [await prices(), await wishes('price')];
    const edit = await draft('price', { how: 'set', value: 12_345 }, { ids: products.slice(0, 1) });
    await begin(edit);
    at.clock.advance(3_000);
    expect((await manager.send<Edit>('POST', `/api/edits/${edit.id}/undo`)).body).toMatchObject({ id: edit.id, state: 'cancelled' });
    at.clock.advance(60_000);
    await at.house.sweep.once();
    expect([await prices(), await wishes('price'), code(await begin(edit)), code(await manager.send('POST', `/api/edits/${edit.id}/undo`))]).toEqual([before, raised, [409, 'SRT-EDT-006'], [409, 'SRT-EDT-008']]);
  });

  it('what somebody else changed meanwhile is passed over and told, and so it is when the edit is undone', async () => {
    const edit = await draft('price', { how: 'add', value: 1_000 }, { ids: products });
    await begin(edit);
    await manager.send('PATCH', `/api/variants/${variants[1]}`, { price: 99_000 });
    expect(await left(edit.id)).toMatchObject({ counts: { done: 5, skipped: 1 } });
    expect(await items(edit.id, 'skipped')).toMatchObject([{ code: 'S-2', before: 22_000, after: 23_000, why: { code: 'changed-since', reason: 'Sudah diubah orang lain sejak dipratinjau.' } }]);
    // Changed and changed back: nobody can say that nobody touched it.
    for (const price of [1_000, 34_000]) await manager.send('PATCH', `/api/variants/${variants[2]}`, { price });
    const undo = (await manager.send<Edit>('POST', `/api/edits/${edit.id}/undo`)).body;
    expect(undo).toMatchObject({ name: 'Urungkan: Harga +1.000', state: 'waiting', undoes: edit.id, counts: { waiting: 5 } });
    expect(code(await manager.send('POST', `/api/edits/${edit.id}/undo`))).toEqual([409, 'SRT-EDT-008']);
    expect(await prices()).toEqual([12_000, 99_000, 34_000, 45_000, 56_000, 67_000]);
    expect(await left(undo.id)).toMatchObject({ counts: { done: 4, skipped: 1 } });
    expect([await prices(), (await items(undo.id, 'skipped')).map((item) => item.code), await seen(edit.id)]).toMatchObject([[11_000, 99_000, 34_000, 44_000, 55_000, 66_000], ['S-3'], { undoneBy: undo.id, counts: { undone: 4, done: 1, skipped: 1 } }]);
  });

  it('beyond the limits it needs a yes, and says how many; the limits are the co-op\'s own to set', async () => {
    const edit = await draft('price', { how: 'percent', value: -60 }, { ids: products.slice(0, 3) });
    expect(edit.preview.warnings).toEqual([{ kind: 'falls', count: 3, sentence: '3 harga turun lebih dari 50 %' }]);
    const refused = await begin(edit);
    expect([code(refused), refused.body]).toMatchObject([[409, 'SRT-EDT-004'], { warnings: [{ count: 3 }] }]);
    expect((await begin(edit, true)).body.state).toBe('waiting');
    await manager.send('POST', `/api/edits/${edit.id}/undo`);
    expect((await draft('price', { how: 'set', value: 200_000 }, { ids: products.slice(0, 3) })).preview.warnings).toEqual([{ kind: 'rises', count: 3, sentence: '3 harga naik lebih dari 100 %' }]);
    expect((await draft('stock', { how: 'set', value: 0 }, { ids: products.slice(0, 2) })).preview.warnings.map((one) => one.sentence)).toEqual(['2 stok turun lebih dari 50 %', '2 stok menjadi 0']);
    const limits = { fallPercent: 70, risePercent: 100, rows: 2, toZero: 0 };
    expect(code(await manager.send('PUT', '/api/edit-limits', limits))).toEqual([403, 'SRT-ACC-004']);
    const administrator = await at.as('administrator');
    expect((await administrator.send('PUT', '/api/edit-limits', limits)).body).toMatchObject({ ...limits, own: true, usual: { rows: 500 } });
    expect((await unit.get('/api/edit-limits')).body).toMatchObject({ ...limits, own: false });
    expect((await draft('price', { how: 'percent', value: -60 }, { ids: products.slice(0, 3) })).preview.warnings).toEqual([{ kind: 'rows', count: 3, sentence: '3 baris berubah, lebih dari 2' }]);
    await administrator.send('PUT', '/api/edit-limits', { fallPercent: 50, risePercent: 100, rows: 500, toZero: 0 });
  });

  it('stock moves by its ledger, with a reason; what is taken is taken whatever was sold meanwhile, and never below nothing', async () => {
    const edit = await draft('stock', { how: 'add', value: -2 }, { ids: products.slice(0, 3) }, operator);
    await begin(edit, undefined, operator);
    for (const [variantId, quantity] of [[variants[0], -2], [variants[1], -4]] as const) await operator.send('POST', '/api/stock-movements', { variantId, kind: 'correct', quantity, reason: 'terjual di warung' });
    expect(await left(edit.id)).toMatchObject({ counts: { done: 2, skipped: 1 } });
    expect([await stocks(), await items(edit.id, 'done'), await items(edit.id, 'skipped')]).toMatchObject([[1, 1, 3, 5, 5, 5], [{ before: 3, after: 1 }, { before: 5, after: 3 }], [{ code: 'S-2', why: { code: 'below-zero' } }]]);
    const ledger = (await manager.get<{ items: { cause: string; reason: string; quantity: number; userId: string }[] }>(`/api/stock-movements?variant=${variants[2]}`)).body.items[0];
    expect(ledger).toMatchObject({ cause: `edit:${edit.id}`, reason: 'ubah massal', quantity: -2 });
    const counted = await draft('stock', { how: 'set', value: 9 }, { variants: variants.slice(2, 4) });
    await begin(counted, true);
    await operator.send('POST', '/api/stock-movements', { variantId: variants[3], kind: 'receive', quantity: 1, reason: 'datang' });
    expect([await left(counted.id), await stocks(), await items(counted.id, 'skipped')]).toMatchObject([{ counts: { done: 1, skipped: 1 } }, [1, 1, 9, 6, 5, 5], [{ code: 'S-4', why: { code: 'changed-since' } }]]);
    const undo = (await manager.send<Edit>('POST', `/api/edits/${edit.id}/undo`)).body;
    expect([await left(undo.id), await stocks()]).toMatchObject([{ counts: { done: 1, skipped: 1 } }, [3, 1, 9, 6, 5, 5]]); // S-3 was counted since
  });

  it('weight, category and attributes too, and back to what they were', async () => {
    const history: string[] = [];
    for (const [field, change, counts] of [['weight', { how: 'add', value: 50 }, { done: 5, refused: 1 }], ['category', { how: 'set', value: category }, { done: 6 }], ['attributes', { how: 'set', value: { origin: 'Toraja', halalNo: 'ID-9' } }, { done: 6 }]] as const) {
      const edit = await draft(field, change, { filter: { status: 'active' } });
      await begin(edit);
      expect([field, await left(edit.id)]).toMatchObject([field, { counts }]);
      history.push(edit.id);
    }
    const state = () => sql(`SELECT p.category_id, p.attributes, v.grams FROM app.product p JOIN app.variant v ON v.product_id = p.id ORDER BY p.id LIMIT 2`);
    expect(await state()).toEqual([{ category_id: category, attributes: { origin: 'Toraja', halalNo: 'ID-9' }, grams: 150 }, { category_id: category, attributes: { origin: 'Toraja', halalNo: 'ID-9' }, grams: null }]);
    expect(await items(history[0] ?? '', 'refused')).toMatchObject([{ code: 'S-2', before: null, after: null, why: { code: 'no-value' } }]);
    for (const id of history) await left((await manager.send<Edit>('POST', `/api/edits/${id}/undo`)).body.id);
    expect(await state()).toEqual([{ category_id: null, attributes: { origin: 'Gayo' }, grams: 100 }, { category_id: null, attributes: {}, grams: null }]);
    const gone = await draft('attributes', { how: 'set', value: { origin: null } }, { ids: products.slice(0, 2) });
    expect(gone.counts).toMatchObject({ waiting: 1, unchanged: 1 });
    expect((await manager.get<{ items: { lines: string[] }[] }>(`/api/products/${products[0]}/history`)).body.items[0]?.lines).toEqual(['Asal: Toraja → Gayo', 'No. halal: ID-9 → (kosong)']);
  });

  it('goes on where it was when whoever carries it out is killed in the middle: every row once', async () => {
    const many = await at.house.database.inScope(at.scope, async (tx) => {
      const rows = await tx.rows<{ id: string }>(`INSERT INTO app.product (cooperative_id, code, title) SELECT $1, 'M-' || n, 'Massal ' || n FROM generate_series(1, 3000) n RETURNING id`, [at.cooperativeId]);
      await tx.rows(`INSERT INTO app.variant (cooperative_id, product_id, sku, price) SELECT cooperative_id, id, 'M-' || id, 5000 FROM app.product WHERE id = ANY ($1::bigint[])`, [rows.map((row) => row.id)]);
      return rows.map((row) => row.id);
    });
    const edit = await draft('price', { how: 'add', value: 1 }, { filter: { q: 'Massal' } });
    expect(edit.preview.warnings.map((one) => one.kind)).toEqual(['rows']);
    await begin(edit, true);
    await sql(`UPDATE app.edit SET due_at = clock_timestamp() - interval '1 second' WHERE id = $1`, [edit.id]); // those processes have clocks of their own, which nobody turns
    const yard = new WorkerYard({ DATABASE_URL: at.database.appUrl, APP_ROLES: 'worker,scheduler' });
    try {
      const killed = [];
      for (let round = 0; round < 2; round += 1) {
        const before = (await seen(edit.id)).counts.done ?? 0, worker = await yard.start();
        await until(async () => ((await seen(edit.id)).counts.done ?? 0) > before, 'a slice was done');
        worker.signal('SIGKILL');
        await worker.ended;
        killed.push((await seen(edit.id)).counts.waiting);
      }
      await Promise.all([yard.start(), yard.start()]); // two who sweep at once
      await until(async () => (await seen(edit.id)).state === 'done', 'the rest was done', 40_000);
      expect(killed.some((waiting) => waiting !== 0)).toBe(true);
    } finally {
      await yard.close();
    }
    const done = await sql<{ price: string; n: number; notes: string; results: string }>(`SELECT v.price, count(*)::int AS n, (SELECT count(*) FROM app.audit a WHERE a.why = $2 AND a.deed = 'changed') AS notes, (SELECT count(*) FROM app.edit_member m WHERE m.edit_id = $3 AND m.result = 'done') AS results FROM app.variant v WHERE v.product_id = ANY ($1::bigint[]) GROUP BY 1`, [many, `edit:${edit.id}`, edit.id]);
    expect(done).toEqual([{ price: '5001', n: 3000, notes: '3000', results: '3000' }]);
  }, 90_000);

  it("a unit edits its own alone; another's ids are not there; who may not is told so", async () => {
    const own = await draft('price', { how: 'add', value: 1 }, { ids: products }, unit);
    expect(own.preview).toMatchObject({ total: 1, samples: [{ code: 'S-6' }] });
    expect(code(await unit.send('POST', '/api/edits', { field: 'price', change: { how: 'add', value: 1 }, products: { ids: products.slice(0, 1) } }))).toEqual([422, 'SRT-EDT-002']);
    const theirs = await draft('price', { how: 'add', value: 1 }, { ids: products });
    for (const reply of [await unit.get(`/api/edits/${theirs.id}`), await begin(theirs, true, unit), await unit.send('POST', `/api/edits/${theirs.id}/undo`), await unit.get(`/api/edits/${theirs.id}/items`)]) expect(code(reply)).toEqual([404, 'SRT-EDT-001']);
    expect(code(await operator.send('POST', '/api/edits', { field: 'price', change: { how: 'add', value: 1 }, products: { ids: products } }))).toEqual([403, 'SRT-ACC-004']);
    expect(code(await begin(theirs, true, operator))).toEqual([403, 'SRT-ACC-004']);
  });

  it('says what does not fit, by code', async () => {
    const send = (field: string, change: object, chosen: object = { ids: products }) => manager.send('POST', '/api/edits', { field, change, products: chosen });
    for (const [field, change] of [['price', { how: 'set', value: 1.5 }], ['price', { how: 'set', value: '1000' }], ['price', { how: 'add', value: 0 }], ['price', { how: 'percent', value: 1.23456 }], ['price', { how: 'round' }], ['price', { how: 'set', value: -1 }], ['stock', { how: 'set', value: 5, round: { to: 10, way: 'up' } }],
      ['category', { how: 'add', value: '1' }], ['category', { how: 'set', value: 7 }], ['attributes', { how: 'set', value: {} }], ['attributes', { how: 'set', value: { warna: 'merah' } }], ['attributes', { how: 'set', value: { origin: '' } }], ['price', { how: 'round', round: { to: 100, way: 'up', ending: 100 } }]] as const) expect([field, change, ...code(await send(field, change))]).toEqual([field, change, 422, 'SRT-EDT-003']);
    expect(code(await send('category', { how: 'set', value: '999999' }))).toEqual([422, 'SRT-EDT-009']);
    expect(code(await send('price', { how: 'add', value: 1 }, { filter: { q: 'tidak ada yang begini' } }))).toEqual([422, 'SRT-EDT-002']);
    // Nothing chosen is not everything.
    expect(code(await send('price', { how: 'add', value: 1 }, {}))).toEqual([422, 'SRT-EDT-002']);
    // A misspelt condition would match everything.
    for (const [change, chosen] of [[{ how: 'add', value: 1 }, { filter: { kategori: '1' } }], [{ how: 'add', value: 1 }, { filter: { status: 'baru' } }], [{ how: 'times', value: 2 }, { ids: products }], [{ how: 'add', value: 1 }, { ids: [] }], [{ how: 'add', value: 1 }, { ids: ['x'] }]] as const) expect([chosen, ...code(await send('price', change, chosen))]).toEqual([chosen, 400, 'SRT-APP-400']);
    expect(code(await manager.get('/api/edits/999999'))).toEqual([404, 'SRT-EDT-001']);
    const drafted = await draft('price', { how: 'add', value: 7 }, { ids: products });
    at.clock.advance(25 * 3_600_000);
    await draft('price', { how: 'add', value: 8 }, { ids: products });
    expect(code(await begin(drafted, true))).toEqual([404, 'SRT-EDT-001']);
    const { items: told } = (await manager.get<{ items: Edit[] }>('/api/edits')).body;
    expect(told.every((edit) => edit.state !== 'draft')).toBe(true);
    expect((await manager.get<{ items: Edit[]; next: string }>('/api/edits?limit=2')).body).toMatchObject({ items: told.slice(0, 2), next: told[1]?.id });
  });

  it('one who manages two units that stand apart edits both at once', async () => {
    const other = await at.house.database.inScope({ ids: [at.cooperativeId] }, (tx) => tx.row<{ id: string }>(`INSERT INTO app.cooperative (parent_id, code, name) VALUES ($1, 'DUA', 'Unit Dua') RETURNING id`, [at.cooperativeId]));
    const wide = { ids: [...at.scope.ids, other?.id ?? ''] };
    const made = await at.house.database.inScope(wide, async (tx) => {
      const user = await createUser(tx, { cooperativeId: at.unitId, email: 'dua@ubah.example', name: 'dua', role: 'manager', password: 'cukup-panjang-1' });
      await tx.rows(`INSERT INTO app.user_role (user_id, cooperative_id, role) SELECT id, $1, 'manager' FROM app.app_user WHERE email = 'dua@ubah.example'`, [other?.id]);
      const ids: string[] = [];
      for (const [index, owner] of [at.unitId, other?.id ?? ''].entries()) {
        const product = await tx.row<{ id: string }>('INSERT INTO app.product (cooperative_id, code, title) VALUES ($1, $2, $2) RETURNING id', [owner, `D-${index}`]);
        ids.push((await tx.row<{ id: string }>('INSERT INTO app.variant (cooperative_id, product_id, sku, price) VALUES ($1, $2, $3, 10000) RETURNING id', [owner, product?.id, `D-${index}`]))?.id ?? '');
      }
      return { user, ids };
    });
    const both = await signIn(at.url, { email: 'dua@ubah.example', password: 'cukup-panjang-1' });
    const edit = await draft('price', { how: 'add', value: 500 }, { variants: made.ids }, both);
    expect((await begin(edit, undefined, both)).status).toBe(202);
    at.clock.advance(10_000);
    await until(async () => { await at.house.sweep.once(); return (await both.get<Edit>(`/api/edits/${edit.id}`)).body.state === 'done'; }, 'both were edited');
    expect(await at.house.database.inScope(wide, (tx) => tx.rows('SELECT price FROM app.variant WHERE id = ANY ($1::bigint[])', [made.ids]))).toEqual([{ price: '10500' }, { price: '10500' }]);
  });
});
