/** Attributes, brands and limits. */
import type { Kind } from './category-tree.js';

export type Input = 'singleSelect' | 'multiSelect' | 'enumInput' | 'multiEnumInput' | 'text' | 'numeric' | 'date' | 'richText' | 'img';
export interface Attribute { readonly id: number; readonly name: string; readonly label: string; readonly mandatory: boolean; readonly sale: boolean; readonly type: 'normal' | 'sku'; readonly input: Input; readonly options: readonly string[]; readonly unit: string }

let next = 0;
const attribute = (name: string, label: string, input: Input, more: Partial<Attribute> = {}): Attribute => ({ id: 200_001 + next++, name, label, mandatory: false, sale: false, type: 'normal', input, options: [], unit: '', ...more });
const sku = (name: string, label: string, input: Input, mandatory = false): Attribute => attribute(name, label, input, { type: 'sku', mandatory });

/** Every category lists them; what the payload has fields for. */
export const basics: readonly Attribute[] = [
  attribute('name', 'Product Name', 'text', { mandatory: true }), attribute('short_description', 'Short Description', 'richText'), attribute('description', 'Description', 'richText'), attribute('brand', 'Brand', 'singleSelect', { mandatory: true }), attribute('model', 'Model', 'text'),
  attribute('video', 'Video', 'text'), attribute('warranty_type', 'Warranty Type', 'singleSelect', { options: ['No Warranty', 'Seller Warranty'] }), attribute('Hazmat', 'Dangerous Goods', 'multiSelect', { options: ['None', 'Battery', 'Flammable', 'Liquid'] }),
  sku('SellerSku', 'Seller SKU', 'text', true), sku('price', 'Price', 'numeric', true), sku('quantity', 'Quantity', 'numeric'), sku('special_price', 'Special Price', 'numeric'), sku('special_from_date', 'Start date of promotion', 'date'), sku('special_to_date', 'End date of promotion', 'date'),
  sku('package_weight', 'Package Weight (kg)', 'numeric', true), sku('package_length', 'Package Length (cm)', 'numeric', true), sku('package_width', 'Package Width (cm)', 'numeric', true), sku('package_height', 'Package Height (cm)', 'numeric', true), sku('package_content', "What's in the box", 'text'),
];
/** Fields of Attributes that are in no category's list. */
export const always: readonly string[] = ['brand_id', 'disableAutoFillAttribute', 'disableAttributeAutoFill', 'preorder_enable', 'preorder_days', 'warranty'];

const sale = (name: string, label: string, options: readonly string[] = []): Attribute => attribute(name, label, options.length > 0 ? 'multiEnumInput' : 'enumInput', { sale: true, type: 'sku', options });
export const attributes: Readonly<Record<Kind, readonly Attribute[]>> = {
  food: [attribute('shelf_life', 'Shelf Life', 'numeric', { mandatory: true, unit: 'Month' }), attribute('country_origin', 'Country of Origin', 'singleSelect', { options: ['Indonesia', 'Malaysia', 'Other'] }), attribute('halal_certified', 'Halal', 'singleSelect', { options: ['Yes', 'No'] }), attribute('bpom_number', 'BPOM', 'text'), sale('net_weight', 'Net Weight', ['100 g', '250 g', '500 g', '1 kg'])],
  fashion: [attribute('material', 'Material', 'multiEnumInput', { mandatory: true, options: ['Cotton', 'Rayon', 'Silk', 'Leather'] }), attribute('pattern', 'Pattern', 'singleSelect', { options: ['Batik', 'Plain'] }), sale('color_family', 'Color Family', ['Red', 'Blue', 'Brown', 'Black']), sale('size', 'Size', ['S', 'M', 'L', 'XL'])],
  farm: [attribute('organic', 'Organic', 'singleSelect', { mandatory: true, options: ['Yes', 'No'] }), attribute('harvest_date', 'Harvest Date', 'date'), sale('pack_size', 'Pack Size')],
  home: [attribute('main_material', 'Main Material', 'enumInput', { mandatory: true, options: ['Wood', 'Bamboo', 'Clay', 'Other'] }), sale('color_family', 'Color Family', ['Natural', 'Brown', 'Black']), sale('size', 'Size', ['Small', 'Medium', 'Large'])],
};

/** The second brand is only for fashion. */
export const brands: readonly { readonly id: string; readonly name: string; readonly kind?: Kind }[] = [
  { id: '30768', name: 'No Brand' }, { id: '151002', name: 'Batik Bengawan', kind: 'fashion' }, { id: '151001', name: 'Kopi Bengawan' }, { id: '151003', name: 'Dapur Bengawan' }, { id: '151004', name: 'Tani Bengawan' }, { id: '151005', name: 'Karya Bengawan' },
  ...Array.from({ length: 250 }, (_, n) => ({ id: String(160_001 + n), name: `Merek Nusantara ${n + 1}` })),
];

export const limits = { name: 255, description: 25_000, images: 8, variationName: 15, option: 20, options: 50, weight: 40, sum: 300, skus: 50 };
/** Words that the policy does not like. */
export const sensitive = /\b(narkoba|senjata api|obat kuat)\b/i;
