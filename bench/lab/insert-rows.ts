import pg from 'pg';
import { listRows, type ListRow } from './large-list.js';

/** The peer, in a process of its own so that what it holds is not the service's: the same good rows into the same tables by the application's own role, as many a statement as the import takes a batch. Its one message says how long it took and what the list holds. */
export interface Inserted { readonly seconds: number; readonly rows: number; readonly products: number; readonly bad: readonly number[] }
const [url = '', cooperativeId = '', count = '0', chunk = '1'] = process.argv.slice(2);
process.send?.(await insertAll(), () => { process.disconnect(); });

async function insertAll(): Promise<Inserted> {
  const client = new pg.Client({ connectionString: url }), bad: number[] = [];
  await client.connect();
  const startedAt = performance.now();
  let rows: ListRow[] = [];
  const known = new Map<string, string>(), places = new Map<string, string>();
  const flush = async (): Promise<void> => {
    await client.query(`BEGIN; SELECT set_config('app.scope', '${cooperativeId}', true)`);
    const fresh = [...new Map(rows.filter((row) => !known.has(row.code)).map((row) => [row.code, row])).values()];
    for (const [table, name] of [['category', 'category'], ['member', 'member']] as const) {
      for (const value of new Set(fresh.map((row) => row[name]))) {
        if (places.has(value)) continue;
        const { rows: placed } = await client.query<{ id: string }>(table === 'category' ? 'INSERT INTO app.category (cooperative_id, name, path) VALUES ($1, $2, $2) RETURNING id' : 'INSERT INTO app.member (cooperative_id, name) VALUES ($1, $2) RETURNING id', [cooperativeId, value]);
        places.set(value, placed[0]?.id ?? '');
      }
    }
    if (fresh.length > 0) {
      const inserted = await insert<{ id: string; code: string }>(client, 'product (cooperative_id, code, title, description, brand, category_id, member_id, axes, attributes)', fresh.map((row) => [cooperativeId, row.code, row.title, row.description, row.brand, places.get(row.category), places.get(row.member), ['Berat'], JSON.stringify({ origin: row.origin })]), 'id, code');
      for (const { id, code } of inserted) known.set(code, id);
    }
    const variants = await insert<{ id: string }>(client, 'variant (cooperative_id, product_id, sku, choice, price, grams, barcode, position)', rows.map((row) => [cooperativeId, known.get(row.code), row.sku, [row.choice], row.price, row.grams, row.barcode || null, row.number]), 'id');
    await insert(client, 'stock_level (variant_id, cooperative_id, on_hand)', variants.map(({ id }, at) => [id, cooperativeId, rows[at]?.stock]), 'variant_id');
    await insert(client, 'stock_movement (variant_id, cooperative_id, quantity, on_hand, kind, cause)', variants.flatMap(({ id }, at) => ((rows[at]?.stock ?? 0) > 0 ? [[id, cooperativeId, rows[at]?.stock, rows[at]?.stock, 'import', `peer:${id}`]] : [])), 'id');
    await client.query('COMMIT');
    rows = [];
  };
  for (const row of listRows(Number(count))) {
    if (row.bad) bad.push(row.number);
    else rows.push(row);
    if (rows.length === Number(chunk)) await flush();
  }
  if (rows.length > 0) await flush();
  const seconds = (performance.now() - startedAt) / 1000;
  await client.end();
  return { seconds, rows: Number(count) - bad.length, products: known.size, bad };
}

async function insert<T extends object>(client: pg.Client, into: string, rows: readonly (readonly unknown[])[], returning: string): Promise<T[]> {
  if (rows.length === 0) return [];
  const width = rows[0]?.length ?? 0;
  return (await client.query<T & pg.QueryResultRow>(`INSERT INTO app.${into} VALUES ${rows.map((_, row) => `(${Array.from({ length: width }, (__, at) => `$${row * width + at + 1}`).join(', ')})`).join(', ')} RETURNING ${returning}`, rows.flat())).rows;
}
