import { createHash, randomBytes } from 'node:crypto';
import { isAdapterError, type Adapter, type RemoteShop, type Tools } from '../../adapters/contract/index.js';
import { defineSealed, type Caller, type Database, type Sealer, type Tx } from '../kernel/index.js';
import { typedAs, type Marketplaces } from '../marketplaces/index.js';
import { goodSettings, lastFour, openCredentials, sealCredentials } from '../shops/index.js';
import { syncErrors } from './errors.js';
import { Recorder } from './exchange-record.js';
import type { Gateway } from './gateway.js';
import { placeShops, type Choice, type Place } from './registered-shops.js';
import { refreshFrom } from './tokens.js';

export type Environment = 'live' | 'test' | 'practice';
export interface ConnectRequest { readonly marketplace: string; readonly environment: Environment; readonly url: string | null; readonly credentials: Readonly<Record<string, unknown>>; readonly cooperativeId: string; readonly settings: Readonly<Record<string, unknown>>; /** The registered shop that this connects; 'new': none of them. */ readonly shopId?: string | null; /** Which shops of a grant are taken. */ readonly choices?: readonly Choice[] }
export interface Granted { readonly credentials: object; readonly expiresAt: number | null; readonly endsAt: number | null; readonly shops: readonly RemoteShop[] }

/** How often each stream of a new shop turns, ms, unless the shop says otherwise. */
const intervals = { 'pull-orders': 120_000, 'read-back': 6 * 3_600_000, 'refresh-categories': 86_400_000, 'keep-webhooks': 3 * 3_600_000 } as const;
const noMedia: Tools<object>['media'] = { find: () => null, learn: async () => undefined, forget: async () => undefined };

defineSealed({ table: 'webhook_address', column: 'secret', bound: `'webhook:' || marketplace || ':' || app` });

/** Connecting a shop: credentials are checked by the adapter's cheapest read before anything is written, then sealed, bound to their row. */
export class Connecting {
  constructor(private readonly database: Database, private readonly gateway: Gateway, private readonly marketplaces: Marketplaces, private readonly sealer: Sealer, private readonly options: { readonly practice: boolean }) {}

  adapter(name: string): Adapter {
    const adapter = this.marketplaces.find(name);
    if (!adapter) throw syncErrors.unknownMarketplace({ name });
    return adapter;
  }

  /** Checks, then writes a connection and the shops it opens. Returns the connection's id. */
  async connect(caller: Pick<Caller, 'scope' | 'cooperativeId'>, asked: ConnectRequest): Promise<string> {
    const adapter = this.adapter(asked.marketplace), request = { ...asked, settings: await goodSettings(adapter, asked.settings) };
    const { granted } = await this.check(adapter, request, await this.typed(adapter, request.credentials));
    return this.database.inScope(caller.scope, (tx) => this.write(tx, adapter, request, [granted]));
  }

  /** New keys for a connection whose old ones died; its shops stay. */
  async renew(caller: Caller, connectionId: string, given: Readonly<Record<string, unknown>>): Promise<void> {
    const row = await this.database.inScope(caller.scope, (tx) => tx.row<{ marketplace: string; environment: Environment; base_url: string | null; cooperative_id: string; sealed: string }>('SELECT marketplace, environment, base_url, cooperative_id, sealed FROM app.connection WHERE id = $1', [connectionId]));
    if (!row) throw syncErrors.notFound();
    const adapter = this.adapter(row.marketplace);
    const known = openCredentials(this.sealer, connectionId, row.sealed, adapter.credentials);
    const merged = Object.assign(new adapter.credentials(), known, given);
    // Kept keys go only where they went before: with another address, all are typed anew.
    const moved = JSON.stringify(adapter.addresses?.(merged)) !== JSON.stringify(adapter.addresses?.(known));
    const { granted } = await this.check(adapter, { marketplace: row.marketplace, environment: row.environment, url: row.base_url, settings: {} }, await this.typed(adapter, moved ? given : { ...merged }));
    await this.database.inScope(caller.scope, (tx) => this.replace(tx, connectionId, granted));
  }

  /** A connection's keys and where they go, for a seller who signs in again: neither is asked for twice, and the keys go nowhere else. */
  async known(caller: Pick<Caller, 'scope'>, connectionId: string): Promise<{ marketplace: string; environment: Environment; url: string | null; app: object }> {
    const row = await this.database.inScope(caller.scope, (tx) => tx.row<{ marketplace: string; environment: Environment; base_url: string | null; sealed: string }>('SELECT marketplace, environment, base_url, sealed FROM app.connection WHERE id = $1', [connectionId]));
    if (!row) throw syncErrors.notFound();
    return { marketplace: row.marketplace, environment: row.environment, url: row.base_url, app: openCredentials(this.sealer, connectionId, row.sealed, this.adapter(row.marketplace).credentials) };
  }

