import { linesApart, programBeside, type Bounds } from '../sheets/index.js';
import type { Column } from './columns.js';
import type { BadRow, HeaderFound, Note, ReadingTask, Refusal, Rows, SheetFound } from './read-file.js';

/** `good`: rows as JSON, not looked into. */
export interface Batch { readonly rows: number; readonly present: readonly Column[]; readonly good: string; readonly bad: readonly BadRow[]; readonly notes: readonly Note[] }
export type ReaderMessage = { readonly header: HeaderFound | null; readonly top: Rows } | Batch | { readonly refusal: Refusal | null; readonly sheets?: readonly SheetFound[] } | { readonly peakMb: number };

const program = programBeside(import.meta.url, 'reader.process.js');

/** Reads a file in a process of its own, message by message. Throws `ReaderEnded` when it died of its file. */
export async function* readApart(task: ReadingTask, limits: Bounds = {}): AsyncGenerator<ReaderMessage> {
  for await (const line of linesApart(program, task, limits)) yield messageOf(line);
}

function messageOf(line: string): ReaderMessage {
  const tab = line.indexOf('\t'), message = JSON.parse(tab < 0 ? line : line.slice(0, tab)) as ReaderMessage;
  return 'good' in message ? { ...message, good: line.slice(tab + 1) } : message;
}
