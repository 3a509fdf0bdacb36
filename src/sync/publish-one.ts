import { randomUUID } from 'node:crypto';
import type { Intent, ListingDraft, Receipt, RemoteRef } from '../../adapters/contract/index.js';
import type { Database } from '../kernel/index.js';
import {
  answerListing, broughtByRules, composeListing, contentOf, digestOf, endListing, ensureOffers, keepRef, openIntent, preflight, readListingSource, readRef, repriceOffers, sendsContent, skipListing, takeBackIntent, theirsOf,
  type Adopted, type CreatedOffer, type DraftContent, type ListingClaim, type ListingSource, type Put,
} from '../listings/index.js';
import type { ShopRecord } from '../shops/index.js';
import { houseIssue, notify } from './failures.js';
import type { Gates } from './gates.js';
import type { PhotoSource } from './photo-source.js';
import { leavesLeaf, withoutLeafs, type LeafPlace } from './leaf-failures.js';
import { placeOfTurn, type RemoteCategories } from './remote-categories.js';
import type { Outcome, Runs } from './runs.js';
import type { Handled, Troubles } from './troubles.js';
import type { Turn } from './turn.js';
import { metIn } from './streaks.js';
import { backoffMs } from './verdicts.js';

/** How long after a restore nothing is made unlooked-for, ms: lists are imported and published anew for weeks. */
const restoredForMs = 90 * 86_400_000;

interface Composed { readonly source: ListingSource; readonly draft: ListingDraft; readonly content: DraftContent; readonly digest: string }

/**
 * The life of one wish for a listing: (1) the newest state is composed after the claim; (2) equal to what was last accepted: answered without a call; (3) preflight refuses what the marketplace would refuse;
 * (4) before a create an intent is committed, and an intent without a recorded end is looked up first, unless no create left; (5) `put` saves its reference after each step that must not be repeated; (6) the answer is written to the wish it belongs to.
 */
export class PublishOne {
  constructor(private readonly database: Database, private readonly categories: RemoteCategories, private readonly photos: PhotoSource, private readonly troubles: Troubles, private readonly ledger: { readonly runs: Runs; readonly gates: Gates }) {}

  /** Returns what to do with the slice, or null when all is well. `again`: the row is due again at once. */
  async run(turn: Turn, claim: ListingClaim): Promise<Handled | null> {
    const openedAt = this.database.clock.now();
    const trigger = claim.attempts > 1 ? 'retry' : 'due';
    let composed: Composed | null = null;
    try {
      if (claim.wanted === 'withdrawn') return await this.#withdraw(turn, claim, openedAt, trigger);
      if (claim.adopted && !sendsContent(claim.adopted, turn.shop.fieldRules, claim.ownWords)) {
        if (claim.state === 'ended') return await this.#end(turn, claim, { what: 'refused', issues: [houseIssue('possible-duplicate-listing')] }, openedAt, trigger, 'refused');
        await this.#skip(turn, claim);
        return null;
      }
      composed = await this.#compose(turn, claim);
      if (!composed) return await this.#end(turn, claim, { what: 'gone' }, openedAt, trigger, 'nothing');
      if (claim.state === 'live' && claim.digest === composed.digest) {
        await this.#skip(turn, claim);
        return null;
      }
      const reach = { photosByUrl: turn.adapter.photosByUrl, photosReachable: this.photos.reachable(turn.shop) }, issues = preflight(composed.draft, composed.source, reach);
      if (issues.length > 0) {
        const own = await withoutLeafs(this.database, { ...placeOf(turn), scope: turn.shop.scope }, this.categories.sight, claim.productId, composed.draft.category, issues, broughtByRules(issues, composed.source, composed.draft, reach));
        return await this.#end(turn, claim, { what: 'refused', issues }, openedAt, trigger, 'refused', own, { code: issues[0]?.cause });
      }
      const receipt = await this.#put(turn, claim, composed);
      if (receipt === 'lost') return null;
      if (receipt === 'wait') return await this.#end(turn, claim, { what: 'look-first', afterMs: Math.max(1_000, turn.adapter.lookupLagMs) }, openedAt, trigger, 'waiting');
      await this.#accept(turn, claim, composed, receipt.receipt, receipt.known, openedAt, trigger);
      // Offers that opened without having been created by this call have a value to send.
      if (receipt.receipt.offersOpen && claim.state !== 'live') turn.hint('push-offers');
      await this.ledger.gates.fine(turn.shop);
      return null;
    } catch (error) {
      return this.#trouble(turn, claim, composed, error, openedAt, trigger);
    }
  }

