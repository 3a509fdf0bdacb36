import type { SeenVariant, SheetLayout, Standing } from '../../adapters/contract/index.js';
import { sheetColumns, type SheetColumn } from '../marketplaces/index.js';
import { rupiah, wholeNumber, xlsxRowsApart } from '../sheets/index.js';

const headerWithin = 20;
const mostRows = 100_000;
/** Whoever sent it waits for the answer. */
const limits = { silentMs: 20_000, wholeMs: 60_000 };
type Item = Omit<Standing, 'seen' | 'ref'> & { readonly itemId: string; readonly title: string; readonly code: string; readonly variants: SeenVariant[]; ended: number };

/** What is wrong with a sheet as a whole. */
export type SheetFault = 'unknown-sheet' | 'empty-sheet' | 'too-many-rows';
export interface ReadSheet { readonly standings: readonly (Standing | { readonly undecodable: string })[]; readonly fault: SheetFault | null }

/**
 * The rows of a seller-centre's sheet as listings. The header is the first row that names all the columns a layout needs, by key or label; what follows without an item's id is notes.
 * A row whose price cannot be read is told beside the others. The file is opened in a process of its own; throws what `xlsxRowsApart` throws for one that is no workbook.
 */
export async function readSheet(path: string, layouts: readonly SheetLayout[]): Promise<ReadSheet> {
  const items = new Map<string, Item>(), unreadable: { undecodable: string }[] = [];
  let header: { layout: SheetLayout; at: ReturnType<typeof sheetColumns>; sheet: number } | null = null, looked = 0, rows = 0;
  for await (const row of xlsxRowsApart(path, limits)) {
    if (header && row.sheet !== header.sheet) break;
    if (!header) {
      looked = row.number === 1 ? 1 : looked + 1;
      const found = looked > headerWithin ? null : layouts.map((layout) => ({ layout, at: sheetColumns(layout, row.cells), sheet: row.sheet ?? 0 })).find(({ at }) => at.size > 0) ?? null;
      header = found;
      continue;
    }
    const { layout, at } = header;
    const cell = (column: SheetColumn): string => row.cells[at.get(column)?.[0] ?? -1] ?? '';
    const itemId = cell('item').trim();
    if (!/^\d{5,}$/.test(itemId)) continue;
    if ((rows += 1) > mostRows) return { standings: [], fault: 'too-many-rows' };
    const price = rupiah(cell('price')), variantId = cell('variant').trim(), choice = cell('choice').trim();
    if (price === null) { unreadable.push({ undecodable: JSON.stringify({ row: row.number, cells: row.cells }).slice(0, 4_000) }); continue; }
    const item = items.get(itemId) ?? { itemId, title: cell('title').trim(), code: cell('code').trim(), variants: [], ended: 0, state: 'live' as const, offersOpen: true, issues: [] };
    const stock = (at.get('stock') ?? []).reduce((sum, column) => sum + (wholeNumber(row.cells[column] ?? '') ?? 0), 0);
    item.variants.push({ itemId, variantId: layout.none.test(variantId) ? '' : variantId, sku: cell('sku'), choice: layout.none.test(choice) ? {} : { '': choice }, price: BigInt(price), stock, photo: null });
    if (layout.ended?.test(cell('status').trim())) item.ended += 1;
    items.set(itemId, item);
  }
  const standings = [...items.values()].map(({ itemId, title, code, variants, ended, ...rest }): Standing => {
    const over = ended === variants.length;
    return { ...rest, ...(over ? { state: 'ended' as const, offersOpen: false } : {}), ref: { itemId, variants: {} }, seen: { code, title, description: '', category: '', status: '', photos: [], variants } };
  });
  return { standings: [...standings, ...unreadable], fault: header === null ? 'unknown-sheet' : standings.length === 0 ? 'empty-sheet' : null };
}
