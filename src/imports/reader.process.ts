/**
 * The process that opens files people send: it holds no secret, no network and no database, may be killed at any moment, and its memory is bounded. One task (JSON) on standard input, one message (JSON) a line on standard output.
 */
import { once } from 'node:events';
import { readFileRows, type ReadingTask } from './read-file.js';

const mostBytes = 400 * 1024 * 1024;

const watch = setInterval(() => {
  if (process.memoryUsage.rss() > mostBytes) process.exit(134);
}, 50);
let input = '';
for await (const part of process.stdin) input += String(part);
for await (const message of readFileRows(JSON.parse(input) as ReadingTask)) {
  if (!process.stdout.write(`${JSON.stringify(message)}\n`)) await once(process.stdout, 'drain');
}
clearInterval(watch);
process.stdout.end(`${JSON.stringify({ peakMb: Math.round(process.resourceUsage().maxRSS / 1024) })}\n`);
