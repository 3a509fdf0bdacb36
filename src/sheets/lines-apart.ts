import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** `heapMb` of the program's own heap (what it holds beside it is streamed, and given back from one arena). How long it may think without saying anything, and how long in all; what waits for the house is not counted as thinking. */
const bounds = { heapMb: 192, silentMs: 60_000, wholeMs: 1_800_000 };
export type Bounds = Partial<typeof bounds>;

export class ReaderEnded extends Error {}

/** The path of a program that stands beside a module. Compiled files run compiled; specs run the sources, and use the compiled program that their setup has built. */
export const programBeside = (module: string, name: string): string =>
  fileURLToPath(new URL(`./${name}`, module)).replace(/([\\/])src([\\/]\w+[\\/][^\\/]+)$/, (found, before: string, after: string) => (module.endsWith('.ts') ? `${before}dist${before}src${after}` : found));

/** What a program of ours says of a file, line by line, in a process of its own; it waits while a line is being used. Throws `ReaderEnded` when it died of its file: too much memory, too long, a crash. */
export async function* linesApart(program: string, task: object, limits: Bounds = {}): AsyncGenerator<string> {
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
        yield rest.join('');
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
