/** What everybody may read: tree, attributes, brands; and suggestions. */
import type { Answer } from '../kit/index.js';
import type { Asked } from './auth.js';
import { categories, leafOf } from './category-tree.js';
import { ok, refuse } from './envelope.js';
import { overQuota } from './quota.js';
import { attributes, basics, brands } from './rules.js';
import type { World } from './world.js';

const languages = ['en_US', 'id_ID'] as const;

export function tree(_world: World, { params }: Asked): Answer {
  const name = params.word('language_code', languages, 'en_US') === 'id_ID' ? 'id_ID' as const : 'en' as const;
  const below = (parent: string): object[] => categories.filter((one) => one.parent === parent).map((one) => ({ category_id: Number(one.id), name: one[name], leaf: one.kind !== undefined, var: one.kind !== undefined, ...(one.kind ? {} : { children: below(one.id) }) }));
  return ok(below('0'));
}

export function categoryAttributes(world: World, { params }: Asked): Answer {
  params.word('language_code', languages, 'en_US');
  const leaf = leafOf(params.id('primary_category_id'));
  if (!leaf) throw refuse('201');
  const shown = world.kit.unconfirmed('attributesListBasics') === true ? [...basics, ...attributes[leaf.kind]] : attributes[leaf.kind];
  return ok(shown.map((one) => ({
    name: one.name, label: one.label, id: one.id, is_mandatory: Number(one.mandatory), is_sale_prop: Number(one.sale), attribute_type: one.type, input_type: one.input, advanced: { is_key_prop: Number(one.mandatory) }, unit: one.unit,
    options: one.options.map((option, n) => ({ id: one.id * 100 + n, name: option, en_name: option })),
  })));
}

/** Above 30 calls a second, all shops together: success, and nothing in it. */
export function brandPage(world: World, { params }: Asked): Answer {
  const [from, size] = [params.whole('startRow', 0, 1_000_000, 0), params.whole('pageSize', 1, 200, 40)];
  const empty = overQuota(world, 'brands', 30);
  const module = empty ? [] : brands.slice(from, from + size).map(({ id, name }) => ({ brand_id: Number(id), name, name_en: name, global_identifier: name.toLowerCase().replaceAll(' ', '_') }));
  return ok({ module, total_record: empty ? 0 : brands.length, start_row: from, page_size: size, success: true });
}

export function suggest(_world: World, { params }: Asked): Answer {
  const words = params.must('product_name').toLowerCase().split(/[^\p{L}\d]+/u).filter((word) => word.length > 2);
  const found = categories.filter((one) => one.kind).map((one) => ({ one, score: words.filter((word) => `${one.en} ${one.id_ID}`.toLowerCase().includes(word)).length })).filter(({ score }) => score > 0).sort((a, b) => b.score - a.score).slice(0, 5);
  if (found.length === 0) throw refuse('701');
  return ok({ categorySuggestions: found.map(({ one }) => ({ categoryId: Number(one.id), categoryName: one.en, categoryPath: [categories.find((up) => up.id === one.parent)?.en ?? '', one.en].join('>') })) });
}
