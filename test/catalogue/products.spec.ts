import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { openCoOp, type Client, type CoOp } from './co-op.js';

interface Product { id: string; code: string; revision: number; axes: string[]; photos: { id: string; sha256: string; position: number }[]; variants: { id: string; sku: string; price: number; choice: string[]; archivedAt: string | null }[] }
interface Page { items: { id: string; code: string }[]; next: string | null; total: number }
let coOp: CoOp, manager: Client, kopi: Client, serial = 0;
beforeAll(async () => {
  coOp = await openCoOp();
  [manager, kopi] = await Promise.all([coOp.as('manager'), coOp.as('kopi')]);
});
afterAll(() => coOp.close());

const body = (change: object = {}): { code: string; variants: { sku: string }[] } => {
  serial += 1;
  return { code: `P-${serial}`, title: `Kopi ${serial}`, variants: [{ sku: `P-${serial}-1`, price: 10_000, stock: 4 }], ...change } as never;
};
const create = async (change: object = {}, client = manager): Promise<Product> => (await client.send('post', '/api/products').send(body(change)).expect(201)).body as Product;
const patch = (product: Product, change: object, revision = product.revision) => manager.send('patch', `/api/products/${product.id}`).set('If-Match', `"${revision}"`).send(change);
const listed = async (product: Product): Promise<void> => {
  await coOp.database.inScope(coOp.scope, async (tx) => {
    const connection = await tx.row<{ id: string }>(`INSERT INTO app.connection (cooperative_id, marketplace, environment, app, sealed, last_four, created_at) VALUES ($1, 'spec', 'practice', 'x', 'x', '0000', app.now()) RETURNING id`, [coOp.parent]);
    const shop = await tx.row<{ id: string }>(`INSERT INTO app.shop (cooperative_id, connection_id, marketplace, remote_id, name) VALUES ($1, $2, 'spec', $3, 'Toko') RETURNING id`, [coOp.parent, connection?.id, product.code]);
    const listing = await tx.row<{ id: string }>('INSERT INTO app.listing (cooperative_id, owner_id, shop_id, product_id, remote_code) VALUES ($1, $1, $2, $3, $4) RETURNING id', [coOp.parent, shop?.id, product.id, product.code]);
    for (const variant of product.variants) await tx.rows('INSERT INTO app.offer (cooperative_id, owner_id, shop_id, listing_id, variant_id, remote_sku) VALUES ($1, $1, $2, $3, $4, $5)', [coOp.parent, shop?.id, listing?.id, variant.id, variant.sku]);
  });
};

