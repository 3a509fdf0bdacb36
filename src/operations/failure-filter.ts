import { causes, isCause } from '../../adapters/contract/index.js';
import type { Caller } from '../kernel/index.js';

/** `assigned`: a user's id, or 'none'. `dismissed`: those put aside for a while, instead of those that are not. */
export interface FailureFilter { readonly cause?: string; readonly shop?: string; readonly severity?: string; readonly owner?: string; readonly q?: string; readonly assigned?: string; readonly dismissed?: boolean; readonly ids?: readonly string[] }

/** Conditions on failures `f`, parameters from $1 on: `any` of the filter alone, `open` of it and still open. Severity and owner are properties of causes, so they become lists of causes. */
export function failureConditions(filter: FailureFilter): { where: string; any: string; params: unknown[] } {
  const params: unknown[] = [];
  const p = (value: unknown): string => `$${params.push(value)}`;
  const parts: string[] = [];
  if (filter.cause) parts.push(`f.cause = ${p(filter.cause)}`);
  if (filter.shop && /^\d{1,19}$/.test(filter.shop)) parts.push(`f.shop_id = ${p(filter.shop)}`);
  if (filter.ids) parts.push(`f.id = ANY (${p(filter.ids)}::bigint[])`);
  if (filter.assigned) parts.push(filter.assigned === 'none' ? 'f.assigned_to IS NULL' : `f.assigned_to = ${p(filter.assigned)}`);
  if (filter.severity || filter.owner) {
    const named = Object.keys(causes).filter((name) => isCause(name) && (!filter.severity || causes[name].severity === filter.severity) && (!filter.owner || causes[name].owner === filter.owner));
    parts.push(`f.cause = ANY (${p(named)})`);
  }
  if (filter.q) parts.push(`EXISTS (SELECT 1 FROM app.product x WHERE (x.id = f.product_id OR x.id = ANY (f.touched)) AND position(lower(${p(filter.q)}) IN lower(x.title || ' ' || x.code)) > 0)`);
  // Named by its id, one that was put aside is there all the same.
  const aside = filter.ids && filter.dismissed === undefined ? [] : [filter.dismissed ? 'f.dismissed_until > app.now()' : '(f.dismissed_until IS NULL OR f.dismissed_until <= app.now())'];
  return { where: ['f.closed_at IS NULL', ...aside, ...parts].join(' AND '), any: parts.length > 0 ? parts.join(' AND ') : 'true', params };
}

/** 'me' is whoever asks. */
export const mine = <F extends FailureFilter>(caller: Caller, filter: F): F => (filter.assigned === 'me' ? { ...filter, assigned: caller.userId } : filter);
