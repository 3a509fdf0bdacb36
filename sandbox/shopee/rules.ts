/** The rules of the practice Shopee: attributes, brands, limits, channels. */
import { categories, type Kind } from './category-tree.js';

export interface Attribute { readonly id: number; readonly name: string; readonly mandatory: boolean; readonly input: 1 | 2 | 3 | 4 | 5; readonly values: readonly (readonly [number, string])[]; readonly units: readonly string[]; readonly validation: 'string' | 'int' | 'date'; readonly max: number }

const attribute = (id: number, name: string, mandatory: boolean, input: Attribute['input'], values: Attribute['values'] = [], more: Partial<Attribute> = {}): Attribute => ({ id, name, mandatory, input, values, units: [], validation: 'string', max: input >= 4 ? 5 : 1, ...more });

/** Attributes by kind of category: two are mandatory for food, one elsewhere. */
export const attributes: Readonly<Record<Kind, readonly Attribute[]>> = {
  food: [attribute(200101, 'Country of Origin', true, 1, [[2101, 'Indonesia'], [2102, 'Malaysia'], [2103, 'Other']]), attribute(200102, 'Shelf Life', true, 3, [], { units: ['day', 'month', 'year'], validation: 'int' }), attribute(200103, 'Halal', false, 1, [[2111, 'Yes'], [2112, 'No']]), attribute(200104, 'BPOM Number', false, 3), attribute(200105, 'Expiry Date', false, 3, [], { validation: 'date' })],
  fashion: [attribute(200201, 'Material', true, 2, [[2201, 'Cotton'], [2202, 'Rayon'], [2203, 'Silk'], [2204, 'Leather'], [2205, 'Woven fibre']]), attribute(200202, 'Pattern', false, 5, [[2211, 'Batik'], [2212, 'Plain']])],
  farm: [attribute(200301, 'Plant Product Type', true, 1, [[2301, 'Farm produce'], [2302, 'Planting material']]), attribute(200302, 'Organic', false, 1, [[2311, 'Yes'], [2312, 'No']])],
  home: [attribute(200401, 'Warranty Type', true, 1, [[2401, 'No warranty'], [2402, 'Supplier warranty']]), attribute(200402, 'Material', false, 5, [[2411, 'Wood'], [2412, 'Bamboo'], [2413, 'Clay']])],
};
/** A few leaves have brands of their own; none is mandatory but for oils, where "no brand" (0) will do. */
export const brands: readonly (readonly [number, string])[] = [[0, 'NoBrand'], [3001, 'Kopi Bengawan'], [3002, 'Batik Bengawan'], [3003, 'Dapur Bengawan'], [3004, 'Tani Bengawan'], [3005, 'Karya Bengawan']];

const parents = new Set(categories.map((category) => category.parent));
export const hasChildren = (id: number): boolean => parents.has(id);
export const leafOf = (id: number): (typeof categories)[number] | null => {
  const found = categories.find((category) => category.id === id);
  return found && !hasChildren(id) ? found : null;
};

/** What get_item_limit answers; names are counted by Unicode code points. */
export const limits = { nameMin: 5, nameMax: 120, descriptionMin: 10, descriptionMax: 2_000, imageMin: 1, imageMax: 9, tierName: 14, option: 20, priceMin: 99, priceMax: 150_000_000, stockMax: 999_999, models: 50, spread: 7, daysToShip: 2, items: 100_000, skuMax: 100, weightMax: 300 };
export const channels = [
  { logistics_channel_id: 80_101, logistics_channel_name: 'Reguler', enabled: true, mask_channel_id: 0, fee_type: 'SIZE_INPUT', weight_limit: { item_max_weight: 50, item_min_weight: 0 } },
  { logistics_channel_id: 80_102, logistics_channel_name: 'Hemat', enabled: true, mask_channel_id: 0, fee_type: 'SIZE_INPUT', weight_limit: { item_max_weight: 20, item_min_weight: 0 } },
  { logistics_channel_id: 80_103, logistics_channel_name: 'Instan', enabled: false, mask_channel_id: 0, fee_type: 'SIZE_INPUT', weight_limit: { item_max_weight: 5, item_min_weight: 0 } },
  { logistics_channel_id: 8_000, logistics_channel_name: 'Reguler (mask)', enabled: true, mask_channel_id: 80_101, fee_type: 'SIZE_INPUT', weight_limit: { item_max_weight: 50, item_min_weight: 0 } },
];
