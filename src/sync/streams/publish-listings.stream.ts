import { span, type Database } from '../../kernel/index.js';
import { claimListings, endListing, moreListings, type ListingClaim } from '../../listings/index.js';
import { TooLate } from '../limits.js';
import type { PublishOne } from '../publish-one.js';
import { leaveProbe, rememberProbe, takeProbe } from '../streaks.js';
import { inParallel, type Stream, type Turn } from '../turn.js';

/** Photos are fetched slowly, so a listing is leased for longer than an offer. */
const leaseMs = 60_000;
const httpMs = 15_000;
const width = 6;

/** Makes listings equal to our catalogue: creates, edits, withdraws. */
export class PublishListings implements Stream {
  readonly name = 'publish-listings';

  constructor(private readonly database: Database, private readonly one: PublishOne) {}

  async run(turn: Turn): Promise<boolean> {
    const { shop } = turn;
    if (shop.halted) return this.#probe(turn);
    let stop = false, again = false;
    while (!stop) {
      const claimedAt = this.database.clock.monotonic();
      const claims = await this.database.inScope(shop.scope, (tx) => claimListings(tx, shop.id, 'put', width, leaseMs));
      if (claims.length === 0) return again;
      await inParallel(claims, width, async (claim) => {
        // A claim whose lease is nearly over is given back untouched: another worker may already think it free.
        if (stop || shop.halted || turn.signal.aborted || this.database.clock.monotonic() - claimedAt > 0.9 * leaseMs - httpMs) return this.#giveBack(turn, claim);
        const handled = await turn.recorder.attempt(() => span('slice publish-listings', { shop: shop.id, marketplace: shop.marketplace, listing: claim.id }, () => this.one.run(turn, claim), claim.trace), (timeoutMs) => {
          if (this.database.clock.monotonic() - claimedAt > 0.9 * leaseMs - timeoutMs) throw new TooLate('the lease of this listing is nearly over');
        });
        if (handled?.again) again = true;
        else if (handled?.stop) stop = true;
      });
      if (shop.halted) return false;
      if (turn.over()) return !stop && this.database.inScope(shop.scope, (tx) => moreListings(tx, shop.id, 'put'));
    }
    return false;
  }

  /** A shop that stopped itself and was told to go on: one listing is sent, and its answer decides. */
  async #probe(turn: Turn): Promise<boolean> {
    const { shop } = turn;
    const claims = await this.database.inScope(shop.scope, async (tx) => {
      if (!(await takeProbe(tx, shop.id, this.name))) return null;
      const taken = await claimListings(tx, shop.id, 'put', 1, leaseMs);
      if (taken[0]) await rememberProbe(tx, shop.id, taken[0].id);
      return taken;
    });
    const [claim] = claims ?? [];
    const handled = claim && (await turn.recorder.attempt(() => this.one.run(turn, claim)));
    if (claims) await this.database.inScope(shop.scope, (tx) => leaveProbe(tx, shop, claim !== undefined));
    return !shop.halted || handled?.again === true;
  }

  async #giveBack(turn: Turn, claim: ListingClaim): Promise<void> {
    await this.database.inScope(turn.shop.scope, (tx) => endListing(tx, claim, { what: 'wait', until: this.database.clock.now() }));
  }
}
