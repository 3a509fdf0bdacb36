import { describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../house/serve.js';

const words = (language: string): Record<string, string> => JSON.parse(readFileSync(join(root, `web/src/words/${language}.json`), 'utf8')) as Record<string, string>;
const placeholders = (text: string): string[] => [...new Set([...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? ''))].sort();

describe('words', () => {
  const [id, en] = [words('id'), words('en')];
  it('both languages hold the same keys', () => expect(Object.keys(en).sort()).toEqual(Object.keys(id).sort()));
  it('and the same placeholders', () => {
    for (const [key, text] of Object.entries(id)) expect({ key, holds: placeholders(en[key] ?? '') }).toEqual({ key, holds: placeholders(text) });
  });
  it('and no empty word', () => expect([...Object.entries(id), ...Object.entries(en)].filter(([, text]) => text.trim() === '')).toEqual([]));
  it('no key is left without a use', () => {
    const sources = readdirSync(join(root, 'web/src'), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name)).map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8')).join('\n');
    const built = [...sources.matchAll(/`([a-z]+)(?:\.([a-z]+))?\.\$\{/g)].map((match) => `${match[1]}.`);
    expect(Object.keys(id).filter((key) => !sources.includes(`'${key}'`) && !built.some((start) => key.startsWith(start)))).toEqual([]);
  });
});
