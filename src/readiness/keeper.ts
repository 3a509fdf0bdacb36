import { noScope, type Database, type Facts, type Log, type Scope, type Tx } from '../kernel/index.js';
import type { ReachOf } from '../listings/index.js';
import type { Marketplaces } from '../marketplaces/index.js';
import { federationOf } from '../shops/index.js';
import { measureProducts } from './measure-products.js';

const everyMs = 2_000;
/** Of each round: importing and publishing go on beside it. */
const roundMs = 1_000;
/** Products worked out in one transaction. */
const slice = 400;

interface Due { id: string; shop_id: string | null; marketplace: string | null; product_ids: string[] | null; category_ids: string[] | null; leaf_ids: string[] | null; after: string }

/**
 * Keeps readiness true: (1) what changed is written down in the change's own transaction; (2) a slice of it is worked out at a time, in the federation's scope, one worker per federation: an older look can never overwrite a newer one; (3) what was worked out and how far it came are committed together.
 * Who asks for a list waits for the little that is due, never for a whole import. No call to a marketplace is made.
 */
export class ReadinessKeeper {
  #timer: NodeJS.Timeout | null = null;
  #round: Promise<void> = Promise.resolve();
  #failing = false;

  constructor(private readonly database: Database, private readonly marketplaces: Marketplaces, private readonly reachOf: ReachOf, private readonly log: Log) {}

  start(): void {
    this.#timer ??= setInterval(() => {
      this.#round = this.#round.then(async () => {
        try {
          await this.once(roundMs);
          this.#failing = false;
        } catch (error) {
          if (!this.#failing) this.log.error({ err: error }, 'readiness.failed');
          this.#failing = true;
        }
      });
    }, everyMs);
  }

  async stop(): Promise<void> {
    if (this.#timer) clearInterval(this.#timer);
    this.#timer = null;
    await this.#round;
  }

  /** Works until nothing is due or the time is over. */
  async once(budgetMs = Number.POSITIVE_INFINITY): Promise<void> {
    const until = this.database.clock.monotonic() + budgetMs;
    const waiting = await this.database.inScope(noScope, (tx) => tx.rows<{ federation: string[] }>('SELECT federation FROM app.readiness_waiting()'));
    for (const { federation } of waiting) while (this.database.clock.monotonic() < until && await this.#slice({ ids: federation }, 'all'));
  }

  /** What little is due for these people, as far as it can be had in the time; what takes more than a slice is left to the rounds. */
  async catchUp(cooperativeId: string, budgetMs = 500): Promise<void> {
    if (!(await this.database.ask<{ behind: boolean }>('SELECT app.readiness_behind($1) AS behind', [cooperativeId]))[0]?.behind) return;
    const scope = await this.#federation(cooperativeId), until = this.database.clock.monotonic() + budgetMs;
    while (this.database.clock.monotonic() < until && await this.#slice(scope, 'small'));
  }

  /** One product at all shops, now, whatever else is due. */
  async look(cooperativeId: string, productId: string): Promise<void> {
    await this.database.inScope(await this.#federation(cooperativeId), async (tx) => {
      await alone(tx, 'wait');
      for (const shopId of await shopsOf(tx, null, null)) await measureProducts(tx, shopId, [productId], this.marketplaces, this.reachOf);
    });
  }

  #federation(cooperativeId: string): Promise<Scope> {
    return this.database.inScope(noScope, (tx) => federationOf(tx, cooperativeId));
  }

  /** False: nothing is due, or (`all`) somebody else is at it, or (`small`) only what takes more than a slice. */
  #slice(scope: Scope, which: 'all' | 'small'): Promise<boolean> {
    return this.database.inScope(scope, async (tx) => {
      if (!(await tx.row('SELECT 1 FROM app.readiness_due LIMIT 1')) || !(await alone(tx, which === 'all' ? 'try' : 'wait'))) return false;
      const work = await chosen(tx, await tx.rows<Due>('SELECT id, shop_id, marketplace, product_ids, category_ids, leaf_ids, after FROM app.readiness_due ORDER BY id LIMIT 100'), which);
      if (!work) return false;
      const { rows: [first], ids } = work;
      for (const shopId of ids.length === 0 ? [] : await shopsOf(tx, first.shop_id, first.marketplace)) await measureProducts(tx, shopId, ids, this.marketplaces, this.reachOf);
      if (work.rows.length > 1 || ids.length < slice) await tx.rows('DELETE FROM app.readiness_due WHERE id = ANY ($1::bigint[])', [work.rows.map((due) => due.id)]);
      else await tx.rows('UPDATE app.readiness_due SET after = $2 WHERE id = $1', [first.id, ids.at(-1)]);
      return true;
    });
  }
}

