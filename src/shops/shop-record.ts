import type { Scope, Tx } from '../kernel/index.js';

export const fields = ['title', 'description', 'photos', 'attributes', 'price', 'stock'] as const;
/** Who wins where a listing that was adopted differs from the catalogue: 'theirs' is never overwritten. */
export type FieldRules = Readonly<Record<(typeof fields)[number], 'ours' | 'theirs'>>;

/** A shop as the engine needs it, with its connection. `scope` is its whole federation: jobs act in it. */
export interface ShopRecord {
  readonly id: string;
  readonly cooperativeId: string;
  readonly scope: Scope;
  readonly marketplace: string;
  readonly remoteId: string;
  readonly name: string;
  readonly country: string;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly limits: readonly unknown[] | null;
  readonly drift: 'correct' | 'adopt';
  readonly fieldRules: FieldRules;
  readonly paused: boolean;
  /** Stopped itself after refusals in a row, as last read or learned. */
  halted: boolean;
  readonly gateUntil: Date | null;
  /** Troubles in a row, as last written. */
  gateStrikes: number;
  readonly ordersSeenAt: number;
  readonly createdAt: number;
  /** The house was restored not long ago: when, and to what moment, ms. What was made there since then is unknown here. */
  readonly restored: { readonly at: number; readonly to: number } | null;
  /** False: API access was not granted yet. Its `connection` is then empty and `remoteId` unknown (''); no slice opens it. */
  readonly connected: boolean;
  readonly connection: {
    readonly id: string; readonly environment: 'live' | 'test' | 'practice'; readonly baseUrl: string | null; readonly app: string;
    readonly sealed: string; readonly generation: number; readonly dead: boolean;
  };
}

interface Row {
  id: string; cooperative_id: string; marketplace: string; remote_id: string | null; name: string; country: string; settings: Record<string, unknown>; limits: unknown[] | null; drift: 'correct' | 'adopt';
  field_rules: FieldRules; paused_at: Date | null; halted_at: Date | null; gate_until: Date | null; gate_strikes: number; seen_ms: string; created_at: Date; restored_at: Date | null; restored_to: Date | null;
  connection_id: string | null; environment: 'live' | 'test' | 'practice' | null; base_url: string | null; app: string | null; sealed: string | null; generation: number | null; dead_at: Date | null;
}

/** Null when there is no such shop in the scope. */
export async function readShop(tx: Tx, id: string): Promise<ShopRecord | null> {
  const row = await tx.row<Row>(
    `SELECT s.*, CASE WHEN s.orders_seen_at = '-infinity' THEN '0' ELSE (extract(epoch FROM s.orders_seen_at) * 1000)::bigint::text END AS seen_ms,
       c.environment, c.base_url, c.app, c.sealed, c.generation, c.dead_at
     FROM app.shop s LEFT JOIN app.connection c ON c.id = s.connection_id WHERE s.id = $1`, [id]);
  if (!row) return null;
  return {
    id: row.id, cooperativeId: row.cooperative_id, scope: tx.scope, marketplace: row.marketplace, remoteId: row.remote_id ?? '', name: row.name, country: row.country, settings: row.settings, limits: row.limits,
    drift: row.drift, fieldRules: row.field_rules, paused: row.paused_at !== null, halted: row.halted_at !== null, gateUntil: row.gate_until, gateStrikes: row.gate_strikes, ordersSeenAt: Number(row.seen_ms), createdAt: row.created_at.getTime(), restored: row.restored_at && row.restored_to && { at: row.restored_at.getTime(), to: row.restored_to.getTime() },
    connected: row.connection_id !== null,
    connection: { id: row.connection_id ?? '', environment: row.environment ?? 'live', baseUrl: row.base_url, app: row.app ?? '', sealed: row.sealed ?? '', generation: row.generation ?? 0, dead: row.dead_at !== null },
  };
}

/** The scope of jobs: every co-op of the federation this one belongs to. */
export async function federationOf(tx: Tx, cooperativeId: string): Promise<Scope> {
  const row = await tx.row<{ ids: string[] | null }>('SELECT app.federation($1) AS ids', [cooperativeId]);
  return { ids: row?.ids ?? [] };
}
