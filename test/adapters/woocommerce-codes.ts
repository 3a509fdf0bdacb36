import type { Noted } from './noted.js';

/** Every error code that the REST API's documents and sources name; 'status code'. */
export const noted: readonly Noted[] = [
  { kind: 'keys', verdicts: ['reauthorise'], owners: ['connection'], codes: ['401 woocommerce_rest_authentication_error', '401 woocommerce_rest_authentication_missing_parameter', '401 woocommerce_rest_cannot_view', '403 woocommerce_rest_cannot_create', '403 woocommerce_rest_cannot_edit', '403 woocommerce_rest_cannot_delete'] },
  { kind: 'data', verdicts: ['reject'], owners: ['data', 'us'], codes: ['400 rest_invalid_param', '400 rest_missing_callback_param', '400 product_invalid_sku', '400 woocommerce_rest_product_not_created', '400 woocommerce_product_image_upload_error', '404 woocommerce_rest_term_invalid'] },
  { kind: 'gone', verdicts: ['gone'], owners: ['data'], codes: ['400 woocommerce_rest_product_invalid_id', '404 woocommerce_rest_product_invalid_id', '404 woocommerce_rest_shop_order_invalid_id', '410 woocommerce_rest_already_trashed'] },
  { kind: 'settings', verdicts: ['reject'], owners: ['connection'], codes: ['501 woocommerce_rest_trash_not_supported'] },
  { kind: 'form of the call', verdicts: ['alarm'], owners: ['marketplace'], codes: ['404 rest_no_route', '413 woocommerce_rest_request_entity_too_large'] },
  { kind: 'transient', verdicts: ['retry'], owners: ['marketplace'], codes: ['500 internal_server_error'] },
];
