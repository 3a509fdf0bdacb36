/** A category tree of its own: English and Indonesian names, about forty leaves that suit co-op goods. */
export type Kind = 'food' | 'fashion' | 'farm' | 'home';
export interface Category { readonly id: string; readonly parent: string; readonly en: string; readonly id_ID: string; readonly kind?: Kind }

const branch = (id: number, parent: number, en: string, id_ID: string): Category => ({ id: String(id), parent: String(parent), en, id_ID });
const leaf = (id: number, parent: number, kind: Kind, en: string, id_ID: string): Category => ({ ...branch(id, parent, en, id_ID), kind });

export const categories: readonly Category[] = [
  branch(10100083, 0, 'Groceries', 'Bahan Makanan'), branch(10100090, 0, 'Farm Produce', 'Hasil Kebun'), branch(10100095, 0, 'Fashion', 'Mode'), branch(10100099, 0, 'Home & Craft', 'Rumah & Kerajinan'),
  branch(10000510, 10100083, 'Beverages', 'Minuman'), branch(10000511, 10100083, 'Snacks', 'Makanan Ringan'), branch(10000512, 10100083, 'Cooking Ingredients', 'Bahan Masak'), branch(10000513, 10100083, 'Ready Meals', 'Makanan Jadi'),
  branch(10000520, 10100090, 'Fresh', 'Segar'), branch(10000521, 10100090, 'Gardening', 'Berkebun'), branch(10000530, 10100095, 'Traditional Wear', 'Busana Tradisional'), branch(10000531, 10100095, 'Accessories', 'Aksesori'),
  branch(10000540, 10100099, 'Kitchen & Decor', 'Dapur & Dekorasi'), branch(10000541, 10100099, 'Body Care', 'Perawatan Tubuh'),
  leaf(10002019, 10000510, 'food', 'Coffee Powder', 'Bubuk Kopi'), leaf(10002020, 10000510, 'food', 'Whole Bean Coffee', 'Biji Kopi Utuh'), leaf(10002021, 10000510, 'food', 'Coffee Bags', 'Kopi Kantong'), leaf(10002022, 10000510, 'food', 'Tea Leaves', 'Daun Teh'),
  leaf(10002023, 10000510, 'food', 'Jamu & Infusions', 'Jamu & Seduhan'), leaf(10002024, 10000511, 'food', 'Crisps', 'Kripik'), leaf(10002025, 10000511, 'food', 'Biscuits & Cookies', 'Biskuit & Kukis'), leaf(10002026, 10000511, 'food', 'Nut Snacks', 'Camilan Kacang'),
  leaf(10002027, 10000511, 'food', 'Sweets', 'Kudapan Manis'), leaf(10002028, 10000512, 'food', 'Chilli Pastes', 'Pasta Cabai'), leaf(10002029, 10000512, 'food', 'Seasoning Mixes', 'Racikan Bumbu'), leaf(10002030, 10000512, 'food', 'Condiments', 'Pelengkap Makan'),
  leaf(10002031, 10000512, 'food', 'Raw Honey', 'Madu Murni'), leaf(10002032, 10000512, 'food', 'Coconut & Palm Sugars', 'Gula Nira'), leaf(10002033, 10000513, 'food', 'Dried Meat', 'Daging Kering'), leaf(10002034, 10000513, 'food', 'Frozen Meals', 'Masakan Beku'),
  leaf(10002035, 10000512, 'food', 'Rice Grains', 'Bulir Beras'), leaf(10002036, 10000512, 'food', 'Baking Flours', 'Aneka Tepung'), leaf(10002037, 10000512, 'food', 'Edible Oils', 'Minyak Masak'), leaf(10002038, 10000512, 'food', 'Pulses & Seeds', 'Polong & Bijian'),
  leaf(10002040, 10000520, 'farm', 'Fresh Fruits', 'Buah Segar'), leaf(10002041, 10000520, 'farm', 'Fresh Vegetables', 'Sayuran Segar'), leaf(10002042, 10000520, 'farm', 'Whole Spices', 'Rempah Utuh'), leaf(10002043, 10000521, 'farm', 'Seeds & Bulbs', 'Benih & Umbi Tanam'), leaf(10002044, 10000521, 'farm', 'Plant Food', 'Nutrisi Tanaman'),
  leaf(10002050, 10000530, 'fashion', 'Batik Fabrics', 'Bahan Batik'), leaf(10002051, 10000530, 'fashion', 'Batik for Men', 'Batik Lelaki'), leaf(10002052, 10000530, 'fashion', 'Batik for Women', 'Batik Perempuan'), leaf(10002053, 10000531, 'fashion', 'Shawls', 'Pashmina'), leaf(10002054, 10000531, 'fashion', 'Purses & Totes', 'Dompet & Tote'), leaf(10002055, 10000531, 'fashion', 'Slippers', 'Selop'),
  leaf(10002060, 10000540, 'home', 'Woven Storage', 'Wadah Anyam'), leaf(10002061, 10000540, 'home', 'Wooden Utensils', 'Alat Masak Kayu'), leaf(10002062, 10000540, 'home', 'Clayware', 'Tembikar'), leaf(10002063, 10000541, 'home', 'Handmade Soaps', 'Sabun Buatan Tangan'), leaf(10002064, 10000541, 'home', 'Body Oils', 'Minyak Badan'), leaf(10002065, 10000540, 'home', 'Wooden Figures', 'Figur Kayu'),
];

export const leafOf = (id: string): (Category & { kind: Kind }) | null => {
  const found = categories.find((category) => category.id === id);
  return found?.kind ? { ...found, kind: found.kind } : null;
};
