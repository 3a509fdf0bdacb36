import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { BadRow, HeaderFound, Note, ReadingTask, Refusal, Rows } from './read-file.js';

/** `heapMb` of the reader's own heap (what it holds beside it is streamed, and given back from one arena). How long a reader may think without saying anything, and how long in all; what waits for the database is not counted as thinking. */
const bounds = { heapMb: 192, silentMs: 60_000, wholeMs: 1_800_000 };

export class ReaderEnded extends Error {}
/** `good`: rows as JSON, not looked into. */
export interface Batch { readonly rows: number; readonly good: string; readonly bad: readonly BadRow[]; readonly notes: readonly Note[] }
export type ReaderMessage = { readonly header: HeaderFound | null; readonly top: Rows } | Batch | { readonly refusal: Refusal | null } | { readonly peakMb: number };

// Compiled files run compiled; specs run the sources, and use the compiled reader that their setup has built.
const program = fileURLToPath(new URL('./reader.process.js', import.meta.url)).replace(/([\\/])src([\\/]imports[\\/])/, (found, before: string, after: string) => (import.meta.url.endsWith('.ts') ? `${before}dist${before}src${after}` : found));

/** Reads a file in a process of its own, message by message; the reader waits while a message is being used. Throws `ReaderEnded` when it died of its file: too much memory, too long, a crash. */
export async function* readApart(task: ReadingTask, limits: Partial<typeof bounds> = {}): AsyncGenerator<ReaderMessage> {
  const { heapMb, silentMs, wholeMs } = { ...bounds, ...limits };
  const child = spawn(process.execPath, [`--max-old-space-size=${heapMb}`, '--max-semi-space-size=2', '--no-warnings', program], { stdio: ['pipe', 'pipe', 'pipe'], env: { MALLOC_ARENA_MAX: '1' } });
  let last = '', why = 'crashed';
  const stop = (reason: string): void => {
    why = reason;
    child.kill('SIGKILL');
  };
  const ended = new Promise<number | string>((resolve) => child.once('exit', (code, signal) => resolve(code ?? signal ?? '')).once('error', (error) => resolve(error.message)));
  child.stderr.setEncoding('utf8').on('data', (text: string) => { last = (last + text).slice(-2_000); });
  const whole = setTimeout(() => stop('took too long'), wholeMs);
  let silent = setTimeout(() => stop('fell silent'), silentMs);
  child.stdin.on('error', () => undefined).end(JSON.stringify(task));
  try {
    let rest: string[] = [];
    for await (const part of child.stdout.setEncoding('utf8') as AsyncIterable<string>) {
      clearTimeout(silent);
      const lines = part.split('\n');
      for (const [index, line] of lines.entries()) {
        rest.push(line);
        if (index === lines.length - 1) break;
        yield messageOf(rest.join(''));
        rest = [];
      }
      silent = setTimeout(() => stop('fell silent'), silentMs);
    }
    const how = await ended;
    if (how !== 0) throw new ReaderEnded(`The reader ${why} (${how}): ${last.split('\n').find((line) => /heap|Error/.test(line)) ?? ''}`);
  } finally {
    clearTimeout(silent);
    clearTimeout(whole);
    child.kill('SIGKILL');
  }
}

function messageOf(line: string): ReaderMessage {
  const tab = line.indexOf('\t'), message = JSON.parse(tab < 0 ? line : line.slice(0, tab)) as ReaderMessage;
  return 'good' in message ? { ...message, good: line.slice(tab + 1) } : message;
}
