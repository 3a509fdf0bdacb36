import { gmt } from '../dates.js';
import { checkParams } from '../wire/check-params.js';
import { ok, type Ask, type Reply, type Route } from '../wire/rest.js';
import { ORDER_STATUSES } from './move-order.js';
import { refundedOf, totalOf } from './present-order.js';

/** /reports: sales of a span of days, and how many orders and products are in which state. */
const DAY = { type: 'string' } as const;
const SALES = ['processing', 'on-hold', 'completed', 'refunded'];

export const reportRoutes: readonly Route[] = [
  { methods: ['GET'], pattern: /^\/reports$/, answer: () => ok(['sales', 'orders/totals', 'products/totals'].map((slug) => ({ slug, description: `Report: ${slug}.` }))) },
  { methods: ['GET'], pattern: /^\/reports\/sales$/, answer: (ask) => sales(ask) },
  { methods: ['GET'], pattern: /^\/reports\/orders\/totals$/, answer: ({ shop }) => {
    const orders = [...shop.shelves.orders.all()];
    return ok(ORDER_STATUSES.filter((slug) => slug !== 'trash').map((slug) => ({ slug, name: slug, total: orders.filter((order) => order.status === slug).length })));
  } },
  { methods: ['GET'], pattern: /^\/reports\/products\/totals$/, answer: ({ shop }) => {
    const items = [...shop.shelves.items.all()].filter((item) => item.parent === 0 && item.status === 'publish');
    return ok(['external', 'grouped', 'simple', 'variable'].map((slug) => ({ slug, name: slug, total: items.filter((item) => item.type === slug).length })));
  } },
];

function sales({ shop, params }: Ask): Reply {
  const { date_min: from, date_max: to } = checkParams(params, { date_min: DAY, date_max: DAY });
  const today = (gmt(shop.now()) ?? '').slice(0, 10);
  const days = [typeof from === 'string' ? from : today, typeof to === 'string' ? to : today] as const;
  const orders = [...shop.shelves.orders.all()].filter((order) => {
    const day = (gmt(order.created) ?? '').slice(0, 10);
    return SALES.includes(order.status) && day >= days[0] && day <= days[1];
  });
  const sum = (of: (order: (typeof orders)[number]) => number) => orders.reduce((total, order) => total + of(order), 0);
  return ok([{
    total_sales: sum(totalOf).toFixed(2), net_sales: sum((order) => totalOf(order) - refundedOf(order)).toFixed(2), total_orders: orders.length,
    total_items: sum((order) => order.lines.reduce((count, line) => count + line.quantity, 0)), total_refunds: sum(refundedOf), totals_grouped_by: 'day',
  }]);
}
