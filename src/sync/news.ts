import type { Notice } from '../../adapters/contract/index.js';
import { noScope, type Database, type Tx } from '../kernel/index.js';
import type { Hints } from '../queue/index.js';
import { federationOf } from '../shops/index.js';
import { notify } from './failures.js';
import { learnGap, silentAfter } from './usual-gap.js';

/** Pushes written by one statement at most. */
const mostAtOnce = 200;
/** A burst is heard once a second; two workers that hear at once learn the same. */
const hearEveryMs = 1_000;
interface Heard { since: number; gaps: number; usual: string; silent: boolean }
interface Written { readonly addressId: string; readonly notices: readonly Notice[]; readonly pushed: boolean; readonly done: () => void; readonly failed: (error: unknown) => void }
interface Told { readonly shop_id: string; readonly cooperative_id: string; readonly what: 'read-orders' | 'ask-outcomes' | 'heard' | 'told' }

/**
 * News of marketplaces, written down per shop: one row per shop and event, due until its order was read; a listing under review is asked again.
 * What arrives while others are being written is written with the next ones, in one transaction: a flood costs the disk no more than a trickle. `write` resolves when its own is committed.
 */
export class News {
  readonly #waiting: Written[] = [];
  readonly #heardAt = new Map<string, number>();
  #writing = false;

  constructor(private readonly database: Database, private readonly hints: Hints) {}

  /** @param pushed it came by itself: the shop is not silent, and its rhythm is learned. */
  write(addressId: string, notices: readonly Notice[], pushed: boolean): Promise<void> {
    return new Promise((done, failed) => {
      this.#waiting.push({ addressId, notices, pushed, done, failed });
      if (!this.#writing) void this.#drain();
    });
  }

  async #drain(): Promise<void> {
    this.#writing = true;
    while (this.#waiting.length > 0) {
      const together = this.#waiting.splice(0, mostAtOnce);
      try {
        await this.#commit(together);
        for (const { done } of together) done();
      } catch {
        // Whose fault it was is not known: each stands for itself.
        for (const one of together) await this.#commit([one]).then(one.done, one.failed);
      }
    }
    this.#writing = false;
  }

  async #commit(together: readonly Written[]): Promise<void> {
    const news = together.flatMap(({ addressId, notices }) => notices.map((notice) => ({ ...notice, addressId })));
    const pushed = [...new Set(together.flatMap((one) => (one.pushed ? [one.addressId] : [])))];
    const told = await this.database.inScope(noScope, async (tx) => {
      const rows = await tx.rows<Told>('SELECT * FROM app.take_news($1::bigint[], $2::text[], $3::text[], $4::text[], $5::text[], $6::bigint[])',
        [news.map((one) => one.addressId), news.map((one) => one.shop), news.map((one) => one.kind), news.map((one) => one.id), news.map((one) => one.dedupe), pushed]);
      for (const stream of ['read-orders', 'ask-outcomes'] as const) this.hints.after(tx, stream, rows.flatMap((row) => (row.what === stream ? [row.shop_id] : [])));
      for (const id of new Set(rows.map((row) => row.cooperative_id))) await notify(tx, id, 'shops');
      return rows;
    });
    await Promise.all(told.filter(({ what }) => what === 'heard').map((shop) => this.#hear(shop)));
  }

  async #hear(shop: Told): Promise<void> {
    const now = this.database.clock.now();
    if (now - (this.#heardAt.get(shop.shop_id) ?? -Infinity) < hearEveryMs) return;
    this.#heardAt.set(shop.shop_id, now);
    const scope = await this.database.inScope(noScope, (tx) => federationOf(tx, shop.cooperative_id));
    await this.database.inScope(scope, (tx) => this.#learn(tx, shop));
  }

  async #learn(tx: Tx, shop: Told): Promise<void> {
    const row = await tx.row<Heard>('SELECT (extract(epoch FROM app.now() - last_at) * 1000)::float8 AS since, gaps, usual_ms AS usual, silent_since IS NOT NULL AS silent FROM app.push_rhythm WHERE shop_id = $1', [shop.shop_id]);
    if (row && row.since < hearEveryMs && !row.silent) return;
    const after = row ? learnGap({ gaps: row.gaps, usualMs: Number(row.usual) }, row.since) : { gaps: 0, usualMs: 0 };
    await tx.rows(
      `INSERT INTO app.push_rhythm (shop_id, cooperative_id, gaps, usual_ms, silent_from) VALUES ($1, $2, $3, $4, app.now() + make_interval(secs => $5))
       ON CONFLICT (shop_id) DO UPDATE SET last_at = app.now(), gaps = excluded.gaps, usual_ms = excluded.usual_ms, silent_from = excluded.silent_from, silent_since = NULL`, [shop.shop_id, shop.cooperative_id, after.gaps, after.usualMs, silentAfter(after) / 1000]);
  }
}
