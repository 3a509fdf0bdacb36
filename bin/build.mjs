// Compiles src, adapters, config, sandbox and bench to dist/, file by file, and the dashboard to web/dist. What has not changed is left alone.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const folders = ['src', 'adapters', 'config', 'sandbox', 'bench'];
const dist = join(root, 'dist');

const walk = (dir) => readdirSync(dir, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? walk(join(dir, entry.name)) : [join(dir, entry.name)]));
/** What a file looked like: a restored older file differs too. */
const looks = (file) => {
  const { mtimeMs, size } = statSync(file);
  return `${size} ${mtimeMs}`;
};
const looksOf = (files) => Object.fromEntries(files.map((file) => [relative(root, file), looks(file)]));
const remembered = (mark) => {
  try {
    return JSON.parse(readFileSync(mark, 'utf8'));
  } catch {
    return {};
  }
};
const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
/** Never half a file, for whoever reads meanwhile. */
const write = (file, content) => {
  mkdirSync(dirname(file), { recursive: true });
  const fresh = `${file}.${process.pid}`;
  writeFileSync(fresh, content);
  renameSync(fresh, file);
};

/** A folder whose files are gone goes too: an adapter's empty folder would still be discovered. */
const dropEmpty = (dir) => {
  for (const entry of readdirSync(dir, { withFileTypes: true })) if (entry.isDirectory()) dropEmpty(join(dir, entry.name));
  if (readdirSync(dir).length === 0) rmdirSync(dir);
};

export async function buildServer(report = () => {}) {
  const sources = folders.filter((folder) => existsSync(join(root, folder))).flatMap((folder) => walk(join(root, folder))).filter((file) => !/\.spec\.ts$|\.md$/.test(file)).sort();
  const mark = join(dist, '.built'), before = remembered(mark), now = looksOf([join(root, '.swcrc'), ...sources]);
  if (same(before, now)) return false;
  report('building the server');
  const { transformFile } = await import('@swc/core');
  const all = before['.swcrc'] !== now['.swcrc'];
  const wanted = new Set();
  for (const file of sources) {
    const name = relative(root, file), out = join(dist, name).replace(/\.ts$/, '.js');
    wanted.add(out);
    if (!all && before[name] === now[name] && existsSync(out)) continue;
    write(out, file.endsWith('.ts') ? (await transformFile(file, { configFile: join(root, '.swcrc'), cwd: root, filename: file })).code : readFileSync(file));
  }
  for (const file of walk(dist)) if (!wanted.has(file) && /\.(js|json|html|sql|css|txt|csv)$/.test(file)) rmSync(file, { force: true });
  dropEmpty(dist);
  write(mark, JSON.stringify(now));
  return true;
}

export async function buildWeb(report = () => {}) {
  const web = join(root, 'web');
  if (!existsSync(join(web, 'index.html'))) return false;
  const sources = walk(web).filter((file) => !file.startsWith(join(web, 'dist')) && !file.includes('node_modules') && !/\.md$|\.spec\.tsx?$/.test(file)).sort();
  const mark = join(web, 'dist', '.built'), now = looksOf(sources);
  if (same(remembered(mark), now)) return false;
  report('building the dashboard');
  const config = ['vite.config.ts', 'vite.config.mjs', 'vite.config.js'].map((name) => join(web, name)).find((file) => existsSync(file));
  // In a process of its own: Vite sets NODE_ENV=production for whoever it runs in, and the service that starts next is none.
  const done = spawnSync(process.execPath, [join(root, 'node_modules', 'vite', 'bin', 'vite.js'), 'build', web, ...(config ? ['--config', config] : []), '--logLevel', 'error'], { cwd: root, stdio: 'inherit' });
  if (done.status !== 0) throw new Error('The dashboard could not be built: see above.');
  write(mark, JSON.stringify(now));
  return true;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const report = (line) => console.log(line);
  const changed = [await buildServer(report), await buildWeb(report)];
  if (!changed.includes(true)) report('built already');
}
