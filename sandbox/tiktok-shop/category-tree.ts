/** A category tree of its own, with ids and names unlike any other marketplace's: leaves that suit co-op goods. */
import type { Platform } from './documents.js';

export type Kind = 'food' | 'fresh' | 'wear' | 'home';
export interface Category { readonly id: string; readonly parent: string; readonly name: string; readonly leaf: boolean; readonly kind: Kind; readonly on: readonly Platform[] }

/** Root → branch → leaves; the number is the first leaf's id. A star: on TikTok Shop only. */
const tree: readonly (readonly [root: string, branch: string, kind: Kind, leaves: string])[] = [
  ['Makanan dan Minuman', 'Minuman Kopi', 'food', 'Kopi Giling|Kopi Biji|Kopi Drip'], ['Makanan dan Minuman', 'Teh dan Jamu', 'food', 'Daun Teh|Jamu dan Wedang'],
  ['Makanan dan Minuman', 'Cemilan', 'food', 'Keripik dan Kerupuk|Kue dan Biskuit|Kacang Olahan|Permen dan Dodol'], ['Makanan dan Minuman', 'Bumbu Masak', 'food', 'Sambal Botol|Bumbu Siap Pakai|Kecap dan Saos'],
  ['Makanan dan Minuman', 'Pemanis', 'food', 'Madu Murni|Gula Merah'], ['Makanan dan Minuman', 'Lauk', 'food', 'Abon|Makanan Beku'], ['Makanan dan Minuman', 'Sembako', 'food', 'Beras Kemasan|Tepung-tepungan|Minyak Masak|Biji dan Kacang'],
  ['Hasil Bumi', 'Hasil Segar', 'fresh', 'Buah Segar|Sayur Segar'], ['Hasil Bumi', 'Hasil Kering', 'fresh', 'Rempah'], ['Hasil Bumi', 'Berkebun', 'fresh', 'Benih Tanaman|Pupuk dan Media|Alat Pancing*'],
  ['Pakaian', 'Pakaian Batik', 'wear', 'Kain|Kemeja Pria|Atasan Wanita|Syal'], ['Pakaian', 'Pelengkap', 'wear', 'Tas dan Dompet|Alas Kaki'],
  ['Perlengkapan Rumah', 'Hiasan', 'home', 'Anyaman'], ['Perlengkapan Rumah', 'Alat Dapur', 'home', 'Alat Kayu|Keramik dan Tanah Liat'], ['Perlengkapan Rumah', 'Perawatan Tubuh', 'home', 'Sabun Batang|Minyak Pijat'], ['Perlengkapan Rumah', 'Cendera Mata', 'home', 'Pajangan Kayu'],
];

export const categories: readonly Category[] = build();
export const leaves: ReadonlyMap<string, Category> = new Map(categories.filter(({ leaf }) => leaf).map((one) => [one.id, one]));

function build(): Category[] {
  const all: Category[] = [];
  const on = ['TIKTOK_SHOP', 'TOKOPEDIA'] as const;
  let [roots, branches, leafIds] = [600_000, 603_000, 605_000];
  for (const [root, branch, kind, names] of tree) {
    let top = all.find((one) => one.parent === '0' && one.name === root);
    if (!top) all.push((top = { id: String(++roots), parent: '0', name: root, leaf: false, kind, on }));
    const middle: Category = { id: String(++branches), parent: top.id, name: branch, leaf: false, kind, on };
    all.push(middle);
    for (const name of names.split('|')) all.push({ id: String(++leafIds), parent: middle.id, name: name.replace('*', ''), leaf: true, kind, on: name.endsWith('*') ? ['TIKTOK_SHOP'] : on });
  }
  return all;
}
