import type { Readable } from 'node:stream';
import { SaxesParser } from 'saxes';
import yauzl from 'yauzl';

/** What a workbook may unpack to, in bytes; a zip that claims or delivers more, or more than honest sheets ever shrink by, is refused. */
const largestPart = 400_000_000, largestStrings = 80_000_000, smallPart = 20_000_000, shrinksBy = 150;
/** Far above what a cell may hold (32,767 characters). */
const longestText = 100_000;
/** Holds the longest text, four bytes a character. */
const pieceBytes = 1_048_576;

export class UnreasonableFile extends Error {}
export type Parts = ReadonlyMap<string, yauzl.Entry>;

/** A tag without its namespace's prefix: some programs write <x:row>. */
export const local = (name: string): string => (name.includes(':') ? name.slice(name.indexOf(':') + 1) : name);

export const openZip = (path: string): Promise<yauzl.ZipFile> => new Promise((resolve, reject) => {
  yauzl.open(path, { lazyEntries: true, autoClose: false, validateEntrySizes: true }, (error, zip) => (error || !zip ? reject(new UnreasonableFile(error?.message ?? 'not a zip')) : resolve(zip)));
});

export const partsOf = (zip: yauzl.ZipFile): Promise<Parts> => new Promise((resolve, reject) => {
  const found = new Map<string, yauzl.Entry>();
  zip.on('entry', (entry: yauzl.Entry) => {
    const bomb = entry.uncompressedSize > smallPart && entry.uncompressedSize > shrinksBy * entry.compressedSize;
    if (found.size > 1_000 || entry.uncompressedSize > largestPart || bomb) return reject(new UnreasonableFile('unpacks too large'));
    found.set(entry.fileName, entry);
    zip.readEntry();
  }).on('end', () => resolve(found)).on('error', (error: Error) => reject(new UnreasonableFile(error.message)));
  zip.readEntry();
});

export const partOf = (zip: yauzl.ZipFile, entry: yauzl.Entry): Promise<Readable> => new Promise((resolve, reject) => {
  zip.openReadStream(entry, (error, stream) => (error || !stream ? reject(new UnreasonableFile(error?.message ?? 'unreadable part')) : resolve(stream)));
});

export const xmlParser = (): SaxesParser => new SaxesParser({ xmlns: false, position: false });

/** Feeds a part to a parser, and says after each piece that it did; entities of one's own are not resolved, so nothing outside is ever read and nothing multiplies. */
export async function* parsed(stream: Readable, parser: SaxesParser): AsyncGenerator<void> {
  const decoder = new TextDecoder();
  let failed: Error | null = null;
  parser.on('error', (error) => { failed ??= new UnreasonableFile(error.message); });
  for await (const part of stream) {
    parser.write(decoder.decode(part as Buffer, { stream: true }));
    if (failed) throw failed as Error;
    yield;
  }
  parser.close();
  if (failed) throw failed as Error;
}

/** A small part, whole: each of its tags, with the one it stands in. */
async function tagsOf(zip: yauzl.ZipFile, entry: yauzl.Entry | undefined, see: (tag: string, attributes: Readonly<Record<string, string>>, inside: string) => void): Promise<void> {
  if (!entry || entry.uncompressedSize > 10_000_000) return;
  const parser = xmlParser(), open: string[] = [];
  parser.on('opentag', (node) => {
    see(local(node.name), node.attributes as Record<string, string>, open.at(-1) ?? '');
    open.push(local(node.name));
  });
  parser.on('closetag', () => { open.pop(); });
  for await (const _ of parsed(await partOf(zip, entry), parser));
}

export interface Sheet { readonly name: string; readonly entry: yauzl.Entry }
export interface Workbook { readonly sheets: readonly Sheet[]; readonly from1904: boolean }

