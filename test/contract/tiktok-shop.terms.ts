import type { Terms } from './terms.js';

export const terms: Terms = {
  create: [{ method: 'POST', path: '/product/202309/products', body: 'idempotency_key' }],
  stock: { method: 'POST', path: '/inventory/update' },
  orders: { method: 'POST', path: '/order/202309/orders/search' },
  refresh: { method: 'GET', path: '/api/v2/token/refresh' },
  refusal: { code: '12052028', cause: 'photo-missing', field: 'photos' },
  throttle: (retryAfter) => ({ kind: 'refuse', status: 429, body: JSON.stringify({ code: 36009002, message: 'Too many requests.', data: null, request_id: '1' }), headers: retryAfter === null ? {} : { 'retry-after': retryAfter } }),
  moves: { paid: 'AWAITING_SHIPMENT', cancelled: 'CANCELLED' },
  linePerUnit: true,
  hidesDeleted: { unconfirmed: { deletedAreHidden: true } },
  ordersPerPage: 100,
  cannot: {},
};
