import { describe, expect, it } from '@jest/globals';
import { causes } from '../../adapters/contract/index.js';
import { viewIssue } from './issue-view.js';

const reader = { language: 'id', timezone: 'Asia/Jakarta' } as const, bare = { field: null, rawCode: '', rawMessage: '' };

describe('an issue in words', () => {
  it('has no hole, whatever the marketplace did not count out', () => {
    for (const cause of Object.keys(causes)) for (const language of ['id', 'en'] as const) for (const rawMessage of ['', 'they said']) {
      const { sentence, button, title } = viewIssue({ ...bare, cause, rawMessage }, 'Toko Kopi', { ...reader, language });
      expect([cause, sentence, button, title]).toEqual([cause, expect.stringMatching(/^[^{}…—]+$/), expect.stringMatching(/^[^{}…—]+$/), expect.stringMatching(/^[^{}…—]+$/)]);
    }
    expect(viewIssue({ ...bare, cause: 'title-too-long', params: { n: '300', batas: '255' } }, 'Shopee', reader).sentence).toBe('Judul 300 huruf, di Shopee paling banyak 255. Anda bisa memendekkannya hanya untuk toko ini.');
    expect(viewIssue({ ...bare, cause: 'title-too-long' }, 'Shopee', reader).sentence).toBe('Anda bisa memendekkannya hanya untuk toko ini.');
    expect(viewIssue({ ...bare, cause: 'description-too-short', rawMessage: 'min 30' }, 'Shopee', reader).sentence).toBe('Shopee: “min 30”');
  });

  it('says a time by the reader\'s clock, with the zone\'s name', () => {
    const down = { ...bare, cause: 'marketplace-down', params: { waktu: '2026-11-28T16:30:00.000Z' } };
    const said = (timezone: string, language: 'id' | 'en' = 'id'): string => /(?:sejak|since) (.+?)\. /.exec(viewIssue(down, 'T', { language, timezone }).sentence)?.[1] ?? '';
    expect([said('Asia/Jakarta'), said('Asia/Makassar'), said('Asia/Jayapura'), said('Asia/Makassar', 'en')]).toEqual(['23.30 WIB', '00.30 WITA', '01.30 WIT', '00:30 WITA']);
    expect(viewIssue({ ...bare, cause: 'consent-ends-soon', params: { tanggal: '2026-11-28T16:30:00.000Z' } }, 'T', { language: 'id', timezone: 'Asia/Makassar' }).sentence).toContain('29 November 2026');
  });
});
