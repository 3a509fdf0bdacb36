import type { OrderPull } from '../order-pull.js';
import type { Gates } from '../gates.js';
import type { Troubles } from '../troubles.js';
import type { Stream, Turn } from '../turn.js';

/** Reads all orders that changed, by schedule. */
export class PullOrders implements Stream {
  readonly name = 'pull-orders';

  constructor(private readonly pull: OrderPull, private readonly troubles: Troubles, private readonly gates: Gates) {}

  async run(turn: Turn): Promise<boolean> {
    try {
      const end = await this.pull.run(turn, 'schedule', () => turn.over());
      await this.gates.fine(turn.shop);
      return end === 'partly';
    } catch (error) {
      const handled = await this.troubles.handle(turn, 'pull-orders', error);
      if (handled.error.rawCode === 'fault') throw error;
      return handled.again;
    }
  }
}
