import type { Call } from '../../kit/index.js';
import { isObject, type Params } from './check-params.js';
import { parseQuery, plain, type QueryTree } from './parse-query.js';
import { WpError } from './wp-error.js';

/** A call taken apart: which shop, which way of asking for the API, what it carries. */
export interface Read {
  readonly slug: string;
  /** Below the shop's address, with a slash in front: /wp-json/wc/v3/products */
  readonly place: string;
  /** The route below /wp-json, also when it came as `?rest_route=`; null: no API call. */
  readonly route: string | null;
  /** As WordPress sees it, after `_method` and the override header. */
  readonly method: string;
  /** Query and form fields: all that OAuth signs. */
  readonly signed: QueryTree;
  readonly query: Params;
}

export function readCall(call: Call): Read | null {
  const found = /^\/(toko-\d+)(\/.*)?$/.exec(call.path);
  if (!found) return null;
  const [, slug = '', place = ''] = found;
  const tree = parseQuery(call.rawQuery);
  const query = asParams(tree);
  const restRoute = tree.rest_route;
  const pretty = /^\/wp-json(\/.*)?$/.exec(place);
  const route = pretty ? pretty[1] ?? '/' : place === '/' && typeof restRoute === 'string' ? restRoute : null;
  const override = call.method !== 'POST' ? undefined : typeof query._method === 'string' ? query._method : call.headers['x-http-method-override'];
  return { slug, place, route: route === null ? null : route.length > 1 ? route.replace(/\/$/, '') : route, method: (override ?? call.method).toUpperCase(), signed: isForm(call) ? { ...tree, ...parseQuery(call.body.toString()) } : tree, query };
}

/** Body over query. A body counts only by its content type, as in WordPress. */
export function readParams(call: Call, query: Params): Params {
  if (call.body.length === 0) return query;
  if (isForm(call)) return { ...query, ...asParams(parseQuery(call.body.toString())) };
  if (!/^application\/([\w.+-]+\+)?json\b/i.test(call.headers['content-type'] ?? '')) return query;
  try {
    const body: unknown = JSON.parse(call.body.toString('utf8'));
    return isObject(body) ? { ...query, ...body } : query;
  } catch {
    throw new WpError('rest_invalid_json', 400, 'Invalid JSON body passed.', { json_error_code: 4, json_error_message: 'Syntax error' });
  }
}

const isForm = (call: Call) => /^application\/x-www-form-urlencoded\b/i.test(call.headers['content-type'] ?? '');
const asParams = (tree: QueryTree): Params => Object.fromEntries(Object.entries(tree).map(([name, value]) => [name, plain(value)]));

/** `_fields=id,meta_data.key`: only these, in lists for each element. */
export function trim(body: unknown, fields: unknown): unknown {
  const names = Array.isArray(fields) ? fields.map(String) : typeof fields === 'string' ? fields.split(/[\s,]+/).filter((name) => name !== '') : [];
  if (names.length === 0) return body;
  return Array.isArray(body) ? body.map((entry) => pick(entry, names)) : pick(body, names);
}

function pick(body: unknown, names: readonly string[]): unknown {
  if (Array.isArray(body)) return body.map((entry) => pick(entry, names));
  if (!isObject(body)) return body;
  const kept: Params = {};
  for (const [name, value] of Object.entries(body)) {
    const below = names.filter((wanted) => wanted.startsWith(`${name}.`)).map((wanted) => wanted.slice(name.length + 1));
    if (names.includes(name)) kept[name] = value;
    else if (below.length > 0) kept[name] = pick(value, below);
  }
  return kept;
}
