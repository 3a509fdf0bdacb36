import { alike, wordsOf, type Word } from './words.js';

export interface Leaf { readonly id: string; readonly path: readonly string[] }
/** `score` 0…1; `because`: which of our words met which of theirs, the weightiest first. */
export interface Scored { readonly id: string; readonly path: readonly string[]; readonly score: number; readonly because: readonly { readonly ours: string; readonly theirs: string }[] }

interface Placed { readonly word: Word; readonly depth: number }
/** The last part of a path names the thing; the parts above say only where it stands. By distance from the last part: how much a word asks, and how much it counts as an answer. */
const asks = [1, 0.35, 0.12];
const answers = [1, 0.7, 0.5];
const share = (table: readonly number[], depth: number): number => table[Math.min(depth, table.length - 1)] ?? 0;

const placed = (path: readonly string[]): Placed[] => path.flatMap((part, index) => wordsOf(part).map((word) => ({ word, depth: path.length - 1 - index })));

/** Pure: the leaves of a tree whose names, and the names above them, say most nearly what our category's path says; best first. Words that many leaves share weigh less. */
export function scoreLeaves(ours: readonly string[], leaves: readonly Leaf[], top: number): readonly Scored[] {
  const wanted = placed(ours);
  if (wanted.length === 0) return [];
  const candidates = leaves.map((leaf) => ({ leaf, words: placed(leaf.path) }));
  const weight = remembered(weigher(candidates.map((candidate) => candidate.words.filter((entry) => entry.depth === 0).map((entry) => entry.word))));
  // A tree says the same few thousand words over and over.
  const likeness = remembered((ours: Word) => remembered((theirs: Word) => alike(ours, theirs)));
  return candidates.map(({ leaf, words }) => {
    const asked = meet(wanted, words, weight, (ours, theirs) => likeness(ours)(theirs)), answered = meet(words, wanted, weight, (theirs, ours) => likeness(ours)(theirs));
    const met = new Map([...asked.met].sort((a, b) => b.worth - a.worth).map(({ from, to }) => [`${from} ${to}`, { ours: from, theirs: to }]));
    return { id: leaf.id, path: leaf.path, score: Math.round((0.6 * asked.share + 0.4 * answered.share) * 1000) / 1000, because: [...met.values()].slice(0, 3) };
  }).filter((scored) => scored.score > 0.05).sort((a, b) => b.score - a.score || a.path.length - b.path.length || (a.id < b.id ? -1 : 1)).slice(0, top);
}

function remembered<T>(work: (word: Word) => T): (word: Word) => T {
  const known = new Map<Word, T>();
  return (word) => {
    const found = known.get(word) ?? work(word);
    known.set(word, found);
    return found;
  };
}

/** How much of what one path says is met by the other. */
function meet(from: readonly Placed[], to: readonly Placed[], weight: (word: Word) => number, like: (from: Word, to: Word) => number): { share: number; met: readonly { from: string; to: string; worth: number }[] } {
  let all = 0, found = 0;
  const met: { from: string; to: string; worth: number }[] = [];
  for (const { word, depth } of from) {
    const asked = share(asks, depth) * weight(word);
    all += asked;
    let best = 0, by = '';
    for (const other of to) {
      const likeness = like(word, other.word) * share(answers, other.depth) * (depth === 0 ? 1 : 0.8 + 0.2 * share(answers, Math.abs(depth - other.depth)));
      if (likeness > best) [best, by] = [likeness, other.word.text];
    }
    found += asked * best;
    if (best > 0.3) met.push({ from: word.text, to: by, worth: asked * best });
  }
  return { share: all === 0 ? 0 : found / all, met };
}

/** Rare words weigh more: the logarithm of how many leaves there are for each that has the word, or one of its meanings. */
function weigher(leaves: readonly (readonly Word[])[]): (word: Word) => number {
  const counts = new Map<string | number, number>();
  for (const words of leaves) for (const key of new Set(words.flatMap((word) => [...word.roots, ...word.meanings]))) counts.set(key, (counts.get(key) ?? 0) + 1);
  return (word) => Math.log(1.5 + leaves.length / (1 + Math.max(0, ...[...word.roots, ...word.meanings].map((key) => counts.get(key) ?? 0))));
}
