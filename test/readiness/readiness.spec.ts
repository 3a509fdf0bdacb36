import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '../house/serve.js';
import { attribute } from '../mapping/shelf-market.js';
import { ShelfHouse } from '../mapping/shelf-house.js';

interface Item { product: { id: string; code: string }; shop: { id: string }; readiness: string; issues: { cause: string; field: string; sentence: string; code?: string; link?: string }[]; overridden: string[] }
interface List { items: Item[]; next: string | null; counts: { ready: number; warnings: number; blocked: number }; causes: { cause: string; field: string | null; products: number }[]; pending: number }
interface Gaps { items: { attribute: { id: string; name: string }; products: number; items: { code: string }[]; leaves: { id: string; products: number }[] }[]; products: number; unmapped: number }

describe('how ready a product is, before anybody publishes it', () => {
  const at = new ShelfHouse();
  const length = (max: number) => ({ min: 1, max, countedIn: 'code-points' });
  beforeAll(async () => {
    await at.start();
    at.market.rules.teh = [attribute('exp', 'Kadaluarsa', { required: true }), attribute('form', 'Bentuk', { kind: 'one', custom: false, values: [{ id: 'f1', name: 'Celup' }] })];
    at.market.limits = { weight: { required: true } };
  });
  afterAll(() => at.stop());
  const list = (query = '', client = at.manager): Promise<List> => at.ok(client, 'GET', `/api/readiness?limit=200${query}`);
  const of = async (id: string): Promise<Item | undefined> => (await list(`&product=${id}`)).items[0];
  const causes = (item: Item | undefined): string[] => (item?.issues ?? []).map((issue) => issue.cause);
  const gaps = (client = at.manager): Promise<Gaps> => at.ok(client, 'GET', `/api/attribute-gaps?marketplace=shelf`);
  const edit = async (id: string, body: object): Promise<void> => {
    const now = await at.manager.get<{ revision: number }>(`/api/products/${id}`);
    expect((await at.manager.send('PATCH', `/api/products/${id}`, body, { 'if-match': `"${now.body.revision}"` })).status).toBe(200);
  };
  /** What is kept, counted by hand. */
  const recounted = async () => Object.fromEntries((await at.sql<{ what: string; n: number }>(`SELECT state AS what, count(*)::int AS n FROM app.readiness GROUP BY 1 UNION ALL SELECT cause, count(*)::int FROM app.readiness_reason GROUP BY 1`)).map((row) => [row.what, row.n]));
  const counted = async () => Object.fromEntries((await at.sql<{ what: string; n: number }>(`SELECT what, sum(n)::int AS n FROM app.readiness_count GROUP BY 1 HAVING sum(n) <> 0`)).map((row) => [row.what, row.n]));

  it('says what is missing in plain words, and follows each mending at once', async () => {
    const id = await at.product('SIAP-1', 'Kopi Bubuk');
    expect(await of(id)).toMatchObject({ readiness: 'blocked', shop: { id: at.shopId }, issues: [{ cause: 'category-not-mapped', sentence: expect.stringContaining('Pilih sekali') as unknown }] });
    await at.map('Kopi Bubuk', 'kopi');
    await until(async () => (await of(id))?.readiness === 'ready', 'the rules of the leaf are read');
    expect(await of(id)).toMatchObject({ issues: [] });
    const variant = (await at.manager.get<{ variants: { id: string }[] }>(`/api/products/${id}`)).body.variants[0]?.id ?? '';
    await at.ok(at.manager, 'PATCH', `/api/variants/${variant}`, { grams: null });
    expect(causes(await of(id))).toEqual(['weight-missing']);
    await at.ok(at.manager, 'PATCH', `/api/variants/${variant}`, { grams: 250 });
    expect((await of(id))?.readiness).toBe('ready');
    expect(at.market.calls.filter((call) => call.effect === 'make')).toEqual([]);
  });

  it('is what publishing finds, no more and no less', async () => {
    await at.map('Teh', 'teh');
    await at.quiet();
    const ids = [await at.product('SAMA-1', 'Teh'), await at.product('SAMA-2', 'Kopi Bubuk'), await at.product('SAMA-3', null)];
    const before = await Promise.all(ids.map(of));
    await at.publish(...ids);
    const shown = await at.ok<{ items: { productId: string; state: string; issues: { cause: string }[] }[] }>(at.manager, 'GET', '/api/listings?limit=200');
    for (const [index, id] of ids.entries()) {
      const listing = shown.items.find((row) => row.productId === id);
      expect([id, listing?.state, listing?.issues.map((issue) => issue.cause)]).toEqual([id, before[index]?.readiness === 'ready' ? 'live' : 'failed', causes(before[index])]);
    }
    expect(before.map((item) => item?.readiness)).toEqual(['blocked', 'ready', 'blocked']);
  });

  it('lists by marketplace and state with counts and causes, page by page, and products by the same words', async () => {
    for (const n of [1, 2, 3]) await at.product(`DAFTAR-${n}`, 'Teh', { unit: n === 3 });
    const blocked = await list('&readiness=blocked&marketplace=shelf');
    expect(blocked.items.map((item) => item.product.code)).toEqual(['SAMA-1', 'SAMA-3', 'DAFTAR-1', 'DAFTAR-2', 'DAFTAR-3']);
    expect(blocked).toMatchObject({ counts: { ready: 2, warnings: 0, blocked: 5 }, causes: [{ cause: 'required-attribute', field: 'attributes.exp', products: 4 }, { cause: 'category-not-mapped', products: 1 }], pending: 0, next: null });
    const walked: string[] = [];
    for (let after = ''; ;) {
      const page = await at.ok<List>(at.manager, 'GET', `/api/readiness?limit=2&readiness=blocked&cause=required-attribute${after}`);
      walked.push(...page.items.map((item) => item.product.code));
      if (page.next === null) break;
      after = `&after=${page.next}`;
    }
    expect(walked).toEqual(['SAMA-1', 'DAFTAR-1', 'DAFTAR-2', 'DAFTAR-3']);
    expect((await at.ok<{ total: number }>(at.manager, 'GET', '/api/products?readiness=blocked&marketplace=shelf')).total).toBe(5);
    expect((await at.ok<{ total: number }>(at.manager, 'GET', `/api/products?readiness=blocked&shop=${at.shopId}`)).total).toBe(5);
    expect(await at.manager.send('GET', '/api/readiness?readiness=blocked&marketplace=nowhere')).toMatchObject({ status: 422, body: { code: 'SRT-RDY-001' } });
    expect(await at.manager.send('GET', '/api/readiness?after=x')).toMatchObject({ status: 400, body: { code: 'SRT-RDY-002' } });
    expect(await counted()).toEqual(await recounted());
  });

  it('a unit sees its own in the shop above, another federation nothing', async () => {
    const unit = await list('&marketplace=shelf', at.unit);
    expect([unit.items.map((item) => item.product.code), unit.counts]).toEqual([['DAFTAR-3'], { ready: 0, warnings: 0, blocked: 1 }]);
    expect(await at.ok(at.stranger, 'GET', '/api/readiness')).toMatchObject({ items: [], counts: { ready: 0, warnings: 0, blocked: 0 }, causes: [] });
    expect((await at.ok<List>(at.stranger, 'GET', `/api/readiness?product=${unit.items[0]?.product.id ?? ''}`)).items).toEqual([]);
  });

  it('a draft is blocked until the co-op above approves it, and says where; counts stay true; a change that waits blocks nothing', async () => {
    await at.ok(at.manager, 'PUT', `/api/review-rules/${at.house.cooperativeId}`, { approval: 'required' });
    const id = await at.product('RANCANGAN-1', 'Kopi Bubuk', { unit: true }), before = (await list()).counts.blocked;
    expect(await of(id)).toMatchObject({ readiness: 'blocked', issues: [{ cause: 'awaits-approval', code: 'SRT-SYN-089', link: '/produk?review=pending', sentence: expect.stringContaining('Koperasi induk') as unknown }] });
    expect((await list()).causes).toContainEqual(expect.objectContaining({ cause: 'awaits-approval', severity: 'blocks', products: 1 }));
    expect((await list('&cause=awaits-approval')).items.map((item) => item.product.code)).toEqual(['RANCANGAN-1']);
    expect(await at.manager.send('POST', '/api/listings', { products: { ids: [id] }, shops: [at.shopId] })).toMatchObject({ status: 409, body: { code: 'SRT-REV-010' } });
    expect(await counted()).toEqual(await recounted());
    const [review] = (await at.ok<{ items: { id: string }[] }>(at.manager, 'GET', '/api/reviews?state=pending')).items;
    await at.ok(at.manager, 'POST', `/api/reviews/${review?.id}/approvals`, {});
    expect([causes(await of(id)), (await of(id))?.readiness, (await list()).causes.some((row) => row.cause === 'awaits-approval'), (await list()).counts.blocked]).toEqual([[], 'ready', false, before - 1]);
    const { revision } = (await at.unit.get<{ revision: number }>(`/api/products/${id}`)).body;
    await at.unit.send('PATCH', `/api/products/${id}`, { title: 'Judul usulan' }, { 'if-match': `"${revision}"` });
    expect(await of(id)).toMatchObject({ readiness: 'ready' });
    await at.ok(at.manager, 'PUT', `/api/review-rules/${at.house.cooperativeId}`, { approval: 'free' });
    await edit(id, { archived: true });
  });

  it('what is lacking is a list of work: filled for all at once, refused where a leaf would refuse it', async () => {
    const [gap] = (await gaps()).items;
    expect(gap).toMatchObject({ attribute: { id: 'exp', name: 'Kadaluarsa' }, products: 4, leaves: [{ id: 'teh', products: 4 }] });
    const first = await at.ok<{ items: { code: string }[]; next: string | null }>(at.manager, 'GET', '/api/attribute-gaps/members?marketplace=shelf&attribute=exp&limit=3');
    expect([first.items.length, first.next === null]).toEqual([3, false]);
    expect((await at.ok<{ items: { code: string }[] }>(at.manager, 'GET', `/api/attribute-gaps/members?marketplace=shelf&attribute=exp&limit=3&after=${first.next ?? ''}`)).items.map((row) => row.code)).toEqual(['DAFTAR-3']);
    expect(await at.ok(at.unit, 'POST', '/api/attribute-gaps/values', { marketplace: 'shelf', attribute: 'exp', values: [{ text: '6 bulan' }] })).toEqual({ set: 1, refused: [] });
    expect(await at.ok(at.manager, 'POST', '/api/attribute-gaps/values', { marketplace: 'shelf', attribute: 'exp', values: [{ text: ' ' }] })).toMatchObject({ set: 0, refused: [{ code: 'SAMA-1', error: { code: 'SRT-MAP-005' } }, { code: 'DAFTAR-1' }, { code: 'DAFTAR-2' }] });
    expect(await at.ok(at.manager, 'POST', '/api/attribute-gaps/values', { marketplace: 'shelf', attribute: 'exp', values: [{ text: '12 bulan' }] })).toEqual({ set: 3, refused: [] });
    expect((await gaps()).items).toEqual([]);
    await at.quiet();
    expect(at.market.sent('SAMA-1')).toMatchObject({ attributes: { exp: [{ text: '12 bulan' }] } });
    expect(await at.manager.send('POST', '/api/attribute-gaps/values', { marketplace: 'shelf', attribute: 'exp', values: [{ text: 'x' }] })).toMatchObject({ status: 404, body: { code: 'SRT-RDY-003' } });
    expect(await at.manager.send('GET', '/api/attribute-gaps')).toMatchObject({ status: 422, body: { code: 'SRT-RDY-004' } });
    expect(await counted()).toEqual(await recounted());
  });

  it('a limit that shrank is one failure that names what was accepted before, and closes when each is mended', async () => {
    const long = 'Barang dengan judul yang panjang sekali', [one, two] = await at.publish(await at.product('BATAS-1', 'Kopi Bubuk', { title: long }), await at.product('BATAS-2', 'Kopi Bubuk', { title: `${long} 2` }));
    expect(await at.failures()).toMatchObject([{ cause: 'category-not-mapped' }]);
    at.market.limits = { weight: { required: true }, title: length(20) };
    await at.nextDay();
    const broken = (await at.failures()).filter((failure) => failure.cause === 'title-too-long');
    expect(broken).toMatchObject([{ operation: 'refresh-categories', subject: 'leaf:kopi', touches: { count: 2 } }]);
    expect(broken[0]?.touches?.products.map((product) => product.id).sort()).toEqual([one?.id, two?.id].sort());
    expect((await list('&readiness=blocked&cause=title-too-long')).items.map((item) => item.product.code)).toEqual(['BATAS-1', 'BATAS-2']);
    // One is shortened for this shop alone, one in the catalogue.
    await at.ok(at.manager, 'PUT', `/api/overrides/${at.shopId}/${one?.id ?? ''}`, { title: 'Barang pendek' });
    await at.quiet();
    expect((await at.failures()).find((failure) => failure.cause === 'title-too-long')).toMatchObject({ touches: { count: 1 } });
    await edit(two?.id ?? '', { title: 'Pendek juga' });
    await at.quiet();
    expect((await at.failures()).filter((failure) => failure.cause === 'title-too-long')).toEqual([]);
    expect([at.market.sent('BATAS-1')?.title, at.market.sent('BATAS-2')?.title]).toEqual(['Barang pendek', 'Pendek juga']);
  });

  it('a title that a person makes too long is the product\'s own failure, not the rules\'', async () => {
    const [one] = await at.publish(await at.product('SENDIRI-1', 'Kopi Bubuk', { title: 'Pendek' }));
    await edit(one?.id ?? '', { title: 'Sekarang judulnya terlalu panjang' });
    await at.quiet();
    expect((await at.failures()).filter((failure) => failure.cause === 'title-too-long')).toMatchObject([{ operation: 'publish-listings', product: { id: one?.id } }]);
    await edit(one?.id ?? '', { title: 'Pendek lagi' });
    await at.quiet();
  });

  it('is kept by itself: what nobody asked about is worked out all the same, and an archived product is gone', async () => {
    const id = await at.product('SENDIRI-2', 'Kopi Bubuk', { title: 'Pendek' });
    await edit(id, { title: 'Judul yang lebih dari dua puluh huruf' });
    await at.house.house.keeper.once();
    expect(await at.sql('SELECT state, issues #>> \'{0,cause}\' AS cause FROM app.readiness WHERE product_id = $1', [id])).toEqual([{ state: 'blocked', cause: 'title-too-long' }]);
    await edit(id, { archived: true });
    await at.house.house.keeper.once();
    expect(await at.sql('SELECT 1 FROM app.readiness WHERE product_id = $1', [id])).toEqual([]);
    expect(await at.sql('SELECT 1 FROM app.readiness_due')).toEqual([]);
    expect(await counted()).toEqual(await recounted());
  });

  it('notes what will be less than it could be, and lets it pass', async () => {
    at.market.brandRequired = true;
    await at.nextDay();
    const id = await at.product('CATATAN-1', 'Kopi Bubuk', { brand: 'Merek Sendiri', title: 'Pendek' });
    expect(await of(id)).toMatchObject({ readiness: 'warnings', issues: [{ cause: 'brand-left-out', sentence: expect.stringContaining('Merek Sendiri') as unknown }] });
    expect((await at.ok<List>(at.manager, 'GET', '/api/readiness?readiness=warnings')).items.map((item) => item.product.code)).toContain('CATATAN-1');
  });
});
