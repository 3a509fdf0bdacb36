import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { createUser } from '../../src/access/index.js';
import { signIn, until, type Client, type Reply } from '../house/serve.js';
import { toyHouse, type ToyHouse } from '../toy/toy-house.js';

interface Review { id: string; kind: string; state: string; revision: number; product: { id: string; title: string }; changes: { field: string; from: unknown; to: unknown; variantId?: string; conflict?: boolean; now?: unknown }[]; conflicts: number; mayDecide: boolean; thread: { name: string; text: string }[] }
interface Product { id: string; title: string; draft: boolean; revision: number; cooperativeId: string; review: { id: string; state: string } | null; photos: { id: string; proposed?: true }[]; variants: { id: string; sku: string; price: number; archivedAt: string | null; stock: { onHand: number; reserved: number } }[]; category: { path: string | null } | null; member: object | null }

let toy: ToyHouse, parent: Client, unit: Client, other: Client, otherId = '';
const ok = <T>(reply: Reply<T>): T => {
  if (reply.status >= 300) throw new Error(`${reply.status} ${JSON.stringify(reply.body)}`);
  return reply.body;
};
const code = (reply: Reply<unknown>): string => String((reply.body as { code?: string }).code);
const product = async (by: Client, id: string): Promise<Product> => ok(await by.get<Product>(`/api/products/${id}`));
const patch = (by: Client, id: string, revision: number, body: object): Promise<Reply<Product>> => by.send('PATCH', `/api/products/${id}`, body, { 'if-match': `"${revision}"` });
const reviewOf = async (by: Client, id: string): Promise<Review> => {
  const { items } = ok(await by.get<{ items: Review[] }>(`/api/reviews?product=${id}`));
  if (items.length !== 1) throw new Error(`${items.length} open reviews of product ${id}`);
  return ok(await by.get<Review>(`/api/reviews/${items[0]?.id}`));
};
const awaiting = async (): Promise<number> => ok(await parent.get<{ awaitingApproval: number }>('/api/overview')).awaitingApproval;
const there = (sku: string) => toy.market.items.get('satu')?.find((item) => item.variants.some((variant) => variant.sku === sku));

beforeAll(async () => {
  toy = await toyHouse(['satu', 'dua']);
  parent = await toy.as('manager');
  otherId = ok(await (await toy.as('administrator')).send<{ id: string }>('POST', '/api/cooperatives', { code: 'LAIN', name: 'Unit Lain' })).id;
  await toy.house.database.inScope({ ids: [toy.unitId, otherId] }, async (tx) => {
    await createUser(tx, { cooperativeId: toy.unitId, name: 'Bu Sari', email: 'sari@uji.example', role: 'manager', password: 'cukup-panjang-1' });
    await createUser(tx, { cooperativeId: otherId, name: 'Pak Lain', email: 'lain@uji.example', role: 'manager', password: 'cukup-panjang-1' });
  });
  unit = await signIn(toy.url, { email: 'sari@uji.example', password: 'cukup-panjang-1' });
  other = await signIn(toy.url, { email: 'lain@uji.example', password: 'cukup-panjang-1' });
}, 60_000);
afterAll(() => toy?.stop());

