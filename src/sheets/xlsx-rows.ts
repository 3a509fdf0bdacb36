import type { Readable } from 'node:stream';
import type yauzl from 'yauzl';
import type { SheetRow } from './csv-rows.js';
import { asWritten } from './neutral-text.js';
import { formatsOf, local, openZip, parsed, partOf, partsOf, room, SharedStrings, unescaped, UnreasonableFile, workbookOf, xmlParser, type Format } from './xlsx-parts.js';

export { UnreasonableFile } from './xlsx-parts.js';

const most = { rows: 1_048_576, columns: 16_384 };
interface Merge { readonly column: number; readonly bottom: number }
interface Values { readonly strings: SharedStrings; readonly formats: readonly Format[]; readonly from1904: boolean }

/** Rows of a workbook's sheets in the order of its tabs, streaming: the zip is read part by part and parsed as it comes. Numbers arrive as plain decimals or with the zeros they are shown with, dates as 2026-11-28, merged cells in each of their rows. A sheet that `enough` is said of is left there. */
export async function* xlsxRows(path: string, enough: (sheet: number) => boolean = () => false): AsyncGenerator<SheetRow> {
  const zip = await openZip(path);
  try {
    const parts = await partsOf(zip), { sheets, from1904 } = await workbookOf(zip, parts);
    if (sheets.length === 0) throw new UnreasonableFile('no sheet');
    const values: Values = { strings: await SharedStrings.of(zip, parts), formats: await formatsOf(zip, parts), from1904 };
    for (const [sheet, { name, entry }] of sheets.entries()) {
      const merges = await mergesOf(await partOf(zip, entry));
      const carried = new Map<number, { until: number; value: string }>();
      for await (const { number, cells } of rowsOf(zip, entry, values)) {
        for (const [column, held] of carried) {
          if (number > held.until) carried.delete(column);
          else {
            while (cells.length <= column) cells.push('');
            if (cells[column] === '') cells[column] = held.value;
          }
        }
        for (const { column, bottom } of merges.get(number) ?? []) carried.set(column, { until: bottom, value: cells[column] ?? '' });
        yield { number, sheet, name, cells };
        if (enough(sheet)) break;
      }
    }
  } catch (error) {
    // Whatever goes wrong in here is the file's doing: a cut-off zip, broken XML, a part that is larger than it says.
    throw error instanceof UnreasonableFile ? error : new UnreasonableFile(error instanceof Error ? error.message : 'unreadable');
  } finally {
    zip.close();
  }
}

/** Merges that reach over several rows, by their top row. They stand behind all the cells, which are passed over unparsed. */
async function mergesOf(stream: Readable): Promise<Map<number, Merge[]>> {
  const merges = new Map<number, Merge[]>();
  let count = 0, rest = Buffer.alloc(0);
  for await (const part of stream) {
    const bytes = rest.length === 0 ? (part as Buffer) : Buffer.concat([rest, part as Buffer]), open = bytes.lastIndexOf('<');
    // A tag that this piece cuts in two is seen whole with the next one.
    rest = open > bytes.lastIndexOf('>') && bytes.length - open < 1_000 ? Buffer.from(bytes.subarray(open)) : Buffer.alloc(0);
    if (!bytes.includes('mergeCell')) continue;
    for (const match of bytes.toString('latin1').matchAll(/<(?:\w+:)?mergeCell\b[^<>]*?\bref="([A-Z]{1,3})(\d{1,7}):[A-Z]{1,3}(\d{1,7})"[^<>]*>/g)) {
      if (match[2] === match[3] || (count += 1) > 100_000) continue;
      const top = Number(match[2]);
      merges.set(top, [...(merges.get(top) ?? []), { column: columnOf(match[1] ?? 'A'), bottom: Number(match[3]) }]);
    }
  }
  return merges;
}

function columnOf(reference: string): number {
  let total = 0;
  for (let at = 0; at < reference.length; at += 1) {
    const letter = reference.charCodeAt(at) - 64;
    if (letter < 1 || letter > 26) break;
    total = total * 26 + letter;
  }
  return total - 1;
}

async function* rowsOf(zip: yauzl.ZipFile, entry: yauzl.Entry, values: Values): AsyncGenerator<{ readonly number: number; readonly cells: string[] }> {
  let ready: { number: number; cells: string[] }[] = [], number = 0, cells: string[] = [], column = 0, type = '', style = 0, value = '', inValue = false, phonetic = false;
  const parser = xmlParser();
  parser.on('opentag', ({ name: full, attributes }) => {
    const name = local(full);
    if (name === 'c') {
      const { r, t, s } = attributes as Record<string, string | undefined>;
      column = r === undefined ? cells.length : columnOf(r);
      if (column < 0) column = cells.length;
      type = t ?? 'n';
      style = s === undefined ? 0 : Number(s);
      value = '';
    } else if (name === 'v' || (name === 't' && type === 'inlineStr' && !phonetic)) inValue = true;
    else if (name === 'row') {
      number = Number((attributes as Record<string, string | undefined>).r ?? number + 1);
      cells = [];
    } else if (name === 'rPh') phonetic = true;
  });
  parser.on('text', (piece) => { if (inValue && room(value)) value += piece; });
  parser.on('closetag', ({ name: full }) => {
    const name = local(full);
    if (name === 'v' || name === 't') inValue = false;
    else if (name === 'c' && column < most.columns) {
      while (cells.length < column) cells.push('');
      cells[column] = textOf(value, type, style, values);
    } else if (name === 'row' && number >= 1 && number <= most.rows) ready.push({ number, cells });
    else if (name === 'rPh') phonetic = false;
  });
  for await (const _ of parsed(await partOf(zip, entry), parser)) {
    yield* ready;
    ready = [];
  }
  yield* ready;
}

function textOf(value: string, type: string, style: number, { strings, formats, from1904 }: Values): string {
  if (type === 's') return asWritten(strings.get(Number(value)));
  if (type === 'b') return value === '1' ? 'TRUE' : 'FALSE';
  if (type !== 'n') return asWritten(unescaped(value));
  if (value === '') return value;
  const format = formats[style] ?? null;
  if (format === 'date') return dateOf(Number(value), from1904) ?? plain(value);
  if (format === 'percent') return `${plain(String(Number(value) * 100))}%`;
  const text = plain(value);
  return format !== null && /^\d+$/.test(text) ? text.padStart(format, '0') : text;
}

/** A date is a number of days; what is behind the point is the time of day. */
function dateOf(days: number, from1904: boolean): string | null {
  if (!(days >= 1 && days < 2_958_466)) return null;
  const text = new Date(Math.round((days - (from1904 ? 24_107 : 25_569)) * 86_400) * 1_000).toISOString();
  return days % 1 === 0 ? text.slice(0, 10) : text.slice(0, 16).replace('T', ' ');
}

/**
 * 4.5E4 → 45000; long decimals that only arithmetic made are rounded to what was meant. Exactly three decimals get a fourth, because a cell's 45.125 is a fraction and never forty-five thousand.
 */
function plain(value: string): string {
  const number = Number(value);
  if (!Number.isFinite(number) || /^\d+$/.test(value)) return value;
  if (Number.isSafeInteger(number)) return String(number);
  const text = String(Number(number.toPrecision(12)));
  return /\.\d{3}$/.test(text) ? `${text}0` : text;
}
