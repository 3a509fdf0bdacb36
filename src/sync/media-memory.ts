import type { Tools } from '../../adapters/contract/index.js';
import type { Database, Scope } from '../kernel/index.js';

/** A shop's ids of our photos, kept between runs. `load` before use: the adapter asks without waiting. */
export class MediaMemory {
  readonly #known = new Map<string, string>();

  constructor(private readonly database: Database, private readonly scope: Scope, private readonly shopId: string, private readonly cooperativeId: string) {}

  async load(sha256s: readonly string[]): Promise<void> {
    const rows = await this.database.inScope(this.scope, (tx) => tx.rows<{ sha256: string; use: string; remote_id: string }>('SELECT sha256, use, remote_id FROM app.remote_media WHERE shop_id = $1 AND sha256 = ANY ($2)', [this.shopId, sha256s]));
    for (const row of rows) this.#known.set(`${row.sha256} ${row.use}`, row.remote_id);
  }

  readonly tools: Tools<object>['media'] = {
    find: (sha256, use) => this.#known.get(`${sha256} ${use}`) ?? null,
    learn: async (sha256, use, id) => {
      this.#known.set(`${sha256} ${use}`, id);
      await this.database.inScope(this.scope, (tx) => tx.rows('INSERT INTO app.remote_media (shop_id, cooperative_id, sha256, use, remote_id) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (shop_id, sha256, use) DO UPDATE SET remote_id = excluded.remote_id', [this.shopId, this.cooperativeId, sha256, use, id]));
    },
    forget: async (sha256, use) => {
      this.#known.delete(`${sha256} ${use}`);
      await this.database.inScope(this.scope, (tx) => tx.rows('DELETE FROM app.remote_media WHERE shop_id = $1 AND sha256 = $2 AND use = $3', [this.shopId, sha256, use]));
    },
  };
}