describe('create and read', () => {
  it('keeps a product with its variants, options and first stock', async () => {
    const made = await create({ axes: ['Warna', 'Ukuran'], attributes: { origin: 'Madiun' }, description: 'teks', brand: 'M', variants: [{ sku: 'W-1', choice: ['Biru', 'L'], price: 5_000, stock: 3, grams: 200, lengthMm: 100, barcode: '2000010010073' }, { sku: 'W-2', choice: ['Biru', 'M'], price: 6_000 }] });
    const read = await manager.get(`/api/products/${made.id}`).expect(200);
    expect(read.headers.etag).toBe(`"${made.revision}"`);
    expect(read.body).toMatchObject({ axes: ['Warna', 'Ukuran'], attributes: { origin: 'Madiun' }, brand: 'M', cooperative: 'KSU Uji', archivedAt: null, variants: [{ sku: 'W-1', choice: ['Biru', 'L'], price: 5_000, grams: 200, lengthMm: 100, widthMm: null, barcode: '2000010010073', stock: { onHand: 3, reserved: 0, available: 3, short: 0 } }, { sku: 'W-2', stock: { onHand: 0 } }] });
  });

  it.each<[string, object, number, string]>([
    ['a code that is in use', { code: 'DUP', variants: [{ sku: 'other', price: 1 }] }, 409, 'SRT-CAT-004'], ['a SKU that is in use, in any case', { variants: [{ sku: 'dup-1', price: 1 }] }, 409, 'SRT-CAT-005'],
    ['two variants alike', { axes: ['W'], variants: [{ sku: 'q1', choice: ['a'], price: 1 }, { sku: 'q2', choice: ['A '], price: 1 }] }, 422, 'SRT-CAT-008'], ['a choice too few', { axes: ['W', 'U'], variants: [{ sku: 'q3', choice: ['a'], price: 1 }] }, 422, 'SRT-CAT-008'],
    ['two options of one name', { axes: ['W', 'w'], variants: [{ sku: 'q4', choice: ['a', 'b'], price: 1 }] }, 422, 'SRT-CAT-014'], ['a wrong barcode', { variants: [{ sku: 'q5', price: 1, barcode: '2000010010074' }] }, 422, 'SRT-CAT-010'],
    ['a category that is not there', { categoryId: '99999' }, 422, 'SRT-CAT-009'], ['a price of nothing', { variants: [{ sku: 'q6', price: 0 }] }, 400, 'SRT-APP-400'], ['a fraction of a rupiah', { variants: [{ sku: 'q7', price: 1.5 }] }, 400, 'SRT-APP-400'],
    ['no variants', { variants: [] }, 400, 'SRT-APP-400'], ['a title of spaces', { title: '  ' }, 400, 'SRT-APP-400'], ['a SKU of spaces', { variants: [{ sku: ' ', price: 1 }] }, 400, 'SRT-APP-400'], ['four axes', { axes: ['a', 'b', 'c', 'd'] }, 400, 'SRT-APP-400'], ['a field we do not know', { harga: 1 }, 400, 'SRT-APP-400'], ['attributes of no kind', { attributes: { evil: 1 } }, 400, 'SRT-APP-400'],
  ])('refuses %s in plain words', async (_, change, status, code) => {
    if (serial < 1_000) { serial = 1_000; await create({ code: 'DUP', variants: [{ sku: 'DUP-1', price: 1 }] }); }
    const answer = await manager.send('post', '/api/products').send(body(change)).expect(status);
    expect(answer.body).toMatchObject({ code });
    expect((answer.body as { next: string }).next).not.toBe('');
  });
});

describe('patch', () => {
  it('asks for the version it was based on, and refuses a stale one', async () => {
    const made = await create();
    await manager.send('patch', `/api/products/${made.id}`).send({ title: 'x' }).expect(428);
    const changed = await patch(made, { title: 'Baru' }).expect(200);
    expect(changed.headers.etag).toBe(`"${made.revision + 1}"`);
    expect((await patch(made, { title: 'Lain' }).expect(412)).body).toMatchObject({ code: 'SRT-CAT-003' });
    const both = await Promise.all([patch(made, { title: 'A' }, made.revision + 1), patch(made, { title: 'B' }, made.revision + 1)]);
    expect(both.map((answer) => answer.status).sort()).toEqual([200, 412]);
  });

  it('replaces the variants as a whole, archives what is missing, and tells which prices changed', async () => {
    const made = await create({ axes: ['W'], variants: [{ sku: 'R-1', choice: ['a'], price: 1_000 }, { sku: 'R-2', choice: ['b'], price: 2_000 }] });
    const [first, second] = made.variants;
    coOp.told['product-changed'] = [];
    const changed = (await patch(made, { variants: [{ id: first?.id, sku: 'R-1', choice: ['a'], price: 1_500 }, { sku: 'R-3', choice: ['c'], price: 3_000, stock: 2 }] }).expect(200)).body as Product;
    expect(changed.variants.map((variant) => [variant.sku, variant.price, variant.archivedAt !== null])).toEqual([['R-1', 1_500, false], ['R-3', 3_000, false], ['R-2', 2_000, true]]);
    expect(coOp.told['product-changed']).toEqual([{ productIds: [made.id], pricedVariantIds: [first?.id] }]);
    const back = (await patch(changed, { variants: [{ id: second?.id, sku: 'R-2', choice: ['b'], price: 2_000 }] }).expect(200)).body as Product;
    expect(back.variants.filter((variant) => variant.archivedAt === null).map((variant) => variant.sku)).toEqual(['R-2']);
    expect((await patch(back, { axes: ['W', 'U'] }).expect(422)).body).toMatchObject({ code: 'SRT-CAT-008' });
  });

  it('freezes a SKU once it is listed', async () => {
    const made = await create();
    const id = made.variants[0]?.id ?? '';
    await manager.send('patch', `/api/variants/${id}`).send({ sku: `${made.code}-neu` }).expect(200);
    const now = (await manager.get(`/api/products/${made.id}`).expect(200)).body as Product;
    await listed(now);
    expect((await manager.send('patch', `/api/variants/${id}`).send({ sku: 'other' }).expect(409)).body).toMatchObject({ code: 'SRT-CAT-006', title: `SKU ${made.code}-neu sudah tayang di toko, jadi tidak bisa diganti.` });
    expect((await patch(now, { variants: [{ id, sku: 'other', price: 1 }] }).expect(409)).body).toMatchObject({ code: 'SRT-CAT-006' });
    await manager.send('patch', `/api/variants/${id}`).send({ price: 12_000, grams: 250 }).expect(200);
  });

  it('tells a price apart from what else changes', async () => {
    const made = await create();
    const id = made.variants[0]?.id ?? '';
    coOp.told['product-changed'] = [];
    await manager.send('patch', `/api/variants/${id}`).send({ price: 11_000 }).expect(200);
    await manager.send('patch', `/api/variants/${id}`).send({ grams: 300 }).expect(200);
    expect(coOp.told['product-changed']).toEqual([{ productIds: [], pricedVariantIds: [id] }, { productIds: [made.id], pricedVariantIds: [] }]);
  });

  it('archives and brings back', async () => {
    const made = await create();
    const gone = (await patch(made, { archived: true }).expect(200)).body as Product;
    expect(((await manager.get(`/api/products?q=${made.code}`).expect(200)).body as Page).total).toBe(0);
    expect(((await manager.get(`/api/products?q=${made.code}&status=archived`).expect(200)).body as Page).total).toBe(1);
    await patch(gone, { archived: false }).expect(200);
    expect(((await manager.get(`/api/products?q=${made.code}`).expect(200)).body as Page).total).toBe(1);
  });
});

