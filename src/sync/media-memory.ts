import type { Tools } from '../../adapters/contract/index.js';
import type { Database, Scope } from '../kernel/index.js';

/** A shop's ids of our photos, kept between runs. `load` before use: the adapter asks without waiting. */
export class MediaMemory {
  readonly #known = new Map<string, string>();
  readonly #there = new Set<string>();
  /** Photos that a listing is bringing there just now. */
  readonly #underway = new Map<string, Promise<unknown>>();

  constructor(private readonly database: Database, private readonly scope: Scope, private readonly shopId: string, private readonly cooperativeId: string) {}

  async load(sha256s: readonly string[]): Promise<void> {
    const rows = await this.database.inScope(this.scope, (tx) => tx.rows<{ sha256: string; use: string; remote_id: string }>('SELECT sha256, use, remote_id FROM app.remote_media WHERE shop_id = $1 AND sha256 = ANY ($2)', [this.shopId, sha256s]));
    for (const row of rows) this.#remember(row.sha256, row.use, row.remote_id);
  }

  #remember(sha256: string, use: string, id: string): void {
    this.#known.set(`${sha256} ${use}`, id);
    this.#there.add(sha256);
  }

  /** Listings of one slice that bring the same photos go one after the other, so that each photo goes up once; those whose photos are there already do not wait. */
  async bringing<T>(sha256s: readonly string[], work: () => Promise<T>): Promise<T> {
    for (;;) {
      const fresh = sha256s.filter((sha256) => !this.#there.has(sha256)), before = fresh.flatMap((sha256) => this.#underway.get(sha256) ?? []);
      if (before.length > 0) {
        await Promise.all(before);
        continue;
      }
      const mine = work(), over = mine.catch(() => undefined);
      for (const sha256 of fresh) this.#underway.set(sha256, over);
      try {
        return await mine;
      } finally {
        for (const sha256 of fresh) this.#underway.delete(sha256);
      }
    }
  }

  readonly tools: Tools<object>['media'] = {
    find: (sha256, use) => this.#known.get(`${sha256} ${use}`) ?? null,
    learn: async (sha256, use, id) => {
      this.#remember(sha256, use, id);
      await this.database.inScope(this.scope, (tx) => tx.rows('INSERT INTO app.remote_media (shop_id, cooperative_id, sha256, use, remote_id) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (shop_id, sha256, use) DO UPDATE SET remote_id = excluded.remote_id', [this.shopId, this.cooperativeId, sha256, use, id]));
    },
    forget: async (sha256, use) => {
      this.#known.delete(`${sha256} ${use}`);
      this.#there.delete(sha256);
      await this.database.inScope(this.scope, (tx) => tx.rows('DELETE FROM app.remote_media WHERE shop_id = $1 AND sha256 = $2 AND use = $3', [this.shopId, sha256, use]));
    },
  };
}
