import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ListingDraft, Photo } from '../../adapters/contract/index.js';
import { csvRows } from '../../src/sheets/index.js';
import { root } from '../house/serve.js';

export interface OwnVariant { readonly sku: string; readonly choice: readonly string[]; readonly price: number; readonly stock: number }
export interface OwnProduct { readonly code: string; readonly title: string; readonly axes: readonly string[]; readonly variants: readonly OwnVariant[] }
/** How a row of theirs differs by its SKU, as the generator marked it. */
export type Mark = 'exact' | 'near' | 'none';
export interface TypedRow { readonly mark: Mark; /** Our SKU it means. */ readonly means: string; readonly choice: readonly string[] }
export interface Typed { readonly draft: ListingDraft; readonly rows: readonly TypedRow[] }

/** The demo's catalogue as often as needed, each time under codes and SKUs of its own. */
export async function repeatedCatalogue(products: number): Promise<readonly OwnProduct[]> {
  const text = readFileSync(join(root, 'demo', 'catalogue.csv'), 'utf8').replace(/^\ufeff/, ''), rows: string[][] = [];
  for await (const row of csvRows((async function* () { yield text; })(), ';')) if (row.cells.length > 1) rows.push([...row.cells]);
  const [header = [], ...data] = rows, once = new Map<string, { title: string; axes: string[]; variants: OwnVariant[] }>();
  for (const cells of data) {
    const of = (name: string): string => cells[header.indexOf(name)] ?? '', product = once.get(of('kode_produk')) ?? { title: of('nama'), axes: [of('opsi_1_nama'), of('opsi_2_nama')].filter(Boolean), variants: [] };
    product.variants.push({ sku: of('sku'), choice: [of('opsi_1_nilai'), of('opsi_2_nilai')].filter(Boolean), price: Number(of('harga').replace(/\D/g, '')), stock: Number(of('stok')) });
    once.set(of('kode_produk'), product);
  }
  return Array.from({ length: products }, (_, n) => {
    const round = Math.floor(n / once.size) + 1, [code, product] = [...once][n % once.size] as [string, { title: string; axes: string[]; variants: OwnVariant[] }];
    return { ...product, code: `${code}-R${round}`, variants: product.variants.map((variant) => ({ ...variant, sku: `${variant.sku}-R${round}` })) };
  });
}

const tails = ['MURAH', 'Khas Bengawan', '(Ready Stok)', '- BISA COD', '[Koperasi]', 'kualitas super', 'Oleh2 Khas'];
const short: readonly (readonly [RegExp, string])[] = [[/\btanpa\b/i, 'Tnp'], [/\bmotif\b/i, 'Mtf'], [/\bbotol\b/i, 'btl'], [/\bdengan\b/i, 'dgn']];

/** Types a product into a seller centre as shop staff do: other names, some other prices and stocks, SKUs that differ or are missing. Always the same for the same number. */
export function typedBy(product: OwnProduct, n: number, may: { readonly emptySku: boolean; readonly spaces: boolean; /** Whether a title may speak of paying at the door. */ readonly cod: boolean; readonly leaf: string; readonly attributes: ListingDraft['attributes']; readonly brand: string | null; readonly photo: Photo }): Typed {
  const dice = random(n + 1), pick = <T>(values: readonly T[]): T => values[Math.floor(dice() * values.length)] as T;
  const dearest = Math.max(...product.variants.map((variant) => variant.price));
  const rows = product.variants.map((variant, index): TypedRow & { sku: string; price: bigint; quantity: number } => {
    const roll = dice(), mark: Mark = roll < 0.72 ? 'exact' : roll < 0.86 ? 'near' : 'none';
    const near = [variant.sku.toLowerCase(), variant.sku.replaceAll('-', '_'), variant.sku.replaceAll('-', ''), ...(may.spaces ? [variant.sku.replaceAll('-', ' '), variant.sku.replace('-', ' - ')] : [])];
    const sku = mark === 'exact' ? variant.sku : mark === 'near' ? pick(near) : may.emptySku && dice() < 0.6 ? '' : `LAMA-${n}-${index}`;
    const price = dice() < 0.3 ? Math.max(500, Math.round((variant.price * (0.85 + dice() * 0.4)) / 500) * 500) : variant.price;
    return { mark, means: variant.sku, choice: variant.choice, sku, price: BigInt(Math.max(price, Math.ceil(dearest / 5))), quantity: Math.max(1, dice() < 0.45 ? variant.stock + 3 : variant.stock) };
  });
  let title = product.title;
  const way = dice();
  if (way < 0.2) title = title.toUpperCase();
  else if (way < 0.35) title = title.toLowerCase();
  else if (way < 0.5) title = title.replace(/^(\S+) (\S+)/, '$2 $1');
  else if (way < 0.65) for (const [long, brief] of short) title = title.replace(long, brief);
  if (dice() < 0.3 && title.length > 12) title = title.slice(0, 7) + title.slice(8);
  title = title.slice(0, 95);
  // "Cold" may have lost the wrong letter.
  if (!may.cod) title = title.replace(/\bcod\b/gi, 'Col');
  do title = `${title} ${pick(tails.filter((tail) => may.cod || !tail.includes('COD')))}`; while (title.length < 26);
  const lone = product.axes.length === 0;
  const draft: ListingDraft = {
    code: lone ? rows[0]?.sku ?? '' : product.code.toLowerCase(), category: may.leaf, title, description: 'Diketik di pusat penjual, sebelum ada katalog koperasi.', brand: may.brand, attributes: may.attributes, photos: [may.photo],
    variants: rows.map((row) => ({ sku: row.sku, choice: Object.fromEntries(product.axes.map((axis, at) => [axis, (row.choice[at] ?? '').slice(0, 20)])), price: row.price, quantity: row.quantity, photo: null, grams: 250, mm: [100, 80, 60] })),
  };
  return { draft, rows: rows.map(({ mark, means, choice }) => ({ mark, means, choice: choice.map((value) => value.slice(0, 20)) })) };
}

function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
