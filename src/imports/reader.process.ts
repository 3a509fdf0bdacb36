/**
 * The process that opens files people send: it holds no secret, no network and no database, may be killed at any moment, and its memory is bounded. One task (JSON) on standard input, one message (JSON) a line on standard output;
 * good rows stand behind a tab of their own, because the house hands them on to the database as they are.
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
  const line = 'good' in message ? `${JSON.stringify({ ...message, good: '' })}\t${JSON.stringify(message.good)}` : JSON.stringify(message);
  if (!process.stdout.write(`${line}\n`)) await once(process.stdout, 'drain');
}
clearInterval(watch);
process.stdout.end(`${JSON.stringify({ peakMb: Math.round(process.resourceUsage().maxRSS / 1024) })}\n`);
