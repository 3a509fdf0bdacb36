import type { Effect, Partial } from '../../kit/index.js';
import type { Shop } from '../shop.js';
import { WpError, tooMany } from './wp-error.js';
import { isObject, type Params } from './check-params.js';

/** One call, after the key was recognised: where it goes, what it carries, and how it is answered. */
export interface Ask {
  readonly shop: Shop;
  /** Numbers and words out of the path, in order. */
  readonly path: readonly string[];
  /** Body over query, as WordPress merges them. */
  readonly params: Params;
  readonly query: Params;
  /** Set while a fault makes elements of a batch fail. */
  readonly partial?: Partial;
}
export interface Reply { readonly status: number; readonly body: unknown; readonly headers?: Readonly<Record<string, string>>; readonly effect?: Effect; readonly subject?: string }
export interface Route { readonly methods: readonly string[]; readonly pattern: RegExp; readonly answer: (ask: Ask) => Reply | Promise<Reply> }

export const id = (ask: Ask, at = 0) => Number(ask.path[at]);
export const ok = (body: unknown): Reply => ({ status: 200, body });
export const made = (body: unknown, subject: string): Reply => ({ status: 201, body, effect: 'created', subject });
export const changed = (body: unknown, subject: string): Reply => ({ status: 200, body, effect: 'updated', subject });
export const gone = (body: unknown, subject: string): Reply => ({ status: 200, body, effect: 'deleted', subject });

/** One page of a list, with the headers that say how many there are. `params` went through the paging rules. */
export function paged<T>(ask: Ask, params: Params, all: readonly T[], present: (entry: T) => unknown): Reply {
  const size = Number(params.per_page);
  const page = Number(params.page);
  const from = typeof params.offset === 'number' ? params.offset : (page - 1) * size;
  const pages = Math.ceil(all.length / size);
  const link = (to: number, rel: string) => {
    const query = new URLSearchParams(Object.entries(ask.query).filter(([name]) => !/^(oauth_|consumer_|rest_route|page$)/.test(name)).map(([name, value]): [string, string] => [name, String(value)]));
    query.set('page', String(to));
    return `<${ask.shop.world.home()}/wp-json/wc/v3/${ask.path[ask.path.length - 1] ?? ''}?${query.toString()}>; rel="${rel}"`;
  };
  const links = [...(page > 1 ? [link(Math.min(page - 1, Math.max(pages, 1)), 'prev')] : []), ...(page < pages ? [link(page + 1, 'next')] : [])];
  return {
    status: 200, body: all.slice(from, from + size).map(present),
    headers: { 'X-WP-Total': String(all.length), 'X-WP-TotalPages': String(pages), ...(links.length > 0 ? { Link: links.join(', ') } : {}) },
  };
}

interface Steps { create?(given: Params): Reply | Promise<Reply>; update?(id: number, given: Params): Reply | Promise<Reply>; delete?(id: number): Reply | Promise<Reply> }

/** Runs the elements one by one, without a transaction; what fails carries its error where its resource would be, and the whole is 200. */
export async function batch(ask: Ask, what: string, steps: Steps): Promise<Reply> {
  const list = (name: string): unknown[] => (Array.isArray(ask.params[name]) ? ask.params[name] : []);
  const [creates, updates, deletes] = [list('create'), list('update'), list('delete')];
  if (creates.length + updates.length + deletes.length > 100) throw tooMany();
  let index = 0;
  const one = async (given: Params, run: () => Reply | Promise<Reply> | undefined): Promise<unknown> => {
    const failing = mustFailAt(ask, index++, given);
    try {
      if (failing) throw new WpError('internal_server_error', 500, 'There has been a critical error on this website.');
      return (await run())?.body;
    } catch (error) {
      if (!(error instanceof WpError)) throw error;
      return { id: Number(given.id ?? 0), error: error.body() };
    }
  };
  const body: Params = {};
  if (creates.length > 0) body.create = await inTurn(creates, (given) => one(given, () => steps.create?.(given)));
  if (updates.length > 0) body.update = await inTurn(updates, (given) => one(given, () => steps.update?.(Number(given.id ?? 0), given)));
  if (deletes.length > 0) body.delete = await inTurn(deletes.map((entry) => ({ id: entry })), (given) => one(given, () => steps.delete?.(Number(given.id))));
  const effect = creates.length > 0 ? 'created' : deletes.length > 0 && updates.length === 0 ? 'deleted' : 'updated';
  return { status: 200, body, effect: index === 0 ? 'none' : effect, subject: `${what} batch of ${index}` };
}

async function inTurn(entries: readonly unknown[], run: (given: Params) => Promise<unknown>): Promise<unknown[]> {
  const results: unknown[] = [];
  for (const entry of entries) results.push(await run(isObject(entry) ? entry : {}));
  return results;
}

/** A SKU that must fail may be named by what is sent, or by the thing that is changed. */
function mustFailAt(ask: Ask, index: number, given: Params): boolean {
  if (!ask.partial) return false;
  const { fail } = ask.partial;
  const sku = typeof given.sku === 'string' ? given.sku : ask.shop.shelves.items.get(Number(given.id ?? 0))?.sku ?? '';
  return typeof fail === 'number' ? index < fail : fail.includes(sku);
}
