import type { Side } from '../../adapters/contract/index.js';
import type { Database, FactIssue } from '../kernel/index.js';
import { answerOffers, needsConfirmation, type OfferAnswer } from '../listings/index.js';
import { notify } from './failures.js';
import type { Outcome, Runs } from './runs.js';
import { metIn } from './streaks.js';
import type { Turn } from './turn.js';

/** Longer than a call can last: an unclear value is sent again only when the first cannot arrive any more. */
const sitOutMs = 16_000;

/** When a listing is asked about whose new price sends it back to review. */
const reviewAskMs = 15_000;

/** Writes the answers of one call: the rows, the sync run, and what needs a person or no longer does, in one transaction. */
export class OfferLedger {
  constructor(private readonly database: Database, private readonly runs: Runs) {}

  async close(turn: Turn, side: Side, openedAt: number, answers: readonly OfferAnswer[]): Promise<void> {
    if (answers.length === 0) return;
    const { shop } = turn;
    await this.database.inScope(shop.scope, async (tx) => {
      const troubled = await answerOffers(tx, side, answers, sitOutMs);
      const parked = answers.filter((answer) => answer.reason === needsConfirmation);
      const refused = [...answers.filter((answer) => answer.what === 'answered'), ...parked];
      // What was wished since the claim was not judged yet.
      if (parked.length > 0) await tx.rows(
        `UPDATE app.offer_side s SET reason = NULL, not_before = '-infinity' FROM unnest($1::bigint[], $2::bigint[]) AS p (id, rev) WHERE s.offer_id = p.id AND s.side = 'price' AND s.reason = $3 AND s.wanted_rev > p.rev`, [parked.map(({ claim }) => claim.offerId), parked.map(({ claim }) => claim.rev), needsConfirmation]);
      const good = answers.filter((answer) => answer.what === 'set' && troubled.has(answer.claim.offerId)).map((answer) => `offer:${answer.claim.offerId}:${side}`);
      if (good.length > 0) await tx.rows(`UPDATE app.failure SET closed_at = app.now(), closed_as = 'mended' WHERE shop_id = $1 AND operation = 'push-offers' AND subject = ANY ($2) AND closed_at IS NULL`, [shop.id, good]);
      const reviewed = sentToReview(turn, side, answers);
      if (reviewed.length > 0) await tx.rows(`UPDATE app.listing SET ask_at = app.now() + make_interval(secs => $2) WHERE id = ANY ($1::bigint[]) AND state = 'live' AND ticket IS NULL`, [reviewed, reviewAskMs / 1000]);
      for (const { claim, issues } of refused) {
        const product = await tx.row<{ product_id: string }>('SELECT product_id FROM app.listing WHERE id = $1', [claim.listingId]);
        await tx.tell('needs-person', { shopId: shop.id, cooperativeId: shop.cooperativeId, ownerId: claim.ownerId, operation: 'push-offers', subject: `offer:${claim.offerId}:${side}`, productId: product?.product_id, issues: (issues ?? []) as never });
      }
      await this.runs.record(tx, { shop, operation: 'push-offers', subject: answers.length === 1 ? `offer:${answers[0]?.claim.offerId}:${side}` : side, trigger: 'due', openedAt }, turn.recorder, {
        outcome: outcomeOf(answers), subjects: answers.length, code: codeOf(answers), took: answers.filter((answer) => answer.what === 'set').length, refused: answers.filter((answer) => answer.what === 'answered').length, why: metIn(answers.flatMap((answer) => (answer.issues ?? []) as Partial<FactIssue>[]), codeOf(answers)),
      });
      await notify(tx, shop.cooperativeId, 'listings');
      // A memory of values that may be sent again: lost in a power cut, the rows are due again, and nobody waits for the disk.
      if (answers.every((answer) => answer.what === 'set')) await tx.rows(`SELECT set_config('synchronous_commit', 'off', true)`);
    });
  }
}

/** Listings of which the adapter said beforehand that an accepted value sets something off there: whether they are still on sale is asked, be there a push of it or not. */
function sentToReview(turn: Turn, side: Side, answers: readonly OfferAnswer[]): string[] {
  const taken = answers.filter((answer) => answer.what === 'set' && answer.value !== null);
  const warned = new Set(turn.session.offers.warns?.(side, taken.map(({ claim, value }) => ({ sku: claim.sku, itemId: claim.itemId, variantId: claim.remoteVariantId, value: value ?? 0n, sent: claim.sent }))).map((issue) => issue.sku));
  return [...new Set(taken.filter(({ claim }) => warned.has(claim.sku)).map(({ claim }) => claim.listingId))];
}

function outcomeOf(answers: readonly OfferAnswer[]): Outcome {
  const kinds = new Set(answers.map((answer) => answer.what));
  if (kinds.size > 1) return 'partly';
  const only: Readonly<Record<OfferAnswer['what'], Outcome>> = { 'set': 'accepted', 'queued': 'waiting', 'answered': 'refused', 'retry': 'retrying', 'wait': 'waiting', 'park': 'waiting', 'unclear': 'unclear' };
  return only[answers[0]?.what ?? 'set'];
}

const codeOf = (answers: readonly OfferAnswer[]): string | undefined => {
  const issue = answers.flatMap((answer) => answer.issues ?? [])[0] as { cause?: string } | undefined;
  return issue?.cause;
};
