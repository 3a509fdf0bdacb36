import type { Notice } from '../../adapters/contract/index.js';
import { noScope, type Database, type Tx } from '../kernel/index.js';
import type { Hints } from '../queue/index.js';
import { federationOf } from '../shops/index.js';
import { learnGap, silentAfter } from './usual-gap.js';

/** Pushes written by one statement at most. */
const mostAtOnce = 200;
/** A burst is heard once a second; two workers that hear at once learn the same. */
const hearEveryMs = 1_000;
interface Heard { since: number; gaps: number; usual: string; silent: boolean }
interface Written { readonly addressId: string; readonly notices: readonly Notice[]; readonly key: string | null; readonly done: (open: boolean) => void; readonly failed: (error: unknown) => void }
interface Told { readonly shop_id: string; readonly cooperative_id: string; readonly what: string }

/**
 * News of marketplaces, written down per shop: one row per shop and event, due until its order was read; what became of a listing they tell of is asked again, at once while it is under review, else a minute later.
 * What arrives while others are being written is written with the next ones, by one statement: a flood costs the disk no more than a trickle. `write` resolves when its own is committed.
 */
export class News {
  readonly #waiting: Written[] = [];
  readonly #heardAt = new Map<string, number>();
  #writing = false;

  constructor(private readonly database: Database, private readonly hints: Hints) {}

  /** @param key it came by itself, to an address of this key: the shop is not silent, and its rhythm is learned. Null: it was fetched. False: the address is called otherwise by now, and nothing was written. */
  write(addressId: string, notices: readonly Notice[], key: string | null): Promise<boolean> {
    return new Promise((done, failed) => {
      this.#waiting.push({ addressId, notices, key, done, failed });
      if (!this.#writing) void this.#drain();
    });
  }

  async #drain(): Promise<void> {
    this.#writing = true;
    while (this.#waiting.length > 0) {
      const together = this.#waiting.splice(0, mostAtOnce);
      try {
        const open = await this.#commit(together);
        for (const { key, done } of together) done(key === null || open.has(key));
      } catch {
        // Whose fault it was is not known: each stands for itself.
        for (const one of together) await this.#commit([one]).then((open) => one.done(one.key === null || open.has(one.key)), one.failed);
      }
    }
    this.#writing = false;
  }

  async #commit(together: readonly Written[]): Promise<ReadonlySet<string>> {
    const news = together.flatMap(({ addressId, notices }) => notices.map((notice) => ({ ...notice, addressId })));
    const pushed = [...new Map(together.flatMap((one) => (one.key === null ? [] : [[one.key, one.addressId] as const])))];
    const told = await this.database.ask<Told>('SELECT * FROM app.take_news($1::bigint[], $2::text[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::text[])',
      [news.map((one) => one.addressId), news.map((one) => one.shop), news.map((one) => one.kind), news.map((one) => one.id), news.map((one) => one.dedupe), pushed.map(([, id]) => id), pushed.map(([key]) => key)]);
    for (const { what, shop_id } of told) if (what === 'read-orders' || what === 'ask-outcomes') void this.hints.send(what, shop_id);
    await Promise.all(told.filter(({ what }) => what === 'heard').map((shop) => this.#hear(shop)));
    return new Set(told.flatMap(({ what }) => (what.startsWith('open:') ? [what.slice(5)] : [])));
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
