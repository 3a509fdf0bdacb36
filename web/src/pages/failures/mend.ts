/** The deeds that mend: a field of a product or of its variants, and trying again. */
import { call } from '../../server/call.js';
import { begun, checked, failurePage, product as productShape, retried, type Variant } from '../../server/shapes.js';
import { anything } from '../../server/wire.js';
import { query } from '../../server/call.js';
import { wholeNumber } from '../../design/field.js';

export type FixField = 'grams' | 'price' | 'size' | 'title';

/** Variants a value belongs to: the named one, else those that lack it; what a variant has already is never written over. */
function concerned(all: readonly Variant[], field: FixField, sku: string | null): readonly Variant[] {
  const named = all.filter((variant) => variant.sku === sku);
  return named.length > 0 ? named : all.filter((variant) => (field === 'grams' ? !variant.grams : field === 'size' ? !variant.lengthMm || !variant.widthMm || !variant.heightMm : all.length === 1));
}

/** Millimetres of "10 × 7,5 × 20" centimetres; null where it is none. */
export function sidesOf(typed: string): readonly number[] | null {
  const sides = typed.trim().split(/\s*[x×*]\s*/i).map((side) => (/^\d{1,3}([.,]\d)?$/.test(side) ? Math.round(Number(side.replace(',', '.')) * 10) : 0));
  return sides.length === 3 && sides.every((side) => side > 0) ? sides : null;
}

/** `typed`: grams, whole rupiah, centimetres as "10 × 7,5 × 20", or the text itself. */
export async function fixField(productId: string, field: FixField, typed: string, sku: string | null): Promise<void> {
  const now = await call('GET', `/products/${productId}`, productShape);
  if (field === 'title') {
    await call('PATCH', `/products/${productId}`, productShape, { body: { title: typed }, ifMatch: now.revision });
    return;
  }
  const [lengthMm, widthMm, heightMm] = sidesOf(typed) ?? [];
  const body = field === 'size' ? { lengthMm, widthMm, heightMm } : { [field]: wholeNumber(typed) };
  for (const variant of concerned(now.variants.filter((entry) => !entry.archivedAt), field, sku)) await call('PATCH', `/variants/${variant.id}`, anything, { body });
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
const atOnce = 4;
/** The same value for every product of a cause that lacks it, page by page; then all are tried again. Tells how many are done. */
export async function fixAll(filter: Matching & { readonly cause: string }, field: FixField, typed: string, report: (done: number) => void): Promise<string> {
  const seen = new Set<string>();
  let after: string | null = null, done = 0;
  do {
    const page: { readonly items: readonly { readonly product: { readonly id: string } | null }[]; readonly next: string | null } = await call('GET', `/failures/members${query({ cause: filter.cause, shop: filter.shop, q: filter.q, assigned: filter.assigned, dismissed: filter.dismissed ? 'true' : null, after, limit: pageSize })}`, failurePage);
    const fresh = new Set(page.items.flatMap(({ product }) => (product && !seen.has(product.id) ? [product.id] : [])));
    const queue = [...fresh];
    const work = async (): Promise<void> => {
      for (let id = queue.shift(); id !== undefined; id = queue.shift()) {
        await fixField(id, field, typed, null);
        report((done += 1));
      }
    };
    await Promise.all(Array.from({ length: atOnce }, work));
    for (const id of fresh) seen.add(id);
    after = page.next;
  } while (after !== null);
  return retryMatching(filter);
}
