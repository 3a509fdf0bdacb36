import { describe, expect, it } from '@jest/globals';
import { leavesOf, scoreLeaves } from '../../src/mapping/index.js';
import { demoCategories, meant, trees } from './practice-trees.js';

/** Names alone, without any marketplace's recommender: what a shop sees that was connected a minute ago. */
const measured = Object.entries(trees).map(([marketplace, nodes]) => {
  const right = meant(marketplace), leaves = leavesOf(nodes);
  const ranks = demoCategories.filter((category) => right.has(category)).map((category) => {
    const found = scoreLeaves(category.split(' > '), leaves, 5);
    return { category, rank: found.findIndex((leaf) => leaf.id === right.get(category)), found: found.map((leaf) => `${leaf.path.at(-1) ?? ''} ${leaf.score}`) };
  });
  return { marketplace, ranks };
});
const share = (ranks: readonly { rank: number }[], top: number): number => ranks.filter(({ rank }) => rank >= 0 && rank < top).length / ranks.length;
const all = measured.flatMap(({ ranks }) => ranks);

describe('suggested leaves for the demo\'s categories, by name alone', () => {
  it('all five trees are measured, over every category of the demo', () => {
    expect(measured.map(({ marketplace, ranks }) => [marketplace, ranks.length])).toEqual(Object.keys(trees).map((name) => [name, demoCategories.length]));
    if (process.env.SHOW_MEASURED) for (const { marketplace, ranks } of measured) process.stdout.write(`${marketplace}: first ${share(ranks, 1).toFixed(3)}, three ${share(ranks, 3).toFixed(3)}\n${ranks.filter(({ rank }) => rank !== 0).map((entry) => `  ${entry.rank} ${entry.category} → ${entry.found.join(' | ')}`).join('\n')}\n`);
  });

  it('at least 80 % of first suggestions are right, at least 95 % are among the first three', () => {
    expect(share(all, 1)).toBeGreaterThanOrEqual(0.8);
    expect(share(all, 3)).toBeGreaterThanOrEqual(0.95);
  });

  it.each(measured)('$marketplace: 75 % of first suggestions are right, 90 % within three', ({ ranks }) => {
    expect(share(ranks, 1)).toBeGreaterThanOrEqual(0.75);
    expect(share(ranks, 3)).toBeGreaterThanOrEqual(0.9);
  });
});
