import { Alarm, Gone, LookFirst, Reauthorise, Reject, Retry, retryAfter, Wait, type AdapterError, type Cause, type Issue } from '../contract/index.js';

export type Effect = 'read' | 'set' | 'make';
/** The shop's envelope: `{code, message, data: {status, …}}`. Messages are translated; only `code` and `data` may be branched on. */
export interface ErrorBody { readonly code: string; readonly message: string; readonly data: Readonly<Record<string, unknown>> }
export interface Refusal { readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly now: number; readonly body: ErrorBody | null }

interface Row { readonly verdict: 'reject' | 'gone' | 'reauthorise' | 'alarm' | 'busy' | 'passing'; readonly cause: Cause; readonly field?: string }
/** Every code the shop is known to answer. `busy`: an earlier create of ours may still run. `passing`: unclear; what that means depends on the call's effect. */
export const codes: Readonly<Record<string, Row>> = {
  'rest_invalid_param': { verdict: 'reject', cause: 'field-not-accepted' },
  'rest_missing_callback_param': { verdict: 'reject', cause: 'field-not-accepted' },
  'product_invalid_sku': { verdict: 'reject', cause: 'duplicate-sku', field: 'sku' },
  'woocommerce_rest_product_not_created': { verdict: 'busy', cause: 'duplicate-sku', field: 'sku' },
  'woocommerce_product_image_upload_error': { verdict: 'reject', cause: 'photo-not-reachable', field: 'photos' },
  'woocommerce_variation_image_upload_error': { verdict: 'reject', cause: 'photo-not-reachable', field: 'photos' },
  'woocommerce_rest_invalid_image': { verdict: 'reject', cause: 'photo-unreadable', field: 'photos' },
  'woocommerce_product_invalid_image_id': { verdict: 'reject', cause: 'photo-unreadable', field: 'photos' },
  'woocommerce_variation_invalid_image_id': { verdict: 'reject', cause: 'photo-unreadable', field: 'photos' },
  'woocommerce_rest_product_invalid_id': { verdict: 'gone', cause: 'deleted-there' },
  'woocommerce_rest_product_variation_invalid_id': { verdict: 'gone', cause: 'deleted-there' },
  'woocommerce_rest_shop_order_invalid_id': { verdict: 'gone', cause: 'deleted-there' },
  'woocommerce_rest_already_trashed': { verdict: 'gone', cause: 'deleted-there' },
  'woocommerce_rest_term_invalid': { verdict: 'reject', cause: 'category-gone', field: 'category' },
  'woocommerce_rest_trash_not_supported': { verdict: 'reject', cause: 'setting-there' },
  'woocommerce_rest_request_entity_too_large': { verdict: 'alarm', cause: 'api-changed' },
  'rest_no_route': { verdict: 'alarm', cause: 'api-changed' },
  'undecodable': { verdict: 'alarm', cause: 'api-changed' },
  'woocommerce_rest_authentication_error': { verdict: 'reauthorise', cause: 'access-revoked' },
  'woocommerce_rest_authentication_missing_parameter': { verdict: 'reauthorise', cause: 'access-revoked' },
  'woocommerce_rest_cannot_view': { verdict: 'reauthorise', cause: 'permission-missing' },
  'woocommerce_rest_cannot_create': { verdict: 'reauthorise', cause: 'permission-missing' },
  'woocommerce_rest_cannot_edit': { verdict: 'reauthorise', cause: 'permission-missing' },
  'woocommerce_rest_cannot_delete': { verdict: 'reauthorise', cause: 'permission-missing' },
  'woocommerce_rest_cannot_batch': { verdict: 'reauthorise', cause: 'permission-missing' },
  'rest_forbidden': { verdict: 'reauthorise', cause: 'permission-missing' },
  'internal_server_error': { verdict: 'passing', cause: 'marketplace-down' },
};
/** Which of our fields a refused parameter stands for. */
const params: Readonly<Record<string, readonly [Cause, string]>> = {
  'name': ['field-not-accepted', 'title'], 'description': ['field-not-accepted', 'description'], 'sku': ['sku-not-accepted', 'sku'], 'images': ['photo-unreadable', 'photos'], 'image': ['photo-unreadable', 'photos'],
  'categories': ['category-gone', 'category'], 'brands': ['field-not-accepted', 'brand'], 'attributes': ['field-not-accepted', 'attributes'], 'regular_price': ['field-not-accepted', 'price'], 'stock_quantity': ['field-not-accepted', 'stock'],
  'weight': ['field-not-accepted', 'grams'], 'dimensions': ['field-not-accepted', 'size'],
};

