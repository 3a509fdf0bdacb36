/** Errors as WordPress answers them: `{code, message, data: {status, …}}`. Clients branch on `code` and `data.status`; the words are translated in real shops. */
export class WpError extends Error {
  constructor(readonly code: string, readonly status: number, message: string, readonly data: Readonly<Record<string, unknown>> = {}) {
    super(message);
  }

  body(): Record<string, unknown> {
    return { code: this.code, message: this.message, data: { status: this.status, ...this.data } };
  }
}

export const noRoute = () => new WpError('rest_no_route', 404, 'No route was found matching the URL and request method.');
export const missing = (names: readonly string[]) => new WpError('rest_missing_callback_param', 400, `Missing parameter(s): ${names.join(', ')}`, { params: names });
export const tooMany = () => new WpError('woocommerce_rest_request_entity_too_large', 413, 'Unable to accept more than 100 items for this request.');
export const noTrash = (what: string) => new WpError('woocommerce_rest_trash_not_supported', 501, `${what} do not support trashing.`);
export const alreadyTrashed = (what: string) => new WpError('woocommerce_rest_already_trashed', 410, `The ${what} has already been deleted.`);
export const noProduct = (status: 400 | 404) => new WpError('woocommerce_rest_product_invalid_id', status, 'Invalid ID.');
export const noVariation = (status: 400 | 404) => new WpError('woocommerce_rest_product_variation_invalid_id', status, 'Invalid ID.');
export const noOrder = (status: 400 | 404) => new WpError('woocommerce_rest_shop_order_invalid_id', status, 'Invalid ID.');
export const noTerm = () => new WpError('woocommerce_rest_term_invalid', 404, 'Resource does not exist.');
export const takenSku = (owner: number, unique: string) => new WpError('product_invalid_sku', 400, 'Invalid or duplicated SKU.', { resource_id: owner, unique_sku: unique });
export const busySku = (sku: string) => new WpError('woocommerce_rest_product_not_created', 400, `SKU ${sku} is already being processed.`);
export const badImage = (src: string, why: string) => new WpError('woocommerce_product_image_upload_error', 400, `Error getting remote image ${src}. ${why}`);

const AUTHENTICATION = 'woocommerce_rest_authentication_error';
const refused = (message: string) => new WpError(AUTHENTICATION, 401, message);
export const authentication = {
  parameters: (names: readonly string[]) => new WpError('woocommerce_rest_authentication_missing_parameter', 401, `Missing OAuth parameter${names.length > 1 ? 's' : ''} ${names.join(', ')}`),
  key: () => refused('Consumer key is invalid.'),
  secret: () => refused('Consumer secret is invalid.'),
  method: () => refused('Invalid signature - signature method is invalid.'),
  signature: () => refused('Invalid signature - provided signature does not match.'),
  timestamp: () => refused('Invalid timestamp.'),
  nonce: () => refused('Invalid nonce - nonce has already been used.'),
  permission: (kind: 'read' | 'write') => refused(`The API key provided does not have ${kind} permissions.`),
};
/** What somebody without a (recognised) key is told. */
export function nobody(method: string): WpError {
  const [verb, words] = method === 'GET' || method === 'HEAD' ? ['view', 'list resources'] : method === 'DELETE' ? ['delete', 'delete this resource']
    : method === 'POST' ? ['create', 'create resources'] : ['edit', 'edit this resource'];
  return new WpError(`woocommerce_rest_cannot_${verb}`, 401, `Sorry, you cannot ${words}.`);
}

const PLAIN: Readonly<Record<string, readonly [number, string]>> = {
  internal_server_error: [500, 'There has been a critical error on this website.'],
  rest_invalid_param: [400, 'Invalid parameter(s): status'],
  woocommerce_rest_authentication_error: [401, 'Consumer key is invalid.'],
  woocommerce_rest_authentication_missing_parameter: [401, 'Missing OAuth parameter oauth_nonce'],
  woocommerce_rest_cannot_view: [401, 'Sorry, you cannot list resources.'],
  woocommerce_rest_cannot_create: [401, 'Sorry, you are not allowed to create resources.'],
  woocommerce_rest_cannot_edit: [401, 'Sorry, you are not allowed to edit this resource.'],
  woocommerce_rest_cannot_delete: [401, 'Sorry, you are not allowed to delete this resource.'],
};
const MADE: readonly WpError[] = [
  noRoute(), missing(['name']), tooMany(), noTrash('Resources'), alreadyTrashed('product'), noProduct(404), noVariation(404), noOrder(404), noTerm(), takenSku(0, ''), busySku(''), badImage('', 'Error: Operation timed out.'),
];
/** The vendor's own envelope for a code, for faults put in by hand; null when the shop knows no such code. */
export function wpErrorOf(code: string): WpError | null {
  const known = PLAIN[code];
  return known ? new WpError(code, known[0], known[1]) : MADE.find((error) => error.code === code) ?? null;
}
