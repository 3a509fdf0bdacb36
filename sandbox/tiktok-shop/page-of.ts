/** Pages: `page_size` and an opaque `page_token`, which marks a row (or, by a setting, counts rows: then what changes meanwhile shifts the rest). */
import { wrong } from './envelope.js';
import type { Fields } from './fields.js';
import type { World } from './world.js';

/** `next` is empty on the last page. Rows with the same value stand in the order of their ids. `falling`: the highest value first. */
export function pageOf<T extends { readonly id: string }>(world: World, all: readonly T[], query: Fields, most: number, by: (row: T) => number, falling: boolean, least = 1): { rows: T[]; next: string } {
  const size = query.digits('page_size', least, most);
  const keyed = all.map((row) => ({ row, key: `${String(by(row)).padStart(12, '0')} ${row.id.padStart(20, '0')}` })).sort((a, b) => (a.key < b.key ? -1 : 1) * (falling ? -1 : 1));
  const counts = world.kit.unconfirmed('pageTokenCountsRows') === true;
  const token = query.has('page_token') && query.text('page_token') !== '' ? readToken(query.text('page_token')) : null;
  const rest = token === null ? keyed : counts ? keyed.slice(Number(token)) : keyed.filter(({ key }) => (falling ? key < token : key > token));
  const page = rest.slice(0, size);
  const mark = counts ? String(Number(token ?? 0) + size) : page.at(-1)?.key ?? '';
  return { rows: page.map(({ row }) => row), next: rest.length > size ? Buffer.from(`t:${mark}`).toString('base64') : '' };
}

function readToken(token: string): string {
  const text = Buffer.from(token, 'base64').toString('utf8');
  if (!/^t:\d+( \d+)?$/.test(text)) throw wrong('page_token is invalid.');
  return text.slice(2);
}
