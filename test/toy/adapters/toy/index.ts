import { IsString } from 'class-validator';
import {
  Alarm, Gone, LookFirst, Park, Reauthorise, Reject, Retry, Wait, type Adapter, type Answer, type CategoryRules, type ListingDraft, type OfferRef, type Receipt, type RemoteOrder, type RemoteRef, type Session, type Tools, type WireResponse,
} from '../../../../adapters/contract/index.js';

export class ToyKeys {
  @IsString() shop_id!: string;
  @IsString() token!: string;
}
export class ToySettings {}

interface Item { id: string; code: string; title?: string; shown: boolean; review?: boolean; variants: { id: string; sku: string; stock: number; price: number }[] }
interface WireOrder { id: string; number: string; status: RemoteOrder['status']; placedAt: number; paidAt: number | null; changedAt: number; platform?: string; fulfilledBy?: 'seller' | 'marketplace'; lines: { id: string; itemId: string; variantId: string; sku: string; title: string; quantity: number; price: number }[] }

const length = (max: number) => ({ min: 1, max, countedIn: 'code-points' as const });
const rules: CategoryRules = {
  title: { ...length(120), min: 3 }, description: { ...length(5_000), min: 0 }, descriptionFormat: 'plain', photos: { min: 0, max: 9, minPx: 100, maxBytes: 2_000_000, formats: ['jpeg'], square: 'free' }, price: { min: 1n, max: 1_000_000_000n, spread: 20 }, stock: { min: 0, max: 999_999 },
  weight: { required: true }, size: { required: false }, variants: { axes: 3, max: 50, axisName: length(40), value: length(60) }, sku: length(60), brand: { required: false, none: null }, attributes: [],
};

/** The smallest marketplace that has every port: JSON over one host, one create call, offers in batches of fifty. */
export const adapter: Adapter<ToyKeys, ToySettings> = {
  marketplace: 'toy', title: 'Toy', short: 'Toy', words: { shop_id: { id: 'Nomor toko', en: 'Shop number' }, token: { id: 'Kunci', en: 'Key' }, PASAR_SEBELAH: { id: 'Pasar Sebelah', en: 'Next-door Market' } }, credentials: ToyKeys, settings: ToySettings, hosts: { live: { api: 'https://toy.example' }, test: { api: 'https://toy.example' } },
  limits: [], stockTakenAt: 'placed', lookupLagMs: 0, photosByUrl: false, app: (keys) => keys.shop_id,
  webhooks: {
    read: (request, keys) => {
      if (request.headers['x-toy-key'] !== keys.token) throw new Reject('not signed');
      const news = JSON.parse(Buffer.from(request.body).toString()) as { order: string; at: number; signedAt?: number };
      return { notices: [{ shop: keys.shop_id, kind: 'order', id: news.order, dedupe: `${news.order}.${news.at}` }], reply: { status: 200, body: '' }, ...(news.signedAt === undefined ? {} : { signedAt: news.signedAt }) };
    },
  },
  connect: ({ remoteId }, tools) => open(remoteId, tools),
};

