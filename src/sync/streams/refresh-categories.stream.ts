import type { Checkpoints } from '../checkpoints.js';
import type { Gates } from '../gates.js';
import type { RemoteCategories } from '../remote-categories.js';
import type { Troubles } from '../troubles.js';
import type { Stream, Turn } from '../turn.js';

/** Reads the marketplace's category tree once a day. */
export class RefreshCategories implements Stream {
  readonly name = 'refresh-categories';

  constructor(private readonly checkpoints: Checkpoints, private readonly categories: RemoteCategories, private readonly troubles: Troubles, private readonly gates: Gates) {}

  async run(turn: Turn): Promise<boolean> {
    const held = await this.checkpoints.take(turn.shop, this.name);
    if (!held) return false;
    try {
      await this.categories.refreshTree(turn);
      await this.checkpoints.give(turn.shop, this.name, held, 'done');
      await this.gates.fine(turn.shop);
      return false;
    } catch (error) {
      const handled = await this.troubles.handle(turn, this.name, error);
      await this.checkpoints.give(turn.shop, this.name, held, handled.again ? 'more' : 'failed');
      return handled.again;
    }
  }
}
