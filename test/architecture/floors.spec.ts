import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';

const root = process.cwd();
const temporary: string[] = [];

/** Names of the broken rules, sorted, once each. */
function broken(cwd: string): string[] {
  const done = spawnSync(process.execPath, [join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs'), '--config', '.dependency-cruiser.cjs', '--output-type', 'json', 'src', 'adapters', 'config', 'sandbox'], { cwd, encoding: 'utf8', maxBuffer: 1 << 28 });
  if (!done.stdout) throw new Error(done.stderr);
  const { summary } = JSON.parse(done.stdout) as { summary: { violations: { rule: { name: string }; from: string; to: string }[] } };
  return [...new Set(summary.violations.map(({ rule, from, to }) => (cwd === root ? `${rule.name}: ${from} → ${to}` : rule.name)))].sort();
}

/** A small house with one import in it: `from` imports `to`. */
function house(from: string, to: string): string {
  const place = mkdtempSync(join(tmpdir(), 'serentak-floors-'));
  temporary.push(place);
  for (const file of ['.dependency-cruiser.cjs', 'tsconfig.json']) copyFileSync(join(root, file), join(place, file));
  symlinkSync(join(root, 'node_modules'), join(place, 'node_modules'));
  for (const folder of ['src', 'adapters', 'config', 'sandbox']) mkdirSync(join(place, folder));
  const write = (file: string, text: string): void => { mkdirSync(dirname(join(place, file)), { recursive: true }); writeFileSync(join(place, file), text); };
  write(to, 'export const thing = 1;\n');
  const up = '../'.repeat(from.split('/').length - 1);
  write(from, `export { thing } from '${up}${to.replace(/\.ts$/, '.js')}';\n`);
  return place;
}

afterAll(() => { for (const place of temporary) rmSync(place, { recursive: true, force: true }); });

describe('floors', () => {
  it('holds: no room looks up, sideways, or past a door, and nothing goes in circles', () => {
    expect(broken(root)).toEqual([]);
  }, 60_000);

  it.each([
    ['a lower room that imports a higher one', 'src/catalogue/a.ts', 'src/listings/index.ts', ['floor-2-src-catalogue']],
    ['two rooms on one floor', 'src/catalogue/a.ts', 'src/inventory/index.ts', ['floor-2-src-catalogue']],
    ['the kernel that imports a room', 'src/kernel/a.ts', 'src/access/index.ts', ['floor-0-src-kernel']],
    ['a way past the door', 'src/sync/a.ts', 'src/shops/shop-record.ts', ['door-src-shops']],
    ['a room that uses its own door', 'src/sync/a.ts', 'src/sync/index.ts', ['own-door-src-sync']],
    ['an adapter that imports the kernel', 'adapters/one/a.ts', 'src/kernel/index.ts', ['adapters-translate-only']],
    ['an adapter that imports another', 'adapters/one/a.ts', 'adapters/two/index.ts', ['adapters-translate-only']],
    ['a practice marketplace that imports its adapter', 'sandbox/one/a.ts', 'adapters/one/index.ts', ['sandbox-stands-alone']],
    ['a room that names an adapter', 'src/sync/a.ts', 'adapters/one/index.ts', ['no-adapter-by-name']],
    ['the house that imports a simulator', 'src/apps/a.ts', 'sandbox/kit/index.ts', ['no-simulator-in-the-house']],
  ])('refuses %s', (_, from, to, rules) => {
    expect(broken(house(from, to))).toEqual(rules);
  }, 30_000);

  it('lets a room use what is beneath it, by the door', () => {
    expect(broken(house('src/sync/a.ts', 'src/shops/index.ts'))).toEqual([]);
  }, 30_000);
});
