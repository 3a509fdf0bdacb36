import type { DeclaredRoute } from '../../src/access/index.js';
import { signIn, type Client, type Reply } from '../house/serve.js';
import type { Ask } from './examples.js';
import type { Federations, Node, roles } from './federations.js';

export const nameOf = (route: DeclaredRoute): string => `${route.method} ${route.path}`;
/** Reads first, deletions last: what one call removes, another may have to show. */
export const rank = (route: DeclaredRoute): number => ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].indexOf(route.method);

export async function call(by: Client, route: DeclaredRoute, ask: Ask): Promise<Reply<unknown>> {
  const values = [...(ask.at ?? [])];
  const path = route.path.replace(/:\w+/g, () => encodeURIComponent(values.shift() ?? ''));
  const query = new URLSearchParams(Object.entries(ask.query ?? {}).flatMap(([key, value]): [string, string][] => (value === undefined ? [] : [[key, value]]))).toString();
  return by.send(route.method, `${path}${query ? `?${query}` : ''}`, ask.raw ? new TextEncoder().encode(ask.raw.text) : ask.body, { ...(ask.raw ? { 'content-type': ask.raw.type } : {}), ...(ask.match === undefined ? {} : { 'if-match': `"${ask.match}"` }) });
}
export const clientFor = async (at: Federations, of: Node, role: (typeof roles)[number], route: DeclaredRoute): Promise<Client> =>
  nameOf(route) === 'DELETE /api/sessions/current' ? signIn(at.at.url, { email: of.emails[role], password: 'cukup-panjang-1' }) : of.person[role]();

/** What an answer holds of these co-ops: their marks, ids, picture hashes. `granted`: kinds of rows that may be seen all the same. */
export function found(at: Federations, reply: Pick<Reply<unknown>, 'body' | 'headers'>, of: readonly Node[], granted: readonly { table: string; word: string }[] = []): string[] {
  const text = `${JSON.stringify(reply.body)} ${reply.headers.get('location') ?? ''}`;
  const words = granted.map(({ word }) => word), numbers = granted.map(({ table }) => at.tables.get(table));
  return of.flatMap((node) => [
    ...[...text.matchAll(new RegExp(`${node.mark}-(\\w+)`, 'gi'))].filter((match) => !words.includes(match[1] ?? '')).map((match) => match[0]),
    ...[...text.matchAll(new RegExp(`\\b7${node.number}(\\d\\d)\\d{7}\\b`, 'g'))].filter((match) => !numbers.includes(match[1] ?? '')).map((match) => match[0]),
    ...(text.includes(node.ids.sha ?? '-') ? [`picture of ${node.key}`] : []),
  ]);
}

/** Of every table a digest of the rows that are these co-ops' own. */
export async function digests(at: Federations, of: readonly Node[]): Promise<Record<string, string>> {
  const columns = (await at.owner.query<{ name: string; owned: boolean }>(
    `SELECT c.relname AS name, EXISTS (SELECT 1 FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'owner_id') AS owned FROM pg_class c
     WHERE c.relnamespace = 'app'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relrowsecurity AND (c.relname = 'cooperative' OR EXISTS (SELECT 1 FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'cooperative_id')) ORDER BY 1`)).rows;
  const row = (name: string): string => (name === 'session' ? `(to_jsonb(t) - '{seen_at,expires_at}'::text[])::text` : 't::text');
  const parts = columns.map(({ name, owned }) => `SELECT '${name}' AS name, md5(coalesce(string_agg(${row(name)}, '|' ORDER BY ${row(name)}), '')) AS digest, count(*)::int AS n FROM app.${name} t WHERE ${name === 'cooperative' ? 't.id' : owned ? 'coalesce(t.owner_id, t.cooperative_id)' : 't.cooperative_id'} = ANY ($1::bigint[])`);
  const { rows } = await at.owner.query<{ name: string; digest: string; n: number }>(parts.join(' UNION ALL '), [of.map((node) => node.cooperative)]);
  return Object.fromEntries(rows.map((row) => [row.name, `${row.n} rows ${row.digest}`]));
}
