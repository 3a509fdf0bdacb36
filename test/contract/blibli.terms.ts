import type { Terms } from './terms.js';

export const terms: Terms = {
  create: [{ method: 'POST', path: '/seller/v1/products/async' }],
  stock: { method: 'POST', path: '/product/updateProduct' },
  orders: { method: 'POST', path: '/seller/v1/orders/packages/filter' },
  refusal: { code: 'ERR-PA400054', cause: 'unknown', field: null },
  throttle: (retryAfter) => ({ kind: 'refuse', status: 429, body: JSON.stringify({ requestId: '1', success: false, errorCode: 'ERR-PA429001', errorMessage: 'Too many requests' }), headers: retryAfter === null ? {} : { 'retry-after': retryAfter } }),
  moves: { paid: 'FP', cancelled: 'X' },
  ordersPerPage: 50,
  cannot: {
    'a token that expired is refreshed': 'keys of a store do not expire',
    'a refresh raced by twenty is made once': 'keys of a store are not refreshed',
    'a crash after the refresh, before it is saved': 'keys of a store are not refreshed',
    'ids beyond 2^53': 'ids of products are texts, such as TOQ-15126-00411',
  },
};
