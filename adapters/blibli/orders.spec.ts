import { describe, expect, it } from '@jest/globals';
import 'reflect-metadata';
import { plainTools } from '../../test/adapters/plain-tools.js';
import type { Cursor, Page, RemoteOrder, Session } from '../contract/index.js';
import { BlibliCredentials, BlibliSettings } from './credentials.js';
import { adapter } from './index.js';
import { listedOrderOf, orderOf, statuses } from './mapping.js';

const at = 1_735_689_600_000;
const credentials = Object.assign(new BlibliCredentials(), { apiClientId: 'client', apiClientKey: 'secret', apiSellerKey: 'seller', storeCode: 'TOQ-15126', username: 'toko@example.test' });
/** A shop whose Blibli is `play`: what it answers to a path and a body. */
function open(play: (path: string, body: Record<string, unknown>) => object): { session: Session<BlibliCredentials> } {
  const tools = plainTools(adapter, credentials, '', { answer: (request) => ({ body: Buffer.from(JSON.stringify(play(new URL(`http://x${request.path}`).pathname, JSON.parse(String(request.body ?? '{}')) as Record<string, unknown>))) }) });
  return { session: adapter.connect({ remoteId: 'TOQ-15126', country: 'ID', settings: new BlibliSettings() }, tools) };
}

describe('orders', () => {
  const item = (itemId: string | number, fp: number, status = 'FP'): Record<string, unknown> => ({ order: { id: '121', itemId, itemStatus: status, quantity: 2, date: at, customerFullName: 'Siti', autoCancelTimestamp: at + 9, statusFPUpdatedTimestamp: fp }, product: { blibliSku: 'TOQ-15126-00411-00001', sellerSku: 'KOPI-S', itemName: 'Kopi', price: 45_000 } });
  it.each([['FP', 'to-ship'], ['BP', 'to-ship'], ['PU', 'to-ship'], ['PF', 'to-ship'], ['CR', 'shipped'], ['CX', 'shipped'], ['D', 'completed'], ['DF', 'shipped'], ['X', 'cancelled'], ['DX', 'cancelled'], ['OS', 'unknown'], ['ZZ', 'unknown']])('%s is %s, and its code is kept', (code, status) => {
    expect(listedOrderOf(item('1', at, code))).toMatchObject({ status, rawStatus: code });
    expect(statuses[code] ?? 'unknown').toBe(status);
  });
  /** A list as Blibli has it: packages in order of payment, 50 a page, cut at a hundred. */
  const listing = (all: readonly { itemId: string; fp: number }[]) => (_path: string, body: Record<string, unknown>): object => {
    const { start, end } = (body['filter'] as { statusFPDateRange: { start: number; end: number } }).statusFPDateRange, { page } = body['paging'] as { page: number };
    const found = all.filter(({ fp }) => fp >= start && fp <= end).sort((a, b) => a.fp - b.fp || Number(a.itemId) - Number(b.itemId)), sorted = (body['sorting'] as { direction: string }).direction === 'ASC' ? found : found.reverse(), capped = sorted.slice(0, 100);
    return { content: capped.slice(page * 50, page * 50 + 50).map(({ itemId, fp }) => ({ packageId: null, orderItems: [item(itemId, fp)] })), paging: { totalPage: Math.ceil(capped.length / 50), totalRecord: capped.length } };
  };
  const readAll = async (session: Session<BlibliCredentials>): Promise<string[]> => {
    const seen: string[] = [];
    for (let cursor: Cursor | null = null, pages = 0; ; pages += 1) {
      const page: Page<RemoteOrder> = await session.orders.changed({ from: at - 1_000, to: at + 1_000 }, cursor);
      seen.push(...page.items.map((entry) => ('undecodable' in entry ? entry.undecodable : entry.id)));
      if ((cursor = page.next) === null || pages > 40) return [...new Set(seen)];
    }
  };
  const some = (n: number, fp: (index: number) => number): { itemId: string; fp: number }[] => Array.from({ length: n }, (_, index) => ({ itemId: String(1_000 + index), fp: fp(index) }));
  it.each([['spread', some(260, (n) => at - 900 + n)], ['of one instant', some(103, () => at)], ['two hundred of one instant, others around', [...some(198, () => at), { itemId: '1', fp: at - 5 }, { itemId: '2', fp: at + 5 }]], ['exactly a page', some(50, () => at)], ['exactly the cap', some(100, () => at)], ['none', []]])('reads all orders past the cap: %s', async (_what, all) => {
    expect((await readAll(open(listing(all)).session)).sort()).toEqual(all.map(({ itemId }) => itemId).sort());
  });
  it('says so where even both ends of one instant leave some out', async () => {
    expect((await readAll(open(listing(some(230, () => at))).session)).filter((entry) => entry.includes('could not be listed'))).toHaveLength(1);
  });
  it('keeps poison beside the others, and asks for new ones alone where more states are refused', async () => {
    const asked: unknown[] = [];
    const { session } = open((_path, body) => {
      asked.push((body['filter'] as { orderItemStatuses: unknown }).orderItemStatuses);
      return asked.length === 1 ? { success: false, errorCode: 'ERR-PA400054', errorMessage: 'orderItemStatuses' } : { content: [{ packageId: 1, orderItems: [item('1', at), { order: { itemId: null } }, item('90071992547409931', at)] }], paging: { totalPage: 1 } };
    });
    const { items, next } = await session.orders.changed({ from: at - 5, to: at + 5 }, null);
    expect(asked).toEqual([['FP', 'PU', 'BP'], ['FP']]);
    expect(next).toBeNull();
    expect(items.map((entry) => ('undecodable' in entry ? 'poison' : entry.id))).toEqual(['1', 'poison', '90071992547409931']);
    expect(items[0]).toMatchObject({ groupId: '121', total: 90_000n, lines: [{ itemId: 'TOQ-15126-00411', variantId: 'TOQ-15126-00411-00001', sku: 'KOPI-S', quantity: 2, unitPaid: 45_000n }] } as unknown as RemoteOrder);
    expect(session.orders.sees).toBe('new-only');
  });
  it('reads an item with its history and what was cancelled of it, whichever way it is counted; leaves out what is not there', async () => {
    const detail = { id: '121', itemId: '7', status: 'PU', quantity: 3, createdDate: at, product: { blibliSku: 'A-1-2-3', sellerSku: 'S' }, amount: { item: 10_000 }, recipient: { name: 'Siti', phoneNumber: '08', city: 'Bogor' }, partialFulfillment: { canceledQuantity: 1 }, histories: [{ status: 'FP', timestamp: at + 1 }, { status: 'PU', timestamp: at + 2 }] };
    expect(orderOf(detail)).toMatchObject({ id: '7', groupId: '121', status: 'to-ship', paidAt: at + 1, changedAt: at + 2, total: 30_000n, lines: [{ quantity: 4, cancelled: 1 }], buyer: { address: 'Bogor' } });
    expect(orderOf({ ...detail, amount: { item: 10_000, itemTotal: 30_000 } })).toMatchObject({ total: 30_000n, lines: [{ quantity: 4, cancelled: 1 }] });
    expect(orderOf({ ...detail, amount: { item: 10_000, itemTotal: 20_000 } })).toMatchObject({ total: 20_000n, lines: [{ quantity: 3, cancelled: 1 }] });
    const { session } = open((path) => (path.endsWith('/7') ? { content: detail } : { success: false, errorCode: 'ERR-PA404012', errorMessage: 'order item not found' }));
    expect((await session.orders.get(['6', '7'])).map((order) => order.id)).toEqual(['7']);
  });
});
