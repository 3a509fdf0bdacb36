import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { laneName } from '../../src/queue/index.js';
import { csvRows, xlsxRows } from '../../src/sheets/index.js';
import { until, type Client } from '../house/serve.js';
import { toyHouse, type ToyHouse } from '../toy/toy-house.js';

describe('when a marketplace makes trouble', () => {
  let toy: ToyHouse, operator: Client;
  beforeAll(async () => {
    toy = await toyHouse(['satu', 'dua']);
    operator = await toy.as('operator');
  });
  afterEach(() => {
    toy.market.strike = () => null;
    toy.market.refuseTitle = null;
  });
  afterAll(() => toy.stop());

  const causes = async (): Promise<string[]> => (await operator.get<{ causes: { cause: string }[] }>('/api/failures')).body.causes.map((cause) => cause.cause);
  const passTime = async (ms: number): Promise<void> => {
    toy.clock.advance(ms);
    await toy.house.sweep.once();
  };
  /** Time stands while anybody works: a clock that jumps between a pull and its push makes the pull too old, again and again. */
  const passTimeWhenIdle = async (ms: number): Promise<void> => {
    const counts = await Promise.all(['prompt', 'bulk'].map((lane) => toy.house.hints.queue(laneName(lane, 'toy')).getJobCounts('active', 'waiting')));
    if (counts.every((count) => Object.values(count).every((n) => n === 0))) await passTime(ms);
  };

  it('a create whose answer is lost is looked up, never repeated', async () => {
    let lost = 0;
    toy.market.strike = ({ method, path }) => (method === 'POST' && path === '/items' && lost++ === 0 ? 'reset-after' : null);
    const { productId } = await toy.product('LOST-1', { stock: 4 });
    await toy.publish([productId], ['satu']);
    await until(async () => lost === 1, 'the create was cut');
    await passTime(10_000);
    await toy.quiet();
    expect(toy.market.items.get('satu')?.filter((item) => item.code === 'LOST-1')).toHaveLength(1);
    expect(toy.market.calls.filter((call) => call.effect === 'created' && call.path === '/items')).toHaveLength(1);
    expect(toy.market.variant('satu', 'LOST-1')?.stock).toBe(4);
  });

  it('is down for an hour while edits go on: one failure, then exactly the newest state', async () => {
    const { productId, variantId } = await toy.product('DOWN-1', { stock: 9 });
    await toy.publish([productId], ['satu', 'dua']);
    await toy.quiet();
    toy.market.strike = ({ shop }) => (shop === 'satu' ? 'down' : null);
    for (const stock of [8, 6, 5]) {
      await operator.send('POST', '/api/stock-movements', { variantId, kind: 'count', quantity: stock, reason: 'hitung' });
      await until(async () => toy.market.variant('dua', 'DOWN-1')?.stock === stock, `the healthy shop has ${stock}`);
      await passTime(60_000);
    }
    for (let minute = 0; minute < 12; minute += 1) await passTime(300_000);
    await until(async () => (await causes()).includes('marketplace-down'), 'one failure says that it is down');
    const { body } = await operator.get<{ causes: { cause: string; count: number }[] }>('/api/failures');
    expect(body.causes).toEqual([expect.objectContaining({ cause: 'marketplace-down', count: 1 })]);
    const before = toy.market.calls.length;
    toy.market.strike = () => null;
    await until(async () => {
      await passTimeWhenIdle(300_000);
      return toy.market.variant('satu', 'DOWN-1')?.stock === 5;
    }, 'the newest state arrives');
    await toy.quiet();
    const sent = toy.market.calls.slice(before).filter((call) => call.shop === 'satu' && call.path === '/offers/stock');
    expect(sent.map((call) => (call.body as { offers: { value: number }[] }).offers[0]?.value)).toEqual([5]);
    await until(async () => (await causes()).length === 0, 'the failure closes by itself');
  });

  it('slows us down: nobody fails, everything arrives', async () => {
    let throttled = 0;
    toy.market.strike = ({ path }) => (path.startsWith('/offers') && throttled++ < 2 ? 429 : null);
    const [row] = await toy.sql<{ id: string }>(`SELECT id FROM app.variant WHERE sku = 'DOWN-1'`);
    await operator.send('POST', '/api/stock-movements', { variantId: row?.id, kind: 'count', quantity: 3, reason: 'hitung' });
    await until(async () => {
      await passTimeWhenIdle(2_000);
      return toy.market.variant('satu', 'DOWN-1')?.stock === 3 && toy.market.variant('dua', 'DOWN-1')?.stock === 3;
    }, 'stock arrives in both');
    expect(await causes()).toEqual([]);
  });

  it('refuses: one cause with its products; retry of one, of a group, of all that match', async () => {
    toy.market.refuseTitle = /terlarang/;
    const made = await Promise.all(['R-1', 'R-2', 'R-3'].map((code) => toy.product(code, { title: `Barang terlarang ${code}` })));
    await toy.publish(made.map((entry) => entry.productId), ['satu']);
    await toy.quiet();
    const { body } = await operator.get<{ causes: { cause: string; count: number; products: number }[] }>('/api/failures');
    expect(body.causes).toEqual([expect.objectContaining({ cause: 'forbidden-word', count: 3, products: 3 })]);
    const calls = toy.market.calls.length;
    await passTime(3_600_000);
    await toy.quiet();
    expect(toy.market.calls.slice(calls).filter((call) => call.path === '/items' && call.method === 'POST')).toEqual([]); // a refusal is never retried by itself
    const members = await operator.get<{ items: { id: string; product: { code: string } }[] }>('/api/failures/members?cause=forbidden-word');
    toy.market.refuseTitle = /R-[23]/;
    await operator.send('POST', `/api/failures/${members.body.items.find((member) => member.product.code === 'R-1')?.id}/retries`);
    await until(async () => (await operator.get<{ causes: { count: number }[] }>('/api/failures')).body.causes[0]?.count === 2, 'one is mended');
    toy.market.refuseTitle = null;
    const bulk = await operator.send<{ id: string }>('POST', '/api/bulk-actions', { kind: 'retry', filter: { cause: 'forbidden-word', shop: toy.shops.satu } });
    expect(bulk.status).toBe(202);
    const done = await until(async () => {
      const action = await operator.get<{ state: string; total: number; succeeded: number }>(`/api/bulk-actions/${bulk.body.id}`);
      return action.body.state === 'done' ? action.body : null;
    }, 'the bulk action ends');
    expect(done).toMatchObject({ total: 2, succeeded: 2 });
    expect(await causes()).toEqual([]);
  });

  it('dismissed with a reason, a failure is gone until it happens again', async () => {
    toy.market.refuseTitle = /tolak/;
    const { productId } = await toy.product('D-1', { title: 'Barang tolak D-1' });
    await toy.publish([productId], ['satu']);
    await toy.quiet();
    const members = await operator.get<{ items: { id: string }[] }>('/api/failures/members?cause=forbidden-word');
    expect((await operator.send('POST', `/api/failures/${members.body.items[0]?.id}/dismissals`, {})).status).toBe(400);
    expect((await operator.send('POST', `/api/failures/${members.body.items[0]?.id}/dismissals`, { reason: 'sudah dibicarakan' })).status).toBe(204);
    expect(await causes()).toEqual([]);
  });

  it('a dead token is one failure and a closed gate; new keys open it and what waits goes out', async () => {
    const made = await Promise.all(['K-1', 'K-2', 'K-3', 'K-4'].map((code) => toy.product(code)));
    toy.market.strike = ({ shop }) => (shop === 'dua' ? 401 : null);
    await toy.publish(made.map((entry) => entry.productId), ['dua']);
    await until(async () => (await causes()).includes('token-expired'), 'one failure: sign in again');
    const { body } = await operator.get<{ causes: { cause: string; count: number }[] }>('/api/failures');
    expect(body.causes).toEqual([expect.objectContaining({ cause: 'token-expired', count: 1 })]);
    const shops = await operator.get<{ items: { id: string; connection: { id: string; state: string }; gate: object | null }[] }>('/api/shops');
    const shop = shops.body.items.find((entry) => entry.id === toy.shops.dua);
    expect(shop).toMatchObject({ connection: { state: 'dead' } });
    expect(shop?.gate).not.toBeNull();
    toy.market.strike = () => null;
    const manager = await toy.as('manager');
    const renewed = await manager.send('PUT', `/api/connections/${shop?.connection.id}/credentials`, { credentials: { token: 'a new key' } });
    expect(renewed.status).toBe(200);
    await toy.quiet();
    for (const code of ['K-1', 'K-2', 'K-3', 'K-4']) expect(toy.market.variant('dua', code)).toBeDefined();
    expect(await causes()).toEqual([]);
  });

  it('an edit while its push is under way is sent as well', async () => {
    const [row] = await toy.sql<{ id: string }>(`SELECT id FROM app.variant WHERE sku = 'DOWN-1'`);
    toy.market.latencyMs = 120;
    const started = toy.market.calls.length;
    await operator.send('POST', '/api/stock-movements', { variantId: row?.id, kind: 'count', quantity: 20, reason: 'hitung' });
    await until(async () => toy.market.calls.length > started, 'a call is under way');
    await operator.send('POST', '/api/stock-movements', { variantId: row?.id, kind: 'count', quantity: 21, reason: 'hitung' });
    await toy.quiet();
    toy.market.latencyMs = 0;
    for (const shop of ['satu', 'dua']) expect(toy.market.variant(shop, 'DOWN-1')?.stock).toBe(21);
  });

  it("a sub-co-op's stock change reaches the parent's shop", async () => {
    const { productId, variantId } = await toy.product('UNIT-1', { unit: true, stock: 6 });
    await toy.publish([productId], ['satu']);
    await toy.quiet();
    const unit = { ids: [toy.unitId] };
    const { applyMovements } = await import('../../src/inventory/index.js');
    await toy.house.database.inScope(unit, async (tx) => {
      expect(await tx.rows('SELECT id FROM app.shop')).toEqual([]); // the unit sees no shop of its parent
      await applyMovements(tx, [{ variantId, quantity: -4, kind: 'correct', cause: 'uji' }]);
      await tx.tell('stock-changed', { variantIds: [variantId] });
    });
    await until(async () => toy.market.variant('satu', 'UNIT-1')?.stock === 2, "the parent's shop has it");
  });

  it('orders, listings, failures, attempts, readiness and the audit as files: each column as the list tells it, by its filters, and nothing in them that a spreadsheet would run', async () => {
    const { productId } = await toy.product('FILE-1', { stock: 9, title: '=Kopi "enak"; murah' }), refused = await toy.product('FILE-2', { title: '+62 dilarang' });
    await toy.publish([productId], ['satu', 'dua']);
    await toy.quiet();
    toy.market.refuseTitle = /dilarang/;
    await toy.publish([refused.productId], ['satu']);
    await toy.quiet();
    toy.market.buy('satu', 'FILE-1', 2, { number: '=HYPERLINK("https://jahat.example")' });
    toy.market.order('dua', { sku: '@lain', itemId: 'x', variantId: 'y', title: '-2 barang', price: 3_000, quantity: 1 });
    await toy.pull('satu', 'dua');
    await until(async () => (await operator.get<{ items: unknown[] }>('/api/orders?q=HYPERLINK')).body.items.length === 1 && (await operator.get<{ items: unknown[] }>(`/api/orders?shop=${toy.shops.dua}`)).body.items.length > 0, 'both orders are here');
    await toy.quiet();

    type Row = Record<string, never>;
    const when = (text: string | null): string => (text === null ? '' : new Date(Date.parse(text) + 7 * 3_600_000).toISOString().slice(0, 19).replace('T', ' '));
    const sheets: readonly { name: string; list: string; filters: readonly string[]; heading: string; rows: (item: any) => unknown[][] }[] = [ // eslint-disable-line @typescript-eslint/no-explicit-any -- lists as they come
      { name: 'orders', list: 'orders', filters: ['', `?shop=${toy.shops.satu}`, '?q=HYPERLINK', '?decide=1'], heading: 'nomor;toko;tempat;status;status_toko;dipesan;dibayar;kirim_sebelum;total_pesanan;mata_uang;sku;barang;jumlah;dibatalkan;harga_satuan;produk;ditahan;kurang',
        rows: (o) => o.lines.map((l: any) => [o.number, o.shop, o.platform?.name, o.status, o.rawStatus, when(o.placedAt), when(o.paidAt), when(o.shipBy), o.total, o.currency, l.sku, l.title, l.quantity, l.cancelled, l.unitPaid, l.product?.title, l.held, l.short]) }, // eslint-disable-line @typescript-eslint/no-explicit-any
      { name: 'listings', list: 'listings', filters: ['', `?product=${productId}`, `?shop=${toy.shops.dua}`, '?state=failed'], heading: 'kode_produk;nama;toko;status;diinginkan;nomor_di_toko;diterima;sku;stok_terkirim;stok_sekarang;harga_terkirim;harga_sekarang;masalah',
        rows: (l) => l.offers.map((o: any) => [l.code, l.title, l.shop, l.state, l.wanted, l.remoteItemId, when(l.acceptedAt), o.sku, o.stock.sent, o.stock.wanted, o.price.sent, o.price.wanted, l.issues.map((issue: Row) => issue.sentence).join(' ')]) }, // eslint-disable-line @typescript-eslint/no-explicit-any
      { name: 'failures', list: 'failures/members', filters: ['', `?shop=${toy.shops.satu}`, '?q=FILE-2', '?owner=marketplace'], heading: 'masalah;toko;kode_produk;nama;pesanan;bagian;nilai;penjelasan;perbaikan;kali;pertama;terakhir;sebab',
        rows: (f) => [[f.title, f.shop, f.product?.code, f.product?.title, f.order?.number, f.field, f.value, f.issues.map((issue: Row) => issue.sentence).join(' '), f.button, f.times, when(f.firstAt), when(f.lastAt), f.cause]] },
      { name: 'readiness', list: 'readiness', filters: ['', `?shop=${toy.shops.dua}`, '?readiness=ready', `?product=${productId}`], heading: 'kode_produk;nama;kategori;toko;marketplace;kesiapan;masalah;bagian;penjelasan;sebab;diperiksa',
        rows: (r) => (r.issues.length > 0 ? r.issues : [{}]).map((issue: Row) => [r.product.code, r.product.title, r.product.category, r.shop.name, r.shop.marketplace, r.readiness, issue.title, issue.field, issue.sentence, issue.cause, when(r.checkedAt)]) },
      { name: 'audit', list: 'audit', filters: ['', '?subject=listing', `?subject=product:${productId}`], heading: 'waktu;siapa;mengapa;tentang;perbuatan;sebelum;sesudah',
        rows: (a) => [[when(a.at), a.by?.name, a.why, a.subject, a.deed, a.before && JSON.stringify(a.before), a.after && JSON.stringify(a.after)]] },
      { name: 'sync-runs', list: 'sync-runs', filters: ['', `?shop=${toy.shops.dua}`, '?operation=publish-listings'], heading: 'nomor;toko;pekerjaan;tentang;pemicu;hasil;kode;panggilan;hal;mulai;selesai;milidetik',
        rows: (r) => [[r.id, r.shop, r.operation, r.subject, r.trigger, r.outcome, r.code, r.calls, r.subjects, when(r.openedAt), when(r.closedAt), r.ms]] },
    ];
    const manager = await toy.as('manager'), folder = await mkdtemp(join(tmpdir(), 'serentak-files-'));
    const guarded = (text: string): string => (/^'*[=+\-@\t\r]/.test(text) ? `'${text}` : text);
    for (const { name, list, filters, heading, rows } of sheets) for (const filter of filters) {
      const items: unknown[] = [];
      for (let after = ''; ;) {
        const { body } = await manager.get<{ items: unknown[]; next: string | null }>(`/api/${list}${filter || '?'}&limit=200${after}`);
        items.push(...body.items);
        if (body.next === null) break;
        after = `&after=${body.next}`;
      }
      const told = items.flatMap((item) => rows(item)).map((row) => row.map((cell) => (cell === null || cell === undefined ? '' : String(cell))));
      const csv = (await manager.get<string>(`/api/exports/${name}.csv${filter}`)).body, read: string[][] = [];
      for await (const row of csvRows((async function* () { yield csv.replace('\ufeff', ''); })(), ';')) read.push([...row.cells]);
      expect([name, filter, read[0]?.join(';')]).toEqual([name, filter, heading]);
      expect([name, filter, read.slice(1)]).toEqual([name, filter, told]);
      for (const cell of told.flat().filter((text) => /^[=+@]/.test(text))) expect(csv).toContain(guarded(cell).replaceAll('"', '""'));
      await writeFile(join(folder, 'a.xlsx'), (await manager.get<Buffer>(`/api/exports/${name}.xlsx${filter}`)).body as unknown as Uint8Array);
      const back: string[][] = [];
      for await (const row of xlsxRows(join(folder, 'a.xlsx'))) back.push(heading.split(';').map((_, column) => row.cells[column] ?? ''));
      const minutes = (text: string): string => text.replace(/^(\d{4}-\d\d-\d\d \d\d:\d\d):\d\d$/, '$1');
      expect([name, filter, back.slice(1).map((row) => row.map(minutes))]).toEqual([name, filter, told.map((row) => row.map(minutes))]);
      if (filter === '') expect([name, told.length > 1]).toEqual([name, true]);
    }
    await rm(folder, { recursive: true });
  }, 60_000);
});
