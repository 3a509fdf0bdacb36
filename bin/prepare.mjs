// What every command needs before anything of the project can be loaded: a Node new enough, and the packages the lock names. Uses nothing but Node.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

export function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) fail(`Serentak needs Node 20.19 or later; this is ${process.versions.node}. Install a newer one from nodejs.org.`);
}

export function install(report) {
  const lock = createHash('sha256').update(readFileSync(join(root, 'package-lock.json'))).digest('hex');
  const mark = join(root, 'node_modules', '.serentak-lock');
  if (existsSync(mark) && readFileSync(mark, 'utf8') === lock) return;
  // Packages that somebody installed by hand from this very lock need not be installed again.
  const hidden = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(hidden) || !sameAsLock(hidden)) {
    report('installing packages (about a minute the first time)');
    const npm = process.env.npm_execpath;
    const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error', '--include=dev'];
    const env = { ...process.env, NODE_ENV: '' };
    const done = npm ? spawnSync(process.execPath, [npm, ...args], { cwd: root, stdio: 'inherit', env }) : spawnSync('npm', args, { cwd: root, stdio: 'inherit', env, shell: process.platform === 'win32' });
    if (done.status !== 0) fail('The packages could not be installed: check the network, then run the same command again.');
  }
  writeFileSync(mark, lock);
}

function sameAsLock(hidden) {
  const there = JSON.parse(readFileSync(hidden, 'utf8')).packages ?? {};
  const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages ?? {};
  return Object.entries(wanted).every(([name, entry]) => name === '' || entry.optional || there[name]?.version === entry.version);
}

export function fail(sentence) {
  console.error(sentence);
  process.exit(1);
}

/** Runs a command's body; what a person can mend is one sentence (or list), anything else keeps its stack. */
export async function run(body) {
  try {
    return await body();
  } catch (error) {
    const plain = error instanceof Error && (error.name === 'SettingsError' || /Port \d+ |PostgreSQL|practice marketplace|SANDBOX_PORT|no account|cannot start|ENCRYPTION_KEY/.test(error.message));
    return fail(plain ? error.message : `Serentak could not start: ${error?.stack ?? error}`);
  }
}