  async #skip(turn: Turn, claim: ListingClaim): Promise<void> {
    await this.database.inScope(turn.shop.scope, async (tx) => {
      await skipListing(tx, claim);
      await this.#mended(tx, turn, claim, []);
    });
  }

  async #compose(turn: Turn, claim: ListingClaim): Promise<Composed | null> {
    const { shop } = turn;
    let source = await this.database.inScope(shop.scope, async (tx) => {
      await ensureOffers(tx, [claim.id]);
      return readListingSource(tx, claim.id, shop, placeOfTurn(turn));
    });
    if (!source || source.product.archived) return null;
    if (source.map && source.leafKnown && !source.rulesFresh) source = { ...source, rulesFresh: true, rules: await this.categories.describe(turn, source.map.remoteId) };
    const { rules } = source;
    const draft = composeListing(source, claim.code, (sha256) => this.photos.photo(shop, sha256, rules), theirsOf(await this.#withPhotos(turn, claim), shop.fieldRules));
    await turn.media.load(photosOf(draft));
    const content = contentOf(draft);
    return { source, draft, content, digest: digestOf(content) };
  }

  /** Photos that a listing keeps are fetched when they are needed first. */
  async #withPhotos({ shop }: Turn, claim: ListingClaim): Promise<Adopted | null> {
    const { adopted } = claim;
    if (!adopted || adopted.shas || shop.fieldRules.photos !== 'theirs') return adopted;
    const shas = (await this.photos.takeFrom(shop, adopted.photos)).map((facts) => facts.sha256);
    await this.database.inScope(shop.scope, (tx) => tx.rows(`UPDATE app.listing SET adopted = adopted || jsonb_build_object('shas', $2::jsonb) WHERE id = $1`, [claim.id, JSON.stringify(shas)]));
    return { ...adopted, shas };
  }

  async #put(turn: Turn, claim: ListingClaim, { draft }: Composed): Promise<{ receipt: Receipt; known: RemoteRef | null } | 'wait' | 'lost'> {
    const { shop } = turn;
    let known = await this.database.inScope(shop.scope, (tx) => readRef(tx, claim.id));
    let intent: Intent = { key: claim.intentKey ?? randomUUID(), openedAt: claim.intentAt ?? this.database.clock.now() };
    const sought = known?.itemId ? null : this.#sought(shop, claim);
    if (sought) {
      const found = await turn.session.listings.recover(draft, sought.intent);
      // 'absent' proves something only after the time a new item may stay invisible.
      if (found === 'unsure' || (found === 'absent' && this.database.clock.now() < sought.since + turn.adapter.lookupLagMs)) return 'wait';
      if (found !== 'absent') {
        known = found;
        await this.database.inScope(shop.scope, (tx) => keepRef(tx, claim.id, found));
      }
    }
    if (claim.state === 'ended' && known?.itemId) await this.#restock(turn, draft, known);
    if (!known?.itemId) {
      intent = { key: intent.key, openedAt: this.database.clock.now() };
      if (!(await this.database.inScope(shop.scope, (tx) => openIntent(tx, claim, intent.key)))) return 'lost';
    }
    const receipt = await turn.media.bringing(photosOf(draft), () => turn.session.listings.put(draft, known, intent, (ref) => this.database.inScope(shop.scope, (tx) => keepRef(tx, claim.id, ref))));
    return { receipt, known };
  }

  /** What was hidden has sold elsewhere meanwhile: it is not shown with the stock it had (R1). Where a hidden listing takes none, its adapter sends it with the edit. */
  async #restock({ session: { offers } }: Turn, draft: ListingDraft, { variants }: RemoteRef): Promise<void> {
    const wished = draft.variants.flatMap(({ sku, quantity }) => { const there = variants[sku]; return there ? [{ sku, ...there, value: BigInt(quantity) }] : []; });
    for (const batch of offers.batches(wished, 'stock')) await offers.set('stock', batch.flatMap((ref) => wished.find((one) => one.sku === ref.sku) ?? []));
  }

  /** What must be looked for before anything is made: an intent without a recorded end, or, not long after a restore, whatever the time that was lost may have made. `since`: the last moment it can have been made, ms. */
  #sought(shop: ShopRecord, { intentKey, intentAt }: ListingClaim): { readonly intent: Intent; readonly since: number } | null {
    const restored = shop.restored && shop.restored.at > this.database.clock.now() - restoredForMs ? shop.restored : null;
    if (intentKey !== null && intentAt !== null && (!restored || intentAt > restored.at)) return { intent: { key: intentKey, openedAt: intentAt }, since: intentAt };
    return restored && { intent: { key: intentKey ?? randomUUID(), openedAt: Math.min(restored.to, intentAt ?? restored.to), keyLost: true }, since: restored.at };
  }

  async #accept(turn: Turn, claim: ListingClaim, composed: Composed, receipt: Receipt, known: RemoteRef | null, openedAt: number, trigger: string): Promise<void> {
    const { shop } = turn;
    // Where the item is not there yet its variants are not either; a create found again in a queue carries what an earlier draft said.
    const waits = receipt.state === 'queued' || receipt.state === 'review', foundQueued = known !== null && known.itemId === undefined;
    const created: CreatedOffer[] = foundQueued ? [] : composed.source.variants.flatMap((variant) => {
      const sent = composed.draft.variants.find((entry) => entry.sku === variant.sku);
      return sent && variant.offerId !== null && known?.variants[variant.sku] === undefined && (waits || receipt.ref.variants[variant.sku] !== undefined)
        ? [{ offerId: variant.offerId, price: sent.price, quantity: sent.quantity, stockRev: variant.stockRev, priceRev: variant.priceRev }] : [];
    });
    await this.database.inScope(shop.scope, async (tx) => {
      await answerListing(tx, claim, { receipt, digest: receipt.state === 'refused' ? null : composed.digest, content: receipt.state === 'refused' ? null : composed.content, created });
      if (claim.accepted && receipt.state !== 'refused' && claim.accepted.category !== composed.content.category) await repriceOffers(tx, composed.source.variants.flatMap(({ offerId, quote }) => (offerId === null ? [] : [{ offerId, price: quote.price }])));
      await this.#mended(tx, turn, claim, receipt.issues);
      const outcome: Outcome = receipt.state === 'refused' ? 'refused' : receipt.state === 'live' || receipt.state === 'ended' ? 'accepted' : 'waiting';
      await this.ledger.runs.record(tx, { shop, operation: 'publish-listings', subject: `listing:${claim.id}`, trigger, ownerId: claim.ownerId, fence: claim.fence, openedAt }, turn.recorder, { outcome, code: receipt.issues[0]?.cause, took: receipt.state === 'queued' || receipt.state === 'refused' ? 0 : 1, why: metIn(receipt.issues, undefined) });
    });
  }

  async #withdraw(turn: Turn, claim: ListingClaim, openedAt: number, trigger: string): Promise<Handled | null> {
    const { shop } = turn;
    const ref = await this.database.inScope(shop.scope, (tx) => readRef(tx, claim.id));
    const receipt: Receipt = ref ? await turn.session.listings.withdraw(ref) : { state: 'ended', ref: { variants: {} }, offersOpen: false, issues: [] };
    await this.database.inScope(shop.scope, async (tx) => {
      await answerListing(tx, claim, { receipt, digest: null, content: null, created: [] });
      await this.#mended(tx, turn, claim, receipt.issues);
      await this.ledger.runs.record(tx, { shop, operation: 'publish-listings', subject: `listing:${claim.id}`, trigger, ownerId: claim.ownerId, fence: claim.fence, openedAt }, turn.recorder, { outcome: receipt.state === 'ended' ? 'accepted' : 'waiting' });
    });
    await this.ledger.gates.fine(shop);
    return null;
  }

  async #trouble(turn: Turn, claim: ListingClaim, composed: Composed | null, thrown: unknown, openedAt: number, trigger: string): Promise<Handled> {
    const handled = await this.troubles.handle(turn, 'publish-listings', thrown);
    const { error, row } = handled;
    if (handled.issues.some((issue) => issue.field?.startsWith('attributes') || issue.field === 'category') && composed) await this.categories.expire(turn, composed.draft.category);
    if (composed && turn.recorder.makes === 0) await this.database.inScope(turn.shop.scope, (tx) => takeBackIntent(tx, claim));
    const now = this.database.clock.now();
    const ends: Readonly<Record<Put['what'], () => Put>> = {
      'refused': () => ({ what: 'refused', issues: handled.issues }),
      'gone': () => ({ what: 'gone' }),
      'retry': () => ({ what: 'retry', afterMs: backoffMs(claim.attempts, Math.random) }),
      'wait': () => ({ what: 'wait', until: handled.until ?? now }),
      'park': () => ({ what: 'park', until: error.until ?? (error.afterMs === null ? null : now + error.afterMs), reason: error.issues[0]?.cause ?? (error.rawCode || 'parked') }),
      'look-first': () => ({ what: 'look-first', afterMs: Math.max(1_000, turn.adapter.lookupLagMs, backoffMs(claim.attempts, Math.random)) }),
    };
    const end = handled.unsent || handled.again ? ends.wait() : ends[row.listing]();
    const outcomes: Readonly<Record<Put['what'], Outcome>> = { 'refused': 'refused', 'gone': 'refused', 'retry': 'retrying', 'wait': 'waiting', 'park': 'waiting', 'look-first': 'unclear' };
    if (handled.unsent && turn.recorder.calls === 0) await this.database.inScope(turn.shop.scope, (tx) => endListing(tx, claim, end));
    else await this.#end(turn, claim, end, openedAt, trigger, outcomes[end.what], handled.issues, { code: error.rawCode, answered: true });
    return handled;
  }

  async #end(turn: Turn, claim: ListingClaim, end: Put, openedAt: number, trigger: string, outcome: Outcome, issues = end.what === 'refused' ? end.issues : [], told: { readonly code?: string; readonly answered?: boolean } = {}): Promise<null> {
    const { shop } = turn;
    await this.database.inScope(shop.scope, async (tx) => {
      await endListing(tx, claim, end);
      if (end.what === 'refused' || end.what === 'gone') await this.#mended(tx, turn, claim, issues);
      await this.ledger.runs.record(tx, { shop, operation: 'publish-listings', subject: `listing:${claim.id}`, trigger, ownerId: claim.ownerId, fence: claim.fence, openedAt }, turn.recorder, { outcome, code: issues[0]?.cause ?? told.code, refused: told.answered && outcome === 'refused' ? 1 : 0, why: metIn(issues, told.code) });
      await notify(tx, shop.cooperativeId, 'listings');
    });
    return null;
  }

  /** An attempt's causes replace the open ones of its subject. */
  async #mended(tx: Parameters<typeof notify>[0], turn: Turn, claim: ListingClaim, issues: Receipt['issues']): Promise<void> {
    await tx.tell('needs-person', { shopId: turn.shop.id, cooperativeId: turn.shop.cooperativeId, ownerId: claim.ownerId, operation: 'publish-listings', subject: `listing:${claim.id}`, productId: claim.productId, issues });
    if (issues.length === 0) await leavesLeaf(tx, placeOf(turn), this.categories.sight, claim.productId);
    await notify(tx, turn.shop.cooperativeId, 'listings');
  }
}

const placeOf = (turn: Turn): LeafPlace => ({ shopId: turn.shop.id, cooperativeId: turn.shop.cooperativeId, marketplace: turn.shop.marketplace, scopeKey: placeOfTurn(turn).scopeKey });
const photosOf = (draft: ListingDraft): string[] => [...new Set([...draft.photos, ...draft.variants.flatMap((variant) => variant.photo ?? [])].map((photo) => photo.sha256))];