/** What one slice does. Five edits of one product, or two hundred of two hundred, are looked at once. */
async function chosen(tx: Tx, due: readonly Due[], which: 'all' | 'small'): Promise<{ readonly rows: readonly [Due, ...Due[]]; readonly ids: readonly string[] } | null> {
  for (const first of due) {
    if (plain(first)) {
      const ids = new Set(first.product_ids), rows: [Due, ...Due[]] = [first];
      for (const other of due) if (other !== first && plain(other) && ids.size + (other.product_ids?.length ?? 0) < slice) {
        rows.push(other);
        for (const id of other.product_ids ?? []) ids.add(id);
      }
      return { rows, ids: [...ids] };
    }
    const ids = await nextOf(tx, first);
    if (which === 'all' || ids.length < slice) return { rows: [first], ids };
  }
  return null;
}

const plain = (due: Due): boolean => due.product_ids !== null && due.category_ids === null && due.shop_id === null && due.marketplace === null && due.after === '0' && due.product_ids.length < slice;

const alone = async (tx: Tx, how: 'try' | 'wait'): Promise<boolean> =>
  how === 'wait' ? (await tx.rows(`SELECT pg_advisory_xact_lock(hashtextextended('readiness:' || $1, 0))`, [tx.scope.ids[0]])).length === 1
    : (await tx.row<{ got: boolean }>(`SELECT pg_try_advisory_xact_lock(hashtextextended('readiness:' || $1, 0)) AS got`, [tx.scope.ids[0]]))?.got === true;

const shopsOf = async (tx: Tx, shopId: string | null, marketplace: string | null): Promise<string[]> =>
  (await tx.rows<{ id: string }>('SELECT id FROM app.shop WHERE connection_id IS NOT NULL AND ($1::bigint IS NULL OR id = $1) AND ($2::text IS NULL OR marketplace = $2) ORDER BY id', [shopId, marketplace])).map((row) => row.id);

/** The next products that a due row names, in order of their ids. Asks only for what it names, so that a whole shop's leaf is walked along an index. */
async function nextOf(tx: Tx, due: Due): Promise<string[]> {
  const named = [due.product_ids && 'p.id = ANY ($2::bigint[])', due.category_ids && 'p.category_id = ANY ($3::bigint[])', due.leaf_ids && 'p.id IN (SELECT r.product_id FROM app.readiness r WHERE r.shop_id = $5::bigint AND r.leaf_id = ANY ($4::text[]))'].filter((part) => part !== null);
  const rows = await tx.rows<{ id: string }>(
    `SELECT p.id FROM app.product p WHERE p.id > $1 AND (${named.join(' OR ') || 'true'}) AND ($2::bigint[] IS NULL OR $3::bigint[] IS NULL OR $4::text[] IS NULL OR $5::bigint IS NULL OR true) ORDER BY p.id LIMIT $6`, [due.after, due.product_ids, due.category_ids, due.leaf_ids, due.shop_id, slice]);
  return rows.map((row) => row.id);
}

/** What changes beneath is written down as due, in the change's own transaction. Subscribed once, at boot. */
export function subscribeReadiness(facts: Facts): void {
  const due = async (tx: Tx, what: { readonly shopId?: string | null; readonly marketplace?: string; readonly productIds?: readonly string[] | null; readonly categoryIds?: readonly string[] }): Promise<void> => {
    const [mine] = tx.scope.ids;
    if (mine !== undefined) await tx.rows('INSERT INTO app.readiness_due (cooperative_id, shop_id, marketplace, product_ids, category_ids) VALUES ($1, $2, $3, $4, $5)', [mine, what.shopId ?? null, what.marketplace ?? null, what.productIds ?? null, what.categoryIds ?? null]);
  };
  facts.hear('product-changed', async (tx, { productIds, pricedVariantIds = [] }) => {
    const priced = pricedVariantIds.length === 0 ? [] : await tx.rows<{ id: string }>('SELECT DISTINCT product_id AS id FROM app.variant WHERE id = ANY ($1::bigint[])', [pricedVariantIds]);
    const ids = [...new Set([...productIds, ...priced.map((row) => row.id)])];
    if (ids.length > 0) await due(tx, { productIds: ids });
  });
  facts.hear('mapping-changed', (tx, { marketplace, categoryIds, productIds = [] }) => due(tx, { marketplace, productIds, categoryIds }));
  facts.hear('shown-changed', (tx, { marketplace, shopId, productIds }) => due(tx, { marketplace, shopId, productIds }));
}
