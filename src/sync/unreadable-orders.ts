import { createHash } from 'node:crypto';
import type { RemoteOrder, Undecodable } from '../../adapters/contract/index.js';
import type { Tx } from '../kernel/index.js';
import type { ShopRecord } from '../shops/index.js';
import { houseIssue, notify } from './failures.js';

/** So much of what came is kept with its failure, in characters. */
const keptLength = 20_000;
const operation = 'pull-orders';

/** Of orders as they were read, those that can be worked with. One that cannot be decoded becomes one failure with what came of it last, holds up no other, and is closed by the first reading that succeeds. */
export async function readableOf(tx: Tx, shop: ShopRecord, read: readonly (RemoteOrder | Undecodable)[]): Promise<readonly RemoteOrder[]> {
  const orders = read.filter((entry): entry is RemoteOrder => !('undecodable' in entry));
  for (const entry of read) if ('undecodable' in entry) await reportUnreadable(tx, shop, entry);
  const mended = orders.length === 0 ? [] : await tx.rows(`UPDATE app.failure SET closed_at = app.now(), closed_as = 'mended' WHERE shop_id = $1 AND operation = $2 AND subject = ANY ($3) AND closed_at IS NULL RETURNING id`, [shop.id, operation, orders.map((order) => `raw:${order.id}`)]);
  if (mended.length > 0) await notify(tx, shop.cooperativeId, 'failures');
  return orders;
}

/** By the order's id, so that it can be read again when a person asks; where that cannot be told either, by its content ('~'). */
export async function reportUnreadable(tx: Tx, shop: ShopRecord, { undecodable, id }: Undecodable): Promise<void> {
  const key = id ?? `~${createHash('sha256').update(undecodable).digest('hex').slice(0, 16)}`;
  await tx.tell('needs-person', { shopId: shop.id, cooperativeId: shop.cooperativeId, ownerId: shop.cooperativeId, operation, subject: `raw:${key}`, issues: [houseIssue('order-unreadable', { nomor: key }, { code: 'undecodable', message: undecodable.slice(0, keptLength) })] });
}
