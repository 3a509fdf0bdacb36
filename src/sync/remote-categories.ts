import { isAdapterError, type Categories, type CategoryRules } from '../../adapters/contract/index.js';
import type { Database } from '../kernel/index.js';
import { storeRules } from '../mapping/index.js';
import type { Place } from '../prices/index.js';
import type { ShopRecord } from '../shops/index.js';
import type { Sight } from './leaf-failures.js';
import type { Turn } from './turn.js';

/** Whose cached copy a shop may use, as the adapter says. */
export const scopeKeyOf = (shared: Categories['shared'], shop: Pick<ShopRecord, 'id' | 'country'>): string => (shared === 'marketplace' ? '' : shared === 'country' ? shop.country : shop.id);

/** What the open shop's marketplace brings to its prices. */
export const placeOfTurn = ({ adapter, session, shop }: Turn): Place => ({ fees: adapter.fees ?? [], scopeKey: scopeKeyOf(session.categories.shared, shop) });

/** Trees and rules of the marketplaces, cached in remote_category. Nothing that depends on a category is a constant in code. */
export class RemoteCategories {
  readonly #reading = new Map<string, Promise<CategoryRules>>();

  /** @param sight what products are looked at with when rules have changed. */
  constructor(private readonly database: Database, readonly sight: Sight) {}

  /** Reads a leaf's rules and keeps them. Callers of the same leaf at once share one reading. */
  describe(turn: Turn, remoteId: string): Promise<CategoryRules> {
    const categories = turn.session.categories;
    const scopeKey = scopeKeyOf(categories.shared, turn.shop);
    const key = `${turn.shop.marketplace} ${scopeKey} ${remoteId}`;
    let reading = this.#reading.get(key);
    if (!reading) {
      reading = this.#describe(turn, remoteId, scopeKey).finally(() => this.#reading.delete(key));
      this.#reading.set(key, reading);
    }
    return reading;
  }