describe('whose', () => {
  it('a unit sees and changes its own only; everything else is not there', async () => {
    const parents = await create(), batiks = await create({ cooperativeId: coOp.units[1] }), own = await create({ cooperativeId: coOp.units[0] });
    for (const other of [parents, batiks]) {
      await kopi.get(`/api/products/${other.id}`).expect(404);
      await kopi.send('patch', `/api/products/${other.id}`).set('If-Match', '"1"').send({ title: 'x' }).expect(404);
      await kopi.send('patch', `/api/variants/${other.variants[0]?.id}`).send({ price: 1 }).expect(404);
      await kopi.send('post', '/api/stock-movements').send({ variantId: other.variants[0]?.id, kind: 'receive', quantity: 1, reason: 'x' }).expect(404);
      await kopi.send('post', `/api/products/${other.id}/photos`).set('Content-Type', 'image/png').send(Buffer.from('x')).expect(404);
    }
    await kopi.get(`/api/products/${own.id}`).expect(200);
    const page = (await kopi.get('/api/products?limit=200').expect(200)).body as { items: { cooperativeId: string }[] };
    expect(new Set(page.items.map((item) => item.cooperativeId))).toEqual(new Set([coOp.units[0]]));
    expect((await kopi.send('post', '/api/products').send(body({ cooperativeId: coOp.units[1] })).expect(422)).body).toMatchObject({ code: 'SRT-CAT-009' });
    await (await coOp.as('operator')).send('post', '/api/products').send(body()).expect(403);
    // The same code and SKU in two units are two products.
    await create({ code: 'SAMA', cooperativeId: coOp.units[0], variants: [{ sku: 'SAMA-1', price: 1 }] });
    await create({ code: 'SAMA', cooperativeId: coOp.units[1], variants: [{ sku: 'SAMA-1', price: 1 }] });
  });
});

