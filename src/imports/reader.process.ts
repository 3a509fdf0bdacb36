/** Opens a file for `readApart`: a message (JSON) a line; good rows stand behind a tab of their own, because the house hands them on to the database as they are. */
import { sayLines } from '../sheets/index.js';
import { readFileRows, type ReadingTask } from './read-file.js';

await sayLines<ReadingTask>(async function* (task) {
  for await (const message of readFileRows(task)) yield 'good' in message ? `${JSON.stringify({ ...message, good: '' })}\t${JSON.stringify(message.good)}` : JSON.stringify(message);
  yield JSON.stringify({ peakMb: Math.round(process.resourceUsage().maxRSS / 1024) });
});
