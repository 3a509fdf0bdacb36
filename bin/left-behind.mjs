// Ends the servers that a start or a test run left behind, known by the files in its data folder, and removes what they kept. Uses nothing but Node.
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** The process whose number stands in a line of a file, if it lives. */
export function alive(file, line = 0) {
  if (!existsSync(file)) return null;
  const pid = Number(readFileSync(file, 'utf8').split('\n')[line]);
  if (!Number.isInteger(pid) || pid <= 1) return null;
  try {
    process.kill(pid, 0);
    return pid;
  } catch (error) {
    return error.code === 'EPERM' ? pid : null;
  }
}

/** Whether a process was started with this word: numbers are given out again. */
export function speaksOf(pid, word) {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(word);
  } catch {
    return !existsSync('/proc/self');
  }
}

async function end(file, word, signal) {
  const pid = alive(file);
  if (pid === null || !speaksOf(pid, word)) return;
  process.kill(pid, signal);
  for (let round = 0; round < 200 && alive(file) === pid; round += 1) await new Promise((done) => setTimeout(done, 50));
}

export async function endLeftBehind(dataDir) {
  await end(join(dataDir, 'redis.pid'), 'redis-server', 'SIGKILL');
  const known = join(dataDir, 'postgres.json');
  if (existsSync(known)) {
    const { home, place } = JSON.parse(readFileSync(known, 'utf8'));
    // A copied folder names the original's server, which is not ours to end.
    if (home === undefined || resolve(home) === resolve(dataDir)) {
      await end(join(place, 'data', 'postmaster.pid'), place, 'SIGINT');
      rmSync(place, { recursive: true, force: true });
    }
  }
  rmSync(dataDir, { recursive: true, force: true });
}
