// Everything that can be known without running the code: types, lint, floors and cycles. All parts run, so that one run tells all; two at a time.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { checkNode, install, root } from './prepare.mjs';

checkNode();
install((line) => console.log(line));
const tool = (...path) => join(root, 'node_modules', ...path);
const folders = ['src', 'adapters', 'config', 'sandbox', 'test', 'bench', 'web'].filter((folder) => existsSync(join(root, folder)));
const server = folders.filter((folder) => ['src', 'adapters', 'config', 'sandbox'].includes(folder));
const parts = [
  ['types', tool('typescript', 'bin', 'tsc'), '--noEmit', '--pretty', 'false'],
  ...(existsSync(join(root, 'web', 'tsconfig.json')) ? [['types of the dashboard', tool('typescript', 'bin', 'tsc'), '--noEmit', '--pretty', 'false', '-p', 'web/tsconfig.json']] : []),
  ['floors and cycles', tool('dependency-cruiser', 'bin', 'dependency-cruise.mjs'), '--config', '.dependency-cruiser.cjs', '--output-type', 'err', ...server],
  ['lint', tool('eslint', 'bin', 'eslint.js'), '--cache', '--cache-location', 'node_modules/.cache/eslint/', '--max-warnings', '0', '--no-error-on-unmatched-pattern', ...folders],
];

const run = ([name, file, ...args]) => new Promise((resolve) => {
  const startedAt = performance.now();
  const child = spawn(process.execPath, [file, ...args], { cwd: root });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => { said += chunk; });
  child.once('close', (code) => {
    console.log(`${code === 0 ? 'ok    ' : 'FAILED'}  ${name} (${((performance.now() - startedAt) / 1000).toFixed(1)} s)${code === 0 ? '' : `\n${said.trim()}\n`}`);
    resolve(code === 0);
  });
});

const waiting = [...parts], results = [];
const lane = async () => {
  for (let part = waiting.shift(); part; part = waiting.shift()) results.push(await run(part));
};
await Promise.all([lane(), lane()]);
process.exit(results.every(Boolean) ? 0 : 1);