  /** One cheapest read with these credentials. Errors are told in plain words; nothing of the credentials is repeated. */
  async check(adapter: Adapter, where: Pick<ConnectRequest, 'environment' | 'url' | 'marketplace' | 'settings'>, credentials: object): Promise<{ granted: Granted; tools: Tools<object> }> {
    if (where.environment === 'practice' && !this.options.practice) throw syncErrors.noPractice();
    const tools = await this.tools(adapter, where, credentials);
    try {
      const session = adapter.connect({ remoteId: remoteIdOf(credentials), country: 'ID', settings: Object.assign(new adapter.settings(), where.settings) }, tools);
      const shops = await session.check();
      if (shops.length === 0) throw syncErrors.noShop();
      const life = adapter.tokenLifeMs?.(credentials) ?? null;
      return { granted: { credentials, shops, expiresAt: life === null ? null : this.database.clock.now() + life, endsAt: null }, tools };
    } catch (error) {
      throw this.plain(adapter, error);
    }
  }

  tools(adapter: Adapter, where: Pick<ConnectRequest, 'environment' | 'url' | 'marketplace'>, credentials: object): Promise<Tools<object>> {
    return this.gateway.tools(adapter, { marketplace: where.marketplace, environment: where.environment, baseUrl: where.url, app: adapter.app(credentials), shopId: `new.${adapter.app(credentials)}`, limits: null },
      async () => credentials, { lane: 'prompt', signal: new AbortController().signal }, new Recorder(), noMedia);
  }

  /** Exchanges what the consent page sent back for tokens and the shops they open: as many grants as there are sets of tokens. */
  async exchange(adapter: Adapter, where: Pick<ConnectRequest, 'environment' | 'url' | 'marketplace'>, app: object, query: Readonly<Record<string, string>>): Promise<readonly Granted[]> {
    if (!adapter.consent) throw syncErrors.noConsent({ title: adapter.title });
    try {
      const grants = await adapter.consent.exchange(app, query, await this.tools(adapter, where, app));
      return grants.map((granted) => ({ ...granted, endsAt: granted.endsAt ?? null }));
    } catch (error) {
      throw this.plain(adapter, error);
    }
  }

  async hostAddress(adapter: Adapter, where: Pick<ConnectRequest, 'environment' | 'url' | 'marketplace'>, app: object, host: string): Promise<string> {
    return (await this.gateway.addresses(adapter, app, { environment: where.environment, baseUrl: where.url }, where.marketplace))(host);
  }

  plain(adapter: Adapter, error: unknown): unknown {
    if (!isAdapterError(error)) return error;
    const params = { title: adapter.title, message: error.message.slice(0, 300) };
    return error.verdict === 'retry' || error.verdict === 'wait' || error.verdict === 'look-first' ? syncErrors.unreachableThere(params) : syncErrors.refusedThere(params);
  }

