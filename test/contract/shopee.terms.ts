import type { Terms } from './terms.js';

const post = (path: string, body?: string) => ({ method: 'POST', path: `/api/v2/product/${path}`, ...(body ? { body } : {}) });

export const terms: Terms = {
  create: [post('add_item'), post('init_tier_variation'), post('unlist_item')],
  stock: post('update_stock'),
  orders: { method: 'GET', path: '/api/v2/order/get_order_list' },
  refresh: { method: 'POST', path: '/api/v2/auth/access_token/get' },
  refusal: { code: 'error_title_character_forbidden', cause: 'forbidden-word', field: 'title' },
  throttle: (retryAfter) => ({ kind: 'refuse', status: 429, body: JSON.stringify({ error: 'error_rate_limit', message: 'Too many requests, please try again later.', request_id: '1' }), headers: retryAfter === null ? {} : { 'retry-after': retryAfter } }),
  moves: { paid: 'READY_TO_SHIP', cancelled: 'CANCELLED' },
  ordersPerPage: 50,
  cannot: {},
};
