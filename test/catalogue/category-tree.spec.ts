import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openCoOp, type Client, type CoOp } from './co-op.js';

interface Category { id: string; path: string; name: string; parentId: string | null; revision: number; products: number; leaf: boolean; archivedAt: string | null; code?: string }

describe("the co-op's own tree", () => {
  let coOp: CoOp, manager: Client, kopi: Client, serial = 0;
  beforeAll(async () => {
    coOp = await openCoOp();
    [manager, kopi] = await Promise.all([coOp.as('manager'), coOp.as('kopi')]);
  });
  afterAll(() => coOp.close());
  const add = async (path: string, client = manager): Promise<string> => ((await client.send('post', '/api/categories').send({ path }).expect(201)).body as { id: string }).id;
  const tree = async (client = manager, status = ''): Promise<Category[]> => ((await client.get(`/api/categories?status=${status}`).expect(200)).body as { items: Category[] }).items;
  const find = async (id: string, client = manager): Promise<Category> => (await client.get(`/api/categories/${id}`).expect(200)).body as Category;
  const at = async (path: string): Promise<string> => (await tree()).find((row) => row.path === path)?.id ?? '';
  const change = async (id: string, body: object, client = manager, revision?: number) => client.send('patch', `/api/categories/${id}`).set('If-Match', `"${revision ?? (await find(id)).revision}"`).send(body);
  const merge = async (id: string, into: string) => manager.send('post', `/api/categories/${id}/merges`).set('If-Match', `"${(await find(id)).revision}"`).send({ into });
  const product = async (categoryId: string, client = manager): Promise<string> => {
    serial += 1;
    return ((await client.send('post', '/api/products').send({ code: `T-${serial}`, title: `Barang ${serial}`, categoryId, variants: [{ sku: `T-${serial}`, price: 10_000 }] }).expect(201)).body as { id: string }).id;
  };
  const categoryOf = async (id: string): Promise<string> => ((await manager.get(`/api/products/${id}`)).body as { category: { path: string } }).category.path;
  const sql = <T extends object>(text: string, params: readonly unknown[] = []): Promise<T[]> => coOp.database.inScope(coOp.scope, (tx) => tx.rows<T>(text, params));

  it('a name changes the paths of all beneath, and products go along', async () => {
    const leaf = await add('Makanan > Kopi > Bubuk'), kept = await product(leaf);
    const reply = await change(await at('Makanan > Kopi'), { name: 'Kopi Nusantara' });
    expect([reply.status, reply.body, reply.headers.etag]).toMatchObject([200, { path: 'Makanan > Kopi Nusantara', revision: 2 }, '"2"']);
    expect(await categoryOf(kept)).toBe('Makanan > Kopi Nusantara > Bubuk');
  });

  it('moves with its branch, to another parent and to the top; never into itself', async () => {
    const moved = await at('Makanan > Kopi Nusantara'), drinks = await add('Minuman');
    expect((await change(moved, { parentId: drinks })).body).toMatchObject({ path: 'Minuman > Kopi Nusantara', parentId: drinks });
    const leaf = await at('Minuman > Kopi Nusantara > Bubuk');
    for (const into of [moved, leaf]) expect((await change(moved, { parentId: into })).body).toMatchObject({ code: 'SRT-CAT-033', status: 422 });
    expect((await change(moved, { parentId: null })).body).toMatchObject({ path: 'Kopi Nusantara', parentId: null });
    expect((await find(leaf)).path).toBe('Kopi Nusantara > Bubuk');
    // Two moves at once that would close a loop between them: one is refused.
    const [a, b] = [await add('Satu'), await add('Dua')];
    const both = await Promise.all([change(a, { parentId: b }), change(b, { parentId: a })]);
    expect(both.map((answer) => answer.status).sort()).toEqual([200, 422]);
  });

  it('asks for the version it was based on, and for a name that is free, short and plain', async () => {
    const id = await at('Kopi Nusantara'), { revision } = await find(id);
    expect((await manager.send('patch', `/api/categories/${id}`).send({ name: 'x' })).body).toMatchObject({ code: 'SRT-CAT-002' });
    expect((await change(id, { name: 'x' }, manager, revision - 1)).body).toMatchObject({ code: 'SRT-CAT-032', status: 412 });
    await add('Teh');
    expect((await change(id, { name: 'TEH' })).body).toMatchObject({ code: 'SRT-CAT-034', status: 409 });
    expect((await change(id, { name: 'A > B' })).body).toMatchObject({ code: 'SRT-CAT-036' });
    const deep = await add(`${'a'.repeat(99)} > ${'b'.repeat(99)} > ${'c'.repeat(80)}`);
    expect((await change(id, { parentId: deep })).body).toMatchObject({ code: 'SRT-CAT-035' });
    expect((await change('999999', { name: 'x' }, manager, 1)).body).toMatchObject({ code: 'SRT-CAT-030', status: 404 });
    expect((await find(id)).revision).toBe(revision);
  });

  it('two become one: products, branches and maps go over where nothing is in the way, and price rules do not', async () => {
    const from = await add('Kripik'), into = await add('Keripik'), branch = await add('Kripik > Tempe'), mine = await product(from), kept = await product(into), deep = await product(branch);
    await sql(`INSERT INTO app.category_map (cooperative_id, category_id, marketplace, scope_key, remote_id) VALUES ($1, $2, 'spec', '', 'L1'), ($1, $2, 'lain', '', 'L2'), ($1, $3, 'lain', '', 'L3')`, [coOp.parent, from, into]);
    await sql(`INSERT INTO app.attribute_value (cooperative_id, level, subject, marketplace, scope_key, attribute_id, given) VALUES ($1, 'category', $2, 'spec', '', 'asal', '[{"text": "Jawa"}]')`, [coOp.parent, from]);
    coOp.told['product-changed'] = [];
    const reply = await merge(from, into);
    expect([reply.status, reply.body]).toMatchObject([200, { id: into, moved: 1, products: 2 }]);
    expect([await categoryOf(mine), await categoryOf(deep)]).toEqual(['Keripik', 'Keripik > Tempe']);
    expect(await sql('SELECT marketplace, remote_id FROM app.category_map WHERE category_id = $1 ORDER BY 1', [into])).toEqual([{ marketplace: 'lain', remote_id: 'L3' }, { marketplace: 'spec', remote_id: 'L1' }]);
    expect(await sql(`SELECT 1 FROM app.attribute_value WHERE level = 'category' AND subject = $1`, [into])).toHaveLength(1);
    expect((await manager.get(`/api/categories/${from}`)).status).toBe(404);
    // A map that came along concerns who was there before, too.
    expect(coOp.told['product-changed']?.flatMap((fact) => fact.productIds).sort()).toEqual([mine, kept].sort());
    expect((await merge(into, into)).body).toMatchObject({ code: 'SRT-CAT-033' });
    expect((await merge(into, await at('Keripik > Tempe'))).body).toMatchObject({ code: 'SRT-CAT-033' });
  });

  it('goes into the archive when it is empty, and an import that names it brings it back', async () => {
    const id = await add('Musiman'), one = await product(id);
    expect((await change(id, { archived: true })).body).toMatchObject({ code: 'SRT-CAT-037', status: 409 });
    await manager.send('patch', `/api/products/${one}`).set('If-Match', '"1"').send({ archived: true }).expect(200);
    expect((await change(id, { archived: true })).body).toMatchObject({ archivedAt: expect.any(String) as unknown });
    expect([(await tree()).some((row) => row.id === id), (await tree(manager, 'archived')).some((row) => row.id === id)]).toEqual([false, true]);
    expect(await add('Musiman')).toBe(id);
    expect((await tree()).some((row) => row.id === id)).toBe(true);
  });

  it('what the parent owns a unit uses and cannot change; its own branch moves with the parent\'s', async () => {
    const above = await at('Kopi Nusantara'), own = await add('Kopi Nusantara > Lereng', kopi);
    expect((await change(above, { name: 'Punya kami' }, kopi)).body).toMatchObject({ code: 'SRT-CAT-031', status: 403 });
    await change(above, { name: 'Kopi' });
    expect((await find(own, kopi)).path).toBe('Kopi > Lereng');
    const batik = await coOp.as('batik');
    expect((await batik.get(`/api/categories/${own}`)).status).toBe(404);
    // The parent's own cannot hang beneath a unit's: its other units would not see it.
    expect((await change(await at('Teh'), { parentId: own })).body).toMatchObject({ code: 'SRT-CAT-009' });
  });
});
