import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { discoverAdapters } from '../../adapters/contract/index.js';

const root = process.cwd();
const adapters = await discoverAdapters([join(root, 'adapters')]);
const filesOf = (folder: string): string[] => readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).filter((name) => /\.(ts|tsx|json|css|html|mjs|sql)$/.test(name) && !/\.spec\.tsx?$/.test(name) && !/(^|\/)(dist|node_modules)\//.test(name)).map((name) => join(folder, name));
/** `file: name` of every mention. */
const mentions = (files: readonly string[], names: readonly string[], comments = true): string[] => files.flatMap((file) => {
  // Where a figure was read is a fact of the press: a headline may name another marketplace.
  const whole = readFileSync(join(root, file), 'utf8').toLowerCase().replace(/^\s*"source": "https:.*$/gm, '');
  const text = comments ? whole : whole.replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '');
  return names.filter((name) => new RegExp(`\\b${name.toLowerCase()}\\b`).test(text)).map((name) => `${file}: ${name}`);
});
const names = [...new Set([...adapters.keys(), 'tiktok', 'tokopedia', 'lazada', 'blibli'])];

describe('one folder per marketplace', () => {
  it('the house, its settings and its dashboard name none', () => {
    expect(adapters.size).toBeGreaterThan(1);
    expect(mentions([...filesOf('src'), ...filesOf('config'), ...filesOf('web/src')], names)).toEqual([]);
    // The contract explains itself by examples, and does nothing by them.
    expect(mentions(filesOf('adapters/contract'), names, false)).toEqual([]);
  });

  it.each([...adapters])('%s knows only itself', (name, { title, short }) => {
    const own = [name, short, ...title.split(/\W+/)].map((word) => word.toLowerCase());
    const others = names.filter((other) => !own.includes(other));
    expect(mentions(filesOf(`adapters/${name}`), others)).toEqual([]);
    if (existsSync(join(root, 'sandbox', name))) expect(mentions(filesOf(`sandbox/${name}`), others)).toEqual([]);
  });

  it('finds a name where there is one', () => {
    expect(mentions(filesOf('adapters'), ['woocommerce']).length).toBeGreaterThan(0);
  });
});
