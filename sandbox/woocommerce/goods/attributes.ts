import type { Attribute } from '../documents.js';
import type { Shop } from '../shop.js';
import { checkParams, type Params, type Rules } from '../wire/check-params.js';
import { WpError, noTrash } from '../wire/wp-error.js';
import { batch, changed, gone, id, made, ok, type Reply, type Route } from '../wire/rest.js';
import { slugOf, termsOf } from './terms.js';

/** /products/attributes: the attributes that all products of the shop share. The list is never paged. */
const fields: Rules = {
  name: { type: 'string' }, slug: { type: 'string' }, type: { type: 'string', enum: ['select'] },
  order_by: { type: 'string', enum: ['menu_order', 'name', 'name_num', 'id'] }, has_archives: { type: 'boolean' },
};
const writes = ['POST', 'PUT', 'PATCH'];
const force = (params: Params) => checkParams(params, { force: { type: 'boolean', default: false } }).force === true;

export const attributeRoutes: readonly Route[] = [
  { methods: ['GET'], pattern: /^\/products\/attributes$/, answer: ({ shop }) => ok([...shop.shelves.attributes.all()].map(present)) },
  { methods: ['POST'], pattern: /^\/products\/attributes$/, answer: ({ shop, params }) => create(shop, params) },
  { methods: writes, pattern: /^\/products\/attributes\/batch$/, answer: (ask) => batch(ask, 'attributes', {
    create: (given) => create(ask.shop, given), update: (target, given) => update(ask.shop, target, given), delete: (target) => remove(ask.shop, target, true) }) },
  { methods: ['GET'], pattern: /^\/products\/attributes\/(\d+)$/, answer: (ask) => ok(present(existing(ask.shop, id(ask)))) },
  { methods: writes, pattern: /^\/products\/attributes\/(\d+)$/, answer: (ask) => update(ask.shop, id(ask), ask.params) },
  { methods: ['DELETE'], pattern: /^\/products\/attributes\/(\d+)$/, answer: (ask) => remove(ask.shop, id(ask), force(ask.params)) },
];

function existing(shop: Shop, target: number): Attribute {
  const attribute = shop.shelves.attributes.get(target);
  if (!attribute) throw new WpError('woocommerce_rest_taxonomy_invalid', 404, 'Resource does not exist.');
  return attribute;
}

function create(shop: Shop, given: Params): Reply {
  const params = checkParams(given, { ...fields, name: { type: 'string', required: true } });
  const all = [...shop.shelves.attributes.all()];
  const attribute: Attribute = {
    id: Math.max(0, ...all.map((entry) => entry.id)) + 1, name: String(params.name), slug: slugFor(all, params, 0), type: 'select',
    orderBy: String(params.order_by ?? 'menu_order'), archives: params.has_archives === true,
  };
  shop.shelves.attributes.put(attribute);
  return made(present(attribute), `attribute ${attribute.id}`);
}

function update(shop: Shop, target: number, given: Params): Reply {
  const before = existing(shop, target);
  const params = checkParams(given, fields);
  const attribute: Attribute = {
    ...before, name: String(params.name ?? before.name), slug: params.slug === undefined ? before.slug : slugFor([...shop.shelves.attributes.all()], params, target),
    orderBy: String(params.order_by ?? before.orderBy), archives: params.has_archives === undefined ? before.archives : params.has_archives === true,
  };
  shop.shelves.attributes.put(attribute);
  return changed(present(attribute), `attribute ${target}`);
}

function remove(shop: Shop, target: number, forced: boolean): Reply {
  const attribute = existing(shop, target);
  if (!forced) throw noTrash('Resources');
  for (const term of termsOf(shop, `attribute-${target}`)) shop.shelves.terms.drop(term.id);
  shop.shelves.attributes.drop(target);
  return gone(present(attribute), `attribute ${target}`);
}

function slugFor(all: readonly Attribute[], params: Params, self: number): string {
  const bare = slugOf(String(params.slug ?? params.name)).replace(/^pa-/, '');
  if (bare.length > 28) throw new WpError('woocommerce_rest_invalid_product_attribute_slug_too_long', 400, `Slug "${bare}" is too long (28 characters max).`);
  if (all.some((entry) => entry.id !== self && entry.slug === `pa_${bare}`)) throw new WpError('woocommerce_rest_invalid_product_attribute_slug_already_exists', 400, `Slug "${bare}" is already in use.`);
  return `pa_${bare}`;
}

const present = (attribute: Attribute): Params => ({ id: attribute.id, name: attribute.name, slug: attribute.slug, type: attribute.type, order_by: attribute.orderBy, has_archives: attribute.archives });
