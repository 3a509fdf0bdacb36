import { fork, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runImport } from '../src/imports/index.js';
import type { Inserted } from './lab/insert-rows.js';
import { exactly, raw, say, verdict } from './lab/report.js';
import { openService } from './lab/service.js';

const count = Number(process.env.B6_ROWS ?? 100_000), chunk = 1_000;
const dir = mkdtempSync(join(tmpdir(), 'serentak-list-'));
const made = spawnSync(process.execPath, [fileURLToPath(new URL('./lab/large-list.js', import.meta.url)), dir, String(count)], { stdio: 'inherit' });
if (made.status !== 0) throw new Error('The lists were not written.');
say(`  ${count} rows, one in twenty bad: CSV ${Math.round(statSync(join(dir, 'list.csv')).size / 1e6)} MB, XLSX ${Math.round(statSync(join(dir, 'list.xlsx')).size / 1e6)} MB`);
const service = await openService({ roles: 'api', sweeping: false });
const { house, sql, cooperativeId, scope } = service;
try {
  const goods = await insertAll(), peers = [goods.seconds];
  const csv = await importAll('list.csv', goods);
  peers.push((await insertAll()).seconds);
  const xlsx = await importAll('list.xlsx', goods);
  peers.push((await insertAll()).seconds);
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
async function importAll(file: string, goods: Inserted): Promise<{ seconds: number; mb: number }> {
  const bad = new Set(goods.bad);
  await empty();
  globalThis.gc?.();
  const [row] = (await sql.query<{ id: string }>('INSERT INTO app.import (cooperative_id, name) VALUES ($1, $2) RETURNING id', [cooperativeId, file])).rows;
  const highest = { own: process.memoryUsage.rss() / 1024 / 1024, both: 0 };
  raw(`${file}: memory of the service before`, [highest.own], 'MB');
  const sampler = setInterval(() => {
    const own = process.memoryUsage.rss() / 1024 / 1024;
    highest.own = Math.max(highest.own, own);
    const reader = besides();
    if (reader > 0) highest.both = Math.max(highest.both, own + reader);
  }, 50);
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
  exactly(`${file}: products`, rows[0]?.products, goods.products);
  raw(`${file}: memory of the service, of its reader, of both with the program they share counted once`, [highest.own, rows[0]?.peak ?? 0, highest.both], 'MB');
  return { seconds, mb: highest.both > 0 ? highest.both : highest.own + (rows[0]?.peak ?? 0) };
}

/** What the reader holds beside the program itself, MB: its pages that are no file's. Where there is no /proc, or no reader, nothing. */
function besides(): number {
  try {
    const about = (pid: string, what: string): string => readFileSync(`/proc/${pid}/${what}`, 'utf8');
    const readers = about('self', `task/${process.pid}/children`).split(' ').filter((pid) => pid !== '' && about(pid, 'cmdline').includes('reader.process'));
    return readers.reduce((sum, pid) => sum + Number(/^RssAnon:\s+(\d+) kB/m.exec(about(pid, 'status'))?.[1] ?? 0) / 1024, 0);
  } catch {
    return 0;
  }
}

async function insertAll(): Promise<Inserted> {
  await empty();
  return new Promise((resolve, reject) => {
    fork(fileURLToPath(new URL('./lab/insert-rows.js', import.meta.url)), [service.database.appUrl, cooperativeId, String(count), String(chunk)], { execArgv: [] }).once('message', (done: Inserted) => { resolve(done); }).once('exit', (code) => { if (code !== 0) reject(new Error('The peer did not end well.')); });
  });
}

async function empty(): Promise<void> {
  await sql.query('TRUNCATE app.product, app.category, app.member, app.import CASCADE');
}
