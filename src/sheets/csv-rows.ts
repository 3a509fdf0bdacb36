import { asWritten } from './neutral-text.js';

/** One row as read: its cells, or why it cannot be one. `number` counts from the first row of its sheet, 1; an empty line counts too. */
export interface SheetRow { readonly number: number; /** Which sheet of a workbook, from 0, and what it is called. */ readonly sheet?: number; readonly name?: string; readonly cells: readonly string[]; readonly broken?: 'unclosed-quote' | 'endless' }

/** A quoted cell may hold line breaks, but not the rest of the file. In characters. */
export const longestRow = 4_000_000;
const longestShown = 10_000;

/**
 * Rows of separated text, streaming. A quote that is never closed spoils its own line only: reading goes on at the next one.
 * A quote inside an unquoted cell is a character like any other.
 */
export async function* csvRows(text: AsyncIterable<string>, separator: string): AsyncGenerator<SheetRow> {
  let buffer = '', number = 0, skipping = false;
  const take = function* (last: boolean): Generator<SheetRow> {
    for (;;) {
      if (skipping) {
        const end = /[\r\n]/.exec(buffer);
        skipping = end === null;
        buffer = end === null ? '' : buffer.slice(end.index + (buffer.startsWith('\r\n', end.index) ? 2 : 1));
      }
      if (buffer === '') return;
      const row = readRow(buffer, separator, last);
      if (row === null && buffer.length <= longestRow) return;
      number += 1;
      if (row === null || row.broken) {
        // Begin again after the line on which the row began.
        const end = lineEnd(buffer, last);
        if (end === null) return;
        if (end.at === buffer.length && !last) {
          skipping = true;
          yield { number, cells: [buffer.slice(0, longestShown)], broken: buffer.startsWith('"') ? 'unclosed-quote' : 'endless' };
          buffer = '';
          return;
        }
        yield { number, cells: [buffer.slice(0, Math.min(end.at, longestShown))], broken: 'unclosed-quote' };
        buffer = buffer.slice(end.next);
      } else {
        yield { number, cells: row.cells };
        buffer = buffer.slice(row.next);
      }
    }
  };
  for await (const part of text) {
    buffer += part;
    yield* take(false);
  }
  yield* take(true);
}

interface Read { readonly cells: string[]; readonly next: number; readonly broken: boolean }

/** Null: the row goes on beyond what is here. */
function readRow(text: string, separator: string, last: boolean): Read | null {
  const cells: string[] = [];
  let at = 0;
  for (;;) {
    let cell = '';
    const opened = text[at] === '"' ? at : -1;
    if (opened >= 0) {
      at += 1;
      for (;;) {
        const quote = text.indexOf('"', at);
        if (quote < 0) return last ? { cells, next: text.length, broken: true } : null;
        cell += text.slice(at, quote);
        at = quote + 1;
        if (at >= text.length && !last) return null;
        if (text[at] !== '"') break;
        cell += '"';
        at += 1;
      }
    }
    const start = at, quoted = cell;
    at = endOfCell(text, at, separator);
    if (at >= text.length && !last) return null;
    const rest = text.slice(start, at);
    if (opened >= 0 && rest.trim() !== '') {
      // Something follows the closing quote: within one line the quotes were meant as text; over several, this quote belongs to a later cell and ours was never closed.
      if (/[\r\n]/.test(quoted)) return { cells, next: at, broken: true };
      cell = text.slice(opened, at);
    } else if (opened < 0) cell = rest;
    cells.push(asWritten(cell));
    if (at >= text.length) return { cells, next: at, broken: false };
    if (text[at] === separator) {
      at += 1;
      continue;
    }
    if (text[at] === '\r' && at + 1 >= text.length && !last) return null;
    return { cells, next: text[at] === '\r' && text[at + 1] === '\n' ? at + 2 : at + 1, broken: false };
  }
}

function endOfCell(text: string, from: number, separator: string): number {
  const mark = separator.charCodeAt(0);
  for (let at = from; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === mark || code === 10 || code === 13) return at;
  }
  return text.length;
}

function lineEnd(text: string, last: boolean): { at: number; next: number } | null {
  const at = text.search(/[\r\n]/);
  if (at < 0) return last || text.length > longestRow ? { at: text.length, next: text.length } : null;
  return { at, next: text[at] === '\r' && text[at + 1] === '\n' ? at + 2 : at + 1 };
}

/** The separator under which a line of the sample has the most columns that `known` counts; else the one that cuts a line into the most cells. */
export async function separatorOf(sample: string, known: (cells: readonly string[]) => number): Promise<string> {
  const separators = [';', '\t', ',', '|'];
  let best = { separator: ';', columns: 0, width: 0 };
  for (const separator of separators) {
    for await (const row of csvRows((async function* () { yield sample; })(), separator)) {
      const columns = known(row.cells), width = row.cells.length;
      if (columns > best.columns || (columns === best.columns && width > best.width)) best = { separator, columns, width };
    }
  }
  return best.separator;
}