/** The sheets' parts in the order of the tabs, hidden ones only where no other is; by their numbers where the workbook does not say. */
export async function workbookOf(zip: yauzl.ZipFile, parts: Parts): Promise<Workbook> {
  const tabs: { id: string; name: string; hidden: boolean }[] = [], targets = new Map<string, string>();
  let from1904 = false;
  await tagsOf(zip, parts.get('xl/workbook.xml'), (tag, attributes) => {
    if (tag === 'sheet') tabs.push({ name: attributes.name ?? '', id: attributes['r:id'] ?? Object.entries(attributes).find(([name]) => local(name) === 'id')?.[1] ?? '', hidden: /hidden/i.test(attributes.state ?? '') });
    if (tag === 'workbookPr') from1904 = /^(1|true)$/.test(attributes.date1904 ?? '');
  });
  await tagsOf(zip, parts.get('xl/_rels/workbook.xml.rels'), (tag, attributes) => { if (tag === 'Relationship') targets.set(attributes.Id ?? '', (attributes.Target ?? '').replace(/^\//, '').replace(/^(?!xl\/)/, 'xl/')); });
  const shown = tabs.some((tab) => !tab.hidden) ? tabs.filter((tab) => !tab.hidden) : tabs;
  const named = shown.flatMap(({ id, name }) => { const entry = parts.get(targets.get(id) ?? ''); return entry ? [{ name, entry }] : []; });
  if (named.length > 0) return { sheets: named, from1904 };
  const number = (name: string): number => Number(/(\d+)\.xml$/.exec(name)?.[1]);
  return { sheets: [...parts.keys()].filter((name) => /^xl\/worksheets\/sheet\d+\.xml$/.test(name)).sort((a, b) => number(a) - number(b)).flatMap((name) => { const entry = parts.get(name); return entry ? [{ name: `Sheet${number(name)}`, entry }] : []; }), from1904 };
}

/** How a number is shown, as far as it is another text: with leading zeros up to so many digits, as a date, or in hundredths. */
export type Format = number | 'date' | 'percent' | null;

/** By a cell's style. */
export async function formatsOf(zip: yauzl.ZipFile, parts: Parts): Promise<readonly Format[]> {
  const codes = new Map<number, string>(), ids: number[] = [];
  await tagsOf(zip, parts.get('xl/styles.xml'), (tag, attributes, inside) => {
    if (tag === 'numFmt') codes.set(Number(attributes.numFmtId), attributes.formatCode ?? '');
    if (tag === 'xf' && inside === 'cellXfs') ids.push(Number(attributes.numFmtId ?? 0));
  });
  return ids.map((id): Format => {
    if ((id >= 14 && id <= 22) || (id >= 45 && id <= 47)) return 'date';
    const code = (codes.get(id) ?? '').split(';')[0]?.replace(/"[^"]*"|\[[^\]]*\]|\\./g, '') ?? '';
    if (id === 9 || id === 10 || code.includes('%')) return 'percent';
    if (/^0{2,30}$/.test(code)) return code.length;
    return /[ymdhs]/i.test(code) && !/[0#?]|general/i.test(code.replace(/s\.0+/i, '')) ? 'date' : null;
  });
}

/** Texts that cells share, as UTF-8 beside the heap, in pieces: a million of them cost what they hold, and nothing is copied as they grow. */
export class SharedStrings {
  readonly #pieces: Buffer[] = [];
  #used = 0;
  /** Where each ends, counted over all pieces; no text lies in two. */
  #ends = new Uint32Array(1_024);
  #count = 0;

  static async of(zip: yauzl.ZipFile, parts: Parts): Promise<SharedStrings> {
    const strings = new SharedStrings(), entry = parts.get('xl/sharedStrings.xml');
    if (!entry) return strings;
    let text = '', inText = false, phonetic = false;
    const parser = xmlParser();
    parser.on('opentag', (tag) => {
      const name = local(tag.name);
      if (name === 'si') text = '';
      else if (name === 'rPh') phonetic = true;
      else if (name === 't' && !phonetic) inText = true;
    });
    parser.on('text', (piece) => { if (inText && text.length < longestText) text += piece; });
    parser.on('closetag', (tag) => {
      const name = local(tag.name);
      if (name === 't') inText = false;
      else if (name === 'rPh') phonetic = false;
      else if (name === 'si') strings.#push(unescaped(text));
    });
    for await (const _ of parsed(await partOf(zip, entry), parser));
    return strings;
  }

  get(index: number): string {
    if (!(index >= 0 && index < this.#count)) return '';
    const end = this.#ends[index] ?? 0, piece = Math.floor((end - 1) / pieceBytes), from = Math.max(index === 0 ? 0 : this.#ends[index - 1] ?? 0, piece * pieceBytes);
    return end === from ? '' : this.#pieces[piece]?.toString('utf8', from - piece * pieceBytes, end - piece * pieceBytes) ?? '';
  }

  #push(whole: string): void {
    const text = whole.slice(0, longestText), bytes = Buffer.byteLength(text);
    if (this.#used + bytes > this.#pieces.length * pieceBytes) {
      this.#used = this.#pieces.length * pieceBytes;
      this.#pieces.push(Buffer.allocUnsafeSlow(pieceBytes));
    }
    if (this.#used + bytes > largestStrings) throw new UnreasonableFile('too much text');
    this.#pieces.at(-1)?.write(text, this.#used % pieceBytes);
    this.#used += bytes;
    if (this.#count === this.#ends.length) {
      const more = new Uint32Array(this.#count * 2);
      more.set(this.#ends);
      this.#ends = more;
    }
    this.#ends[this.#count] = this.#used;
    this.#count += 1;
  }
}

/** Characters that XML cannot hold are written _x000D_. */
export const unescaped = (text: string): string => (text.includes('_x') ? text.replace(/_x([0-9A-F]{4})_/g, (_, code: string) => String.fromCharCode(parseInt(code, 16))) : text);
export const room = (text: string): boolean => text.length < longestText;
