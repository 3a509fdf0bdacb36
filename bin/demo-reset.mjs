import { join, resolve } from 'node:path';
import { alive, endLeftBehind, speaksOf } from './left-behind.mjs';
import { fail, root, run } from './prepare.mjs';

const data = resolve(root, process.env.DATA_DIR ?? '.data');
const running = alive(join(data, 'running.pid'));
if (running && speaksOf(running, 'start.mjs')) fail(`Serentak runs from this folder (process ${running}): stop it first, then reset the demo.`);
await run(() => endLeftBehind(data));
console.log('The demo is gone; `npm start` makes a new one.');
