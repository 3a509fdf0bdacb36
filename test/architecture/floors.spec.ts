import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';

const root = process.cwd();
const temporary: string[] = [];

/** `rule: from → to`, sorted, once each. */
function broken(cwd: string): string[] {
  const done = spawnSync(process.execPath, [join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs'), '--config', '.dependency-cruiser.cjs', '--output-type', 'json', 'src', 'adapters', 'config', 'sandbox'], { cwd, encoding: 'utf8', maxBuffer: 1 << 28 });
  if (!done.stdout) throw new Error(done.stderr);
  const { summary } = JSON.parse(done.stdout) as { summary: { violations: { rule: { name: string }; from: string; to: string }[] } };
  return [...new Set(summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`))].sort();
}

/** A small house of nothing but these imports. */
function house(imports: readonly (readonly [string, string])[]): string {
  const place = mkdtempSync(join(tmpdir(), 'serentak-floors-'));
  temporary.push(place);
  for (const file of ['.dependency-cruiser.cjs', 'tsconfig.json']) copyFileSync(join(root, file), join(place, file));
  symlinkSync(join(root, 'node_modules'), join(place, 'node_modules'));
  for (const folder of ['src', 'adapters', 'config', 'sandbox']) mkdirSync(join(place, folder));
  const write = (file: string, text: string): void => { mkdirSync(dirname(join(place, file)), { recursive: true }); writeFileSync(join(place, file), text); };
  for (const [, to] of imports) write(to, 'export const thing = 1;\n');
  for (const [from, to] of imports) write(from, `export { thing } from '${'../'.repeat(from.split('/').length - 1)}${to.replace(/\.ts$/, '.js')}';\n`);
  return place;
}

afterAll(() => { for (const place of temporary) rmSync(place, { recursive: true, force: true }); });

describe('floors', () => {
  it('holds: no room looks up, sideways, or past a door, and nothing goes in circles', () => {
    expect(broken(root)).toEqual([]);
  }, 60_000);

  const wrong = [
    ['floor-3-src-catalogue', 'src/catalogue/up.ts', 'src/listings/index.ts'],
    ['floor-3-src-catalogue', 'src/catalogue/beside.ts', 'src/inventory/index.ts'],
    ['floor-0-src-kernel', 'src/kernel/up.ts', 'src/access/index.ts'],
    ['door-src-shops', 'src/sync/past-the-door.ts', 'src/shops/shop-record.ts'],
    ['own-door-src-sync', 'src/sync/own-door.ts', 'src/sync/index.ts'],
    ['adapters-translate-only', 'adapters/one/kernel.ts', 'src/kernel/index.ts'],
    ['adapters-translate-only', 'adapters/one/neighbour.ts', 'adapters/two/index.ts'],
    ['sandbox-stands-alone', 'sandbox/one/peeking.ts', 'adapters/one/index.ts'],
    ['no-adapter-by-name', 'src/sync/by-name.ts', 'adapters/one/index.ts'],
    ['no-simulator-in-the-house', 'src/apps/simulated.ts', 'sandbox/kit/index.ts'],
  ] as const;
  const right = [['src/sync/down.ts', 'src/shops/index.ts'], ['src/apps/down.ts', 'src/kernel/index.ts']] as const;

  it('refuses each wrong import by its own rule, and no right one', () => {
    const found = broken(house([...wrong.map(([, from, to]) => [from, to] as const), ...right]));
    expect(found).toEqual(wrong.map(([rule, from, to]) => `${rule}: ${from} → ${to}`).sort());
  }, 30_000);

  it('refuses what goes in circles', () => {
    const place = house([['src/sync/a.ts', 'src/sync/b.ts']]);
    writeFileSync(join(place, 'src/sync/b.ts'), `import type { thing } from './a.js';\nexport const other = 1 as unknown as typeof thing;\n`);
    expect(broken(place)).toEqual(['no-cycles: src/sync/a.ts → src/sync/b.ts']);
  }, 30_000);
});
