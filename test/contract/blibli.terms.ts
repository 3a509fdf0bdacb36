import type { Terms } from './terms.js';

const events = [
  'new_order', 'waiting_for_payment_order', 'delivered_order', 'cancelled_payment_expired_order', 'product_changes', 'product_submission_approved', 'product_submission_need_correction', 'product_submission_rejected',
];

export const terms: Terms = {
  create: [{ method: 'POST', path: '/seller/v1/products/async' }],
  stock: { method: 'POST', path: '/product/updateProduct' },
  orders: { method: 'POST', path: '/seller/v1/orders/packages/filter' },
  refusal: { code: 'ERR-PA400054', cause: 'refused-in-words', field: null },
  throttle: (retryAfter) => ({ kind: 'refuse', status: 429, body: JSON.stringify({ requestId: '1', success: false, errorCode: 'ERR-PA429001', errorMessage: 'Too many requests' }), headers: retryAfter === null ? {} : { 'retry-after': retryAfter } }),
  moves: { paid: 'FP', cancelled: 'X' },
  paidFirst: { then: ['PU', 'CX', 'D'], status: 'completed' },
  paste: (address, shop) => ({ path: `/seller-center/${encodeURIComponent(shop.remote)}`, json: Object.fromEntries(events.map((event) => [event, address])) }),
  ordersPerPage: 50, signsInstant: true,
  cannot: {
    'a token that expired is refreshed': 'keys of a store do not expire',
    'a refresh raced by twenty is made once': 'keys of a store are not refreshed',
    'a crash after the refresh, before it is saved': 'keys of a store are not refreshed',
    'ids beyond 2^53': 'ids of products are texts, such as TOQ-15126-00411',
    'read back: what was deleted there is told, and not made again': 'nothing can be deleted there',
    'unpaid, then paid: held at once, counted once, and never put on sale again': 'an order cannot be read before it is paid',
  },
};
