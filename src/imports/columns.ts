/** Our columns, and the names they are found by: Indonesian or English, any case, with or without spaces and underscores. */
const names = {
  code: ['kode_produk', 'product_code'], title: ['nama', 'name'], description: ['deskripsi', 'description'], category: ['kategori', 'category'], brand: ['merek', 'brand'], unit: ['unit'], member: ['anggota', 'member'], ownership: ['kepemilikan', 'ownership'],
  sku: ['sku'], axis1: ['opsi_1_nama', 'option_1_name'], choice1: ['opsi_1_nilai', 'option_1_value'], axis2: ['opsi_2_nama', 'option_2_name'], choice2: ['opsi_2_nilai', 'option_2_value'], axis3: ['opsi_3_nama', 'option_3_name'], choice3: ['opsi_3_nilai', 'option_3_value'],
  price: ['harga', 'price'], stock: ['stok', 'stock'], grams: ['berat_gram', 'weight_grams'], length: ['panjang_cm', 'length_cm'], width: ['lebar_cm', 'width_cm'], height: ['tinggi_cm', 'height_cm'], barcode: ['barcode'], photos: ['foto', 'photos'],
  halalNo: ['halal_no'], permitNo: ['pirt_bpom_no', 'permit_no'], origin: ['asal', 'origin'],
} as const;
export type Column = keyof typeof names;
export const needed: readonly Column[] = ['code', 'title', 'sku', 'price', 'stock'];
/** How a column is called when a person is told of it. */
export const columnName = (column: Column): string => names[column][0];

const bare = (text: string): string => text.toLowerCase().replace(/[\s_\u00a0\ufeff]/g, '');
const byName = new Map<string, Column>((Object.entries(names) as [Column, readonly string[]][]).flatMap(([column, known]) => known.map((name) => [bare(name), column] as const)));

export interface Header { readonly width: number; readonly at: ReadonlyMap<Column, number>; readonly doubled: readonly Column[] }

/** Null: this row is no header, because not all needed columns stand in it. */
export function readHeader(cells: readonly string[]): Header | null {
  const at = new Map<Column, number>(), doubled: Column[] = [];
  cells.forEach((cell, index) => {
    const column = byName.get(bare(cell));
    if (!column) return;
    if (at.has(column)) doubled.push(column);
    else at.set(column, index);
  });
  return needed.every((column) => at.has(column)) ? { width: cells.length, at, doubled } : null;
}
