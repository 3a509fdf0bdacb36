import { readFileSync } from 'node:fs';
import type { AttributeRule, AttributeValue } from '../../adapters/contract/index.js';
import { plain } from './words/words.js';

/** What a product says of itself in the catalogue: halalNo, permitNo, origin. */
export type OwnFields = Readonly<Record<string, string | null>>;
export interface OwnValue { readonly level: 'field'; readonly field: string; readonly values: readonly AttributeValue[] }
/** `where`: words of which the text must have one. `country`: asks for the country of the place. */
interface Line { readonly field: string; readonly names: ReadonlySet<string>; readonly where: readonly string[] | null; readonly country: boolean }

const lines: Line[] = [], said = new Map<string, ReadonlySet<string>>(), countries = new Map<string, string>();
const wordsIn = (text: string): string[] => text.split(',').map(plain).filter((word) => word !== '');
for (const line of readFileSync(new URL('./words/own-fields.txt', import.meta.url), 'utf8').split('\n').filter((text) => text.trim() !== '' && !text.startsWith('#'))) {
  const [, field = '', where, sign = '', rest = ''] = /^(\w+)(?:\s*~([^:]*))?\s*([:>@<])(.*)$/.exec(line) ?? [];
  if (sign === '') throw new Error(`own-fields.txt cannot be read at: ${line}`);
  if (sign === '>') said.set(field, new Set(wordsIn(rest)));
  else if (sign === '<') for (const place of wordsIn(rest)) countries.set(place, field);
  else lines.push({ field, names: new Set(wordsIn(rest)), where: where === undefined ? null : wordsIn(where), country: sign === '@' });
}
const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

/** Pure: what an attribute gets from the product's own fields, by its name; `optionOf`: the option that a text is called there. Null: they say nothing of it that it would take. */
export function ownValue(rule: AttributeRule, own: OwnFields, optionOf: (text: string) => string | null): OwnValue | null {
  const names = [plain(rule.name), plain(rule.id)];
  for (const { field, names: theirs, where, country } of lines) {
    const text = (own[field] ?? '').trim(), words = ` ${plain(text)} `;
    if (text === '' || rule.variation || !names.some((name) => theirs.has(name)) || where?.some((word) => words.includes(` ${word} `)) === false) continue;
    const home = country ? countries.get(words.trim()) : undefined, value = home === undefined ? text : capital(home);
    if (rule.values.length > 0) {
      const id = optionOf(text) ?? optionOf(value) ?? rule.values.find((option) => said.get(field)?.has(plain(option.name)))?.id;
      return id === undefined ? null : { level: 'field', field, values: [{ id }] };
    }
    return rule.kind === 'text' && [...value].length <= (rule.length?.max ?? Infinity) ? { level: 'field', field, values: [{ text: value }] } : null;
  }
  return null;
}
