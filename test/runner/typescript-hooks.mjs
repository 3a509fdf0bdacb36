// How Node reads the project's TypeScript: `./x.js` beside an `x.ts` means that file, compiled with the settings of the build; `@jest/globals` means the functions of the spec file that runs now.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transformFile } from '@swc/core';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const own = (url) => url?.endsWith('.ts') === true && !url.includes('/node_modules/');

export async function resolve(specifier, context, next) {
  if (specifier === '@jest/globals') return { url: new URL('./globals.mjs', import.meta.url).href, format: 'module', shortCircuit: true };
  if (own(context.parentURL) && /^\.{1,2}\/.*\.js$/.test(specifier)) {
    const url = new URL(specifier.replace(/\.js$/, '.ts'), context.parentURL);
    if (existsSync(url)) return { url: url.href, format: 'module', shortCircuit: true };
  }
  return next(specifier, context);
}

export async function load(url, context, next) {
  if (!own(url)) return next(url, context);
  const { code } = await transformFile(fileURLToPath(url), { configFile: join(root, '.swcrc'), cwd: root });
  return { format: 'module', source: code, shortCircuit: true };
}
