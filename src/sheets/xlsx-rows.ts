import type { Readable } from 'node:stream';
import { SaxesParser } from 'saxes';
import yauzl from 'yauzl';
import type { SheetRow } from './csv-rows.js';

/** What a workbook may unpack to, in bytes; a zip that claims or delivers more is refused. */
const largestPart = 400_000_000;
const largestStrings = 80_000_000;
const most = { rows: 1_048_576, columns: 512 };

export class UnreasonableFile extends Error {}

interface Merge { readonly column: number; readonly bottom: number }

/** Rows of a workbook's sheets in the order of its tabs, streaming: the zip is read part by part and parsed as it comes. Numbers arrive as plain decimals, merged cells in each of their rows. */
export async function* xlsxRows(path: string): AsyncGenerator<SheetRow> {
  const zip = await openZip(path);
  try {
    const entries = await entriesOf(zip);
    const strings = await sharedStrings(zip, entries.get('xl/sharedStrings.xml'));
    const sheets = await sheetsOf(zip, entries);
    if (sheets.length === 0) throw new UnreasonableFile('no sheet');
    for (const [sheet, entry] of sheets.entries()) {
      const merges = await mergesOf(zip, entry);
      const carried = new Map<number, { until: number; value: string }>();
      for await (const row of rowsOf(await partOf(zip, entry), strings)) {
        const cells = [...row.cells];
        for (const [column, held] of carried) {
          if (row.number > held.until) carried.delete(column);
          else {
            while (cells.length <= column) cells.push('');
            if (cells[column] === '') cells[column] = held.value;
          }
        }
        for (const { column, bottom } of merges.get(row.number) ?? []) carried.set(column, { until: bottom, value: cells[column] ?? '' });
        yield { number: row.number, sheet, cells };
      }
    }
  } catch (error) {
    // Whatever goes wrong in here is the file's doing: a cut-off zip, broken XML, a part that is larger than it says.
    throw error instanceof UnreasonableFile ? error : new UnreasonableFile(error instanceof Error ? error.message : 'unreadable');
  } finally {
    zip.close();
  }
}

