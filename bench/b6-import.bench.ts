import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { runImport } from '../src/imports/index.js';
import { listRows, type ListRow } from './lab/large-list.js';
import { exactly, raw, say, verdict } from './lab/report.js';
import { openService } from './lab/service.js';

const count = Number(process.env.B6_ROWS ?? 100_000), chunk = 1_000;
const dir = mkdtempSync(join(tmpdir(), 'serentak-list-'));
const made = spawnSync(process.execPath, [fileURLToPath(new URL('./lab/large-list.js', import.meta.url)), dir, String(count)], { stdio: 'inherit' });
if (made.status !== 0) throw new Error('The lists were not written.');
say(`  ${count} rows, one in twenty bad: CSV ${Math.round(statSync(join(dir, 'list.csv')).size / 1e6)} MB, XLSX ${Math.round(statSync(join(dir, 'list.xlsx')).size / 1e6)} MB`);
const service = await openService({ roles: 'api', sweeping: false });
const { house, sql, cooperativeId, scope } = service;
const bad = new Set<number>(), goods = { rows: 0, products: new Set<string>() };
for (const row of listRows(count)) {
  if (row.bad) bad.add(row.number);
  else {
    goods.rows += 1;
    goods.products.add(row.code);
  }
}
const products = goods.products.size;
goods.products.clear();

try {
  const peers: number[] = [await insertAll()];
  const csv = await importAll('list.csv');
  peers.push(await insertAll());
  const xlsx = await importAll('list.xlsx');
  peers.push(await insertAll());
  const peer = peers.reduce((sum, seconds) => sum + seconds, 0) / peers.length, rate = goods.rows / peer;
  raw('multi-row INSERT of the good rows (products, variants, levels, movements; 1,000 a statement)', peers, 's');
  raw('import of the CSV; of the XLSX', [csv.seconds, xlsx.seconds], 's');
  verdict('CSV: rows a second over those of the INSERT', count / csv.seconds / rate, { atLeast: 0.35 }, '×');
  verdict('XLSX: rows a second over those of the INSERT', count / xlsx.seconds / rate, { atLeast: 0.15 }, '×');
  verdict('memory of the service and its reader together, highest', Math.max(csv.mb, xlsx.mb), { atMost: 300 }, 'MB');
} finally {
  await service.stop();
  rmSync(dir, { recursive: true, force: true });
}

/** The whole way: the file is read apart, checked, compared with what is there, kept row by row, applied, booked and told. */
async function importAll(file: string): Promise<{ seconds: number; mb: number }> {
  await empty();
  globalThis.gc?.();
  const [row] = (await sql.query<{ id: string }>('INSERT INTO app.import (cooperative_id, name) VALUES ($1, $2) RETURNING id', [cooperativeId, file])).rows;
  let highest = process.memoryUsage.rss();
  raw(`${file}: memory of the service before`, [highest / 1024 / 1024], 'MB');
  const sampler = setInterval(() => { highest = Math.max(highest, process.memoryUsage.rss()); }, 50);
  const startedAt = performance.now();
  const result = await runImport(house.database, scope, { importId: row?.id ?? '', cooperativeId, userId: null }, join(dir, file), house.log);
  const seconds = (performance.now() - startedAt) / 1000;
  clearInterval(sampler);
  exactly(`${file}: rows`, result.rows, count);
  exactly(`${file}: created`, result.created, goods.rows);
  exactly(`${file}: rejected`, result.rejected, bad.size);
  const { rows } = await sql.query<{ n: number; variants: number; products: number; peak: number }>(`SELECT (SELECT count(*)::int FROM app.import_issue WHERE import_id = $1) AS n, (SELECT count(*)::int FROM app.variant) AS variants, (SELECT count(*)::int FROM app.product) AS products, (SELECT peak_mb FROM app.import WHERE id = $1) AS peak`, [row?.id]);
  const named = await sql.query<{ row_number: number }>('SELECT DISTINCT row_number FROM app.import_issue WHERE import_id = $1', [row?.id]);
  exactly(`${file}: bad rows named, and no other`, named.rows.filter((issue) => bad.has(issue.row_number)).length + named.rows.length, 2 * bad.size);
  exactly(`${file}: variants`, rows[0]?.variants, goods.rows);
  exactly(`${file}: products`, rows[0]?.products, products);
  raw(`${file}: memory of the service, of its reader`, [highest / 1024 / 1024, rows[0]?.peak ?? 0], 'MB');
  return { seconds, mb: highest / 1024 / 1024 + (rows[0]?.peak ?? 0) };
}

/** The peer: the same good rows into the same tables by the application's own role, as many a statement as the import takes a batch. */
async function insertAll(): Promise<number> {
  await empty();
  const client = new pg.Client({ connectionString: service.database.appUrl });
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
  for (const row of listRows(count)) {
    if (!row.bad) rows.push(row);
    if (rows.length === chunk) await flush();
  }
  if (rows.length > 0) await flush();
  const seconds = (performance.now() - startedAt) / 1000;
  await client.end();
  return seconds;
}

async function insert<T extends object>(client: pg.Client, into: string, rows: readonly (readonly unknown[])[], returning: string): Promise<T[]> {
  if (rows.length === 0) return [];
  const width = rows[0]?.length ?? 0;
  return (await client.query<T & pg.QueryResultRow>(`INSERT INTO app.${into} VALUES ${rows.map((_, row) => `(${Array.from({ length: width }, (__, at) => `$${row * width + at + 1}`).join(', ')})`).join(', ')} RETURNING ${returning}`, rows.flat())).rows;
}

async function empty(): Promise<void> {
  await sql.query('TRUNCATE app.product, app.category, app.member, app.import CASCADE');
}
