import type { AdapterError, Answer, OfferRef, Side } from '../../../adapters/contract/index.js';
import { span, type Database } from '../../kernel/index.js';
import { answerOffers, claimOffers, currentStock, moreOffers, needsConfirmation, priceWishes, type OfferAnswer, type OfferClaim } from '../../listings/index.js';
import type { FreshOrders } from '../fresh-orders.js';
import type { Gates } from '../gates.js';
import { TooLate } from '../limits.js';
import type { OfferLedger } from '../offer-ledger.js';
import { placeOfTurn } from '../remote-categories.js';
import { leaveProbe, takeProbe } from '../streaks.js';
import type { Handled, Troubles } from '../troubles.js';
import { inParallel, type Stream, type Turn } from '../turn.js';
import { backoffMs, judge } from '../verdicts.js';

const leaseMs = 30_000;
const httpMs = 15_000;
/** Calls at once of one shop, and of all shops in this process: past it they only queue for the database, and a prompt value behind them at each of its steps. */
const width = 4, widthOfAll = 16;
/** A claim takes about this many calls' worth of offers, so that full batches leave together and none waits for its lease. */
const callsPerClaim = 16;

/** How a claim ended: whether the slice must stop or begin again, what was sent, and how many offers were given back unsent. */
interface Worked { stop: boolean; again: boolean; calls: number; offers: number; returned: number }

/**
 * R1: never offer more than is sellable. Zeros go at once; anything else only while the shop's last finished order pull is young enough, and its value is read after the claim and after that pull.
 * Stock before price; zeros first, then falls, then rises.
 */
export class PushOffers implements Stream {
  readonly name = 'push-offers';
  /** Offers one call carried lately, by shop and side: how large the next claim should be. */
  readonly #perCall = new Map<string, number>();
  #draining = 0;

  constructor(private readonly database: Database, private readonly fresh: FreshOrders, private readonly troubles: Troubles, private readonly gates: Gates, private readonly ledger: OfferLedger) {}

  async run(turn: Turn): Promise<boolean> {
    this.#draining += 1;
    try {
      return await this.#drain(turn);
    } finally {
      this.#draining -= 1;
    }
  }