  async #describe(turn: Turn, remoteId: string, scopeKey: string): Promise<CategoryRules> {
    const rules = await this.#withNoBrand(turn, remoteId, await turn.session.categories.describe(remoteId));
    await this.database.inScope(turn.shop.scope, (tx) => tx.rows(
      `INSERT INTO app.remote_category (marketplace, scope_key, remote_id, name, leaf, rules, rules_at, expires_at) VALUES ($1, $2, $3, $3, true, $4, app.now(), app.now() + make_interval(secs => $5))
       ON CONFLICT (marketplace, scope_key, remote_id) DO UPDATE SET rules = excluded.rules, rules_at = excluded.rules_at, expires_at = excluded.expires_at`,
      [turn.shop.marketplace, scopeKey, remoteId, JSON.stringify(storeRules(rules)), turn.session.categories.keepMs / 1000]));
    return rules;
  }

  /** Where a brand is demanded and the rules do not say which one means none, the marketplace's own list of brands does; asked once for a tree, and not waited for where its quota is used up. */
  async #withNoBrand(turn: Turn, remoteId: string, rules: CategoryRules): Promise<CategoryRules> {
    const { categories } = turn.session;
    if (!rules.brand.required || rules.brand.none !== null || !categories.brands) return rules;
    const known = await this.database.inScope(turn.shop.scope, (tx) => tx.row<{ none: string }>(`SELECT rules -> 'brand' ->> 'none' AS none FROM app.remote_category WHERE marketplace = $1 AND scope_key = $2 AND rules -> 'brand' ->> 'none' IS NOT NULL LIMIT 1`, [turn.shop.marketplace, scopeKeyOf(categories.shared, turn.shop)]));
    if (known) return { ...rules, brand: { ...rules.brand, none: known.none } };
    for (const query of ['no brand', 'tanpa merek']) {
      const brands = await categories.brands(remoteId, query).catch((error: unknown) => { if (isAdapterError(error) && error.verdict === 'wait') return []; throw error; });
      const none = brands.find((brand) => /^(no ?brand|tanpa merek|tidak ada merek|unbranded|non ?brand)$/i.test(brand.name.trim()));
      if (none) return { ...rules, brand: { ...rules.brand, none: none.id } };
    }
    return rules;
  }

  /** Reads what the mapped leaves ask for: those never read, or (daily) also those whose copy is past half of its life. A leaf that the marketplace refuses to describe because it is gone, is gone here too; one that cannot be understood keeps what was known, and stops no other. False: the slice was over before all were read. */
  async describeMapped(turn: Turn, which: 'unread' | 'aging'): Promise<boolean> {
    const { shop } = turn, { shared, keepMs } = turn.session.categories, scopeKey = scopeKeyOf(shared, shop);
    const rows = await this.database.inScope(shop.scope, (tx) => tx.rows<{ remote_id: string }>(
      `SELECT c.remote_id FROM app.remote_category c WHERE c.marketplace = $1 AND c.scope_key = $2 AND c.leaf AND (c.rules IS NULL OR ($3 AND c.rules_at < app.now() - make_interval(secs => $4)))
         AND (EXISTS (SELECT 1 FROM app.category_map m WHERE m.marketplace = $1 AND m.remote_id = c.remote_id) OR EXISTS (SELECT 1 FROM app.product_map m WHERE m.marketplace = $1 AND m.remote_id = c.remote_id)) ORDER BY c.rules_at NULLS FIRST, c.remote_id`,
      [shop.marketplace, scopeKey, which === 'aging', keepMs / 2_000]));
    for (const { remote_id: remoteId } of rows) {
      if (turn.over()) return false;
      try {
        await this.describe(turn, remoteId);
      } catch (error) {
        if (!isAdapterError(error) || !['reject', 'gone', 'alarm'].includes(error.verdict)) throw error;
        if (error.verdict === 'gone' || error.issues.some((issue) => issue.cause === 'category-gone')) await this.database.inScope(shop.scope, (tx) => tx.rows('UPDATE app.remote_category SET leaf = false, rules = NULL WHERE marketplace = $1 AND scope_key = $2 AND remote_id = $3', [shop.marketplace, scopeKey, remoteId]));
      }
    }
    return true;
  }

  /** Reads the whole tree; a leaf that is gone from it is gone here too. */
  async refreshTree(turn: Turn): Promise<number> {
    const tree = await turn.session.categories.tree();
    const scopeKey = scopeKeyOf(turn.session.categories.shared, turn.shop);
    await this.database.inScope(turn.shop.scope, async (tx) => {
      await tx.rows(
        `INSERT INTO app.remote_category AS c (marketplace, scope_key, remote_id, parent_id, name, leaf) SELECT $1, $2, t.id, t.parent, t.name, t.leaf FROM unnest($3::text[], $4::text[], $5::text[], $6::boolean[]) AS t (id, parent, name, leaf) ORDER BY t.id
         ON CONFLICT (marketplace, scope_key, remote_id) DO UPDATE SET parent_id = excluded.parent_id, name = excluded.name, leaf = excluded.leaf WHERE (c.parent_id, c.name, c.leaf) IS DISTINCT FROM (excluded.parent_id, excluded.name, excluded.leaf)`,
        [turn.shop.marketplace, scopeKey, tree.map((node) => node.id), tree.map((node) => node.parentId), tree.map((node) => node.name), tree.map((node) => node.leaf)]);
      await tx.rows('DELETE FROM app.remote_category WHERE marketplace = $1 AND scope_key = $2 AND remote_id <> ALL ($3)', [turn.shop.marketplace, scopeKey, tree.map((node) => node.id)]);
    });
    return tree.length;
  }

  /** A refusal that names an attribute or a category: what we believe of its rules is no longer true. */
  async expire(turn: Turn, remoteId: string): Promise<void> {
    await this.database.inScope(turn.shop.scope, (tx) => tx.rows('UPDATE app.remote_category SET expires_at = app.now() WHERE marketplace = $1 AND scope_key = $2 AND remote_id = $3', [turn.shop.marketplace, scopeKeyOf(turn.session.categories.shared, turn.shop), remoteId]));
  }
}
