import { DomainError, type Database, type Log, type Tx } from '../kernel/index.js';
import { adoptListings, type AdoptItem } from '../listings/index.js';
import type { PhotoFacts } from '../photos/index.js';
import type { Hints } from '../queue/index.js';
import type { PlaceOf } from '../prices/index.js';
import type { ShopRecord } from '../shops/index.js';
import type { PhotoSource } from '../sync/index.js';
import type { PassedOver } from './errors.js';
import { makeProduct, NotMade, sayError, unfit } from './make-product.js';
import { matchAdoption } from './match-adoption.js';
import { byItem, closeMembers, itemOf, nextMembers, outcomesOf, type Action, type Member, type Outcome } from './members.js';
import { undoLinks } from './undo-links.js';

const listingsASlice = 50;
/** What became of a slice: more may follow, all is done, or another process has the action. */
type Slice = 'more' | 'done' | 'busy';

/** Does what a person asked for, a slice a transaction: killed anywhere, the next one begins where the last was committed. Whoever holds the action's row works on it. */
export class AdoptionDesk {
  constructor(private readonly database: Database, private readonly hints: Hints, private readonly photos: PhotoSource, private readonly log: Log, private readonly placeOf: PlaceOf) {}

  /** Matches what was read and carries out what was asked, until all is done or time is up. Returns whether more is due. */
  readonly work = async (shop: ShopRecord, over: () => boolean): Promise<boolean> => {
    for (;;) {
      const adoption = await this.#row<{ id: string }>(shop, `SELECT id FROM app.adoption WHERE shop_id = $1 AND state = 'matching'`);
      if (adoption) await matchAdoption(this.database, shop.scope, { id: adoption.id, shopId: shop.id });
      const action = await this.#row<{ id: string; what: Action['what']; user_id: string | null; scope: string[] | null; above: string[] | null }>(shop, `SELECT id, what, user_id, scope, above FROM app.adoption_action WHERE shop_id = $1 AND done_at IS NULL ORDER BY id LIMIT 1`);
      if (!action) return false;
      if ((await this.#step(shop, { id: action.id, what: action.what, userId: action.user_id, scope: action.what === 'create' && action.scope ? { ids: action.scope, above: action.above ?? [] } : shop.scope })) === 'busy') return false;
      if (over()) return true;
    }
  };

  #row<T extends object>(shop: ShopRecord, sql: string): Promise<T | null> {
    return this.database.inScope(shop.scope, (tx) => tx.row<T>(sql, [shop.id]));
  }

  /** A slice that the database refuses is tried listing by listing, and the one that spoils it is passed over. */
  async #step(shop: ShopRecord, action: Action): Promise<Slice> {
    const slice = action.what === 'create' ? () => this.#create(shop, action) : (count: number) => this.#held(shop, action, (tx) => (action.what === 'undo' ? undoLinks(tx, shop, action, count) : this.#link(tx, shop, action, count)));
    try {
      return await slice(listingsASlice);
    } catch (error) {
      this.log.warn({ action: action.id, shop: shop.id, err: error }, 'adoption.slice-failed');
      return slice(1).catch(() => this.#held(shop, action, async (tx) => {
        const members = await nextMembers(tx, action.id, 1);
        await closeMembers(tx, action.id, members.map((member) => ({ rowId: member.row_id, why: 'not-written' })));
        return members.length > 0;
      }));
    }
  }

  /** Works with the action's row held; `work` says whether there was anything left to do. */
  #held(shop: ShopRecord, action: Action, work: (tx: Tx) => Promise<boolean>): Promise<Slice> {
    return this.database.inScope({ ...action.scope, by: action.userId ?? undefined, why: `adoption-action:${action.id}` }, async (tx) => {
      if (!(await tx.row('SELECT 1 FROM app.adoption_action WHERE id = $1 AND done_at IS NULL FOR UPDATE SKIP LOCKED', [action.id]))) return 'busy';
      if (await work(tx)) {
        this.hints.after(tx, 'push-offers', [shop.id]);
        return 'more';
      }
      // What only a sheet told of is read there soon: texts wait for it.
      await tx.rows(`UPDATE app.checkpoint SET next_at = app.now() WHERE shop_id = $1 AND stream = 'read-back' AND EXISTS (SELECT 1 FROM app.listing l WHERE l.shop_id = $1 AND l.adopted ? 'unread')`, [shop.id]);
      await tx.rows('UPDATE app.adoption_action SET done_at = app.now() WHERE id = $1', [action.id]);
      await tx.rows(`SELECT pg_notify('serentak_change', $1)`, [`${shop.cooperativeId}:listings`]);
      return 'done';
    });
  }

  async #link(tx: Tx, shop: ShopRecord, action: Action, count: number): Promise<boolean> {
    const members = await nextMembers(tx, action.id, count);
    if (members.length === 0) return false;
    const groups = byItem(members).map(itemOf), items = groups.map((group) => group.item).filter((item): item is AdoptItem => item !== null);
    await closeMembers(tx, action.id, [...groups.flatMap((group) => group.passed), ...outcomesOf(items, await adoptListings(tx, shop, items, this.placeOf))]);
    return true;
  }

  /** One listing: its pictures are fetched with no transaction open; then product, photos and link are written at once, or nothing is. */
  async #create(shop: ShopRecord, action: Action): Promise<Slice> {
    const members = await this.database.inScope(shop.scope, (tx) => nextMembers(tx, action.id, 1));
    const photos = members.length > 0 && unfit(members) === null ? await this.photos.takeFrom(shop, members[0]?.photos ?? []) : [];
    const own = new Map<string, PhotoFacts>();
    for (const member of members) {
      const [facts] = member.photo === null || unfit(members) !== null ? [] : await this.photos.takeFrom(shop, [member.photo]);
      if (facts) own.set(member.row_id, facts);
    }
    const pass = (why: PassedOver, note?: Outcome['note']): Promise<Slice> => this.#held(shop, action, async (tx) => {
      const same = await this.#still(tx, action, members);
      await closeMembers(tx, action.id, same.map((member) => ({ rowId: member.row_id, why, note })));
      return same.length > 0;
    });
    try {
      return await this.#held(shop, action, async (tx) => {
        const rows = await this.#still(tx, action, members), why = rows.length > 0 ? unfit(rows) : null;
        if (why) throw new NotMade(why);
        if (rows.length > 0) await closeMembers(tx, action.id, await makeProduct(tx, shop, action.userId, rows, photos, own, this.placeOf));
        return rows.length > 0 || (await nextMembers(tx, action.id, 1)).length > 0;
      });
    } catch (error) {
      if (error instanceof NotMade) return pass(error.why);
      if (error instanceof DomainError) return pass('not-made', sayError(error));
      throw error;
    }
  }

  /** The same rows, if nobody else has done them meanwhile. */
  async #still(tx: Tx, action: Action, members: readonly Member[]): Promise<readonly Member[]> {
    const now = await nextMembers(tx, action.id, 1);
    return now[0]?.item_id === members[0]?.item_id ? now : [];
  }
}
