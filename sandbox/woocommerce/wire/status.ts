import { ok, type Route } from './rest.js';

/** What a client reads to know the shop: its address, version and money. */
export const statusRoutes: readonly Route[] = [
  { methods: ['GET'], pattern: /^\/system_status$/, answer: ({ shop }) => ok({
    environment: { home_url: shop.world.home(), site_url: shop.world.home(), version: '11.1.0', wp_version: '7.0', default_timezone: 'Asia/Jakarta', language: 'id_ID' },
    settings: { api_enabled: true, currency: 'IDR', currency_symbol: 'Rp', currency_position: 'left', thousand_separator: '.', decimal_separator: ',', number_of_decimals: 0 },
  }) },
  { methods: ['GET'], pattern: /^\/settings\/general$/, answer: () => ok([
    { id: 'woocommerce_default_country', value: 'ID:JT' }, { id: 'woocommerce_currency', value: 'IDR' }, { id: 'woocommerce_price_num_decimals', value: '0' },
  ]) },
  { methods: ['GET'], pattern: /^\/data\/currencies\/current$/, answer: () => ok({ code: 'IDR', name: 'Indonesian rupiah', symbol: 'Rp' }) },
];
