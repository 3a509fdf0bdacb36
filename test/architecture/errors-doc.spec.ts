import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { causes } from '../../adapters/contract/index.js';
import { reasons, refusals } from '../../src/imports/words.js';
import { declaredErrors } from '../../src/kernel/index.js';
import { advices } from '../../src/photos/index.js';

const root = process.cwd();
const file = join(root, 'docs', 'errors.md');
const sources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts') && !name.endsWith('.spec.ts')).sort().map((name) => join(root, 'src', name));

interface Line { readonly code: string; readonly status: string; readonly id: string; readonly en: string; readonly next: string }
const rooms: Readonly<Record<string, string>> = {
  ACC: 'Signing in, and what one may do', ADO: 'Adopting what is on sale already (1nn: why a row was passed over)', APP: 'The http edge', AUD: 'The audit', CAT: 'Catalogue', CON: 'Connecting shops', COP: 'Co-operatives and members', EDT: 'Editing many, and planned prices (1nn: why a row was left as it is)', EXP: 'Exports', IMP: 'Import: rows left out (0nn), files refused (1nn)', INV: 'Stock', LST: 'Listings and category maps', MAP: 'Mapping: attributes, options, one product\'s leaf',
  OPS: 'Failures and bulk actions', ORD: 'Orders', PHO: 'Photos (1nn: what the coach says; nothing of it refuses a photo)', PRI: 'Price rules and fees', REV: 'Approval by the co-op above, and handing products over (02n)', RDY: 'How ready a product is', SHP: 'Shops', SYN: 'Causes: what a person may have to mend (under *Masalah*)', WEB: 'Webhooks',
};

async function lines(): Promise<Line[]> {
  for (const source of sources) if (!source.includes('/kernel/') && /\bdefineErrors\(/.test(readFileSync(source, 'utf8'))) await import(source);
  return [
    ...declaredErrors().map((entry) => ({ code: entry.code, status: String(entry.status), id: entry.id.sentence, en: entry.en.sentence, next: entry.en.next })),
    ...[...Object.values(reasons), ...Object.values(refusals)].map((entry) => ({ code: entry.code, status: 'import', id: entry.id.sentence, en: entry.en.sentence, next: entry.en.next })),
    ...Object.values(advices).map((entry) => ({ code: entry.code, status: entry.weight, id: entry.id.title, en: entry.en.title, next: entry.en.steps.join(' ') })),
    ...Object.values(causes).map((entry) => ({ code: entry.code, status: entry.severity, id: `${entry.id.title}. ${entry.id.sentence}`, en: `${entry.en.title}. ${entry.en.sentence}`, next: entry.en.button })),
  ].sort((a, b) => (a.code < b.code ? -1 : 1));
}

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
function written(all: readonly Line[]): string {
  const parts = Object.entries(rooms).map(([room, title]) => {
    const rows = all.filter((line) => line.code.startsWith(`SRT-${room}-`));
    return `## ${room}: ${title}\n\n| Code | ${room === 'SYN' ? 'Severity' : room === 'IMP' ? 'Where' : 'Status'} | Kalimat | Sentence | What to do |\n|---|---|---|---|---|\n${rows.map((row) => `| ${row.code} | ${row.status} | ${cell(row.id)} | ${cell(row.en)} | ${cell(row.next)} |`).join('\n')}\n`;
  });
  return `# Every code

A code is for ever: none is renumbered or reused. Errors come as \`application/problem+json\` with \`code\`, \`title\` (the sentence, in the reader's language) and \`next\`; \`{…}\` is filled in.
This page is made from the code by \`UPDATE_DOCS=1 npm test -- test/architecture/errors-doc.spec.ts\`, and a test fails while it is stale.

${parts.join('\n')}`;
}

describe('docs/errors.md', () => {
  it('holds every code of the house, as the code says it', async () => {
    const text = written(await lines());
    if (process.env.UPDATE_DOCS) writeFileSync(file, text);
    expect(readFileSync(file, 'utf8')).toBe(text);
  });

  it('no code is given twice, none stands in a room without a name, and none in the code is missing', async () => {
    const codes = (await lines()).map((line) => line.code);
    expect(codes.filter((code, index) => codes.indexOf(code) !== index)).toEqual([]);
    expect(codes.filter((code) => !Object.hasOwn(rooms, code.split('-')[1] ?? ''))).toEqual([]);
    const spoken = sources.flatMap((source) => [...readFileSync(source, 'utf8').matchAll(/'(SRT-[A-Z]+-\d+)'/g)].map((match) => `${match[1]} ${relative(root, source)}`));
    expect(spoken.filter((entry) => !codes.includes(entry.split(' ')[0] ?? ''))).toEqual([]);
  });

  it('both languages hold the same blanks', async () => {
    const blanks = (text: string): string => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort().join(' ');
    expect((await lines()).filter((line) => blanks(line.id) !== blanks(line.en)).map((line) => line.code)).toEqual([]);
  });
});