describe('a unit drafts, its parent approves', () => {
  let ids: { productId: string; variantId: string };
  beforeAll(async () => {
    ids = await toy.product('U-1', { unit: true, stock: 10, title: 'Kopi Lama' });
    await toy.publish([ids.productId], ['satu']);
    await toy.quiet();
    ok(await parent.send('PUT', `/api/review-rules/${toy.cooperativeId}`, { approval: 'required' }));
  });

  it('the setting is inherited, a unit may have its own, and only the co-op above sets it', async () => {
    const rules = async () => ok(await parent.get<{ items: { cooperativeId: string; approval: string | null; applies: string }[] }>('/api/review-rules')).items;
    expect(await rules()).toEqual(expect.arrayContaining([expect.objectContaining({ cooperativeId: toy.cooperativeId, applies: 'free' }), expect.objectContaining({ cooperativeId: toy.unitId, approval: null, applies: 'required' })]));
    expect(code(await unit.send('PUT', `/api/review-rules/${toy.unitId}`, { approval: 'free' }))).toBe('SRT-REV-009');
    ok(await parent.send('PUT', `/api/review-rules/${otherId}`, { approval: 'free' }));
    expect((await rules()).find((row) => row.cooperativeId === otherId)?.applies).toBe('free');
    const made = ok(await other.send<Product>('POST', '/api/products', { code: 'L-0', title: 'Bebas', variants: [{ sku: 'L-0', price: 1000 }] }));
    expect(made.draft).toBe(false);
  });

  it('a change is a proposal: what was approved stays, here and in the shop, until the parent says yes', async () => {
    const before = await product(unit, ids.productId);
    expect(ok(await patch(unit, ids.productId, before.revision, { title: 'Kopi Baru' }))).toMatchObject({ title: 'Kopi Lama', review: { state: 'pending' } });
    ok(await unit.send('PATCH', `/api/variants/${ids.variantId}`, { price: 12_500 }));
    const review = await reviewOf(parent, ids.productId);
    expect(review).toMatchObject({ kind: 'change', mayDecide: true, conflicts: 0 });
    expect(review.changes).toEqual([{ field: 'title', from: 'Kopi Lama', to: 'Kopi Baru' }, { field: 'price', variantId: ids.variantId, sku: 'U-1', from: 10_000, to: 12_500 }]);
    expect(await awaiting()).toBe(1);
    // Stock is a fact: it goes out while the proposal waits.
    ok(await unit.send('POST', '/api/stock-movements', { variantId: ids.variantId, kind: 'count', quantity: 7, reason: 'hitung' }));
    await until(async () => toy.market.variant('satu', 'U-1')?.stock === 7, 'the stock is there');
    await toy.quiet();
    expect(there('U-1')).toMatchObject({ title: 'Kopi Lama', variants: [{ price: 10_000 }] });
    expect(code(await unit.send('POST', `/api/reviews/${review.id}/approvals`, {}))).toBe('SRT-REV-003');
    expect((await other.get(`/api/reviews/${review.id}`)).status).toBe(404);
    expect(ok(await parent.send<Review>('POST', `/api/reviews/${review.id}/approvals`, { revision: review.revision }))).toMatchObject({ state: 'approved' });
    expect(ok(await unit.get<{ decidedBy: string | null }>(`/api/reviews/${review.id}`)).decidedBy).toEqual(expect.any(String));
    await until(async () => there('U-1')?.title === 'Kopi Baru' && toy.market.variant('satu', 'U-1')?.price === 12_500, 'the shop has it');
    expect(await awaiting()).toBe(0);
    expect(code(await parent.send('POST', `/api/reviews/${review.id}/approvals`, {}))).toBe('SRT-REV-002');
  });

  it('returned with a comment, answered, proposed anew; an approval of what was not looked at is refused; taken back, nothing changed', async () => {
    const { revision } = await product(unit, ids.productId);
    ok(await patch(unit, ids.productId, revision, { title: 'KOPI MURAH!!!' }));
    const first = await reviewOf(parent, ids.productId);
    expect(ok(await parent.send<Review>('POST', `/api/reviews/${first.id}/returns`, { text: 'Jangan huruf besar.' }))).toMatchObject({ state: 'returned', mayDecide: false });
    ok(await unit.send('POST', `/api/reviews/${first.id}/comments`, { text: 'Baik, Bu.' }));
    ok(await patch(unit, ids.productId, (await product(unit, ids.productId)).revision, { title: 'Kopi murah' }));
    const second = await reviewOf(parent, ids.productId);
    expect(second).toMatchObject({ id: first.id, state: 'pending', thread: [{ name: 'manager', text: 'Jangan huruf besar.' }, { name: 'Bu Sari', text: 'Baik, Bu.' }] });
    expect(code(await parent.send('POST', `/api/reviews/${first.id}/approvals`, { revision: first.revision }))).toBe('SRT-REV-004');
    expect((await unit.send('DELETE', `/api/reviews/${first.id}`)).status).toBe(204);
    expect(await product(unit, ids.productId)).toMatchObject({ title: 'Kopi Baru', review: null });
  });

  it('what somebody changed meanwhile is shown as a conflict and never overwritten unasked', async () => {
    ok(await patch(unit, ids.productId, (await product(unit, ids.productId)).revision, { title: 'Kopi Sari', description: 'Dari kebun.' }));
    ok(await patch(parent, ids.productId, (await product(parent, ids.productId)).revision, { title: 'Kopi Induk' }));
    const review = await reviewOf(parent, ids.productId);
    expect(review.changes.find((change) => change.field === 'title')).toEqual({ field: 'title', from: 'Kopi Baru', to: 'Kopi Sari', conflict: true, now: 'Kopi Induk' });
    expect(code(await parent.send('POST', `/api/reviews/${review.id}/approvals`, {}))).toBe('SRT-REV-005');
    expect(ok(await parent.send<{ approved: number; left: { id: string; code: string }[] }>('POST', '/api/reviews/approvals', { reviews: [{ id: review.id }] }))).toMatchObject({ approved: 0, left: [{ id: review.id, code: 'SRT-REV-005' }] });
    ok(await parent.send('POST', `/api/reviews/${review.id}/approvals`, { keep: 'current' }));
    expect(await product(parent, ids.productId)).toMatchObject({ title: 'Kopi Induk', description: 'Dari kebun.' });
  });

  it('photos and variants wait too: a new one is not sent, a removed one stays, until approved', async () => {
    const picture = (red: number) => sharp({ create: { width: 300, height: 300, channels: 3, background: { r: red, g: 1, b: 1 } } }).jpeg().toBuffer();
    const added = ok(await unit.send<{ id: string }>('POST', `/api/products/${ids.productId}/photos`, new Uint8Array(await picture(9)), { 'content-type': 'image/jpeg' }));
    expect((await product(unit, ids.productId)).photos).toEqual([expect.objectContaining({ id: added.id, proposed: true })]);
    const now = await product(unit, ids.productId);
    ok(await patch(unit, ids.productId, now.revision, { axes: ['Isi'], variants: [{ id: ids.variantId, sku: 'U-1', price: 12_500, grams: 200, choice: ['kecil'] }, { sku: 'U-1-B', price: 20_000, grams: 400, choice: ['besar'] }] }));
    expect((await product(unit, ids.productId)).variants.map((variant) => [variant.sku, variant.archivedAt !== null])).toEqual([['U-1', false], ['U-1-B', true]]);
    await toy.quiet();
    expect(there('U-1')?.variants.map((variant) => variant.sku)).toEqual(['U-1']);
    const review = await reviewOf(parent, ids.productId);
    ok(await parent.send('POST', `/api/reviews/${review.id}/approvals`, { revision: review.revision }));
    await until(async () => there('U-1')?.variants.length === 2, 'both are there');
    const after = await product(unit, ids.productId);
    expect(after.photos).toEqual([expect.not.objectContaining({ proposed: true })]);
    expect((await unit.send('DELETE', `/api/photos/${added.id}`)).status).toBe(204);
    expect((await product(unit, ids.productId)).photos).toHaveLength(1);
    ok(await parent.send('POST', `/api/reviews/${(await reviewOf(parent, ids.productId)).id}/approvals`, {}));
    expect((await product(unit, ids.productId)).photos).toHaveLength(0);
  });

  it('a new product is a draft that nobody can publish; many are approved at once', async () => {
    const [{ category }] = await toy.sql<{ category: string }>('SELECT category_id AS category FROM app.product WHERE id = $1', [ids.productId]) as [{ category: string }];
    const made = await Promise.all(['D-1', 'D-2', 'D-3'].map(async (sku) => ok(await unit.send<Product>('POST', '/api/products', { code: sku, title: `Baru ${sku}`, categoryId: category, variants: [{ sku, price: 9_000, grams: 100, stock: 4 }] }))));
    expect(made.map((one) => one.draft)).toEqual([true, true, true]);
    ok(await patch(unit, made[0]?.id ?? '', made[0]?.revision ?? 0, { title: 'Baru sekali' }));
    expect(await product(unit, made[0]?.id ?? '')).toMatchObject({ title: 'Baru sekali', draft: true });
    const publish = await parent.send('POST', '/api/listings', { products: { ids: made.map((one) => one.id) }, shops: [toy.shops.satu] });
    expect([publish.status, code(publish)]).toEqual([409, 'SRT-REV-010']);
    expect(ok(await parent.send<{ wishes: number; unapproved: number }>('POST', '/api/listings', { products: { ids: [ids.productId, made[0]?.id] }, shops: [toy.shops.satu] }))).toMatchObject({ wishes: 1, unapproved: 1 });
    expect(ok(await parent.get<{ total: number }>('/api/products?review=pending')).total).toBe(3);
    expect(await awaiting()).toBe(3);
    expect(ok(await parent.send('POST', '/api/reviews/approvals', { filter: { kind: 'new' } }))).toEqual({ approved: 3, left: [] });
    await toy.publish(made.map((one) => one.id), ['satu']);
    await until(async () => there('D-3'), 'published');
    const taken = ok(await unit.send<Product>('POST', '/api/products', { code: 'D-9', title: 'Salah', variants: [{ sku: 'D-9', price: 1_000 }] }));
    expect((await unit.send('DELETE', `/api/reviews/${(await reviewOf(unit, taken.id)).id}`)).status).toBe(204);
    expect(ok(await unit.get<{ total: number }>('/api/products?q=D-9')).total).toBe(0);
  });

  it('what goes out beside the product itself is not for its makers to set', async () => {
    const sale = { from: '2027-12-12', to: '2027-12-13', prices: [{ variantId: ids.variantId, price: 12_000 }], confirm: true };
    expect(code(await unit.send('POST', '/api/scheduled-prices', sale))).toBe('SRT-REV-011');
    expect((await parent.send('POST', '/api/scheduled-prices', sale)).status).toBe(201);
  });

  it('whichever door a change comes by, an import too', async () => {
    const sheet = new TextEncoder().encode('kode_produk,nama,sku,harga,stok\nU-1,Diimpor,U-1,13000,7\nI-1,Impor baru,I-1,5000,3\n');
    const { id } = ok(await unit.send<{ id: string }>('POST', '/api/imports?name=a.csv', sheet, { 'content-type': 'text/csv' }));
    const ended = await until(async () => { const seen = ok(await unit.get<{ state: string }>(`/api/imports/${id}`)); return seen.state !== 'running' && seen; }, 'imported');
    expect(ended).toMatchObject({ state: 'done', refusal: null, rejected: 0 });
    const [row] = ok(await unit.get<{ items: Product[] }>('/api/products?q=I-1')).items;
    expect(row).toMatchObject({ draft: true });
    expect((await reviewOf(parent, ids.productId)).changes).toEqual(expect.arrayContaining([expect.objectContaining({ field: 'price', to: 13_000 })]));
    expect((await product(unit, ids.productId)).variants[0]?.price).toBe(12_500);
  });
});