/** `value` of a duplicate SKU is the id of the product that owns it. */
export function issuesOf(body: ErrorBody, row: Row, sku?: string): readonly Issue[] {
  const issue = (cause: Cause, field: string | null, message: string, rule?: string): Issue =>
    ({ cause, field, rule, sku, ...(body.data.resource_id === undefined ? {} : { value: String(body.data.resource_id) }), params: cause === 'permission-missing' ? { izin: 'read/write' } : { kode: body.code, sku: sku ?? '', batas: '1–100', atribut: rule ?? '—', alasan: message }, rawCode: body.code, rawMessage: message });
  const refused = Object.entries(typeof body.data.params === 'object' && body.data.params !== null ? body.data.params : {});
  if (row.verdict !== 'reject' || refused.length === 0) return [issue(row.cause, row.field ?? null, body.message)];
  return refused.map(([name, why]: [string, unknown]) => {
    // A list of names says that they are missing.
    const param = /^\d+$/.test(name) ? String(why) : name;
    const [cause, field] = params[param] ?? ['field-not-accepted', param];
    return issue(cause, field, String(why), param);
  });
}

/** What an answer other than success means for a call of this effect. Without a readable body it is a host's or a firewall's, not the shop's. */
export function fault(answer: Refusal, effect: Effect, sku?: string): AdapterError {
  const { status, body } = answer;
  const code = body?.code ?? `http-${status}`;
  const message = body?.message ?? `the host answered ${status} without the shop's own words`;
  if (status === 429) return new Wait(message, { rawCode: code, scope: 'shop', afterMs: waits(answer) ?? 5_000 });
  if (!body) return status >= 300 && status < 400 ? new Alarm(`The shop's address leads elsewhere (${answer.headers.location ?? status}): give that address.`, { rawCode: code })
    : effect === 'read' && status === 404 ? new Alarm('No store API at this address. With plain permalinks end the address with /?rest_route=', { rawCode: code })
      : effect !== 'make' && status === 401 ? new Reauthorise(message, { rawCode: code }) : unclear(message, code, effect, waits(answer));
  const row: Row = codes[code] ?? byStatus(status);
  const detail = { rawCode: code, issues: issuesOf(body, row, sku) };
  switch (row.verdict) {
    case 'reject': return new Reject(message, detail);
    case 'gone': return new Gone(message, detail);
    case 'reauthorise': return new Reauthorise(message, { ...detail, scope: 'shop' });
    case 'alarm': return new Alarm(message, { rawCode: code });
    case 'busy': return effect === 'make' ? new LookFirst(message, { rawCode: code }) : new Reject(message, detail);
    case 'passing': return unclear(message, code, effect, waits(answer));
  }
}

/** A batch answers 200 and keeps its refusals in its elements. */
export function elementFault(body: ErrorBody, effect: Effect, sku?: string): AdapterError {
  return fault({ status: Number(body.data.status ?? 400) || 400, headers: {}, now: 0, body }, effect, sku);
}

const waits = ({ headers, now }: Refusal): number | null => retryAfter({ headers, remoteDate: now, receivedAt: now });
const byStatus = (status: number): Row =>
  status === 401 || status === 403 ? { verdict: 'reauthorise', cause: 'permission-missing' } : status === 410 ? { verdict: 'gone', cause: 'deleted-there' }
    : status >= 500 || status === 408 || status === 409 ? { verdict: 'passing', cause: 'marketplace-down' } : { verdict: 'reject', cause: 'unknown' };

const unclear = (message: string, code: string, effect: Effect, afterMs: number | null): AdapterError =>
  effect === 'make' ? new LookFirst(message, { rawCode: code }) : new Retry(message, { rawCode: effect === 'set' ? 'unclear' : code, afterMs });
