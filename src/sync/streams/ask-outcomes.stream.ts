import type { Database } from '../../kernel/index.js';
import { answerListing, claimListings, endListing, moreListings, readRef } from '../../listings/index.js';
import { notify } from '../failures.js';
import type { Runs } from '../runs.js';
import { metIn } from '../streaks.js';
import type { Troubles } from '../troubles.js';
import type { Stream, Turn } from '../turn.js';
import { backoffMs } from '../verdicts.js';

const leaseMs = 60_000;

/** Asks what became of listings the marketplace still decides: feeds, audits, reviews. */
export class AskOutcomes implements Stream {
  readonly name = 'ask-outcomes';

  constructor(private readonly database: Database, private readonly troubles: Troubles, private readonly runs: Runs) {}

  async run(turn: Turn): Promise<boolean> {
    const { shop } = turn;
    for (;;) {
      const claims = await this.database.inScope(shop.scope, (tx) => claimListings(tx, shop.id, 'ask', 10, leaseMs));
      if (claims.length === 0) return false;
      for (const claim of claims) {
        const openedAt = this.database.clock.now();
        const ref = await this.database.inScope(shop.scope, (tx) => readRef(tx, claim.id));
        const stop = await turn.recorder.attempt(async () => {
          try {
            if (!ref) throw new Error(`Listing ${claim.id} waits for an outcome without a reference.`);
            const receipt = await turn.session.listings.outcome(ref, claim.note);
            await this.database.inScope(shop.scope, async (tx) => {
              await answerListing(tx, claim, { receipt, digest: null, content: null, created: [] });
              await tx.tell('needs-person', { shopId: shop.id, cooperativeId: shop.cooperativeId, ownerId: claim.ownerId, operation: 'publish-listings', subject: `listing:${claim.id}`, productId: claim.productId, issues: receipt.issues });
              await this.runs.record(tx, { shop, operation: 'ask-outcomes', subject: `listing:${claim.id}`, trigger: 'due', ownerId: claim.ownerId, fence: claim.fence, openedAt }, turn.recorder, { outcome: receipt.state === 'live' ? 'accepted' : receipt.state === 'refused' ? 'refused' : 'waiting', code: receipt.issues[0]?.cause, why: metIn(receipt.issues, undefined) });
              await notify(tx, shop.cooperativeId, 'listings');
            });
            if (receipt.offersOpen) turn.hint('push-offers');
            return false;
          } catch (error) {
            const handled = await this.troubles.handle(turn, 'ask-outcomes', error);
            await this.database.inScope(shop.scope, async (tx) => {
              await endListing(tx, claim, handled.row.listing === 'gone' ? { what: 'gone' } : handled.until === null ? { what: 'retry', afterMs: backoffMs(claim.attempts, Math.random) } : { what: 'wait', until: handled.until });
              if (handled.issues.length > 0) await tx.tell('needs-person', { shopId: shop.id, cooperativeId: shop.cooperativeId, ownerId: claim.ownerId, operation: 'publish-listings', subject: `listing:${claim.id}`, productId: claim.productId, issues: handled.issues });
            });
            return handled.stop;
          }
        });
        if (stop) return false;
      }
      if (turn.over()) return this.database.inScope(shop.scope, (tx) => moreListings(tx, shop.id, 'ask'));
    }
  }
}
