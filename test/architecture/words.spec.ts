import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { causes, discoverAdapters } from '../../adapters/contract/index.js';
import { reasons, refusals } from '../../src/imports/words.js';
import { declaredErrors } from '../../src/kernel/index.js';

const root = process.cwd();
const gaps = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '').sort();
const unique = (names: readonly string[]): string[] => [...new Set(names)];
const json = (name: string): Record<string, unknown> => JSON.parse(readFileSync(join(root, 'web/src/words', name), 'utf8')) as Record<string, unknown>;
/** `a.b` → text, however deep. */
const flat = (words: Record<string, unknown>, before = ''): [string, string][] => Object.entries(words).flatMap(([key, value]): [string, string][] => (typeof value === 'object' && value !== null ? flat(value as Record<string, unknown>, `${before}${key}.`) : [[before + key, String(value)]]));

describe('both languages say the same', () => {
  beforeAll(async () => {
    const files = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts') && !name.endsWith('.spec.ts') && !name.startsWith('kernel/'));
    for (const name of files) if (/\bdefineErrors\(/.test(readFileSync(join(root, 'src', name), 'utf8'))) await import(join(root, 'src', name));
  });

  it('errors: a code of their own, both languages with the same gaps, and what to do next', () => {
    const errors = [...declaredErrors(), ...Object.values(reasons), ...Object.values(refusals)];
    expect(errors.length).toBeGreaterThan(60);
    expect(unique(errors.map((entry) => entry.code))).toHaveLength(errors.length);
    for (const { code, id, en } of errors) {
      expect(code).toMatch(/^SRT-[A-Z]{3}-\d{3}$/);
      for (const text of [id.sentence, id.next, en.sentence, en.next]) expect([code, text.trim().length > 3]).toEqual([code, true]);
      expect([code, unique(gaps(id.sentence + id.next))]).toEqual([code, unique(gaps(en.sentence + en.next))]);
    }
  });

  it('causes: a code for ever, and the same gaps in title, sentence and button', () => {
    const entries = Object.entries(causes);
    expect(unique(entries.map(([, entry]) => entry.code))).toHaveLength(entries.length);
    for (const [name, { code }] of entries) expect([name, /^SRT-SYN-\d{3}$/.test(code)]).toEqual([name, true]);
    for (const [name, { id, en }] of entries) {
      for (const part of ['title', 'sentence', 'button'] as const) {
        expect([name, part, unique(gaps(id[part]))]).toEqual([name, part, unique(gaps(en[part]))]);
        expect([name, part, id[part].trim() !== '' && en[part].trim() !== '']).toEqual([name, part, true]);
      }
    }
  });

  it('the dashboard: the same keys, the same gaps', () => {
    const id = new Map(flat(json('id.json'))), en = new Map(flat(json('en.json')));
    expect(id.size).toBeGreaterThan(100);
    expect([...id.keys()].sort()).toEqual([...en.keys()].sort());
    for (const [key, text] of id) expect([key, unique(gaps(text))]).toEqual([key, unique(gaps(en.get(key) ?? ''))]);
  });

  it('adapters: every field of a form has its label in both', async () => {
    for (const [name, adapter] of await discoverAdapters([join(root, 'adapters')])) {
      for (const [field, words] of Object.entries(adapter.words)) for (const language of ['id', 'en'] as const) expect([name, field, words[language].trim() !== '']).toEqual([name, field, true]);
    }
  });
});
