import type { Readable } from 'node:stream';
import { SaxesParser } from 'saxes';
import yauzl from 'yauzl';
import type { SheetRow } from './csv-rows.js';

/** What a workbook may unpack to, in bytes; a zip that claims or delivers more is refused. */
const largestPart = 400_000_000;
const largestStrings = 80_000_000;
const most = { rows: 1_048_576, columns: 512 };

export class UnreasonableFile extends Error {}

interface Merge { readonly top: number; readonly bottom: number; readonly column: number }

/** Rows of the first sheet that is not empty of cells, streaming: the zip is read part by part and parsed as it comes. Numbers arrive as plain decimals. */
export async function* xlsxRows(path: string, sheet = 1): AsyncGenerator<SheetRow> {
  const zip = await openZip(path);
  try {
    const entries = await entriesOf(zip);
    const strings = await sharedStrings(zip, entries.get('xl/sharedStrings.xml'));
    const names = [...entries.keys()].filter((name) => /^xl\/worksheets\/sheet\d+\.xml$/.test(name)).sort((a, b) => Number(/\d+/.exec(a)?.[0]) - Number(/\d+/.exec(b)?.[0]));
    const entry = entries.get(names[sheet - 1] ?? '');
    if (!entry) throw new UnreasonableFile('no sheet');
    const merges = await mergesOf(zip, entry);
    const carried = new Map<number, { until: number; value: string }>();
    for await (const row of rowsOf(await partOf(zip, entry), strings)) {
      const cells = [...row.cells];
      for (const merge of merges) if (merge.top === row.number && merge.bottom > merge.top) carried.set(merge.column, { until: merge.bottom, value: cells[merge.column] ?? '' });
      for (const [column, held] of carried) {
        if (row.number > held.until) carried.delete(column);
        else {
          while (cells.length <= column) cells.push('');
          if (cells[column] === '') cells[column] = held.value;
        }
      }
      yield { number: row.number, cells };
    }
  } finally {
    zip.close();
  }
}

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
    if (tag.name === 'si') text = '';
    if (tag.name === 'rPh') phonetic = true;
    if (tag.name === 't' && !phonetic) inText = true;
  });
  parser.on('text', (piece) => { if (inText) text += piece; });
  parser.on('closetag', (tag) => {
    if (tag.name === 't') inText = false;
    if (tag.name === 'rPh') phonetic = false;
    if (tag.name === 'si') {
      size += text.length;
      strings.push(text);
    }
  });
  await parse(await partOf(zip, entry), parser, () => { if (size > largestStrings) throw new UnreasonableFile('too much text'); });
  return strings;
}

async function mergesOf(zip: yauzl.ZipFile, entry: yauzl.Entry): Promise<Merge[]> {
  const merges: Merge[] = [];
  const parser = new SaxesParser({ xmlns: false });
  parser.on('opentag', (tag) => {
    if (tag.name !== 'mergeCell' || merges.length >= 100_000) return;
    const match = /^([A-Z]+)(\d+):([A-Z]+)(\d+)$/.exec(String(tag.attributes.ref ?? ''));
    if (match) merges.push({ column: columnOf(match[1] ?? 'A'), top: Number(match[2]), bottom: Number(match[4]) });
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
    if (tag.name === 'row') {
      number = Number(tag.attributes.r ?? number + 1);
      cells = [];
    } else if (tag.name === 'c') {
      const letters = /^[A-Z]+/.exec(String(tag.attributes.r ?? ''))?.[0];
      column = letters ? columnOf(letters) : cells.length;
      type = String(tag.attributes.t ?? 'n');
      value = '';
    } else if (tag.name === 'v' || (tag.name === 't' && type === 'inlineStr')) inValue = true;
  });
  parser.on('text', (piece) => { if (inValue) value += piece; });
  parser.on('closetag', (tag) => {
    if (tag.name === 'v' || tag.name === 't') inValue = false;
    else if (tag.name === 'c' && column < most.columns) {
      while (cells.length < column) cells.push('');
      cells[column] = type === 's' ? strings[Number(value)] ?? '' : type === 'n' && value !== '' ? plain(value) : value;
    } else if (tag.name === 'row' && number <= most.rows) ready.push({ number, cells });
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

/** 4.5E4 → 45000; long decimals that only arithmetic made are rounded to what was meant. */
function plain(value: string): string {
  const number = Number(value);
  if (!Number.isFinite(number)) return value;
  if (/^\d+$/.test(value)) return value;
  return String(Number(number.toPrecision(12)));
}
