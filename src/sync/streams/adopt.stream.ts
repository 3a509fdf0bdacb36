import type { Cursor } from '../../../adapters/contract/index.js';
import type { Database } from '../../kernel/index.js';
import type { ShopRecord } from '../../shops/index.js';
import type { Checkpoints, Held } from '../checkpoints.js';
import type { Runs } from '../runs.js';
import { keepSeen } from '../seen-listings.js';
import type { Troubles } from '../troubles.js';
import type { Stream, Turn } from '../turn.js';

/** What follows the reading (matching, and what a person asked for) is another room's. Works until all is done or time is up; returns whether more is due. Makes no call of a marketplace. */
export type AdoptionWork = (shop: ShopRecord, over: () => boolean) => Promise<boolean>;

/** Reads all a shop has on sale and keeps what it saw, page by page with the cursor: killed anywhere, the page is read again and changes nothing. Nothing is linked and nothing is written there. */
export class Adopt implements Stream {
  readonly name = 'adopt';

  constructor(private readonly database: Database, private readonly checkpoints: Checkpoints, private readonly troubles: Troubles, private readonly runs: Runs, private readonly work: AdoptionWork) {}

  async run(turn: Turn): Promise<boolean> {
    const { shop } = turn;
    const held = await this.checkpoints.take(shop, this.name);
    if (!held) return false;
    try {
      const adoption = await this.database.inScope(shop.scope, (tx) => tx.row<{ id: string }>(`SELECT id FROM app.adoption WHERE shop_id = $1 AND state = 'reading'`, [shop.id]));
      const more = (adoption !== null && (await this.#read(turn, held, adoption.id))) || (await this.work(shop, turn.over));
      await this.checkpoints.give(shop, this.name, held, more ? 'more' : 'done');
      return more;
    } catch (error) {
      const handled = await this.troubles.handle(turn, this.name, error);
      await this.checkpoints.give(shop, this.name, held, handled.again ? 'more' : 'failed');
      if (handled.error.rawCode === 'fault') throw error;
      return handled.again;
    }
  }

  /** There is nothing to be read; what a person asked for is carried on. */
  async unconnected(shop: ShopRecord, over: () => boolean): Promise<void> {
    const held = await this.checkpoints.take(shop, this.name);
    if (!held) return;
    let end: 'done' | 'more' | 'failed' = 'failed';
    try {
      end = (await this.work(shop, over)) ? 'more' : 'done';
    } finally {
      await this.checkpoints.give(shop, this.name, held, end);
    }
  }

  async #read(turn: Turn, held: Held, adoptionId: string): Promise<boolean> {
    const { shop } = turn;
    for (let cursor: Cursor | null = held.cursor; ;) {
      const openedAt = this.database.clock.now();
      const page = await turn.session.listings.all(cursor, true);
      cursor = page.next;
      const gone = await this.database.inScope(shop.scope, async (tx) => {
        // Somebody may have forgotten it meanwhile.
        if (!(await tx.row(`SELECT 1 FROM app.adoption WHERE id = $1 AND state = 'reading' FOR SHARE`, [adoptionId]))) return true;
        await keepSeen(tx, { id: adoptionId, cooperativeId: shop.cooperativeId }, page.items);
        await this.checkpoints.move(tx, shop, this.name, held, cursor);
        if (cursor !== null) return false;
        await tx.rows(`UPDATE app.adoption SET state = 'matching', read_at = app.now() WHERE id = $1 AND state = 'reading'`, [adoptionId]);
        await this.runs.record(tx, { shop, operation: this.name, subject: 'shop', trigger: 'wish', openedAt }, turn.recorder, { outcome: 'accepted', subjects: page.items.length });
        return false;
      });
      if (gone || cursor === null) return false;
      if (turn.over()) return true;
    }
  }
}
