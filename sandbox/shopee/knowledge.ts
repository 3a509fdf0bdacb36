/** What Shopee knows of itself: categories, attributes, brands, limits, channels. */
import type { Answer } from '../kit/index.js';
import type { Asked } from './auth.js';
import { categories } from './category-tree.js';
import { ok, refuse } from './envelope.js';
import { attributes, brands, channels, hasChildren, leafOf, limits } from './rules.js';

export function getCategory(): Answer {
  return ok({ category_list: categories.map(({ id, parent, name }) => ({ category_id: id, parent_category_id: parent, original_category_name: name, display_category_name: name, has_children: hasChildren(id) })) });
}

export function getAttributeTree({ params }: Asked): Answer {
  return ok({
    list: params.ids('category_id_list', 1, 20).map((id) => {
      const leaf = theLeaf(id);
      return {
        category_id: leaf.id, attribute_tree: attributes[leaf.kind].map((rule) => ({
          attribute_id: rule.id, mandatory: rule.mandatory, name: rule.name,
          attribute_value_list: rule.values.map(([value_id, name]) => ({ value_id, name, value_unit: '', child_attribute_list: [] })),
          attribute_info: {
            input_type: rule.input, input_validation_type: rule.validation === 'int' ? 2 : rule.validation === 'date' ? 4 : 0, format_type: rule.units.length > 0 ? 2 : 1,
            date_format_type: 0, max_value_count: rule.max, attribute_unit_list: rule.units, is_oem: false, support_search_value: false,
          },
        })),
      };
    }),
  });
}

export function getBrandList({ params }: Asked): Answer {
  const leaf = theLeaf(params.id('category_id'));
  const [offset, size, status] = [params.maybeInt('offset', 0, 1_000_000) ?? 0, params.int('page_size', 1, 100), params.int('status', 1, 2)];
  const all = status === 1 ? brands : [];
  const more = offset + size < all.length;
  return ok({
    brand_list: all.slice(offset, offset + size).map(([brand_id, name]) => ({ brand_id, original_brand_name: name, display_brand_name: name })),
    has_next_page: more, next_offset: more ? offset + size : 0, is_mandatory: leaf.kind === 'fashion', input_type: 'DROP_DOWN',
  });
}

export function getItemLimit({ params }: Asked): Answer {
  if (params.has('category_id')) theLeaf(params.id('category_id'));
  const range = (min_limit: number, max_limit: number) => ({ min_limit, max_limit });
  return ok({
    price_limit: range(limits.priceMin, limits.priceMax), stock_limit: range(0, limits.stockMax), wholesale_price_threshold_percentage: range(10, 100),
    item_name_length_limit: range(limits.nameMin, limits.nameMax), item_image_count_limit: range(limits.imageMin, limits.imageMax), item_description_length_limit: range(limits.descriptionMin, limits.descriptionMax),
    tier_variation_name_length_limit: range(1, limits.tierName), tier_variation_option_length_limit: range(1, limits.option), item_count_limit: { max_limit: limits.items },
    dts_limit: { days_to_ship_limit: range(7, 30), non_pre_order_days_to_ship: limits.daysToShip, support_pre_order: true },
    weight_limit: { weight_mandatory: true }, dimension_limit: { dimension_mandatory: false }, gtin_limit: { gtin_validation_rule: 'Optional' },
  });
}

export function recommend({ params }: Asked): Answer {
  const words = params.text('item_name').toLowerCase().split(/\W+/).filter((word) => word.length > 2);
  const scored = categories.filter((one) => one.kind).map((one) => ({
    id: one.id, hits: one.name.toLowerCase().split(/\W+/).filter((part) => words.some((word) => part.startsWith(word.slice(0, 4)))).length,
  }));
  return ok({ category_id: scored.filter((one) => one.hits > 0).sort((a, b) => b.hits - a.hits).slice(0, 5).map((one) => one.id) });
}

export function getChannels(): Answer {
  return ok({ logistics_channel_list: channels });
}

export function getWarehouses(): Answer {
  throw refuse('error_param', 'warehouse.error_not_in_whitelist: this shop has only one warehouse.');
}

function theLeaf(id: string): NonNullable<ReturnType<typeof leafOf>> & { kind: NonNullable<NonNullable<ReturnType<typeof leafOf>>['kind']> } {
  const leaf = leafOf(Number(id));
  if (!leaf?.kind) throw refuse('error_invalid_category');
  return { ...leaf, kind: leaf.kind };
}
