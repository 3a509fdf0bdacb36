import type { Tx } from '../kernel/index.js';
import { leavesOf } from './words/leaves-of.js';
import { scoreLeaves, type Scored } from './words/score-leaves.js';

/** Why a leaf is suggested: words that meet, or the marketplace's own recommender, asked about a product's title. */
export interface Suggestion { readonly id: string; readonly name: string; readonly path: string; readonly score: number; readonly because: readonly ({ readonly kind: 'words'; readonly ours: string; readonly theirs: string } | { readonly kind: 'marketplace'; readonly title: string })[] }

/** What the marketplace's own recommender says is worth, most for its first word: it knows the product, our words know the category. */
const recommended = [0.3, 0.2, 0.12, 0.08, 0.05];

/** Leaves for a path of ours in the tree as last read, likeliest first. `advice`: what the marketplace's own recommender named, by the title it was asked about. Null while no tree was read. */
export async function suggestLeaves(tx: Tx, place: { readonly marketplace: string; readonly scopeKey: string }, path: string, advice: ReadonlyMap<string, readonly string[]>, top: number): Promise<readonly Suggestion[] | null> {
  const nodes = await tx.rows<{ id: string; parentId: string | null; name: string; leaf: boolean }>('SELECT remote_id AS id, parent_id AS "parentId", name, leaf FROM app.remote_category WHERE marketplace = $1 AND scope_key = $2', [place.marketplace, place.scopeKey]);
  if (nodes.length === 0) return null;
  const leaves = leavesOf(nodes), named = new Set([...advice.values()].flat());
  const scored = new Map(scoreLeaves(path.split(' > '), leaves, 50).map((leaf) => [leaf.id, leaf]));
  for (const leaf of leaves) if (named.has(leaf.id) && !scored.has(leaf.id)) scored.set(leaf.id, { ...leaf, score: 0, because: [] });
  return [...scored.values()].map((leaf) => withAdvice(leaf, advice)).sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1)).slice(0, top);
}

function withAdvice(leaf: Scored, advice: ReadonlyMap<string, readonly string[]>): Suggestion {
  const said = [...advice].map(([title, ids]) => ({ title, rank: ids.indexOf(leaf.id) })).filter(({ rank }) => rank >= 0);
  const worth = said.reduce((sum, { rank }) => sum + (recommended[rank] ?? 0), 0) / Math.max(1, advice.size);
  return {
    id: leaf.id, name: leaf.path.at(-1) ?? '', path: leaf.path.join(' > '), score: Math.round((leaf.score + (1 - leaf.score) * worth) * 1000) / 1000,
    because: [...leaf.because.map((met) => ({ kind: 'words' as const, ...met })), ...said.map(({ title }) => ({ kind: 'marketplace' as const, title }))],
  };
}
