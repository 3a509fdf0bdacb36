import { causes, isCause } from '../../adapters/contract/index.js';

export interface FailureFilter { readonly cause?: string; readonly shop?: string; readonly severity?: string; readonly owner?: string; readonly q?: string; readonly ids?: readonly string[] }

/** Conditions on open failures `f`, parameters from $1 on. Severity and owner are properties of causes, so they become lists of causes. */
export function failureConditions(filter: FailureFilter): { where: string; params: unknown[] } {
  const params: unknown[] = [];
  const p = (value: unknown): string => `$${params.push(value)}`;
  const parts = ['f.closed_at IS NULL'];
  if (filter.cause) parts.push(`f.cause = ${p(filter.cause)}`);
  if (filter.shop && /^\d{1,19}$/.test(filter.shop)) parts.push(`f.shop_id = ${p(filter.shop)}`);
  if (filter.ids) parts.push(`f.id = ANY (${p(filter.ids)}::bigint[])`);
  if (filter.severity || filter.owner) {
    const named = Object.keys(causes).filter((name) => isCause(name) && (!filter.severity || causes[name].severity === filter.severity) && (!filter.owner || causes[name].owner === filter.owner));
    parts.push(`f.cause = ANY (${p(named)})`);
  }
  if (filter.q) parts.push(`EXISTS (SELECT 1 FROM app.product x WHERE (x.id = f.product_id OR x.id = ANY (f.touched)) AND position(lower(${p(filter.q)}) IN lower(x.title || ' ' || x.code)) > 0)`);
  return { where: parts.join(' AND '), params };
}