describe('list', () => {
  const all = async (query: string, client = manager): Promise<string[]> => {
    const codes: string[] = [];
    for (let after = ''; ;) {
      const page = (await client.get(`/api/products?limit=3&${query}${after && `&after=${after}`}`).expect(200)).body as Page;
      codes.push(...page.items.map((item) => item.code));
      if (page.next === null) return codes;
      after = page.next;
    }
  };
  beforeAll(async () => {
    for (const [code, title, stock, barcode] of [['L-05', 'Teh Melati', 0, null], ['L-03', 'teh Hijau', 9, null], ['L-04', 'Teh Melati', 2, '2000010010080'], ['L-01', 'Teh_Rosella 100%', 9, null], ['L-02', 'Ábon', 9, null]] as const) await create({ code, title, brand: 'Merek Lestari', variants: [{ sku: `${code}_X`, price: 1, stock, barcode }] });
  });

  it('pages by every order, each product once', async () => {
    expect(await all('q=lestari&sort=code')).toEqual(['L-01', 'L-02', 'L-03', 'L-04', 'L-05']);
    expect(await all('q=lestari&sort=-code')).toEqual(['L-05', 'L-04', 'L-03', 'L-02', 'L-01']);
    expect(await all('q=lestari&sort=newest')).toEqual(['L-02', 'L-01', 'L-04', 'L-03', 'L-05']);
    expect(await all('q=lestari&sort=oldest')).toEqual(['L-05', 'L-03', 'L-04', 'L-01', 'L-02']);
    const byName = await all('q=lestari&sort=name');
    expect([...byName].sort()).toEqual(['L-01', 'L-02', 'L-03', 'L-04', 'L-05']);
    expect(await all('q=lestari&sort=-name')).toEqual([...byName].reverse());
    expect(await all('sort=name')).toHaveLength((await all('sort=code')).length);
  });

  it('finds by the beginning of words, of a SKU, and by a barcode; nothing else', async () => {
    expect(await all('q=mel%20teh')).toEqual(expect.arrayContaining(['L-05', 'L-04']));
    expect(await all('q=l-03_')).toEqual(['L-03']);
    expect(await all('q=2000010010080')).toEqual(['L-04']);
    for (const odd of ['%25', '_', "'", '%5C', '%26%7C!', 'elati', '%20', '()', '%3A*']) expect((await manager.get(`/api/products?q=${odd}`).expect(200)).body).toHaveProperty('total');
    expect(await all('q=elati')).toEqual([]);
    expect(await all('q=%25')).toEqual([]);
    expect(await all('q=lestari', kopi)).toEqual([]);
  });

  it('filters by stock, co-op, category and listing', async () => {
    expect(await all('q=lestari&stock=out')).toEqual(['L-05']);
    expect(await all('q=lestari&stock=low')).toEqual(['L-04']);
    expect(new Set(await all(`cooperative=${coOp.units[0]}`))).toEqual(new Set(await all('', kopi)));
    const category = (await manager.send('post', '/api/categories').send({ path: 'Minuman > Teh', code: 'TEH' }).expect(201)).body as { id: string };
    await manager.send('post', '/api/categories').send({ path: 'minuman > teh' }).expect(409);
    const tea = await create({ categoryId: category.id });
    const tree = ((await manager.get('/api/categories').expect(200)).body as { items: { id: string; path: string; leaf: boolean; parentId: string | null; code: string | null }[] }).items;
    const top = tree.find((item) => item.path === 'Minuman');
    expect(tree.find((item) => item.id === category.id)).toMatchObject({ code: 'TEH', leaf: true, parentId: top?.id });
    expect([await all(`category=${top?.id}`), await all(`category=${category.id}`)]).toEqual([[tea.code], [tea.code]]);
    // A unit may use its parent's categories.
    expect(((await kopi.get('/api/categories').expect(200)).body as { items: object[] }).items).toHaveLength(tree.length);
    await listed(tea);
    expect(await all(`category=${category.id}&listing=none`)).toEqual([]);
    const shown = (await manager.get(`/api/products?category=${category.id}`).expect(200)).body as { items: { listings: object[] }[] };
    expect(shown.items[0]?.listings).toMatchObject([{ state: expect.any(String) as unknown }]);
  });

  it('says so when a page mark is not one of ours', async () => {
    expect((await manager.get('/api/products?after=abc').expect(400)).body).toMatchObject({ code: 'SRT-CAT-011' });
    await manager.get('/api/products?sort=harga').expect(400);
    await manager.get('/api/products?limit=201').expect(400);
  });

  it('pages through the variants', async () => {
    const skus: string[] = [];
    for (let after = ''; ;) {
      const page = (await manager.get(`/api/variants?limit=7${after && `&after=${after}`}`).expect(200)).body as { items: { sku: string }[]; next: string | null };
      skus.push(...page.items.map((item) => item.sku));
      if (page.next === null) break;
      after = page.next;
    }
    expect(skus.length).toBe((await coOp.database.inScope(coOp.scope, (tx) => tx.row<{ n: number }>('SELECT count(*)::int AS n FROM app.variant')))?.n);
  });
});

