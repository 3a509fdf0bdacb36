import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { tree as nested } from '../../sandbox/blibli/category-tree.js';
import { categories as bilingual } from '../../sandbox/lazada/category-tree.js';
import { categories as numbered } from '../../sandbox/shopee/category-tree.js';
import { categories as platforms } from '../../sandbox/tiktok-shop/category-tree.js';
import { TREE, type Branch } from '../../sandbox/woocommerce/category-tree.js';

export interface Node { readonly id: string; readonly parentId: string | null; readonly name: string; readonly leaf: boolean }

/** A new web shop numbers its categories as it makes them, from 16 on, parents first. */
function shopOwn(): Node[] {
  const nodes: Node[] = [];
  const add = (branches: readonly Branch[], parentId: string | null): void => {
    for (const branch of branches) {
      const id = String(16 + nodes.length), [name, below] = typeof branch === 'string' ? [branch, []] : branch;
      nodes.push({ id, parentId, name, leaf: true });
      add(below, id);
    }
  };
  add(TREE, null);
  return nodes;
}

/** The trees of the practice marketplaces as their sellers' language shows them. */
export const trees: Readonly<Record<string, readonly Node[]>> = {
  'shopee': numbered.map((one) => ({ id: String(one.id), parentId: one.parent === 0 ? null : String(one.parent), name: one.name, leaf: one.kind !== undefined })),
  'tiktok-shop': platforms.filter((one) => one.on.length === 2).map((one) => ({ id: one.id, parentId: one.parent === '0' ? null : one.parent, name: one.name, leaf: one.leaf })),
  'lazada': bilingual.map((one) => ({ id: one.id, parentId: one.parent === '0' ? null : one.parent, name: one.id_ID, leaf: one.kind !== undefined })),
  'blibli': nested.flatMap((root) => [{ id: root.code, parentId: null, name: root.name, leaf: false }, ...root.children.flatMap((group) => ('children' in group ? [{ id: group.code, parentId: root.code, name: group.name, leaf: false }, ...group.children.map((leaf) => ({ id: leaf.code, parentId: group.code, name: leaf.name, leaf: true }))] : []))]),
  'woocommerce': shopOwn(),
};

const root = process.cwd();
/** Which leaf each of the demo's categories is meant for. */
export const meant = (marketplace: string): ReadonlyMap<string, string> => {
  const { map } = JSON.parse(readFileSync(join(root, 'sandbox', marketplace, 'demo.json'), 'utf8')) as { map: { category: string; leaf: string }[] };
  return new Map(map.map((entry) => [entry.category, entry.leaf]));
};
export const demoCategories: readonly string[] = readFileSync(join(root, 'demo/categories.csv'), 'utf8').replace(/^\ufeff/, '').split(/\r?\n/).slice(1).filter(Boolean).map((line) => line.split(';')[1] ?? '');
