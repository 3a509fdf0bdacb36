/** What a seller asks before listing: categories, attributes, rules, brands, suggestions, checks of the shop, warehouses, carriers. */
import type { Answer } from '../kit/index.js';
import type { Asked, ShopAsked } from './auth.js';
import { categories, leaves, type Category, type Kind } from './category-tree.js';
import { platforms } from './documents.js';
import { ok, refuse, wrong } from './envelope.js';
import { salesWarehouses } from './open-shop.js';
import type { World } from './world.js';

interface Attribute { readonly id: string; readonly name: string; readonly required: boolean; readonly custom: boolean; readonly values: readonly (readonly [id: string, name: string])[] }
const attributes: Readonly<Record<Kind, readonly Attribute[]>> = {
  food: [
    { id: '100392', name: 'Masa Simpan', required: true, custom: true, values: [['1001533', '6 bulan'], ['1001534', '12 bulan']] },
    { id: '100393', name: 'Sertifikat Halal', required: false, custom: false, values: [['1001540', 'Ya'], ['1001541', 'Tidak']] },
  ],
  fresh: [{ id: '100394', name: 'Cara Simpan', required: false, custom: false, values: [['1001550', 'Suhu ruang'], ['1001551', 'Dingin']] }],
  wear: [{ id: '100395', name: 'Bahan', required: true, custom: true, values: [['1001560', 'Katun'], ['1001561', 'Sutra']] }],
  home: [{ id: '100396', name: 'Bahan Utama', required: false, custom: true, values: [['1001570', 'Kayu'], ['1001571', 'Tanah liat']] }],
};
const salesProperties = [['100000', 'Color'], ['100007', 'Size'], ['100089', 'Specification']] as const;
export const brands = [['7082427311584347905', 'Koperasi Nusantara'], ['7082427311584347906', 'Kopi Lereng'], ['7082427311584347907', 'Batik Bengawan']] as const;
export const carriers = [{ id: '7117858858072016682', name: 'J&T Express' }, { id: '7117859084333745962', name: 'SiCepat' }] as const;
export const deliveryOption = '7091146663229654785';

export const attributesOf = (leaf: string): readonly Attribute[] => attributes[leaves.get(leaf)?.kind ?? 'home'];
export const salesPropertyId = (name: string): string | undefined => salesProperties.find(([, known]) => known.toLowerCase() === name.toLowerCase())?.[0];

/** Judges the version of the tree a caller works with; absent stands for v1. */
export function checkVersion(world: World, given: string | undefined): void {
  const right = String(world.kit.unconfirmed('categoryVersion'));
  if (given !== undefined && given !== 'v1' && given !== 'v2') throw refuse(12052217);
  if (right !== 'any' && (given ?? 'v1') !== right) throw refuse(12052230);
}

export function checkLeaf(id: string): Category {
  const leaf = leaves.get(id);
  if (leaf) return leaf;
  throw refuse(categories.some((one) => one.id === id) ? 12052024 : 12052023);
}

export function listCategories(world: World, { query }: ShopAsked): Answer {
  const platform = query.word('listing_platform', platforms, 'TIKTOK_SHOP');
  if (query.has('category_version')) checkVersion(world, query.text('category_version'));
  const found = categories.filter((one) => one.on.includes(platform));
  return ok({ categories: found.map(({ id, parent, name, leaf }) => ({ id, parent_id: parent, local_name: name, is_leaf: leaf, permission_statuses: ['AVAILABLE'] })) });
}

export function listAttributes(world: World, { query, ids: [id = ''] }: ShopAsked): Answer {
  if (query.has('category_version')) checkVersion(world, query.text('category_version'));
  checkLeaf(id);
  return ok({
    attributes: [
      ...attributesOf(id).map((one) => ({
        id: one.id, name: one.name, type: 'PRODUCT_PROPERTY', is_requried: one.required, is_customizable: one.custom, is_multiple_selection: false, values: one.values.map(([value, name]) => ({ id: value, name })), requirement_conditions: [],
      })),
      ...salesProperties.map(([property, name]) => ({ id: property, name, type: 'SALES_PROPERTY', is_requried: false, is_customizable: true, is_multiple_selection: false, values: [], requirement_conditions: [] })),
    ],
  });
}

export function categoryRules(world: World, { query, ids: [id = ''] }: ShopAsked): Answer {
  if (query.has('category_version')) checkVersion(world, query.text('category_version'));
  checkLeaf(id);
  return ok({ product_certifications: [], size_chart: { is_supported: false, is_required: false }, package_dimension: { is_required: false }, cod: { is_supported: true } });
}

export function recommend(world: World, { body }: ShopAsked): Answer {
  if (body.has('category_version')) checkVersion(world, body.text('category_version'));
  const words = body.text('product_title').toLowerCase().split(/\W+/);
  const score = (one: Category) => one.name.toLowerCase().split(/\W+/).filter((word) => words.includes(word)).length;
  const best = [...leaves.values()].reduce((a, b) => (score(b) > score(a) ? b : a));
  const chain = chainOf(best.id);
  return ok({ leaf_category_id: best.id, categories: chain.map((one, level) => ({ id: one.id, name: one.local_name, level: level + 1, is_leaf: one.is_leaf, permission_statuses: ['AVAILABLE'] })) });
}

/** From the root to the leaf. */
export function chainOf(id: string): { id: string; parent_id: string; local_name: string; is_leaf: boolean }[] {
  const one = categories.find((category) => category.id === id);
  return one ? [...chainOf(one.parent), { id: one.id, parent_id: one.parent, local_name: one.name, is_leaf: one.leaf }] : [];
}

export function listBrands(_world: World, { query }: ShopAsked): Answer {
  const size = query.digits('page_size', 1, 100);
  const from = query.has('page_token') ? query.digits('page_token', 0, 1_000) : 0;
  if (query.has('category_id')) checkLeaf(query.id('category_id'));
  const name = query.maybeText('brand_name')?.toLowerCase() ?? '';
  const found = brands.filter(([, one]) => one.toLowerCase().includes(name));
  const more = found.length > from + size;
  return ok({ brands: found.slice(from, from + size).map(([id, one]) => ({ id, name: one, authorized_status: 'AUTHORIZED', brand_status: 'ONLINE', is_t1_brand: false })), total_count: found.length, next_page_token: more ? String(from + size) : '' });
}

export function prerequisites(): Answer {
  return ok({ check_results: ['SHOP_STATUS', 'PICKUP_WAREHOUSE', 'RETURN_WAREHOUSE', 'DELIVERY_OPTION'].map((check_item) => ({ check_item, is_failed: false, fail_reasons: [] })) });
}

export function listWarehouses(world: World, { shop }: ShopAsked): Answer {
  const row = (id: string, name: string, type: string) => ({ id, name, type, sub_type: 'DOMESTIC_WAREHOUSE', effect_status: 'ENABLED', is_default: id === shop.warehouse, address: { region: 'Indonesia', region_code: 'ID', state: 'Jawa Tengah', city: 'Surakarta' } });
  return ok({ warehouses: [...salesWarehouses(world, shop).map((id, at) => row(id, at === 0 ? 'Gudang Utama' : 'Gudang Cabang', 'SALES_WAREHOUSE')), row(shop.returnWarehouse, 'Gudang Retur', 'RETURN_WAREHOUSE')] });
}

export function listCarriers(_world: World, { ids: [id = ''] }: Asked): Answer {
  if (id !== deliveryOption) throw wrong('delivery_option_id is invalid.');
  return ok({ shipping_providers: carriers });
}
