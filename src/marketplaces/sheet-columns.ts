import type { SheetLayout } from '../../adapters/contract/index.js';

export type SheetColumn = keyof SheetLayout['columns'];
const needed: readonly SheetColumn[] = ['item', 'title', 'variant', 'choice', 'sku', 'price', 'stock'];

/** Where each column of a seller-centre's sheet stands in this row; empty unless all that are needed are there. */
export function sheetColumns(layout: SheetLayout, cells: readonly string[]): ReadonlyMap<SheetColumn, readonly number[]> {
  const at = new Map<SheetColumn, number[]>();
  for (const [column, names] of Object.entries(layout.columns) as [SheetColumn, RegExp][]) {
    const found = cells.flatMap((cell, index) => (names.test(cell.trim()) ? [index] : []));
    if (found.length > 0) at.set(column, found);
  }
  return needed.every((column) => at.has(column)) ? at : new Map();
}
