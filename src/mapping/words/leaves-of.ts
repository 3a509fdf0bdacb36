import type { Leaf } from './score-leaves.js';

interface Node { readonly id: string; readonly parentId: string | null; readonly name: string; readonly leaf: boolean }

/** Pure: the leaves of a tree with their paths, from the top. A parent that is missing, or its own ancestor, ends the path. */
export function leavesOf(nodes: readonly Node[]): readonly Leaf[] {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  return nodes.filter((node) => node.leaf).map((node) => {
    const path = [node.name], seen = new Set([node.id]);
    for (let parent = byId.get(node.parentId ?? ''); parent && !seen.has(parent.id); parent = byId.get(parent.parentId ?? '')) {
      seen.add(parent.id);
      path.unshift(parent.name);
    }
    return { id: node.id, path };
  });
}
