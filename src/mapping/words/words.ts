import { readFileSync } from 'node:fs';

/** Words as categories, attributes and options use them: their roots (common Indonesian affixes and English plurals taken off) and the meanings they share, from `synonyms.txt`. */
export interface Word { readonly text: string; readonly roots: ReadonlySet<string>; readonly meanings: ReadonlySet<number> }

const empty = new Set(['dan', 'and', 'the', 'of', 'for', 'untuk', 'dari', 'yang', 'dengan', 'aneka', 'produk', 'product', 'products', 'lainnya', 'lain', 'other', 'others', 'koperasi', 'khas', 'ini', 'atau', 'or', 'di', 's', 'nusantara', 'jadi', 'set']);
const prefixes = ['meng', 'meny', 'mem', 'men', 'me', 'peng', 'peny', 'pem', 'pen', 'per', 'pe', 'ber', 'ter', 'di', 'ke', 'se'];
const suffixes = ['nya', 'kan', 'an'];
const shortest = 4;

/** The word itself and what is left of it; a root of fewer than four letters is too likely another word. */
export function rootsOf(word: string): ReadonlySet<string> {
  const roots = new Set([word]);
  const add = (root: string): void => { if (root.length >= shortest) roots.add(root); };
  const ends = [word, ...suffixes.filter((end) => word.endsWith(end)).map((end) => word.slice(0, -end.length))];
  for (const stem of ends) {
    add(stem);
    for (const prefix of prefixes) if (stem.startsWith(prefix)) add(stem.slice(prefix.length));
  }
  if (word.endsWith('ies')) add(`${word.slice(0, -3)}y`);
  if (word.endsWith('es')) add(word.slice(0, -2));
  if (word.endsWith('s')) add(word.slice(0, -1));
  return roots;
}

const meaningsOfWord = new Map<string, Set<number>>();
readFileSync(new URL('./synonyms.txt', import.meta.url), 'utf8').split('\n').filter((line) => line.trim() !== '' && !line.startsWith('#')).forEach((line, group) => {
  for (const word of line.trim().split(/\s+/)) meaningsOfWord.set(word, (meaningsOfWord.get(word) ?? new Set()).add(group));
});

/** Lower case, without accents and punctuation: two names with the same plain text are the same name. */
export const plain = (text: string): string => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replace(/[^\p{L}\p{N}]+/gu, ' ').trim();

const read = new Map<string, Word>();
function wordOf(text: string): Word {
  let word = read.get(text);
  if (!word) {
    const roots = rootsOf(text);
    word = { text, roots, meanings: new Set([...roots].flatMap((root) => [...(meaningsOfWord.get(root) ?? [])])) };
    // Trees hold some thousand words; what is typed must not grow it without end.
    if (read.size < 50_000) read.set(text, word);
  }
  return word;
}

/** The words that say something, in order. */
export const wordsOf = (name: string): readonly Word[] => plain(name).split(' ').filter((text) => text !== '' && !empty.has(text)).map(wordOf);

function bothHave<T>(one: ReadonlySet<T>, other: ReadonlySet<T>): boolean {
  for (const entry of one) if (other.has(entry)) return true;
  return false;
}

/** 1 the same word, 0.95 the same root, 0.85 the same meaning, up to 0.6 spelled alike, else 0. */
export function alike(one: Word, other: Word): number {
  if (one.text === other.text) return 1;
  if (bothHave(one.roots, other.roots)) return 0.95;
  if (bothHave(one.meanings, other.meanings)) return 0.85;
  const spelled = pairsInCommon(one.text, other.text);
  return spelled >= 0.7 ? 0.75 * spelled : 0;
}

/** Dice's share of letter pairs in common. */
function pairsInCommon(one: string, other: string): number {
  if (one.length < shortest || other.length < shortest || one.length > 2 * other.length || other.length > 2 * one.length) return 0;
  const pairs = (text: string): string[] => Array.from({ length: text.length - 1 }, (_, index) => text.slice(index, index + 2));
  const left = pairs(one), right = pairs(other), all = left.length + right.length;
  const common = left.filter((pair) => { const at = right.indexOf(pair); if (at >= 0) right.splice(at, 1); return at >= 0; }).length;
  return (2 * common) / all;
}

/** How much two short names (an option, an axis, an attribute) say the same: 1 the same text, 0 nothing in common. */
export function nameLikeness(one: string, other: string): number {
  if (plain(one) === plain(other)) return 1;
  const ours = wordsOf(one), theirs = wordsOf(other);
  if (ours.length === 0 || theirs.length === 0) return 0;
  const best = (from: readonly Word[], to: readonly Word[]): number => from.reduce((sum, word) => sum + Math.max(...to.map((candidate) => alike(word, candidate))), 0) / from.length;
  return (best(ours, theirs) + best(theirs, ours)) / 2;
}
