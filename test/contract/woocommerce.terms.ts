import type { Terms } from './terms.js';

const products = '/wp-json/wc/v3/products';

export const terms: Terms = {
  create: [{ method: 'POST', path: products, body: '_serentak_key' }, { method: 'POST', path: '/variations/batch', body: '"create"' }, { method: 'PUT', path: `${products}/`, body: '"publish"' }],
  stock: { method: 'POST', path: '/batch', body: 'stock_quantity' },
  orders: { method: 'GET', path: '/wp-json/wc/v3/orders' },
  refusal: { code: 'woocommerce_product_image_upload_error', cause: 'photo-not-reachable', field: 'photos' },
  throttle: (retryAfter) => ({ kind: 'refuse', status: 429, body: '<html><body><h1>Too Many Requests</h1></body></html>', headers: { 'content-type': 'text/html', ...(retryAfter === null ? {} : { 'retry-after': retryAfter }) } }),
  moves: { paid: 'processing', cancelled: 'cancelled' },
  ordersPerPage: 100,
  cannot: {
    'what is banned there while it sells is told by its push, and sells on when it is let back': 'nobody bans a listing in a web shop of one\'s own',
    'a token that expired is refreshed': 'keys of a web shop do not expire',
    'a refresh raced by twenty is made once': 'keys of a web shop are not refreshed',
    'a crash after the refresh, before it is saved': 'keys of a web shop are not refreshed',
    'ids beyond 2^53': 'ids of a web shop are numbers of PHP inside JSON, which cannot leave that range exactly',
  },
};
