import type { Gates } from './gates.js';
import { TooLate } from './limits.js';
import type { Tokens } from './tokens.js';
import type { Turn } from './turn.js';
import { judge, waitUntil, type Judged } from './verdicts.js';

/** From here on a limit of ours is worth waiting for with the row, not only with the slice. */
const longWaitMs = 5_000;

export interface Handled extends Judged {
  /** Until when the subject waits (wait), ms; null where the verdict names none. */
  readonly until: number | null;
  /** The slice should end: the gate closed, the grant died, or a limit is used up. */
  readonly stop: boolean;
  /** The token was renewed: the very same work may be tried at once. */
  readonly again: boolean;
}

/** What every stream does with a thrown error before it writes its rows: judge it, close gates, renew tokens. */
export class Troubles {
  constructor(private readonly gates: Gates, private readonly tokens: Tokens) {}

  async handle(turn: Turn, op: string, thrown: unknown): Promise<Handled> {
    const judged = judge(thrown);
    const { error } = judged;
    // What came too late is tried again in the next slice, with a new lease and a new pull. One subject's own limit keeps nobody else waiting; a short wait needs no mark on the row.
    if (judged.unsent) return { ...judged, until: error.scope === 'subject' || (error.afterMs ?? 0) >= longWaitMs ? waitUntil(error, this.gates.clock.now()) : error.until, stop: error.scope !== 'subject', again: error instanceof TooLate };
    if (error.verdict === 'wait') {
      const { until, stop } = await this.gates.wait(turn.shop, op, error);
      return { ...judged, until, stop, again: false };
    }
    if (error.verdict === 'reauthorise') return this.#reauthorise(turn, op, judged);
    if (judged.row.trouble) return { ...judged, until: null, stop: await this.gates.trouble(turn.shop, error), again: false };
    if (error.verdict !== 'alarm') await this.gates.fine(turn.shop);
    return { ...judged, until: error.until, stop: false, again: false };
  }

  async #reauthorise(turn: Turn, op: string, judged: Judged): Promise<Handled> {
    try {
      await this.tokens.renew(turn.shop, turn.adapter, turn.session, judged.error);
      return { ...judged, until: null, stop: false, again: true };
    } catch (thrown) {
      const second = judge(thrown);
      if (second.error.verdict !== 'reauthorise') return { ...judged, until: null, stop: second.row.trouble ? await this.gates.trouble(turn.shop, second.error) : true, again: false };
      await this.tokens.bury(turn.shop);
      await this.gates.dead(turn.shop, second.error);
      return { ...judged, until: null, stop: true, again: false };
    }
  }
}
