/** The deeds that mend: a field of a product or of its variants, and trying again. */
import { call } from '../../server/call.js';
import { begun, checked, failurePage, product as productShape, retried, variants, type Variant } from '../../server/shapes.js';
import { anything } from '../../server/wire.js';
import { query } from '../../server/call.js';
import { wholeNumber } from '../../design/field.js';

export type FixField = 'grams' | 'price' | 'size' | 'title' | 'description';

/** Variants a value belongs to: the named one, else those that lack it (weight, size), else all. */
function concerned(all: readonly Variant[], field: FixField, sku: string | null): readonly Variant[] {
  const named = all.filter((variant) => variant.sku === sku);
  if (named.length > 0) return named;
  const lacking = all.filter((variant) => (field === 'grams' ? !variant.grams : field === 'size' ? !variant.lengthMm || !variant.widthMm || !variant.heightMm : true));
  return lacking.length > 0 ? lacking : all;
}

/** `typed`: grams, whole rupiah, centimetres as "10 × 7 × 20", or the text itself. */
export async function fixField(productId: string, field: FixField, typed: string, sku: string | null): Promise<void> {
  if (field === 'title' || field === 'description') {
    const now = await call('GET', `/products/${productId}`, productShape);
    await call('PATCH', `/products/${productId}`, productShape, { body: { [field]: typed }, ifMatch: now.revision });
    return;
  }
  const { items } = await call('GET', `/variants${query({ product: productId })}`, variants);
  const [length, width, height] = typed.split(/\s*[x×*]\s*/i).map((part) => (wholeNumber(part) ?? 0) * 10);
  const body = field === 'size' ? { lengthMm: length, widthMm: width, heightMm: height } : { [field]: wholeNumber(typed) };
  for (const variant of concerned(items.filter((entry) => !entry.archivedAt), field, sku)) await call('PATCH', `/variants/${variant.id}`, anything, { body });
}

export const retryFailure = async (id: string): Promise<string> => (await call('POST', `/failures/${id}/retries`, retried)).action;

/** Causes that a yes mends: to the very value that the failure shows. */
export const agreeable: ReadonlySet<string> = new Set(['price-falls', 'price-below-floor']);
export const agree = async (id: string): Promise<string> => (await call('POST', `/failures/${id}/confirmations`, retried)).action;

export interface Matching { readonly cause?: string; readonly shop?: string; readonly q?: string; readonly assigned?: string; readonly dismissed?: boolean; readonly ids?: readonly string[] }
/** Answers the run's id. */
export const retryMatching = async (filter: Matching): Promise<string> => (await call('POST', '/bulk-actions', begun, { body: { kind: 'retry', filter } })).id;
export const agreeMatching = async (filter: Matching): Promise<string> => (await call('POST', '/bulk-actions', begun, { body: { kind: 'confirm', filter } })).id;
/** `until`: a day as the browser gives it (2026-03-31), to its end; none: closed. */
export const dismissMatching = async (filter: Matching, reason: string, until: string): Promise<string> => (await call('POST', '/bulk-actions', begun, { body: { kind: 'dismiss', filter, reason, ...(until ? { until: new Date(`${until}T23:59:59`).toISOString() } : {}) } })).id;
export const takeMatching = async (filter: Matching): Promise<string> => (await call('POST', '/bulk-actions', begun, { body: { kind: 'assign', filter, assignee: 'me' } })).id;
/** Would they pass now? Asked of our own rules, without a call to the marketplace; page by page. */
export async function checkMatching(filter: Matching): Promise<{ passing: number; failing: number; unknown: number }> {
  const sum = { passing: 0, failing: 0, unknown: 0 };
  let after: string | null = null;
  do {
    const answer: { passing: number; failing: number; unknown: number; next: string | null } = await call('POST', '/failures/checks', checked, { body: { filter, ...(after ? { after } : {}) } });
    for (const key of ['passing', 'failing', 'unknown'] as const) sum[key] += answer[key];
    after = answer.next;
  } while (after !== null);
  return sum;
}

const pageSize = 200;
/** The same value for every member of a cause, page by page; then all are tried again. Tells how many are done. */
export async function fixAll(filter: Matching & { readonly cause: string }, field: FixField, typed: string, report: (done: number) => void): Promise<string> {
  let after: string | null = null;
  let done = 0;
  do {
    const { items, next }: { items: { product: { id: string } | null; issues: { sku: string | null }[] }[]; next: string | null } = await call('GET', `/failures/members${query({ cause: filter.cause, shop: filter.shop, q: filter.q, assigned: filter.assigned, after, limit: pageSize })}`, failurePage);
    for (const member of items) {
      if (member.product) await fixField(member.product.id, field, typed, null);
      report((done += 1));
    }
    after = next;
  } while (after !== null);
  return retryMatching(filter);
}
