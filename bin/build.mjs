// Compiles src, adapters, config, sandbox and bench to dist/, file by file, and the dashboard to web/dist. What has not changed is left alone.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync, copyFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const folders = ['src', 'adapters', 'config', 'sandbox', 'bench'];
const dist = join(root, 'dist');

const walk = (dir) => readdirSync(dir, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? walk(join(dir, entry.name)) : [join(dir, entry.name)]));
const hash = (files) => {
  const sum = createHash('sha256');
  for (const file of files) {
    const { mtimeMs, size } = statSync(file);
    sum.update(`${relative(root, file)} ${size} ${mtimeMs}\n`);
  }
  return sum.digest('hex');
};

export async function buildServer(report = () => {}) {
  const sources = folders.filter((folder) => existsSync(join(root, folder))).flatMap((folder) => walk(join(root, folder))).filter((file) => !/\.spec\.ts$|\.md$/.test(file));
  const mark = join(dist, '.built');
  const now = hash([...sources, join(root, '.swcrc')]);
  if (existsSync(mark) && readFileSync(mark, 'utf8') === now) return false;
  report('building the server');
  const { transformFile } = await import('@swc/core');
  const wanted = new Set();
  for (const file of sources) {
    const out = join(dist, relative(root, file)).replace(/\.ts$/, '.js');
    wanted.add(out);
    if (existsSync(out) && statSync(out).mtimeMs > statSync(file).mtimeMs) continue;
    mkdirSync(dirname(out), { recursive: true });
    if (!file.endsWith('.ts')) copyFileSync(file, out);
    else writeFileSync(out, (await transformFile(file, { configFile: join(root, '.swcrc'), cwd: root, filename: file })).code);
  }
  for (const file of walk(dist)) if (!wanted.has(file) && file !== mark) rmSync(file);
  writeFileSync(mark, now);
  return true;
}

export async function buildWeb(report = () => {}) {
  const web = join(root, 'web');
  if (!existsSync(join(web, 'index.html'))) return false;
  const sources = walk(web).filter((file) => !file.startsWith(join(web, 'dist')) && !file.includes('node_modules'));
  const mark = join(root, 'web', 'dist', '.built');
  const now = hash(sources);
  if (existsSync(mark) && readFileSync(mark, 'utf8') === now) return false;
  report('building the dashboard');
  const { build } = await import('vite');
  const config = ['vite.config.ts', 'vite.config.mjs', 'vite.config.js'].map((name) => join(web, name)).find((file) => existsSync(file));
  await build({ root: web, configFile: config ?? false, logLevel: 'error' });
  writeFileSync(mark, now);
  return true;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await buildServer((line) => console.log(line));
  await buildWeb((line) => console.log(line));
}