  /** Writes (or, where the same app and shops are connected already, renews) a connection with the shops that are taken, webhook address, limits and schedules: one for each grant. Returns the first one's id. */
  async write(tx: Tx, adapter: Adapter, request: ToWrite, grants: readonly Granted[]): Promise<string> {
    const places = await placeShops(tx, request, grants.flatMap((granted) => granted.shops)), ids: string[] = [];
    for (const granted of grants) ids.push(...(await this.#writeOne(tx, adapter, request, granted, places)));
    if (ids[0] === undefined) throw syncErrors.noShop();
    return ids[0];
  }

  /** Nothing where none of the grant's shops is taken. */
  async #writeOne(tx: Tx, adapter: Adapter, request: ToWrite, granted: Granted, places: ReadonlyMap<string, Place>): Promise<string[]> {
    const known = await tx.rows<{ remote_id: string; connection_id: string; cooperative_id: string }>('SELECT remote_id, connection_id, cooperative_id FROM app.shop WHERE marketplace = $1 AND remote_id = ANY ($2) ORDER BY id', [request.marketplace, granted.shops.map((shop) => shop.remoteId)]);
    const owners = new Map([...known.map((row): [string, string] => [row.remote_id, row.cooperative_id]), ...granted.shops.flatMap(({ remoteId }): [string, string][] => { const place = places.get(remoteId); return place ? [[remoteId, place.cooperativeId]] : []; })]);
    if (owners.size === 0) return [];
    // A grant of several co-operatives' shops is whose who asked for it.
    const [owner = request.cooperativeId, another] = new Set(owners.values());
    const id = known[0]?.connection_id ?? (await this.#insert(tx, { ...request, cooperativeId: another === undefined ? owner : request.cooperativeId }, adapter.app(granted.credentials)));
    await this.replace(tx, id, granted);
    for (const shop of granted.shops) {
      const cooperativeId = owners.get(shop.remoteId), waited = places.get(shop.remoteId)?.registered;
      if (cooperativeId === undefined) continue;
      // What was linked from a sheet stays. It begins to be read now: orders from before are history.
      if (waited) await tx.rows('UPDATE app.shop SET connection_id = $2, remote_id = $3, country = $4, settings = settings || $5, created_at = app.now(), gate_until = NULL, gate_cause = NULL, revision = revision + 1 WHERE id = $1', [waited.id, id, shop.remoteId, shop.country, JSON.stringify(request.settings)]);
      const row = await tx.row<{ id: string }>(
        `INSERT INTO app.shop AS s (cooperative_id, connection_id, marketplace, remote_id, name, country, settings) VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT (marketplace, remote_id) DO UPDATE SET connection_id = excluded.connection_id RETURNING s.id`, [cooperativeId, id, request.marketplace, shop.remoteId, shop.name, shop.country, JSON.stringify(request.settings)]);
      if (!row) throw new Error('The shop was not written.');
      for (const [stream, ms] of Object.entries(intervals)) await tx.rows('INSERT INTO app.checkpoint (shop_id, stream, cooperative_id, interval_ms, next_at) VALUES ($1, $2, $3, $4, app.now() + make_interval(secs => $5)) ON CONFLICT DO NOTHING',
        [row.id, stream, cooperativeId, ms, stream === 'read-back' && !waited ? ms / 1000 : 0]);
      await tx.tell('shop-opened', { shopId: row.id, cooperativeId });
    }
    return [id];
  }

  async replace(tx: Tx, connectionId: string, granted: Granted): Promise<void> {
    await tx.rows(
      `UPDATE app.connection SET sealed = $2, last_four = $3, generation = generation + 1, expires_at = $4, ends_at = $5, refresh_from = $6, refresh_started_at = NULL, refresh_tries = 0, dead_at = NULL, lease_until = NULL, subscribed_at = NULL, end_told = NULL WHERE id = $1`,
      [connectionId, sealCredentials(this.sealer, connectionId, granted.credentials), lastFour(granted.credentials), granted.expiresAt && new Date(granted.expiresAt), granted.endsAt && new Date(granted.endsAt), refreshFrom(this.database.clock.now(), granted.expiresAt)]);
    const shops = await tx.rows<{ id: string; cooperative_id: string }>(`UPDATE app.shop SET gate_until = NULL, gate_cause = NULL, gate_strikes = 0 WHERE connection_id = $1 RETURNING id, cooperative_id`, [connectionId]);
    await tx.rows(`UPDATE app.checkpoint SET next_at = app.now() WHERE stream = 'keep-webhooks' AND shop_id = ANY ($1::bigint[])`, [shops.map((shop) => shop.id)]);
    for (const shop of shops) {
      for (const operation of ['connection', 'consent']) await tx.tell('needs-person', { shopId: shop.id, cooperativeId: shop.cooperative_id, ownerId: shop.cooperative_id, operation, subject: `connection:${connectionId}`, issues: [] });
      await tx.tell('shop-opened', { shopId: shop.id, cooperativeId: shop.cooperative_id });
    }
  }

  async #insert(tx: Tx, request: Pick<ConnectRequest, 'marketplace' | 'environment' | 'url' | 'cooperativeId'>, app: string): Promise<string> {
    const address = await tx.row<{ id: string }>('INSERT INTO app.webhook_address (marketplace, app, key, secret) VALUES ($1, $2, $3, $4) ON CONFLICT (marketplace, app) DO UPDATE SET app = excluded.app RETURNING id', [request.marketplace, app, randomBytes(16).toString('hex'), this.sealer.seal(randomBytes(24).toString('hex'), `webhook:${request.marketplace}:${app}`)]);
    const row = await tx.row<{ id: string }>(`INSERT INTO app.connection (cooperative_id, marketplace, environment, base_url, app, webhook_address_id, sealed, generation) VALUES ($1, $2, $3, $4, $5, $6, '', 0) RETURNING id`,
      [request.cooperativeId, request.marketplace, request.environment, request.url, app, address?.id]);
    if (!row) throw new Error('The connection was not written.');
    return row.id;
  }

  /** Keys as the adapter wants them, or an error that names the fields. */
  async typed(adapter: Adapter, given: Readonly<Record<string, unknown>>): Promise<object> {
    const { value, wrong } = await typedAs(adapter.credentials, given);
    if (wrong.length > 0) throw syncErrors.badCredentials({ fields: wrong.map(({ field }) => field).join(', ') }, { fields: wrong });
    return value;
  }
}

type ToWrite = Pick<ConnectRequest, 'marketplace' | 'environment' | 'url' | 'cooperativeId' | 'settings' | 'shopId' | 'choices'>;

/** Where one grant opens one shop, its id stands among the keys; else `check` names the shops. */
const remoteIdOf = (credentials: object): string => {
  const id = (credentials as { shop_id?: unknown }).shop_id;
  return typeof id === 'string' || typeof id === 'number' ? String(id) : '';
};

export const hashOf = (text: string): Buffer => createHash('sha256').update(text).digest();
