import { once } from 'node:events';

const mostBytes = 400 * 1024 * 1024;

/**
 * What a program for `linesApart` does: it holds no secret, no network and no database, may be killed at any moment, and its memory is bounded. One task (JSON) on standard input, one line on standard output for each it is given.
 */
export async function sayLines<T>(linesOf: (task: T) => AsyncIterable<string>): Promise<void> {
  const watch = setInterval(() => {
    if (process.memoryUsage.rss() > mostBytes) process.exit(134);
  }, 50);
  let input = '';
  for await (const part of process.stdin) input += String(part);
  for await (const line of linesOf(JSON.parse(input) as T)) if (!process.stdout.write(`${line}\n`)) await once(process.stdout, 'drain');
  clearInterval(watch);
  process.stdout.end();
}
