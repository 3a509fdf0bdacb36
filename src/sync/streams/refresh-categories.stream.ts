import type { Database } from '../../kernel/index.js';
import type { Checkpoints } from '../checkpoints.js';
import type { Gates } from '../gates.js';
import { checkLeaves } from '../leaf-failures.js';
import { scopeKeyOf, type RemoteCategories } from '../remote-categories.js';
import type { Troubles } from '../troubles.js';
import type { Stream, Turn } from '../turn.js';

/** While leaves wait for their quota, the tree that was read stays good for so long. */
const treeKeptMs = 20 * 3_600_000;

/**
 * Once a day: the marketplace's tree, then what the mapped leaves ask for, then what of it our listings lack; a tree that was read is not read again because a leaf had to wait for its quota.
 * Hinted between two days (a leaf was mapped): what was never read of the mapped leaves.
 */
export class RefreshCategories implements Stream {
  readonly name = 'refresh-categories';

  constructor(private readonly database: Database, private readonly checkpoints: Checkpoints, private readonly categories: RemoteCategories, private readonly troubles: Troubles, private readonly gates: Gates) {}

  async run(turn: Turn): Promise<boolean> {
    const { shop } = turn;
    const held = await this.checkpoints.take(shop, this.name);
    try {
      const now = this.database.clock.now();
      if (held && now - Number(held.cursor?.treeAt ?? 0) > treeKeptMs) {
        await this.categories.refreshTree(turn);
        await this.database.inScope(shop.scope, (tx) => this.checkpoints.move(tx, shop, this.name, held, { treeAt: now }));
      }
      const all = await this.categories.describeMapped(turn, held ? 'aging' : 'unread');
      if (!held) return !all;
      if (!all) {
        await this.checkpoints.give(shop, this.name, held, 'more');
        return true;
      }
      await this.database.inScope(shop.scope, (tx) => checkLeaves(tx, { shopId: shop.id, cooperativeId: shop.cooperativeId, marketplace: shop.marketplace, scopeKey: scopeKeyOf(turn.session.categories.shared, shop) }, this.categories.sight));
      await this.checkpoints.give(shop, this.name, held, 'done');
      await this.gates.fine(shop);
      return false;
    } catch (error) {
      const handled = await this.troubles.handle(turn, this.name, error);
      if (held) await this.checkpoints.give(shop, this.name, held, handled.again ? 'more' : 'failed');
      return held !== null && handled.again;
    }
  }
}
