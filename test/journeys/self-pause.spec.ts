import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until, type Client } from '../house/serve.js';
import { toyHouse, type ToyHouse } from '../toy/toy-house.js';

interface Shop { paused: boolean; pause: { by: string; failures: number; cause: string; why: string; sentence: string; testing: boolean } | null }
const atOnce = 6;

describe('thirty refusals in a row', () => {
  let toy: ToyHouse, operator: Client;
  let live: { productId: string; variantId: string };
  beforeAll(async () => {
    toy = await toyHouse(['satu', 'dua']);
    operator = await toy.as('operator');
    live = await toy.product('LIVE-1', { stock: 9 });
    await toy.publish([live.productId], ['satu']);
    await toy.quiet();
  });
  afterAll(() => toy.stop());

  const shop = async (name = 'satu'): Promise<Shop> => (await operator.get<Shop>(`/api/shops/${toy.shops[name]}`)).body;
  const puts = (): number => toy.market.calls.filter((call) => call.shop === 'satu' && call.method === 'POST' && call.path === '/items').length;
  const causes = async (): Promise<string[]> => (await operator.get<{ causes: { cause: string }[] }>('/api/failures')).body.causes.map((cause) => cause.cause);
  const streak = async (): Promise<number> => (await toy.sql<{ fail_streak: number }>('SELECT fail_streak FROM app.shop WHERE id = $1', [toy.shops.satu]))[0]?.fail_streak ?? -1;
  /** Whatever was hinted has had its turn, and a sweep finds nothing to do for this shop. */
  const calm = async (): Promise<void> => {
    const before = puts();
    for (let round = 0; round < 3; round += 1) {
      await toy.house.sweep.once();
      await toy.pull('satu', 'dua');
      await until(async () => (await toy.sql('SELECT 1 FROM app.checkpoint WHERE stream = $1 AND next_at <= app.now()', ['pull-orders'])).length === 0, 'orders were read, behind what was hinted before');
    }
    expect(puts()).toBe(before);
  };
  const goOn = () => operator.send('PATCH', `/api/shops/${toy.shops.satu}/schedule`, { paused: false });

  it('an acceptance between starts the count anew, and preflight counts for nothing', async () => {
    toy.market.refuseTitle = /Barang A-/;
    const refused = await Promise.all(Array.from({ length: 20 }, (_, index) => toy.product(`A-${index}`)));
    await toy.publish(refused.map((made) => made.productId), ['satu']);
    await toy.quiet();
    expect(await streak()).toBe(20);
    const weightless = await Promise.all(Array.from({ length: 20 }, (_, index) => toy.product(`W-${index}`, { grams: null })));
    await toy.publish(weightless.map((made) => made.productId), ['satu']);
    await toy.quiet();
    expect([await streak(), (await shop()).paused]).toEqual([20, false]);
    const good = await toy.product('GOOD-1');
    await toy.publish([good.productId], ['satu']);
    await toy.quiet();
    expect([await streak(), (await shop()).pause]).toEqual([0, null]);
  });

  it('pause the shop, which says why; its neighbour goes on', async () => {
    toy.market.refuseTitle = /Barang B-/;
    const before = puts();
    const refused = await Promise.all(Array.from({ length: 60 }, (_, index) => toy.product(`B-${String(index).padStart(2, '0')}`)));
    await toy.publish(refused.map((made) => made.productId), ['satu']);
    await until(async () => (await shop()).paused, 'the shop has paused itself');
    await calm();
    expect(puts() - before).toBeGreaterThanOrEqual(30);
    expect(puts() - before).toBeLessThan(30 + atOnce);
    expect((await shop()).pause).toMatchObject({ by: 'self', cause: 'forbidden-word', why: 'Ada kata terlarang', testing: false, sentence: expect.stringMatching(/^Dijeda: \d+ kali ditolak berturut-turut, terakhir karena “Ada kata terlarang”/) });
    expect(await causes()).toEqual(expect.arrayContaining(['too-many-in-a-row', 'forbidden-word']));
    expect((await operator.get<{ items: { sentence: string }[] }>('/api/failures/members?cause=too-many-in-a-row')).body.items[0]?.sentence).toContain('Ada kata terlarang');
    const elsewhere = await toy.product('NEXT-1');
    await toy.publish([elsewhere.productId], ['dua']);
    await until(async () => toy.market.variant('dua', 'NEXT-1'), 'the other shop publishes');
  });

  it('paused by itself, it still reads orders and lets stock fall (R1), but no price leaves', async () => {
    toy.market.buy('satu', 'LIVE-1', 2);
    await toy.pull('satu');
    await until(async () => (await toy.sql(`SELECT 1 FROM app.reservation WHERE variant_id = $1`, [live.variantId])).length > 0, 'the order was read');
    await operator.send('POST', '/api/stock-movements', { variantId: live.variantId, kind: 'count', quantity: 5, reason: 'hitung' });
    await until(async () => toy.market.variant('satu', 'LIVE-1')?.stock === 3, 'less is offered');
    const manager = await toy.as('manager');
    const product = await manager.get<{ variants: { id: string }[] }>(`/api/products/${live.productId}`);
    const changed = await manager.send('PATCH', `/api/variants/${live.variantId}`, { price: 12_000 }, { 'if-match': product.headers.get('etag') ?? '' });
    expect([changed.status, (await toy.sql(`SELECT 1 FROM app.offer_side s JOIN app.offer o ON o.id = s.offer_id WHERE o.variant_id = $1 AND s.side = 'price' AND s.due_at <= app.now()`, [live.variantId])).length]).toEqual([200, 1]);
    await calm();
    expect(toy.market.variant('satu', 'LIVE-1')?.price).toBe(10_000);
  });

  it('"Lanjutkan" tests one listing; refused, the shop stays paused and says the new reason', async () => {
    const before = puts();
    expect((await goOn()).status).toBe(200);
    await until(async () => puts() === before + 1 && (await shop()).pause?.testing === false, 'one was tried, and the shop is as it was');
    await calm();
    expect((await shop()).paused).toBe(true);
    expect(await causes()).toContain('too-many-in-a-row');
    const { items } = (await (await toy.as('manager')).get<{ items: { after: object; by: { name: string } | null }[] }>(`/api/audit?subject=shop:${toy.shops.satu}`)).body;
    expect(items.find(({ after }) => 'halted_at' in after && 'halted_cause' in after)?.by).toBeNull();
    expect(items.find(({ after, by }) => 'probe_at' in after && by !== null)?.by?.name).toBe('operator');
  });

  it('accepted, the rest follows by itself', async () => {
    toy.market.refuseTitle = null;
    const [failure] = (await operator.get<{ items: { id: string }[] }>('/api/failures/members?cause=too-many-in-a-row')).body.items;
    expect((await operator.send('POST', `/api/failures/${failure?.id}/retries`)).status).toBe(202);
    await until(async () => !(await shop()).paused, 'the shop goes on');
    await toy.quiet();
    expect(toy.market.variant('satu', 'LIVE-1')?.price).toBe(12_000);
    const [row] = await toy.sql<{ live: number; refused: number }>(`SELECT count(*) FILTER (WHERE l.state = 'live')::int AS live, count(*) FILTER (WHERE l.state = 'refused')::int AS refused FROM app.listing l JOIN app.product p ON p.id = l.product_id WHERE p.code LIKE 'B-%'`);
    expect((row?.live ?? 0) + (row?.refused ?? 0)).toBe(60);
    expect(row?.live).toBeGreaterThanOrEqual(24);
    expect([await streak(), await causes()]).toEqual([0, expect.not.arrayContaining(['too-many-in-a-row'])]);
  });
});
