import type { Terms } from './terms.js';

export const terms: Terms = {
  create: [{ method: 'POST', path: '/product/create' }],
  stock: { method: 'POST', path: '/product/stock/sellable/update' },
  orders: { method: 'GET', path: '/orders/get' },
  refresh: { method: 'POST', path: '/auth/token/refresh' },
  refusal: { code: '4139', cause: 'photo-missing', field: 'photos' },
  throttle: (retryAfter) => ({ kind: 'refuse', status: 200, body: JSON.stringify({ type: 'ISV', code: 'ApiCallLimit', message: 'Api call exceeds the limit: this ban will last 1 seconds', request_id: '1' }), headers: retryAfter === null ? {} : { 'retry-after': retryAfter } }),
  moves: { paid: 'pending', cancelled: 'canceled' },
  linePerUnit: true,
  paste: (address, { credentials }) => ({ path: '/console/push', form: { app_key: String(credentials['app_key']), callback_url: address } }),
  ordersPerPage: 100,
  cannot: {
    'half of a batch refused: the other half is set at once, the rest is told or tried again, and all is equal in the end': 'a batch of prices or stock is taken whole or not at all',
  },
};
