import { describe, expect, it } from '@jest/globals';
import { scoreLeaves } from '../../src/mapping/index.js';
import { demoCategories } from './practice-trees.js';

/** A tree in the manner of the large Indonesian marketplaces, written after the words and never used to choose them; with, for each leaf, the category of the demo it is right for. */
const shelves: readonly (readonly [path: string, demo?: string])[] = [
  ['Makanan & Minuman > Minuman > Kopi Bubuk', 'Kopi Bubuk'], ['Makanan & Minuman > Minuman > Biji Kopi', 'Kopi Biji Sangrai'], ['Makanan & Minuman > Minuman > Kopi Instan'], ['Makanan & Minuman > Minuman > Kopi Drip & Cold Brew', 'Kopi Celup & Drip'], ['Makanan & Minuman > Minuman > Teh', 'Teh'],
  ['Makanan & Minuman > Minuman > Jamu & Minuman Kesehatan', 'Minuman Herbal'], ['Makanan & Minuman > Minuman > Air Mineral'], ['Makanan & Minuman > Minuman > Sirup'], ['Makanan & Minuman > Makanan Ringan > Keripik & Kerupuk', 'Keripik'], ['Makanan & Minuman > Makanan Ringan > Biskuit & Kue Kering', 'Kue Kering'],
  ['Makanan & Minuman > Makanan Ringan > Kacang & Rempeyek', 'Kacang & Rempeyek'], ['Makanan & Minuman > Makanan Ringan > Manisan, Dodol & Buah Kering', 'Manisan & Dodol'], ['Makanan & Minuman > Makanan Ringan > Cokelat & Permen'], ['Makanan & Minuman > Bumbu & Bahan Masakan > Sambal & Saus Cabai', 'Sambal'],
  ['Makanan & Minuman > Bumbu & Bahan Masakan > Bumbu Jadi', 'Bumbu Instan'], ['Makanan & Minuman > Bumbu & Bahan Masakan > Kecap, Cuka & Saus Tiram', 'Kecap & Saus'], ['Makanan & Minuman > Bumbu & Bahan Masakan > Garam & Penyedap Rasa'], ['Makanan & Minuman > Bahan Pokok > Madu', 'Madu'], ['Makanan & Minuman > Bahan Pokok > Gula Pasir'],
  ['Makanan & Minuman > Bahan Pokok > Gula Merah & Gula Semut', 'Gula Aren & Kelapa'], ['Makanan & Minuman > Bahan Pokok > Beras', 'Beras'], ['Makanan & Minuman > Bahan Pokok > Tepung', 'Tepung'], ['Makanan & Minuman > Bahan Pokok > Minyak Goreng', 'Minyak Goreng'], ['Makanan & Minuman > Bahan Pokok > Kacang-kacangan', 'Kacang & Biji'], ['Makanan & Minuman > Bahan Pokok > Telur'],
  ['Makanan & Minuman > Lauk Pauk > Abon & Dendeng', 'Abon & Dendeng'], ['Makanan & Minuman > Lauk Pauk > Makanan Beku', 'Lauk Beku'], ['Makanan & Minuman > Lauk Pauk > Makanan Kaleng'], ['Makanan & Minuman > Bahan Segar > Buah-buahan', 'Buah'], ['Makanan & Minuman > Bahan Segar > Sayuran', 'Sayur & Umbi'], ['Makanan & Minuman > Bahan Segar > Daging'],
  ['Makanan & Minuman > Bumbu & Bahan Masakan > Rempah-rempah', 'Rempah Kering'], ['Rumah Tangga > Taman > Bibit Tanaman', 'Bibit & Benih'], ['Rumah Tangga > Taman > Pupuk & Tanah', 'Pupuk & Media Tanam'], ['Rumah Tangga > Taman > Pot & Vas'], ['Fashion > Batik & Kain Tradisional > Kain Batik', 'Kain Batik'], ['Fashion Pria > Atasan > Batik Pria', 'Kemeja Batik Pria'],
  ['Fashion Pria > Atasan > Kaos Polo'], ['Fashion Wanita > Atasan > Blouse Batik', 'Blus & Tunik Wanita'], ['Fashion Wanita > Atasan > Kaos Wanita'], ['Fashion Wanita > Aksesoris > Syal & Selendang', 'Selendang & Syal'], ['Fashion Wanita > Tas > Dompet & Tas Tangan', 'Tas & Dompet'], ['Sepatu > Sandal', 'Sandal'], ['Sepatu > Sneakers'],
  ['Rumah Tangga > Tempat Penyimpanan > Keranjang Anyaman', 'Anyaman & Keranjang'], ['Dapur > Alat Masak > Perkakas Dapur Kayu', 'Peralatan Kayu'], ['Dapur > Alat Makan > Piring & Mangkuk Keramik', 'Gerabah & Keramik'], ['Dapur > Alat Masak > Panci & Wajan'], ['Kecantikan > Perawatan Tubuh > Sabun Mandi', 'Sabun Alami'], ['Kecantikan > Perawatan Tubuh > Minyak Pijat & Aromaterapi', 'Minyak Urut & Atsiri'],
  ['Kecantikan > Perawatan Tubuh > Losion'], ['Hobi & Koleksi > Mainan > Mainan Kayu', 'Mainan & Pajangan Kayu'], ['Hobi & Koleksi > Mainan > Boneka'], ['Elektronik > Lampu > Lampu Meja'],
];
const leaves = shelves.map(([path], index) => ({ id: String(index), path: path.split(' > ') }));
const right = new Map(shelves.flatMap(([, demo], index) => (demo === undefined ? [] : [[demo, String(index)] as const])));

describe('a tree whose words nobody had looked at', () => {
  const ranks = demoCategories.map((category) => ({ category, rank: scoreLeaves(category.split(' > '), leaves, 5).findIndex((leaf) => leaf.id === right.get(category.split(' > ').at(-1) ?? '')) }));
  const share = (top: number): number => ranks.filter(({ rank }) => rank >= 0 && rank < top).length / ranks.length;

  it('has a right leaf for every category of the demo', () => {
    expect(demoCategories.filter((category) => !right.has(category.split(' > ').at(-1) ?? ''))).toEqual([]);
    if (process.env.SHOW_MEASURED) process.stdout.write(`unseen: first ${share(1).toFixed(3)}, three ${share(3).toFixed(3)} ${JSON.stringify(ranks.filter(({ rank }) => rank !== 0))}\n`);
  });
  it('80 % of first suggestions are right, 95 % within three', () => {
    expect(share(1)).toBeGreaterThanOrEqual(0.8);
    expect(share(3)).toBeGreaterThanOrEqual(0.95);
  });
});
