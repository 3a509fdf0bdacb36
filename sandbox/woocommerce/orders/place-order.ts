import type { Address, Item, Line, Order } from '../documents.js';
import { held, isLive, ownPrice, stockHolder } from '../goods/sellable.js';
import type { Shop } from '../shop.js';
import { setStatus } from './move-order.js';

/** Unpaid checkouts keep their goods this long; then the shop's cron cancels them. */
export const HOLD_MS = 60 * 60_000;

export interface Wanted { readonly item: Item; readonly quantity: number }

export function newLine(shop: Shop, item: Item, quantity: number): Line {
  const price = Number(ownPrice(item, shop.now()) || 0);
  const parent = item.parent > 0 ? shop.product(item.parent) : undefined;
  return {
    id: shop.next('rows'), name: parent ? `${parent.name} - ${item.choices.map((choice) => choice.option).join(', ')}` : item.name, productId: parent?.id ?? item.id,
    variationId: parent ? item.id : 0, quantity, subtotal: price * quantity, total: price * quantity, sku: item.sku, reduced: 0, refunded: 0,
    meta: item.choices.map((choice) => ({ id: shop.next('rows'), key: choice.name.toLowerCase(), value: choice.option })),
  };
}

export function blankOrder(shop: Shop, via: string, at: number): Order {
  return {
    id: shop.next('posts'), status: 'pending', currency: 'IDR', key: `wc_order_${shop.world.random(13)}`, via, customerId: 0, customerNote: '', billing: {}, shipping: {},
    paymentMethod: '', paymentTitle: '', transactionId: '', lines: [], shippingLines: [], feeLines: [], notes: [], refunds: [], meta: [], stockTaken: false, heldUntil: null,
    created: at, modified: at, paid: null, completed: null, history: [],
  };
}

/** Why a buyer cannot have this many, or null. */
export function whyNot(shop: Shop, { item, quantity }: Wanted): string | null {
  const holder = stockHolder(shop, item);
  if (item.type === 'variable') return `Choose a variation of "${item.name}".`;
  if (!isLive(shop, item)) return `"${item.name || item.sku}" is not on sale.`;
  if (!holder) return item.stockStatus === 'outofstock' ? `"${item.name || item.sku}" is out of stock.` : null;
  const free = holder.stock - held(shop, holder);
  return holder.backorders === 'no' && quantity > free ? `Not enough of ${item.sku || item.name}: ${Math.max(0, free)} in stock, ${quantity} wanted.` : null;
}

/** A buyer checks out: the order is made unpaid, and a payment moves it on at once unless `unpaid`. The caller has asked `whyNot`. */
export function placeOrder(shop: Shop, wanted: readonly Wanted[], wish: { readonly buyer: string; readonly unpaid: boolean; readonly at: number }): Order {
  const address: Address = {
    first_name: wish.buyer, last_name: '', company: '', address_1: 'Jl. Slamet Riyadi 17', address_2: '', city: 'Surakarta', state: 'JT', postcode: '57111', country: 'ID', phone: '081200000017',
  };
  const order: Order = {
    ...blankOrder(shop, 'checkout', wish.at), billing: { ...address, email: 'pembeli@example.test' }, shipping: address, paymentMethod: 'midtrans', paymentTitle: 'Midtrans',
    lines: wanted.map(({ item, quantity }) => newLine(shop, item, quantity)), shippingLines: [{ id: shop.next('rows'), name: 'JNE Reguler', method: 'jne_reg', total: 15_000, meta: [] }],
    heldUntil: shop.world.now() + HOLD_MS, history: [{ at: wish.at, status: 'pending' }],
  };
  shop.shelves.orders.put(order);
  shop.world.announce('order', 'created', order.id);
  if (!wish.unpaid) return setStatus(shop, { ...order, transactionId: shop.world.random(16) }, 'processing', 'Payment received.', wish.at);
  shop.world.cancelUnpaid(order.id, shop.world.now() + HOLD_MS);
  return order;
}
