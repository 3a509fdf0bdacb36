import type { Meta } from '../documents.js';
import type { Shop } from '../shop.js';
import { isObject } from '../wire/check-params.js';

/** Merges `meta_data`: an id or a known key changes that row, a new key adds one, a null value removes it. */
export function mergeMeta(shop: Shop, rows: readonly Meta[], given: unknown): Meta[] {
  if (!Array.isArray(given)) return [...rows];
  let merged = [...rows];
  for (const entry of given) {
    if (!isObject(entry)) continue;
    const known = merged.find((row) => row.id === entry.id) ?? merged.find((row) => !entry.id && row.key === entry.key);
    const key = typeof entry.key === 'string' ? entry.key : known?.key;
    if (key === undefined) continue;
    if (entry.value === null) merged = merged.filter((row) => row !== known);
    else if (known) merged = merged.map((row) => (row === known ? { id: row.id, key, value: entry.value } : row));
    else merged.push({ id: shop.next('rows'), key, value: entry.value ?? '' });
  }
  return merged;
}
