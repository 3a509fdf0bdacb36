import type { Term } from '../documents.js';
import type { Shop } from '../shop.js';
import { checkParams, type Params, type Rules } from '../wire/check-params.js';
import { WpError, noTerm, noTrash } from '../wire/wp-error.js';
import { batch, changed, gone, id, made, ok, paged, type Ask, type Reply, type Route } from '../wire/rest.js';
import { listed, inOrder } from './list-items.js';
import { readImages, presentImage } from './images.js';
import { paging } from './rules.js';
import { addTerm, countOf, defaultCategory, freeSlug, slugOf, termsOf } from './terms.js';

/** Categories, tags, brands, and the values of global attributes: four names for one kind of resource. */
interface Kind { readonly base: string; taxonomy(ask: Ask): string; readonly at: number; readonly tree: boolean }

const kinds: readonly Kind[] = [
  { base: '/products/categories', taxonomy: () => 'category', at: 0, tree: true },
  { base: '/products/tags', taxonomy: () => 'tag', at: 0, tree: false },
  { base: '/products/brands', taxonomy: () => 'brand', at: 0, tree: true },
  { base: '/products/attributes/(\\d+)/terms', taxonomy: (ask) => attributeTaxonomy(ask), at: 1, tree: false },
];

const fields: Rules = {
  name: { type: 'string' }, slug: { type: 'string' }, parent: { type: 'integer', min: 0 }, description: { type: 'string' }, menu_order: { type: 'integer' },
  display: { type: 'string', enum: ['default', 'products', 'subcategories', 'both'] }, image: { type: 'object' },
};
const listRules: Rules = {
  ...paging, order: { type: 'string', enum: ['asc', 'desc'], default: 'asc' }, orderby: { type: 'string', enum: ['id', 'include', 'name', 'slug', 'term_group', 'description', 'count', 'menu_order'], default: 'name' },
  hide_empty: { type: 'boolean', default: false }, parent: { type: 'integer' }, product: { type: 'integer' }, slug: { type: 'string' },
};

export const taxonomyRoutes: readonly Route[] = kinds.flatMap((kind): Route[] => {
  const at = (rest: string) => new RegExp(`^${kind.base}${rest}$`);
  const writes = ['POST', 'PUT', 'PATCH'];
  return [
    { methods: ['GET'], pattern: at(''), answer: (ask) => list(ask, kind) },
    { methods: ['POST'], pattern: at(''), answer: (ask) => create(ask, kind, ask.params) },
    { methods: writes, pattern: at('/batch'), answer: (ask) => batch(ask, 'terms', {
      create: (given) => create(ask, kind, given), update: (target, given) => update(ask, kind, target, given), delete: (target) => remove(ask, kind, target, true) }) },
    { methods: ['GET'], pattern: at('/(\\d+)'), answer: (ask) => ok(present(ask.shop, existing(ask, kind, id(ask, kind.at)), kind)) },
    { methods: writes, pattern: at('/(\\d+)'), answer: (ask) => update(ask, kind, id(ask, kind.at), ask.params) },
    { methods: ['DELETE'], pattern: at('/(\\d+)'), answer: (ask) => remove(ask, kind, id(ask, kind.at), checkParams(ask.params, { force: { type: 'boolean', default: false } }).force === true) },
  ];
});

function attributeTaxonomy(ask: Ask): string {
  if (!ask.shop.shelves.attributes.get(id(ask))) throw new WpError('woocommerce_rest_taxonomy_invalid', 404, 'Resource does not exist.');
  return `attribute-${id(ask)}`;
}

function list(ask: Ask, kind: Kind): Reply {
  const params = checkParams(ask.params, listRules);
  const search = typeof params.search === 'string' ? params.search.toLowerCase() : '';
  const product = typeof params.product === 'number' ? ask.shop.product(params.product) : null;
  const terms = termsOf(ask.shop, kind.taxonomy(ask)).filter((term) => listed(params, term.id) && term.name.toLowerCase().includes(search)
    && (typeof params.parent !== 'number' || term.parent === params.parent) && (typeof params.slug !== 'string' || term.slug === params.slug)
    && (product === null || [...product?.categories ?? [], ...product?.tags ?? [], ...product?.brands ?? []].includes(term.id))
    && (params.hide_empty !== true || countOf(ask.shop, term) > 0));
  const include = Array.isArray(params.include) ? params.include : [];
  const keys: Readonly<Record<string, (term: Term) => number | string>> = {
    id: (term) => term.id, include: (term) => include.indexOf(term.id), slug: (term) => term.slug, description: (term) => term.description,
    count: (term) => countOf(ask.shop, term), menu_order: (term) => term.menuOrder,
  };
  return paged(ask, params, inOrder(terms, keys[String(params.orderby)] ?? ((term) => term.name.toLowerCase()), params.order === 'asc'), (term) => present(ask.shop, term, kind));
}

