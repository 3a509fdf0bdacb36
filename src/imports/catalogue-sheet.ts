import { productIdsMatching, type ProductFilter } from '../catalogue/index.js';
import type { Tx } from '../kernel/index.js';
import { exportPage, pieces, type SheetOf } from '../exports/index.js';
import type { Cell } from '../sheets/index.js';
import { columnName, columns, type Column } from './columns.js';

interface Row {
  code: string; title: string; description: string; category: string | null; brand: string | null; unit: string; member: string | null; ownership: 'own' | 'consignment'; sku: string; axes: string[]; choice: string[]; price: string; stock: number; grams: number | null; length_mm: number | null; width_mm: number | null; height_mm: number | null;
  barcode: string | null; photos: string | null; attributes: { halalNo?: string; permitNo?: string; origin?: string };
}

const ownership = { own: { id: 'milik sendiri', en: 'own' }, consignment: { id: 'konsinyasi', en: 'consignment' } } as const;
const cm = (mm: number | null): Cell => (mm === null ? null : mm / 10);
const cells = (language: 'id' | 'en'): Readonly<Record<Column, (row: Row) => Cell>> => ({
  code: (row) => row.code, title: (row) => row.title, description: (row) => row.description, category: (row) => row.category, brand: (row) => row.brand, unit: (row) => row.unit, member: (row) => row.member, ownership: (row) => ownership[row.ownership][language],
  sku: (row) => row.sku, axis1: (row) => row.axes[0] ?? null, choice1: (row) => row.choice[0] ?? null, axis2: (row) => row.axes[1] ?? null, choice2: (row) => row.choice[1] ?? null, axis3: (row) => row.axes[2] ?? null, choice3: (row) => row.choice[2] ?? null,
  price: (row) => Number(row.price), stock: (row) => row.stock, grams: (row) => row.grams, length: (row) => cm(row.length_mm), width: (row) => cm(row.width_mm), height: (row) => cm(row.height_mm), barcode: (row) => row.barcode, photos: (row) => row.photos,
  halalNo: (row) => row.attributes.halalNo ?? null, permitNo: (row) => row.attributes.permitNo ?? null, origin: (row) => row.attributes.origin ?? null,
});

/** The catalogue with exactly the columns an import reads, so that it comes back unchanged: a row per variant on sale, what lies at the first place as its stock, photos by the names they came under. */
export const catalogueSheet = (filter: ProductFilter, language: 'id' | 'en'): SheetOf<Row> => ({
  name: { id: 'katalog', en: 'catalogue' },
  columns: columns.map((column) => ({ id: columnName(column, 'id'), en: columnName(column, 'en'), of: cells(language)[column] })),
  batches: async function* (tx) {
    for (const ids of pieces(await productIdsMatching(tx, filter), exportPage)) yield rowsOf(tx, ids);
  },
});

const rowsOf = (tx: Tx, ids: readonly string[]): Promise<Row[]> => tx.rows<Row>(
  `SELECT p.code, p.title, p.description, g.path AS category, p.brand, c.name AS unit, m.name AS member, p.ownership, v.sku, p.axes, v.choice, v.price, coalesce(k.on_hand, 0) AS stock, v.grams, v.length_mm, v.width_mm, v.height_mm, v.barcode, f.photos, p.attributes
   FROM unnest($1::bigint[]) WITH ORDINALITY AS w (id, n) JOIN app.product p ON p.id = w.id JOIN app.variant v ON v.product_id = p.id AND v.archived_at IS NULL JOIN app.cooperative c ON c.id = p.cooperative_id
     LEFT JOIN app.category g ON g.id = p.category_id LEFT JOIN app.member m ON m.id = p.member_id LEFT JOIN app.stock_level k ON k.variant_id = v.id AND k.location_id = 0
     LEFT JOIN LATERAL (SELECT string_agg(x.name, '|' ORDER BY x.position, x.name) AS photos FROM app.photo_mention x WHERE x.product_id = p.id) f ON true
   ORDER BY w.n, v.position, v.id`, [ids]);
