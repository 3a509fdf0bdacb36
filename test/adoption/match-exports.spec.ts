import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { adapter as shopee } from '../../adapters/shopee/index.js';
import { adapter as tiktok } from '../../adapters/tiktok-shop/index.js';
import { matchRows, type Match, type OurVariant, type TheirRow } from '../../src/adoption/match-rows.js';
import { readSheet } from '../../src/adoption/read-sheet.js';
import { csvRows } from '../../src/sheets/index.js';
import { root } from '../house/serve.js';

const exportsDir = join(root, 'test', 'adoption', 'exports');
const readme = readFileSync(join(exportsDir, 'README.md'), 'utf8');

async function catalogue(): Promise<OurVariant[]> {
  const text = readFileSync(join(root, 'demo', 'catalogue.csv'), 'utf8').replace(/^\ufeff/, '');
  const rows: string[][] = [];
  for await (const row of csvRows((async function* () { yield text; })(), ';')) rows.push([...row.cells]);
  const [header = [], ...data] = rows, products = new Map<string, string>();
  return data.filter((cells) => cells.length > 1).map((cells, index) => {
    const of = (name: string): string => cells[header.indexOf(name)] ?? '';
    if (!products.has(of('kode_produk'))) products.set(of('kode_produk'), String(products.size + 1));
    return { variantId: String(index + 1), productId: products.get(of('kode_produk')) ?? '', sku: of('sku'), title: of('nama'), choice: [of('opsi_1_nilai'), of('opsi_2_nilai')].filter(Boolean), price: BigInt(of('harga').replace(/\D/g, '')), taken: false };
  });
}
/** What the folder's README says of the rows that are not exact: the SKU in the file is in no order, so by sheet row. */
const said = (heading: string): { row: number; meant: string; near: boolean }[] =>
  [...(readme.split(`## ${heading}`)[1]?.split('\n## ')[0] ?? '').matchAll(/^\| (\d+) \| \S+ \| (\S+) \| .*? \| (near|none)[^|]*\|$/gm)].map(([, row, meant = '', kind]) => ({ row: Number(row), meant, near: kind === 'near' }));

describe.each([
  ['shopee-mass-update.xlsx', shopee.sheets, { first: 7, products: 90, exact: 119, near: 25, none: 25, stock: 11_217, prices: 15_585_500n }],
  ['tiktok-shop-products.xlsx', tiktok.sheets, { first: 4, products: 60, exact: 76, near: 16, none: 16, stock: 7_303, prices: 11_576_500n }],
])('%s', (file, sheets, expected) => {
  let ours: OurVariant[], theirs: TheirRow[], matches: readonly Match[], stock = 0, prices = 0n, fault: string | null;
  beforeAll(async () => {
    ours = await catalogue();
    const read = await readSheet(join(exportsDir, file), sheets ?? []);
    fault = read.fault;
    // Listings keep the order of the sheet, whose rows of one listing stand together: so the place tells the sheet's row.
    theirs = read.standings.flatMap((standing) => ('undecodable' in standing || !standing.seen ? [] : standing.seen.variants.map((variant) => {
      stock += variant.stock ?? 0;
      prices += variant.price ?? 0n;
      return { id: '', item: variant.itemId, sku: variant.sku, title: standing.seen?.title ?? '', choice: Object.values(variant.choice), price: variant.price };
    }))).map((row, index) => ({ ...row, id: String(index + expected.first) }));
    matches = await matchRows(ours, theirs);
  });
  const bySku = (sku: string): string | undefined => ours.find((variant) => variant.sku === sku)?.variantId;
  const count = (how: string): number => matches.filter((match) => match.class === 'matched' && match.how === how).length;

  it('is read whole: rows, listings, sums', () => {
    expect(fault).toBeNull();
    expect([theirs.length, new Set(theirs.map((row) => row.item)).size, stock, prices]).toEqual([expected.exact + expected.near + expected.none, expected.products, expected.stock, expected.prices]);
  });

  it('matches by SKU what its README says, and each as it says', () => {
    expect([count('sku'), count('near'), matches.filter((match) => match.class !== 'matched').length]).toEqual([expected.exact, expected.near, expected.none]);
    for (const { row, meant, near } of said(file)) {
      const match = matches.find((entry) => entry.rowId === String(row));
      expect([row, match?.class === 'matched', match?.variantId]).toEqual([row, near, near ? bySku(meant) : null]);
    }
    for (const match of matches) if (match.how === 'sku') expect(match.variantId).toBe(bySku(theirs.find((row) => row.id === match.rowId)?.sku ?? ''));
  });

  it('proposes, first of all, what was meant for every row without a match by SKU', () => {
    const rows = said(file).filter((entry) => !entry.near);
    expect(rows).toHaveLength(expected.none);
    for (const { row, meant } of rows) {
      const match = matches.find((entry) => entry.rowId === String(row));
      expect([row, match?.class, match?.candidates[0]?.variantId]).toEqual([row, 'ambiguous', bySku(meant)]);
    }
  });
});