/** The sheets' parts in the order of the tabs; by their numbers where the workbook does not say. */
async function sheetsOf(zip: yauzl.ZipFile, entries: ReadonlyMap<string, yauzl.Entry>): Promise<yauzl.Entry[]> {
  const ids: string[] = [], targets = new Map<string, string>();
  const collect = async (part: string, tag: string, keep: (attributes: Readonly<Record<string, string>>) => void): Promise<void> => {
    const entry = entries.get(part);
    if (!entry || entry.uncompressedSize > 5_000_000) return;
    const parser = new SaxesParser({ xmlns: false });
    parser.on('opentag', (node) => { if (local(node.name) === tag) keep(node.attributes as Record<string, string>); });
    await parse(await partOf(zip, entry), parser);
  };
  await collect('xl/workbook.xml', 'sheet', (attributes) => ids.push(attributes['r:id'] ?? Object.entries(attributes).find(([name]) => local(name) === 'id')?.[1] ?? ''));
  await collect('xl/_rels/workbook.xml.rels', 'Relationship', (attributes) => targets.set(attributes.Id ?? '', (attributes.Target ?? '').replace(/^\//, '').replace(/^(?!xl\/)/, 'xl/')));
  const named = ids.flatMap((id) => entries.get(targets.get(id) ?? '') ?? []);
  if (named.length > 0) return named;
  const number = (name: string): number => Number(/(\d+)\.xml$/.exec(name)?.[1]);
  return [...entries.keys()].filter((name) => /^xl\/worksheets\/sheet\d+\.xml$/.test(name)).sort((a, b) => number(a) - number(b)).flatMap((name) => entries.get(name) ?? []);
}

/** A tag without its namespace's prefix: some programs write <x:row>. */
const local = (name: string): string => name.slice(name.indexOf(':') + 1);

const openZip = (path: string): Promise<yauzl.ZipFile> => new Promise((resolve, reject) => {
  yauzl.open(path, { lazyEntries: true, autoClose: false, validateEntrySizes: true }, (error, zip) => (error || !zip ? reject(new UnreasonableFile(error?.message ?? 'not a zip')) : resolve(zip)));
});

const entriesOf = (zip: yauzl.ZipFile): Promise<Map<string, yauzl.Entry>> => new Promise((resolve, reject) => {
  const found = new Map<string, yauzl.Entry>();
  zip.on('entry', (entry: yauzl.Entry) => {
    if (found.size > 1_000 || entry.uncompressedSize > largestPart) return reject(new UnreasonableFile('unpacks too large'));
    found.set(entry.fileName, entry);
    zip.readEntry();
  }).on('end', () => resolve(found)).on('error', (error: Error) => reject(new UnreasonableFile(error.message)));
  zip.readEntry();
});

const partOf = (zip: yauzl.ZipFile, entry: yauzl.Entry): Promise<Readable> => new Promise((resolve, reject) => {
  zip.openReadStream(entry, (error, stream) => (error || !stream ? reject(new UnreasonableFile(error?.message ?? 'unreadable part')) : resolve(stream)));
});

/** Feeds a part to a parser; entities of one's own are not resolved, so nothing outside is ever read. */
async function parse(stream: Readable, parser: SaxesParser, after: () => void = () => undefined): Promise<void> {
  const decoder = new TextDecoder();
  let failed: Error | null = null;
  parser.on('error', (error) => { failed ??= new UnreasonableFile(error.message); });
  for await (const part of stream) {
    parser.write(decoder.decode(part as Buffer, { stream: true }));
    if (failed) throw failed as Error;
    after();
  }
  parser.close();
  if (failed) throw failed as Error;
}

async function sharedStrings(zip: yauzl.ZipFile, entry: yauzl.Entry | undefined): Promise<string[]> {
  const strings: string[] = [];
  if (!entry) return strings;
  let text = '', inText = false, phonetic = false, size = 0;
  const parser = new SaxesParser({ xmlns: false });
  parser.on('opentag', (tag) => {
    if (local(tag.name) === 'si') text = '';
    if (local(tag.name) === 'rPh') phonetic = true;
    if (local(tag.name) === 't' && !phonetic) inText = true;
  });
  parser.on('text', (piece) => { if (inText) text += piece; });
  parser.on('closetag', (tag) => {
    if (local(tag.name) === 't') inText = false;
    if (local(tag.name) === 'rPh') phonetic = false;
    if (local(tag.name) === 'si') {
      size += text.length;
      strings.push(text);
    }
  });
  await parse(await partOf(zip, entry), parser, () => { if (size > largestStrings) throw new UnreasonableFile('too much text'); });
  return strings;
}

/** Merges that reach over several rows, by their top row. */
async function mergesOf(zip: yauzl.ZipFile, entry: yauzl.Entry): Promise<Map<number, Merge[]>> {
  const merges = new Map<number, Merge[]>();
  let count = 0;
  const parser = new SaxesParser({ xmlns: false });
  parser.on('opentag', (tag) => {
    if (local(tag.name) !== 'mergeCell' || count >= 100_000) return;
    const match = /^([A-Z]{1,3})(\d{1,7}):[A-Z]{1,3}(\d{1,7})$/.exec(String(tag.attributes.ref ?? ''));
    if (!match || match[2] === match[3]) return;
    count += 1;
    const top = Number(match[2]);
    merges.set(top, [...(merges.get(top) ?? []), { column: columnOf(match[1] ?? 'A'), bottom: Number(match[3]) }]);
  });
  await parse(await partOf(zip, entry), parser);
  return merges;
}

const columnOf = (letters: string): number => [...letters].reduce((total, letter) => total * 26 + letter.charCodeAt(0) - 64, 0) - 1;

async function* rowsOf(stream: Readable, strings: readonly string[]): AsyncGenerator<SheetRow> {
  const ready: SheetRow[] = [];
  let number = 0, cells: string[] = [], column = 0, type = '', value = '', inValue = false;
  const parser = new SaxesParser({ xmlns: false });
  parser.on('opentag', (tag) => {
    if (local(tag.name) === 'row') {
      number = Number(tag.attributes.r ?? number + 1);
      cells = [];
    } else if (local(tag.name) === 'c') {
      const letters = /^[A-Z]+/.exec(String(tag.attributes.r ?? ''))?.[0];
      column = letters ? columnOf(letters) : cells.length;
      type = String(tag.attributes.t ?? 'n');
      value = '';
    } else if (local(tag.name) === 'v' || (local(tag.name) === 't' && type === 'inlineStr')) inValue = true;
  });
  parser.on('text', (piece) => { if (inValue) value += piece; });
  parser.on('closetag', (tag) => {
    if (local(tag.name) === 'v' || local(tag.name) === 't') inValue = false;
    else if (local(tag.name) === 'c' && column < most.columns) {
      while (cells.length < column) cells.push('');
      cells[column] = type === 's' ? strings[Number(value)] ?? '' : type === 'n' && value !== '' ? plain(value) : value;
    } else if (local(tag.name) === 'row' && number <= most.rows) ready.push({ number, cells });
  });
  const decoder = new TextDecoder();
  let failed: Error | null = null;
  parser.on('error', (error) => { failed ??= new UnreasonableFile(error.message); });
  for await (const part of stream) {
    parser.write(decoder.decode(part as Buffer, { stream: true }));
    if (failed) throw failed as Error;
    while (ready.length > 0) yield ready.shift() as SheetRow;
  }
  parser.close();
  while (ready.length > 0) yield ready.shift() as SheetRow;
}

/**
 * 4.5E4 → 45000; long decimals that only arithmetic made are rounded to what was meant. Exactly three decimals get a fourth, because a cell's 45.125 is a fraction and never forty-five thousand.
 */
function plain(value: string): string {
  const number = Number(value);
  if (!Number.isFinite(number) || /^\d+$/.test(value)) return value;
  const text = String(Number(number.toPrecision(12)));
  return /\.\d{3}$/.test(text) ? `${text}0` : text;
}
