import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { csvRows, separatorOf, type SheetRow } from './csv-rows.js';

/** Reads the text cut into pieces of this length, as a stream would bring it. */
async function read(text: string, separator = ';', piece = 1_000_000): Promise<SheetRow[]> {
  const rows: SheetRow[] = [];
  for await (const row of csvRows((async function* () { for (let at = 0; at < text.length; at += piece) yield text.slice(at, at + piece); })(), separator)) rows.push(row);
  return rows;
}
const cells = async (text: string) => (await read(text)).map((row) => (row.broken ? row.broken : row.cells));

describe('csvRows', () => {
  it('reads quotes, doubled quotes, line breaks in cells, and every kind of line end', async () => {
    expect(await cells('a;b\r\n"x;1";"say ""hi"""\n"two\r\nlines";\rlast;"q"')).toEqual([['a', 'b'], ['x;1', 'say "hi"'], ['two\r\nlines', ''], ['last', 'q']]);
  });

  it('counts rows as a sheet does: a cell of several lines is one row, an empty line is one', async () => {
    expect((await read('a;b\n\n"1\n2\n3";x\nz;y')).map((row) => row.number)).toEqual([1, 2, 3, 4]);
  });

  it('keeps quotes that are meant as text', async () => {
    expect(await cells('"Kopi" Lanang;5" pipa;a"b\n')).toEqual([['"Kopi" Lanang', '5" pipa', 'a"b']]);
  });

  it('names a quote that is never closed, and goes on at the next line', async () => {
    expect(await cells('h;i\n1;"oops\n2;fine\n3;fine\n')).toEqual([['h', 'i'], 'unclosed-quote', ['2', 'fine'], ['3', 'fine']]);
    expect(await cells('h;i\n1;"oops\n2;"fine"\n3;""\n4;"x ""y"""\n')).toEqual([['h', 'i'], 'unclosed-quote', ['2', 'fine'], ['3', ''], ['4', 'x "y"']]);
  });

  it('reads the same whatever pieces the text comes in', async () => {
    const text = 'a;"b ""c""\r\n d"\r\n;"unclosed\r\n"x";y\r\n\r\nlast;"';
    const whole = await read(text);
    for (let piece = 1; piece < 12; piece += 1) expect(await read(text, ';', piece)).toEqual(whole);
  });

  it('gives back any cells that were written by the rules', async () => {
    const cell = fc.string({ unit: fc.constantFrom('a', '"', ';', '\n', '\r', ' ', 'é', ','), maxLength: 8 });
    await fc.assert(fc.asyncProperty(fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 6 }), fc.integer({ min: 1, max: 9 }), async (table, piece) => {
      const text = table.map((row) => row.map((value) => `"${value.replaceAll('"', '""')}"`).join(';')).join('\r\n') + '\r\n';
      expect((await read(text, ';', piece)).map((row) => row.cells)).toEqual(table);
    }), { numRuns: 300 });
  });
});

describe('separatorOf', () => {
  const known = (row: readonly string[]) => row.filter((cell) => cell === 'sku' || cell === 'harga').length;
  it.each([';', '\t', ',', '|'])('finds %j by the header, whatever stands in the text', async (separator) => {
    expect(await separatorOf(`Daftar harga, Juni; cetak|2\n${['sku', 'harga', 'nama'].join(separator)}\nA;1,2,3,4,5,6,7,8`, known)).toBe(separator);
  });
  it('finds it by a header that lacks a column', async () => {
    expect(await separatorOf('sku;uraian\nA;b,c,d,e,f', known)).toBe(';');
  });
  it('takes the one that cuts into the most cells when there is no header', async () => {
    expect(await separatorOf('a,b,c\n1;2', known)).toBe(',');
  });
});