describe('photos of a product', () => {
  const picture = (background: string) => sharp({ create: { width: 50, height: 40, channels: 3, background } }).png().toBuffer();

  it('are added once each, sorted, shown, removed, and every change is told', async () => {
    const made = await create();
    coOp.told['product-changed'] = [];
    const add = async (bytes: Buffer) => (await manager.send('post', `/api/products/${made.id}/photos`).set('Content-Type', 'image/png').send(bytes).expect(201)).body as { id: string; sha256: string; position: number };
    const red = await add(await picture('#f00')), blue = await add(await picture('#00f')), again = await add(await picture('#f00'));
    const form = await manager.send('post', `/api/products/${made.id}/photos`).attach('foto', await picture('#f00'), 'merah.png').expect(201);
    expect([again.id, blue.position, (form.body as { id: string }).id]).toEqual([red.id, 1, red.id]);
    const sorted = (await manager.send('patch', `/api/products/${made.id}/photos`).send({ order: [blue.id, red.id] }).expect(200)).body as Product;
    expect(sorted.photos.map((photo) => photo.id)).toEqual([blue.id, red.id]);
    expect((await manager.send('patch', `/api/products/${made.id}/photos`).send({ order: [blue.id] }).expect(422)).body).toMatchObject({ code: 'SRT-PHO-005' });
    const shown = await manager.get(`/api/photos/${blue.sha256}?w=160`).expect(200);
    expect(shown.headers).toMatchObject({ 'content-type': 'image/jpeg', 'cache-control': expect.stringContaining('immutable') as unknown });
    await kopi.get(`/api/photos/${blue.sha256}`).expect(404);
    await manager.send('delete', `/api/photos/${blue.id}`).expect(204);
    await manager.get(`/api/photos/${blue.sha256}`).expect(404);
    expect(coOp.told['product-changed']).toHaveLength(4);
    expect((await manager.get(`/api/products/${made.id}`).expect(200)).headers.etag).toBe(`"${made.revision + 4}"`);
  });

  it('are refused in plain words when they are none', async () => {
    const made = await create();
    const whole = await sharp({ create: { width: 300, height: 300, channels: 3, background: '#888', noise: { type: 'gaussian', mean: 128, sigma: 50 } } }).jpeg().toBuffer();
    for (const [bytes, code] of [[Buffer.from('teks'), 'SRT-PHO-001'], [whole.subarray(0, whole.length / 2), 'SRT-PHO-002']] as const) {
      expect((await manager.send('post', `/api/products/${made.id}/photos`).set('Content-Type', 'image/jpeg').send(bytes).expect(422)).body).toMatchObject({ code });
    }
    expect((await manager.send('post', `/api/products/${made.id}/photos`).set('Content-Type', 'image/jpeg').expect(422)).body).toMatchObject({ code: 'SRT-PHO-001' });
  });

  it('are fetched by signed links only, until they expire', async () => {
    const { sha256 } = await coOp.photos.take(await picture('#0f0'));
    const expires = Math.floor(coOp.database.clock.now() / 1000) + 60;
    const link = coOp.photos.sign(sha256, '512-jpeg.jpg', expires);
    expect((await manager.get(link).expect(200)).headers['content-type']).toBe('image/jpeg');
    for (const wrong of [link.replace('512-', '1024-'), link.replace(/exp=\d+/, `exp=${expires + 1}`), link.replace(/sig=./, 'sig=x'), link.split('?')[0] ?? '']) await manager.get(wrong).expect(404);
    coOp.database.clock.advance(61_000);
    await manager.get(link).expect(404);
  });
});
