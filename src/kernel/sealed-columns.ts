/** A text column that holds what a `Sealer` sealed. `bound`: SQL over the row, the text it is bound to; null where that is not stored (such a text lives minutes and is never sealed anew). `key`: the table's, a number, unless it is `id`. */
export interface SealedColumn { readonly table: string; readonly column: string; readonly bound: string | null; readonly key?: string }

const declared = new Map<string, SealedColumn>();

/** Each room declares where its sealed texts lie, beside the code that seals: so that a change of key reaches all of them. */
export function defineSealed(...columns: readonly SealedColumn[]): void {
  for (const entry of columns) declared.set(`${entry.table}.${entry.column}`, entry);
}

export const sealedColumns = (): readonly SealedColumn[] => [...declared.values()];
