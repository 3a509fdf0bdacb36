import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { decodeFees, discoverAdapters } from './index.js';

const row = { kind: 'commission', percent: 6.5, from: '2026-01-01', readOn: '2026-11-24', source: 'https://example.test' };

describe('fee tables', () => {
  it('hang on the adapters of their folders; every row has its day, and every figure its source', async () => {
    const adapters = await discoverAdapters([join(process.cwd(), 'adapters')]);
    for (const name of ['shopee', 'tiktok-shop', 'woocommerce']) expect(adapters.get(name)?.fees?.length).toBeGreaterThan(0);
    for (const adapter of adapters.values()) for (const fee of adapter.fees ?? []) {
      if (fee.percent !== null || fee.rupiah !== null) expect([adapter.marketplace, fee.kind, fee.source]).toEqual([adapter.marketplace, fee.kind, expect.stringMatching(/^https:/)]);
      else expect([adapter.marketplace, fee.kind, fee.note]).toEqual([adapter.marketplace, fee.kind, { id: expect.any(String), en: expect.any(String) }]);
    }
  });

  it('fill what is left out with null', () => {
    expect(decodeFees([row], 'x')).toEqual([{ ...row, category: null, tier: null, rupiah: null, cap: null, to: null, note: null }]);
  });

  it.each([['kind', 'tip'], ['percent', 6.50001], ['percent', 100], ['percent', '6.5'], ['rupiah', 1.5], ['from', '1 January'], ['from', undefined], ['readOn', '2026-13-01'], ['note', { id: 'x' }]])('refuse a row whose %s is %s, by name', (name, value) => {
    expect(() => decodeFees([row, { ...row, [name]: value }], 'fees.json')).toThrow(`fees.json: \`${name}\` of row 2 does not fit.`);
  });
});
