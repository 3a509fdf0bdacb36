import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fail, root } from './prepare.mjs';

const data = resolve(root, process.env.DATA_DIR ?? '.data');
const alive = (file, line = 0) => {
  if (!existsSync(file)) return null;
  const pid = Number(readFileSync(file, 'utf8').split('\n')[line]);
  try {
    process.kill(pid, 0);
    return pid;
  } catch (error) {
    return error.code === 'EPERM' ? pid : null;
  }
};
const running = alive(join(data, 'running.pid'));
if (running) fail(`Serentak runs from this folder (process ${running}): stop it first, then reset the demo.`);
const known = join(data, 'postgres.json');
if (existsSync(known)) {
  const { place } = JSON.parse(readFileSync(known, 'utf8'));
  const server = alive(join(place, 'data', 'postmaster.pid'));
  if (server) process.kill(server, 'SIGINT');
  for (let round = 0; round < 100 && alive(join(place, 'data', 'postmaster.pid')); round += 1) await new Promise((done) => setTimeout(done, 100));
  rmSync(place, { recursive: true, force: true });
}
rmSync(data, { recursive: true, force: true });
console.log('The demo is gone; `npm start` makes a new one.');