describe('handing products over', () => {
  it('keeps its story: holds stay exact, the old line its owner, the new unit manages it; collisions are told first; handed back, all is as it was', async () => {
    ok(await parent.send('PUT', `/api/review-rules/${toy.cooperativeId}`, { approval: 'free' }));
    const member = ok(await unit.send<{ id: string }>('POST', '/api/members', { name: 'Bu Tini' }));
    const own = ok(await unit.send<{ id: string }>('POST', '/api/categories', { path: 'Khas Unit > Kopi' }));
    const { productId, variantId } = await toy.product('H-1', { unit: true, stock: 10, title: 'Kopi Pindah' });
    await toy.publish([productId], ['satu', 'dua']);
    await toy.quiet();
    ok(await patch(unit, productId, (await product(unit, productId)).revision, { memberId: member.id, ownership: 'consignment' }));
    const sold = toy.market.buy('satu', 'H-1', 3);
    await toy.pull('satu');
    await until(async () => (await product(unit, productId)).variants[0]?.stock.reserved === 3, 'held');

    const clash = ok(await other.send<Product>('POST', '/api/products', { code: 'H-1', title: 'Kopi Lain', variants: [{ sku: 'h-1', price: 1_000 }] }));
    const asked = { productIds: [productId], to: otherId };
    expect(ok(await parent.send('POST', '/api/handovers/checks', asked))).toEqual({ products: 1, variants: 1, stock: { onHand: 10, reserved: 3 }, listings: 2, ownShops: 0, openOrders: 1, collisions: [{ productId, code: 'H-1', sku: null, with: 'Kopi Lain' }, { productId, code: 'H-1', sku: 'H-1', with: 'Kopi Lain' }] });
    expect(code(await parent.send('POST', '/api/handovers', asked))).toBe('SRT-REV-025');
    expect((await unit.send('POST', '/api/handovers', asked)).status).toBe(404); // it may not write over there
    await toy.house.database.inScope({ ids: [otherId] }, (tx) => tx.rows(`UPDATE app.product SET code = 'H-2' WHERE id = $1`, [clash.id]));
    ok(await other.send('PATCH', `/api/variants/${clash.variants[0]?.id}`, { sku: 'H-2' }));

    const made = ok(await parent.send<{ items: { id: string; from: { name: string }; to: { name: string } }[] }>('POST', '/api/handovers', { ...asked, reason: 'unit kopi pindah' }));
    expect(made.items).toEqual([expect.objectContaining({ from: { id: toy.unitId, name: 'Unit Uji' }, to: { id: otherId, name: 'Unit Lain' }, by: 'manager', reason: 'unit kopi pindah', total: 1 })]);
    expect((await unit.get(`/api/products/${productId}`)).status).toBe(404);
    expect(await product(other, productId)).toMatchObject({ cooperativeId: otherId, member: null, variants: [{ stock: { onHand: 10, reserved: 3 } }] });
    expect(ok(await other.get<{ items: { kind: string; quantity: number; reason: string }[] }>(`/api/stock-movements?variant=${variantId}`)).items).toMatchObject([{ kind: 'correct', quantity: 0, reason: 'unit kopi pindah' }, { kind: 'receive', quantity: 10 }]);
    expect(ok(await other.get<{ items: { productId?: string }[] }>(`/api/listings?product=${productId}`)).items).toHaveLength(2);
    expect(await toy.sql('SELECT owner_id FROM app.order_line WHERE variant_id = $1', [variantId])).toEqual([{ owner_id: toy.unitId }]);

    // It goes on selling: shipped, sold again, and the line of a new order is the new owner's.
    toy.market.move('satu', sold.id, 'shipped');
    await toy.pull('satu');
    await until(async () => (await product(other, productId)).variants[0]?.stock.onHand === 7, 'shipped');
    toy.market.buy('dua', 'H-1', 2);
    await toy.pull('dua');
    await until(async () => (await product(other, productId)).variants[0]?.stock.reserved === 2, 'sold again');
    expect(await toy.sql('SELECT owner_id FROM app.order_line WHERE variant_id = $1 ORDER BY id', [variantId])).toEqual([{ owner_id: toy.unitId }, { owner_id: otherId }]);
    await until(async () => toy.market.variant('satu', 'H-1')?.stock === 5, 'the other shop follows');

    const back = ok(await parent.send<{ items: { undoes: string }[] }>('POST', `/api/handovers/${made.items[0]?.id}/returns`));
    expect(back.items[0]?.undoes).toBe(made.items[0]?.id);
    expect(await product(unit, productId)).toMatchObject({ cooperativeId: toy.unitId, member: { id: member.id }, variants: [{ stock: { onHand: 7, reserved: 2 } }] });
    expect(code(await parent.send('POST', `/api/handovers/${made.items[0]?.id}/returns`))).toBe('SRT-REV-026');
    // A category that only the old unit sees becomes the same path over there.
    ok(await patch(unit, productId, (await product(unit, productId)).revision, { categoryId: own.id }));
    ok(await parent.send('POST', '/api/handovers', asked));
    expect((await product(other, productId)).category).toMatchObject({ path: 'Khas Unit > Kopi' });
  }, 60_000);
});
