/** A category tree of its own, with codes and names unlike any other marketplace's, and what each kind of leaf asks for. */
export type Kind = 'pangan' | 'tani' | 'busana' | 'rumah';
export interface Leaf { readonly code: string; readonly name: string; readonly kind: Kind; readonly postLive: boolean }
export interface Branch { readonly code: string; readonly name: string; readonly children: readonly (Branch | Leaf)[] }
export interface Attribute { readonly code: string; readonly name: string; readonly mandatory: boolean; readonly variantCreating: boolean; readonly specialAttribute: boolean; readonly type: 'DESCRIPTIVE' | 'PREDEFINED'; readonly options: readonly string[] }

const plan: readonly [root: string, kind: Kind, groups: readonly [string, readonly string[]][]][] = [
  ['Kuliner Nusantara', 'pangan', [
    ['Seduhan', ['Bubuk Kopi Daerah', 'Biji Kopi Panggang', 'Kopi Saring Praktis', 'Daun Teh', 'Jamu & Wedang']], ['Kudapan', ['Keripik & Kerupuk', 'Kukis & Nastar', 'Olahan Kacang', 'Dodol & Manisan Buah']],
    ['Penyedap', ['Sambal Botol', 'Bumbu Racik', 'Kecap, Saus & Petis']], ['Pemanis', ['Madu Hutan', 'Gula Merah & Semut']], ['Lauk', ['Abon, Dendeng & Serundeng', 'Lauk Frozen']],
    ['Sembako Koperasi', ['Beras Petani', 'Aneka Tepung', 'Minyak Masak', 'Biji & Palawija']]]],
  ['Dari Kebun', 'tani', [['Panen Segar', ['Buah Panen', 'Sayur & Umbi Panen']], ['Panen Kering', ['Rempah']], ['Berkebun', ['Benih & Bibit Tanaman', 'Pupuk & Media']]]],
  ['Gaya Nusantara', 'busana', [['Wastra', ['Kain Batik Meteran', 'Batik Pria', 'Batik Wanita', 'Selendang']], ['Pelengkap Busana', ['Tas & Dompet Kriya', 'Alas Kaki']]]],
  ['Rumah Kriya', 'rumah', [['Hiasan', ['Keranjang Anyam']], ['Perlengkapan Makan', ['Kriya Kayu Dapur', 'Gerabah']], ['Perawatan Alami', ['Sabun Herbal', 'Minyak Atsiri & Urut']], ['Buah Tangan', ['Pajangan & Mainan Kayu']]]],
];

let count = 0;
const code = (letters: string) => `${letters}-${1_000_200 + ++count}`;

export const tree: readonly Branch[] = plan.map(([name, kind, groups]) => ({
  code: code('RT'), name, children: groups.map(([group, leaves]) => ({
    code: code('GR'), name: group, children: leaves.map((leaf): Leaf => ({ code: code(kind.slice(0, 2).toUpperCase()), name: leaf, kind, postLive: kind === 'tani' })),
  })),
}));

export const leaves: ReadonlyMap<string, Leaf> = new Map(tree.flatMap((root) => root.children).flatMap((group) => ('children' in group ? group.children : [])).flatMap((leaf) => ('kind' in leaf ? [[leaf.code, leaf] as const] : [])));

const text = (id: string, name: string, mandatory = false): Attribute => ({ code: id, name, mandatory, variantCreating: false, specialAttribute: false, type: 'DESCRIPTIVE', options: [] });
const choice = (id: string, name: string, mandatory: boolean, options: readonly string[]): Attribute => ({ code: id, name, mandatory, variantCreating: false, specialAttribute: false, type: 'PREDEFINED', options });
const variant = (id: string, name: string, options: readonly string[]): Attribute => ({ code: id, name, mandatory: false, variantCreating: true, specialAttribute: false, type: 'DESCRIPTIVE', options });
const variants = [variant('VA-3000001', 'Varian', []), variant('VA-3000002', 'Ukuran', ['S', 'M', 'L', 'XL']), variant('VA-3000003', 'Warna', ['Hitam', 'Putih', 'Merah', 'Cokelat'])];
const own: Readonly<Record<Kind, readonly Attribute[]>> = {
  pangan: [text('AT-3000101', 'Masa simpan', true), choice('AT-3000102', 'Kehalalan', true, ['Halal', 'Belum bersertifikat']), text('AT-3000103', 'Komposisi')],
  tani: [text('AT-3000201', 'Asal panen', true)],
  busana: [choice('AT-3000301', 'Bahan', true, ['Katun', 'Sutra', 'Rayon', 'Kulit', 'Lainnya']), text('AT-3000302', 'Motif')],
  rumah: [text('AT-3000401', 'Bahan baku', true)],
};

export function attributesOf(leaf: Leaf): readonly Attribute[] {
  return [...own[leaf.kind], ...variants];
}

export const brands: readonly { code: string; name: string }[] = [{ code: 'BR-4000001', name: 'no brand' }, { code: 'BR-4000002', name: 'Bengawan' }, { code: 'BR-4000003', name: 'Sumbing Raya' }];
export const logistics: readonly { code: string; name: string }[] = [{ code: 'BES', name: 'Blibli Express Service' }, { code: 'JNEREG', name: 'JNE Reguler' }, { code: 'SICEPAT', name: 'SiCepat' }];