function existing(ask: Ask, kind: Kind, target: number): Term {
  const term = ask.shop.shelves.terms.get(target);
  if (!term || term.taxonomy !== kind.taxonomy(ask)) throw noTerm();
  return term;
}

async function create(ask: Ask, kind: Kind, given: Params): Promise<Reply> {
  const { shop } = ask;
  const params = checkParams(given, { ...fields, name: { type: 'string', required: true } });
  const taxonomy = kind.taxonomy(ask);
  const parent = parentOf(ask, kind, params);
  const twin = termsOf(shop, taxonomy).find((term) => term.name.toLowerCase() === String(params.name).toLowerCase() && term.parent === parent);
  if (twin) throw new WpError('term_exists', 400, 'A term with the name provided already exists with this parent.', { resource_id: twin.id });
  const term = addTerm(shop, { taxonomy, name: String(params.name), slug: String(params.slug ?? ''), parent, ...written(params), image: await imageOf(shop, params, 0) });
  return made(present(shop, term, kind), `term ${term.id}`);
}

async function update(ask: Ask, kind: Kind, target: number, given: Params): Promise<Reply> {
  const { shop } = ask;
  const before = existing(ask, kind, target);
  const params = checkParams(given, fields);
  const slug = typeof params.slug === 'string' ? freeSlug(slugOf(params.slug), (wish) => termsOf(shop, before.taxonomy).some((term) => term.id !== target && term.slug === wish)) : before.slug;
  const parent = params.parent === undefined ? before.parent : parentOf(ask, kind, params);
  const term: Term = { ...before, ...written(params), name: String(params.name ?? before.name), slug, parent, image: await imageOf(shop, params, before.image) };
  shop.shelves.terms.put(term);
  return changed(present(shop, term, kind), `term ${term.id}`);
}

function remove(ask: Ask, kind: Kind, target: number, force: boolean): Reply {
  const { shop } = ask;
  const term = existing(ask, kind, target);
  if (!force) throw noTrash('Terms');
  if (term.taxonomy === 'category' && term.id === defaultCategory(shop)) throw new WpError('woocommerce_rest_cannot_delete', 500, 'Default product category cannot be deleted.');
  shop.shelves.terms.drop(target);
  for (const below of termsOf(shop, term.taxonomy)) if (below.parent === target) shop.shelves.terms.put({ ...below, parent: term.parent });
  const without = (ids: number[]) => ids.filter((entry) => entry !== target);
  for (const item of [...shop.shelves.items.all()]) {
    if (![...item.categories, ...item.tags, ...item.brands].includes(target)) continue;
    const categories = without(item.categories);
    shop.putItem({ ...item, categories: categories.length > 0 ? categories : [defaultCategory(shop)], tags: without(item.tags), brands: without(item.brands) });
  }
  return gone(present(shop, term, kind), `term ${term.id}`);
}

function parentOf(ask: Ask, kind: Kind, params: Params): number {
  if (typeof params.parent !== 'number' || params.parent === 0) return 0;
  if (!kind.tree) throw new WpError('woocommerce_rest_taxonomy_not_hierarchical', 400, 'Cannot set resource parent, taxonomy is not hierarchical.');
  return existing(ask, kind, params.parent).id;
}

function written(params: Params): Partial<Term> {
  return {
    ...(typeof params.description === 'string' ? { description: params.description } : {}), ...(typeof params.display === 'string' ? { display: params.display } : {}),
    ...(typeof params.menu_order === 'number' ? { menuOrder: params.menu_order } : {}),
  };
}

async function imageOf(shop: Shop, params: Params, before: number): Promise<number> {
  return params.image === undefined ? before : (await readImages(shop, [params.image]))[0]?.id ?? 0;
}

function present(shop: Shop, term: Term, kind: Kind): Params {
  const { id: number, name, slug, description } = term;
  const common = { id: number, name, slug, description, count: countOf(shop, term) };
  if (kind.tree) return { ...common, parent: term.parent, display: term.display, menu_order: term.menuOrder, image: term.image > 0 ? presentImage(shop, { id: term.image, name, alt: '' }) : null };
  return kind.at > 0 ? { ...common, menu_order: term.menuOrder } : common;
}
