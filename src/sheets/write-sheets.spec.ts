import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { localTime, type Cell } from './cell.js';
import { csvRows } from './csv-rows.js';
import { csvText } from './write-csv.js';
import { TooManyRows, writeXlsx } from './write-xlsx.js';
import { xlsxRows } from './xlsx-rows.js';

let dir: string;
beforeAll(async () => { dir = await mkdtemp(join(tmpdir(), 'serentak-sheets-')); });
afterAll(() => rm(dir, { recursive: true, force: true }));
const local = localTime('Asia/Jakarta');
async function* batches(rows: readonly (readonly Cell[])[]): AsyncGenerator<readonly (readonly Cell[])[]> {
  for (const row of rows) yield [row];
}

async function throughXlsx(rows: readonly (readonly Cell[])[]): Promise<string[][]> {
  const path = join(dir, 'a.xlsx'), to = createWriteStream(path), back: string[][] = [];
  await writeXlsx(to, 'Lembar', batches(rows), local);
  await new Promise<void>((resolve) => to.end(resolve));
  for await (const row of xlsxRows(path)) back[row.number - 1] = [...row.cells];
  return rows.map((row, n) => row.map((_, column) => back[n]?.[column] ?? ''));
}
async function throughCsv(rows: readonly (readonly Cell[])[]): Promise<string[][]> {
  let text = '';
  for await (const part of csvText(batches(rows), local)) text += part;
  const back: string[][] = [];
  for await (const row of csvRows((async function* () { yield text.replace(/^\ufeff/, ''); })(), ';')) back.push([...row.cells]);
  return back;
}

describe('what is written is read again', () => {
  it('as it was, whatever it is, in both formats', async () => {
    const text = fc.string({ unit: fc.constantFrom("'", '=', '+', '-', '@', '\t', '"', ';', ',', '\n', '<', '&', '>', 'a', ' ', 'é', '漢', '🙂', '0'), maxLength: 8 });
    await fc.assert(fc.asyncProperty(fc.array(fc.array(text, { minLength: 3, maxLength: 3 }), { minLength: 1, maxLength: 4 }), async (rows) => {
      const lines = [['satu', 'dua', 'tiga'], ...rows.map(([first = '', second = '', third = '']) => [`x${first}`, second, third])];
      expect(await throughXlsx(lines)).toEqual(lines);
      expect(await throughCsv(lines)).toEqual(lines);
    }), { numRuns: 40 });
  });

  it('numbers as numbers, moments in the reader\'s own time', async () => {
    const rows: Cell[][] = [['a', 'b', 'c', 'd'], [-4, 10.5, 45_000, null], [0, 1e12, 12.25, new Date('2026-11-28T17:30:00Z')]];
    expect((await throughXlsx(rows)).slice(1).map((row) => row.slice(0, 3))).toEqual([['-4', '10.5', '45000'], ['0', '1000000000000', '12.25']]);
    expect(await throughCsv(rows)).toEqual([['a', 'b', 'c', 'd'], ['-4', '10,5', '45000', ''], ['0', '1000000000000', '12,25', '2026-11-29 00:30:00']]);
  });
});

describe('a long list', () => {
  it('of a hundred thousand rows is held batch by batch', async () => {
    const row: Cell[] = ['KOP-001', 'Kopi Bubuk Robusta Lereng Bengawan', 'Robusta petik merah dari kebun anggota. '.repeat(5), 45_000, 39];
    async function* long() { for (let n = 0; n < 200; n += 1) yield Array.from({ length: 500 }, () => row); }
    let most = 0, bytes = 0;
    const before = process.memoryUsage().rss;
    const sink = new Writable({ write(part: Buffer, _, done) { bytes += part.length; most = Math.max(most, process.memoryUsage().rss - before); setImmediate(done); } });
    await writeXlsx(sink, 'Panjang', long(), local);
    expect(bytes).toBeGreaterThan(200_000);
    expect(most).toBeLessThan(120 * 1024 * 1024);
  });

  it('that no sheet can hold is refused', async () => {
    const line: Cell[] = ['x'], many = Array.from({ length: 100_000 }, () => line);
    async function* tooLong() { for (let n = 0; n < 11; n += 1) yield many; }
    await expect(writeXlsx(new Writable({ write(_, __, done) { done(); } }), 'Panjang', tooLong(), local)).rejects.toThrow(TooManyRows);
  });
});
