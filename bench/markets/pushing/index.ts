import { createHmac, timingSafeEqual } from 'node:crypto';
import { Reject, type Adapter, type RemoteOrder } from '../../../adapters/contract/index.js';
import { adapter as instant, ear, type InstantKeys, type InstantSettings } from '../instant/index.js';

/** What a delivery says, and what its signature covers. */
export interface Pushed { readonly id: string; readonly seq: number }
export const signature = (secret: string, body: Uint8Array | string): string => createHmac('sha256', secret).update(body).digest('hex');

/** An order's truth is what the newest of its events said, in whatever order they come: one unit of one SKU, to be shipped, and with its second event cancelled. */
export class PushingShop {
  readonly #newest = new Map<string, number>();
  reads = 0;

  constructor(readonly skuOf: (id: string) => string) {}

  tell({ id, seq }: Pushed): void {
    this.#newest.set(id, Math.max(seq, this.#newest.get(id) ?? 0));
  }

  read(ids: readonly string[]): RemoteOrder[] {
    this.reads += 1;
    return ids.flatMap((id) => {
      const seq = this.#newest.get(id);
      if (seq === undefined) return [];
      const at = 1_780_000_000_000 + Number(id) * 10, sku = this.skuOf(id), status = seq === 1 ? 'to-ship' as const : 'cancelled' as const;
      return [{
        id, groupId: id, number: id, placedAt: at, paidAt: at, changedAt: at + seq, expiresAt: null, shipBy: null, status, rawStatus: status, currency: 'IDR', total: 10_000n, buyer: null, raw: { id, seq },
        lines: [{ id: '1', itemId: `i-${sku}`, variantId: '', sku, title: sku, quantity: 1, cancelled: seq === 1 ? 0 : 1, unitPaid: 10_000n, sellerDiscount: 0n, platformDiscount: 0n }],
      }];
    });
  }
}
export const pushing: { readonly shops: Map<string, PushingShop>; told: number } = { shops: new Map(), told: 0 };

/** As the instant one, but it pushes: HMAC-SHA256 over the body with the shop's token, in `x-signature`. */
export const adapter: Adapter<InstantKeys, InstantSettings> = {
  ...instant, marketplace: 'pushing', title: 'Pushing', short: 'Pushing',
  webhooks: {
    read: ({ headers, body }, keys) => {
      const right = Buffer.from(signature(keys.token, body)), given = Buffer.from(headers['x-signature'] ?? '');
      if (right.length !== given.length || !timingSafeEqual(right, given)) throw new Reject('not signed');
      const news = JSON.parse(Buffer.from(body).toString()) as Pushed;
      pushing.shops.get(keys.shop_id)?.tell(news);
      pushing.told += 1;
      return { notices: [{ shop: keys.shop_id, kind: 'order', id: news.id, dedupe: `${news.id}.${news.seq}` }], reply: { status: 200, body: '' } };
    },
  },
  connect: (opened, tools) => ({
    ...instant.connect(opened, tools),
    orders: { sees: 'every-change', windowMs: 15 * 86_400_000, freshMs: 5_000, lagMs: 0, changed: async () => ({ items: [], next: null }), get: async (ids) => pushing.shops.get(opened.remoteId)?.read(ids) ?? [] },
  }),
};
export { ear };