function open(remoteId: string, tools: Tools<ToyKeys>): Session<ToyKeys> {
  const call = async <T>(op: string, effect: 'read' | 'set' | 'make', method: 'GET' | 'POST', path: string, body?: unknown): Promise<T> => {
    const response = await tools.send({ op, effect, build: (keys) => ({ host: 'api', method, path: `/${keys.shop_id}${path}`, headers: { authorization: keys.token, 'content-type': 'application/json' }, body: body === undefined ? undefined : JSON.stringify(body) }) });
    return read<T>(tools, response, effect);
  };
  const refOf = (item: Item): RemoteRef => ({ itemId: item.id, variants: Object.fromEntries(item.variants.map((variant) => [variant.sku, { itemId: item.id, variantId: variant.id }])) });
  const receipt = (item: Item): Receipt => ({ state: item.review ? 'review' : item.shown ? 'live' : 'ended', ref: refOf(item), offersOpen: item.shown && !item.review, issues: [], ...(item.review ? { askAfterMs: 1_000 } : {}) });
  const content = (draft: ListingDraft) => ({ code: draft.code, title: draft.title, variants: draft.variants.map((variant) => ({ sku: variant.sku, stock: variant.quantity, price: Number(variant.price) })) });
  return {
    check: async () => [{ remoteId: (await call<{ id: string }>('check', 'read', 'GET', '/shop')).id, name: 'Toko Mainan', country: 'ID' }],
    choices: async () => ({}),
    listings: {
      put: async (draft, known, intent, keep) => {
        const item = known?.itemId ? await call<Item>('edit', 'set', 'POST', `/items/${known.itemId}`, content(draft)) : await call<Item>('create', 'make', 'POST', '/items', { ...content(draft), key: intent.key });
        if (!known?.itemId) await keep(refOf(item));
        return receipt(item);
      },
      recover: async (draft) => {
        const { items } = await call<{ items: Item[] }>('find', 'read', 'GET', `/items?code=${encodeURIComponent(draft.code)}`);
        return items[0] ? refOf(items[0]) : 'absent';
      },
      outcome: async (ref) => receipt(await call<Item>('read', 'read', 'GET', `/items/${ref.itemId ?? ''}`)),
      withdraw: async (ref) => receipt(await call<Item>('hide', 'set', 'POST', `/items/${ref.itemId ?? ''}/hide`, {})),
      all: async () => ({ items: (await call<{ items: Item[] }>('list', 'read', 'GET', '/items')).items.map((item) => ({ ...receipt(item), seen: { code: item.code, title: item.title ?? '', description: '', category: '', status: item.shown ? 'shown' : 'hidden', photos: [], variants: item.variants.map((one) => ({ itemId: item.id, variantId: one.id, sku: one.sku, choice: {}, price: BigInt(one.price), stock: one.stock, photo: null })) } })), next: null }),
    },
    offers: {
      batches: (offers) => Array.from({ length: Math.ceil(offers.length / 50) }, (_, index) => offers.slice(index * 50, index * 50 + 50)),
      set: async (side, batch) => {
        const { results, ticket } = await call<{ results?: Result[]; ticket?: string }>(`set-${side}`, 'set', 'POST', `/offers/${side}`, { offers: batch.map((offer) => ({ sku: offer.sku, value: Number(offer.value) })) });
        return ticket === undefined ? answersOf(batch, results ?? []) : batch.map(() => ({ is: 'queued', ticket, askAfterMs: 1_000 }));
      },
      settle: async (ticket, batch) => {
        const { results } = await call<{ results: Result[] | null }>('settle', 'read', 'GET', `/queue/${ticket}`);
        return results ? answersOf(batch, results) : batch.map(() => ({ is: 'queued', ticket, askAfterMs: 1_000 }));
      },
      warns: (side, batch) => batch.filter((change) => side === 'price' && change.sent !== null && change.value >= 2n * change.sent)
        .map((change) => ({ cause: 'price-returns-to-review', field: 'price', sku: change.sku, params: { sku: change.sku }, rawCode: '', rawMessage: '' })),
      read: async (batch) => {
        const { items } = await call<{ items: Item[] }>('list', 'read', 'GET', '/items');
        const all = new Map(items.flatMap((item) => item.variants.map((variant) => [variant.sku, variant] as const)));
        return batch.map((offer) => ({ sellable: all.get(offer.sku)?.stock ?? null, locked: 0, price: all.has(offer.sku) ? BigInt(all.get(offer.sku)?.price ?? 0) : null }));
      },
    },
    orders: {
      sees: remoteId.startsWith('baru') ? 'new-only' : 'every-change', rereadMs: 600_000, windowMs: 15 * 86_400_000, freshMs: 5_000, lagMs: 0,
      changed: async ({ from, to }, cursor) => {
        const page = await call<{ orders: WireOrder[]; next: number | null }>('orders', 'read', 'GET', `/orders?from=${from}&to=${to}&at=${cursor?.at ?? 0}`);
        return { items: page.orders.map((order) => (order.lines ? orderOf(order) : { undecodable: JSON.stringify(order), id: order.id })), next: page.next === null ? null : { at: page.next } };
      },
      get: async (ids) => (await call<{ orders: WireOrder[] }>('orders-by-id', 'read', 'GET', `/orders/by-id?ids=${ids.join(',')}`)).orders.map((order) => {
        if (!order.lines) throw new Alarm('an order without lines', { rawCode: 'undecodable' });
        return orderOf(order);
      }),
    },
    categories: { shared: 'marketplace', keepMs: 86_400_000, tree: async () => [{ id: 'toys', parentId: null, name: 'Everything', leaf: true }], describe: async () => rules },
  };
}

interface Result { readonly sku: string; readonly ok: boolean; readonly why?: string }
const answersOf = (batch: readonly OfferRef[], results: readonly Result[]): readonly Answer[] => batch.map(({ sku }) => {
  const result = results.find((entry) => entry.sku === sku);
  return result?.ok ? { is: 'set' } : { is: 'failed', error: result?.why === 'gone' ? new Gone('gone') : new Reject(result?.why ?? 'refused', { rawCode: result?.why }) };
});

function read<T>(tools: Tools<ToyKeys>, response: WireResponse, effect: string): T {
  if (response.status === 429) throw new Wait('slow down', { scope: 'shop', afterMs: Number(response.headers['retry-after'] ?? 1) * 1000, rawCode: '429' });
  if (response.status === 401) throw new Reauthorise('token', { rawCode: '401' });
  if (response.status === 404) throw new Gone('no such item', { rawCode: '404' });
  if (response.status === 423) throw new Park('locked', { rawCode: '423', afterMs: 60_000 });
  if (response.status >= 500) throw effect === 'make' ? new LookFirst('server trouble', { rawCode: String(response.status) }) : new Retry('server trouble', { rawCode: String(response.status) });
  const body = tools.json(response) as T & { refused?: string };
  if (response.status === 422) throw new Reject(body.refused ?? 'refused', { rawCode: body.refused, issues: [{ cause: 'forbidden-word', field: 'title', params: { kata: body.refused ?? '' }, rawCode: body.refused ?? '', rawMessage: body.refused ?? '' }] });
  return body;
}

const orderOf = (order: WireOrder): RemoteOrder => ({
  id: order.id, groupId: order.id, number: order.number, placedAt: order.placedAt, paidAt: order.paidAt, changedAt: order.changedAt, expiresAt: null, shipBy: null, status: order.status, rawStatus: order.status, currency: 'IDR', total: BigInt(order.lines.reduce((sum, line) => sum + line.price * line.quantity, 0)), buyer: null, platform: order.platform, fulfilledBy: order.fulfilledBy,
  lines: order.lines.map((line) => ({ id: line.id, itemId: line.itemId, variantId: line.variantId, sku: line.sku, title: line.title, quantity: line.quantity, cancelled: 0, unitPaid: BigInt(line.price), sellerDiscount: 0n, platformDiscount: 0n })), raw: order,
});
