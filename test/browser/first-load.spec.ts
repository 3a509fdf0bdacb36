import { beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync, readdirSync } from 'node:fs';
import { gunzipSync, gzipSync } from 'node:zlib';
import { join } from 'node:path';
import { root } from '../house/serve.js';
import { buildWeb } from './build-web.js';

const dist = join(root, 'web', 'dist');
const mostBytes = 100 * 1024;

describe('first load', () => {
  beforeAll(() => buildWeb());
  it('takes at most 100 KB gzipped: the page and everything it names', () => {
    const html = readFileSync(join(dist, 'index.html'), 'utf8');
    const named = [...html.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map((match) => match[1] ?? '');
    expect(named.some((file) => file.endsWith('.js')) && named.some((file) => file.endsWith('.css'))).toBe(true);
    const bytes = [join(dist, 'index.html'), ...named.map((file) => join(dist, file))].reduce((sum, file) => sum + gzipSync(readFileSync(file), { level: 9 }).length, 0);
    expect(bytes).toBeLessThanOrEqual(mostBytes);
  });
  it('lies beside itself compressed', () => {
    const assets = readdirSync(join(dist, 'assets'));
    for (const file of assets.filter((name) => /\.(js|css)$/.test(name))) {
      expect(assets).toContain(`${file}.br`);
      expect(gunzipSync(readFileSync(join(dist, 'assets', `${file}.gz`))).equals(readFileSync(join(dist, 'assets', file)))).toBe(true);
    }
  });
});