  async #drain(turn: Turn): Promise<boolean> {
    const { shop } = turn;
    if (shop.halted && (await this.database.inScope(shop.scope, (tx) => takeProbe(tx, shop.id, this.name)))) await this.#probe(turn);
    for (const side of ['stock', 'price'] as const) {
      for (;;) {
        if (shop.halted && side === 'price') return false;
        const key = `${shop.id}.${side}`;
        const size = Math.max(40, Math.min(2_000, Math.ceil((this.#perCall.get(key) ?? 12) * callsPerClaim)));
        const claimedAt = this.database.clock.monotonic();
        const claims = await this.database.inScope(shop.scope, (tx) => claimOffers(tx, shop.id, side, size, leaseMs, shop.halted));
        if (claims.length === 0) break;
        const carried = await this.#work(turn, side, claims, claimedAt);
        if (carried.stop) return carried.again;
        if (carried.calls > 0) this.#perCall.set(key, carried.offers / carried.calls);
        // Fewer than asked for: that was all, and what came meanwhile has a hint of its own.
        if (claims.length < size && carried.returned === 0) break;
        if (turn.over()) return this.database.inScope(shop.scope, (tx) => moreOffers(tx, shop.id));
      }
    }
    return false;
  }

  /** One listing's offers are tested; their answer decides whether the shop goes on. */
  async #probe(turn: Turn): Promise<void> {
    const { shop } = turn;
    let tested = false;
    for (const side of ['stock', 'price'] as const) {
      const claimedAt = this.database.clock.monotonic();
      const claims: OfferClaim[] = tested ? [] : await this.database.inScope(shop.scope, (tx) => claimOffers(tx, shop.id, side, 1, leaseMs));
      if (claims.length > 0) await this.#work(turn, side, claims, claimedAt);
      tested ||= claims.length > 0;
    }
    await this.database.inScope(shop.scope, (tx) => leaveProbe(tx, shop, tested));
  }

  async #work(turn: Turn, side: Side, claims: readonly OfferClaim[], claimedAt: number): Promise<Worked> {
    const { shop } = turn, haltedBefore = shop.halted;
    const state: Worked = { stop: false, again: false, calls: 0, offers: 0, returned: 0 };
    const byRef = new Map<OfferRef, OfferClaim>();
    const asked = claims.filter((claim) => claim.ticket !== null);
    const refs = claims.filter((claim) => claim.ticket === null).map((claim) => {
      const ref: OfferRef = { sku: claim.sku, itemId: claim.itemId, variantId: claim.remoteVariantId };
      byRef.set(ref, claim);
      return ref;
    });
    const batches = turn.session.offers.batches(refs, side).map((batch) => batch.map((ref) => byRef.get(ref)).filter((claim): claim is OfferClaim => claim !== undefined));
    // What the adapter left out of every batch must still be answered.
    const batched = new Set(batches.flat());
    const left = [...byRef.values()].filter((claim) => !batched.has(claim));
    if (left.length > 0) await this.#giveBack(turn, side, left, null);
    const urgent = (batch: readonly OfferClaim[]): number => Math.min(...batch.map((claim) => claim.urgency));
    const inTime = (): boolean => this.database.clock.monotonic() - claimedAt < 0.9 * leaseMs - httpMs;
    await inParallel([...batches].sort((a, b) => urgent(a) - urgent(b)), Math.max(1, Math.min(width, Math.floor(widthOfAll / this.#draining))), async (batch) => {
      if (state.stop || turn.signal.aborted || !inTime() || (shop.halted && !haltedBefore && batch.some((claim) => claim.urgency > 1))) {
        state.returned += batch.length;
        return this.#giveBack(turn, side, batch, null);
      }
      const rising = { value: false };
      const handled = await turn.recorder.attempt(() => span('slice push-offers', { shop: turn.shop.id, marketplace: turn.shop.marketplace, side, offers: batch.length }, () => this.#send(turn, side, batch, inTime, rising), traceOf(batch)), (timeoutMs) => {
        if (this.database.clock.monotonic() - claimedAt > 0.9 * leaseMs - timeoutMs) throw new TooLate('the lease of these offers is nearly over');
        if (rising.value && !this.fresh.still(turn.shop.id)) throw new TooLate('the order pull is too old for stock to be put on sale');
      });
      state.calls += 1;
      state.offers += batch.length;
      if (handled?.stop) state.stop = true;
      if (handled?.again) state.again = true;
    });
    if (asked.length > 0) await this.#settle(turn, side, asked);
    return state;
  }

  async #send(turn: Turn, side: Side, batch: readonly OfferClaim[], inTime: () => boolean, rising: { value: boolean }): Promise<Handled | null> {
    const { shop } = turn;
    const openedAt = this.database.clock.now();
    const read = (): Promise<ReadonlyMap<string, bigint>> => (side === 'price' ? this.#prices(turn, batch, openedAt) : this.database.inScope(shop.scope, (tx) => currentStock(tx, batch.map((claim) => claim.offerId))));
    let values: ReadonlyMap<string, bigint>;
    try {
      values = await read();
      if (side === 'stock' && [...values.values()].some((value) => value > 0n) && (await this.fresh.ensure(turn)) === 'pulled') values = await read();
      if (!inTime()) {
        await this.#giveBack(turn, side, batch, null);
        return null;
      }
    } catch (error) {
      // The pull failed, not the push: nothing was sent, so zeros of this batch go alone and the rest waits.
      const handled = await this.troubles.handle(turn, 'pull-orders', error);
      if (handled.error.rawCode === 'fault') throw error;
      await this.#giveBack(turn, side, batch, handled.until);
      return handled;
    }
    // From here on only the push itself is sent, and the guard minds how old its ground is.
    rising.value = side === 'stock' && [...values.values()].some((value) => value > 0n);
    const sendable = batch.filter((claim) => values.has(claim.offerId));
    return this.#call(turn, side, sendable, values, openedAt);
  }

  /** Prices that may leave; one that needs a person's word is parked with both values, and told. */
  async #prices(turn: Turn, batch: readonly OfferClaim[], openedAt: number): Promise<ReadonlyMap<string, bigint>> {
    const wishes = await this.database.inScope(turn.shop.scope, (tx) => priceWishes(tx, turn.shop.id, batch.map((claim) => claim.offerId), () => placeOfTurn(turn)));
    const heldBack = batch.flatMap((claim): OfferAnswer[] => { const held = wishes.get(claim.offerId)?.held; return held ? [{ claim, what: 'park', value: null, until: null, reason: needsConfirmation, issues: [held] }] : []; });
    await this.ledger.close(turn, 'price', openedAt, heldBack);
    return new Map([...wishes].flatMap(([id, wish]): [string, bigint][] => (wish.held ? [] : [[id, wish.value]])));
  }

  async #call(turn: Turn, side: Side, batch: readonly OfferClaim[], values: ReadonlyMap<string, bigint>, openedAt: number): Promise<Handled | null> {
    if (batch.length === 0) return null;
    const valueOf = (claim: OfferClaim): bigint => values.get(claim.offerId) ?? 0n;
    let answers: readonly Answer[];
    try {
      answers = await turn.session.offers.set(side, batch.map((claim) => ({ sku: claim.sku, itemId: claim.itemId, variantId: claim.remoteVariantId, value: valueOf(claim) })));
      if (answers.length !== batch.length) throw new Error(`The adapter gave ${answers.length} answers to ${batch.length} offers.`);
    } catch (error) {
      const handled = await this.troubles.handle(turn, `set-${side}`, error);
      await this.ledger.close(turn, side, openedAt, batch.map((claim) => this.#answer(claim, valueOf(claim), handled)));
      return handled;
    }
    if (answers.some((answer) => answer.is === 'mixed')) return this.#halve(turn, side, batch, values, openedAt);
    let worst: Handled | null = null;
    const written: OfferAnswer[] = [];
    for (const [index, claim] of batch.entries()) {
      const answer = answers[index] as Answer;
      if (answer.is === 'set') written.push({ claim, what: 'set', value: valueOf(claim) });
      else if (answer.is === 'queued') written.push({ claim, what: 'queued', value: valueOf(claim), ticket: answer.ticket, until: this.database.clock.now() + answer.askAfterMs });
      else if (answer.is === 'failed') {
        const handled: Handled = this.#local(answer.error) ?? (await this.troubles.handle(turn, `set-${side}`, answer.error));
        written.push(this.#answer(claim, valueOf(claim), handled));
        if (handled.stop || handled.again) worst = handled;
      }
    }
    await this.ledger.close(turn, side, openedAt, written);
    if (written.some((entry) => entry.what === 'set')) await this.gates.fine(turn.shop);
    return worst;
  }

  /** A refusal of one offer concerns nobody else: no gate, no token. */
  #local(error: AdapterError): Handled | null {
    const judged = judge(error);
    return ['reject', 'gone', 'park', 'alarm'].includes(error.verdict) ? { ...judged, until: error.until, stop: false, again: false } : null;
  }

  /** The batch failed without naming whom: halve it until the culprit stands alone. */
  async #halve(turn: Turn, side: Side, batch: readonly OfferClaim[], values: ReadonlyMap<string, bigint>, openedAt: number): Promise<Handled | null> {
    if (batch.length === 1) {
      await this.ledger.close(turn, side, openedAt, batch.map((claim) => ({ claim, what: 'answered', value: null, issues: [{ cause: 'unknown', field: side, params: { kode: 'mixed' }, rawCode: 'mixed', rawMessage: '' }] })));
      return null;
    }
    const middle = Math.ceil(batch.length / 2);
    const first = await this.#call(turn, side, batch.slice(0, middle), values, openedAt);
    if (first?.stop) {
      await this.#giveBack(turn, side, batch.slice(middle), first.until);
      return first;
    }
    return this.#call(turn, side, batch.slice(middle), values, openedAt);
  }

  #answer(claim: OfferClaim, value: bigint, handled: Handled): OfferAnswer {
    const { error, row } = handled;
    if (handled.unsent || handled.again || error.verdict === 'reauthorise') return { claim, what: 'wait', value: null, until: handled.until };
    // An unclear end: the value may have arrived. The lease stays, longer than the call could last, then it is sent again.
    if (error.verdict === 'retry' && error.rawCode === 'unclear') return { claim, what: 'unclear', value: null };
    const until = error.verdict === 'wait' ? handled.until : error.verdict === 'park' ? (error.until ?? (error.afterMs === null ? null : this.database.clock.now() + error.afterMs)) : null;
    return { claim, what: row.offer, value, until, reason: error.verdict === 'park' ? (error.issues[0]?.cause ?? error.rawCode) : undefined, issues: row.needsPerson || error.verdict === 'park' ? (handled.issues.length > 0 ? handled.issues : error.issues) : undefined };
  }

  /** What asynchronous writes became: one question for each ticket, whatever number of offers wait for it. */
  async #settle(turn: Turn, side: Side, asked: readonly OfferClaim[]): Promise<void> {
    const tickets = new Map<string, OfferClaim[]>();
    for (const claim of asked) tickets.set(claim.ticket ?? '', [...(tickets.get(claim.ticket ?? '') ?? []), claim]);
    let stop = false;
    for (const [ticket, claims] of tickets) {
      if (stop || turn.signal.aborted) await this.database.inScope(turn.shop.scope, (tx) => answerOffers(tx, side, askAgain(claims, ticket, this.database.clock.now()), httpMs));
      else stop = await turn.recorder.attempt(() => this.#ask(turn, side, ticket, claims));
    }
  }

  /** An answer belongs to the wish and the value that were sent; a newer wish stays open. True: the slice should end. */
  async #ask(turn: Turn, side: Side, ticket: string, claims: readonly OfferClaim[]): Promise<boolean> {
    const openedAt = this.database.clock.now();
    const sent = claims.map((claim) => ({ ...claim, rev: claim.asked?.rev ?? claim.rev }));
    let answers: readonly Answer[];
    try {
      answers = (await turn.session.offers.settle?.(ticket, sent.map((claim) => ({ sku: claim.sku, itemId: claim.itemId, variantId: claim.remoteVariantId })))) ?? [];
      if (answers.length !== sent.length) throw new Error(`The adapter gave ${answers.length} answers to ${sent.length} offers of one ticket.`);
    } catch (error) {
      const handled = await this.troubles.handle(turn, `set-${side}`, error);
      const { verdict, afterMs } = handled.error;
      if (verdict === 'gone') await this.ledger.close(turn, side, openedAt, sent.map((claim) => ({ claim, what: 'retry', value: null }))); // forgotten there: absolute, so it is sent again
      else if (verdict === 'reject' || verdict === 'alarm') await this.ledger.close(turn, side, openedAt, sent.map((claim) => this.#answer(claim, 0n, handled)));
      else await this.ledger.close(turn, side, openedAt, askAgain(sent, ticket, handled.until ?? this.database.clock.now() + (afterMs ?? backoffMs(sent[0]?.attempts ?? 1, Math.random)), verdict === 'wait' ? 'quota' : undefined));
      return handled.stop;
    }
    const written: OfferAnswer[] = [];
    let stop = false;
    for (const [index, claim] of sent.entries()) {
      const answer = answers[index] as Answer;
      if (answer.is === 'set' && claim.asked) written.push({ claim, what: 'set', value: claim.asked.value });
      else if (answer.is === 'queued') written.push(...askAgain([claim], answer.ticket, this.database.clock.now() + answer.askAfterMs));
      else if (answer.is === 'failed') {
        const handled: Handled = this.#local(answer.error) ?? (await this.troubles.handle(turn, `set-${side}`, answer.error));
        written.push(this.#answer(claim, 0n, handled));
        if (handled.stop) stop = true;
      } else written.push({ claim, what: 'retry', value: null });
    }
    await this.ledger.close(turn, side, openedAt, written);
    if (written.some((entry) => entry.what === 'set')) await this.gates.fine(turn.shop);
    return stop;
  }

  async #giveBack(turn: Turn, side: Side, batch: readonly OfferClaim[], until: number | null): Promise<void> {
    await this.database.inScope(turn.shop.scope, (tx) => answerOffers(tx, side, batch.map((claim) => ({ claim, what: 'wait', value: null, until })), httpMs));
  }
}

/** One call carries many edits; it stands in the trace of the first. */
const traceOf = (batch: readonly OfferClaim[]): string | null => batch.find((claim) => claim.trace !== null)?.trace ?? null;

/** The ticket stays open: nothing is sent meanwhile, and it is asked about again then. */
const askAgain = (claims: readonly OfferClaim[], ticket: string, until: number, reason?: 'quota'): OfferAnswer[] => claims.map((claim) => ({ claim: { ...claim, rev: claim.asked?.rev ?? claim.rev }, what: 'queued', value: claim.asked?.value ?? null, ticket, until, reason }));
