import { randomBytes } from 'node:crypto';
import { Body, Controller, Delete, Get, Headers, HttpCode, Inject, Param, Post, Put, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { IsIn, IsObject, IsOptional, IsString, Matches, MaxLength, ValidateIf } from 'class-validator';
import { plainToInstance } from 'class-transformer';
import type { Request, Response } from 'express';
import { Permit, SETTINGS, Who, type Caller, type Tx, Database, Sealer } from '../kernel/index.js';
import { Connecting, hashOf, type Environment } from './connecting.js';
import { describeFields } from './credential-fields.js';
import { syncErrors } from './errors.js';
import { waitingShops, whichOf } from './registered-shops.js';
import { Webhooks } from './webhooks.js';
import { Marketplaces } from '../marketplaces/index.js';
import { openCredentials, sealCredentials } from '../shops/index.js';

const environments = ['live', 'test', 'practice'] as const;
export class ConnectBody {
  @IsString() @MaxLength(40) marketplace!: string;
  @IsIn(environments) environment!: Environment;
  @IsOptional() @IsString() @MaxLength(300) url?: string;
  @IsObject() credentials!: Record<string, unknown>;
  @IsOptional() @Matches(/^\d{1,19}$/) cooperativeId?: string;
  @IsOptional() @IsObject() settings?: Record<string, unknown>;
  /** The registered shop (`POST /api/shops`) this connects; `new`: none of them. Asked for only where it is in doubt. */
  @IsOptional() @Matches(/^(\d{1,19}|new)$/) shopId?: string;
}
export class RenewBody {
  @IsObject() credentials!: Record<string, unknown>;
}
export class ConsentBody {
  /** Signs an existing connection in again, with the app keys it has; the other fields are then not needed. */
  @IsOptional() @Matches(/^\d{1,19}$/) connectionId?: string;
  @ValidateIf((body: ConsentBody) => body.connectionId === undefined) @IsString() @MaxLength(40) marketplace!: string;
  @ValidateIf((body: ConsentBody) => body.connectionId === undefined) @IsIn(environments) environment!: Environment;
  @IsOptional() @IsString() @MaxLength(300) url?: string;
  @ValidateIf((body: ConsentBody) => body.connectionId === undefined) @IsObject() app!: Record<string, unknown>;
  /** As in ConnectBody. */
  @IsOptional() @Matches(/^(\d{1,19}|new)$/) shopId?: string;
}
interface House { readonly publicUrl: string | null; readonly port: number; readonly practice: boolean }
interface ConnectionRow { id: string; marketplace: string; environment: string; app: string; last_four: string; expires_at: Date | null; ends_at: Date | null; dead_at: Date | null }

const consentMinutes = 15;

@ApiTags('shops')
@Controller('api')
export class SyncController {
  constructor(private readonly database: Database, private readonly connecting: Connecting, private readonly marketplaces: Marketplaces, private readonly sealer: Sealer, @Inject(SETTINGS) private readonly house: House) {}

  @Get('marketplaces') @Permit('read')
  list() {
    return { items: this.marketplaces.all().map((adapter) => ({
      name: adapter.marketplace, title: adapter.title, short: adapter.short, consent: adapter.consent !== undefined, photosByUrl: adapter.photosByUrl, practice: this.house.practice,
      credentials: describeFields(adapter.credentials, adapter.words), settings: describeFields(adapter.settings, adapter.words),
    })), next: null };
  }

  @Get('connections') @Permit('read')
  async connections(@Who() caller: Caller) {
    const rows = await this.database.inScope(caller.scope, (tx) => tx.rows<ConnectionRow>('SELECT id, marketplace, environment, app, last_four, expires_at, ends_at, dead_at FROM app.connection ORDER BY id'));
    return { items: rows.map(shown), next: null };
  }

  @Post('connections') @Permit('shops.manage')
  async connect(@Who() caller: Caller, @Body() body: ConnectBody) {
    const cooperativeId = body.cooperativeId ?? caller.cooperativeId;
    if (!caller.scope.ids.includes(cooperativeId)) throw syncErrors.notFound();
    const id = await this.connecting.connect(caller, { marketplace: body.marketplace, environment: body.environment, url: body.url ?? null, credentials: body.credentials, cooperativeId, settings: body.settings ?? {}, shopId: body.shopId ?? null });
    return this.#one(caller, id);
  }

  @Put('connections/:id/credentials') @Permit('shops.manage')
  async renew(@Who() caller: Caller, @Param('id') id: string, @Body() body: RenewBody) {
    await this.connecting.renew(caller, id, body.credentials);
    return this.#one(caller, id);
  }

  @Delete('connections/:id') @Permit('shops.manage') @HttpCode(204)
  async disconnect(@Who() caller: Caller, @Param('id') id: string): Promise<void> {
    await this.database.inScope(caller.scope, async (tx) => {
      await forgetShops(tx, (await tx.rows<{ id: string }>('SELECT id FROM app.shop WHERE connection_id = $1', [id])).map((row) => row.id));
      if ((await tx.rows('DELETE FROM app.connection WHERE id = $1 RETURNING id', [id])).length === 0) throw syncErrors.notFound();
    });
  }

  /** A shop that was registered by mistake; one that is connected goes with its connection. */
  @Delete('shops/:id') @Permit('shops.manage') @HttpCode(204)
  async forget(@Who() caller: Caller, @Param('id') id: string): Promise<void> {
    await this.database.inScope(caller.scope, async (tx) => {
      const shop = /^\d{1,19}$/.test(id) ? await tx.row<{ connection_id: string | null }>('SELECT connection_id FROM app.shop WHERE id = $1 FOR UPDATE', [id]) : null;
      if (!shop) throw syncErrors.notFound();
      if (shop.connection_id !== null) throw syncErrors.connected();
      await forgetShops(tx, [id]);
    });
  }

  @Post('connections/consents') @Permit('shops.manage')
  async consent(@Who() caller: Caller, @Body() body: ConsentBody) {
    const known = body.connectionId === undefined ? null : await this.connecting.known(caller, body.connectionId);
    const where = known ?? { marketplace: body.marketplace, environment: body.environment, url: body.url ?? null };
    const adapter = this.connecting.adapter(where.marketplace);
    if (!adapter.consent) throw syncErrors.noConsent({ title: adapter.title });
    if (where.environment === 'practice' && !this.house.practice) throw syncErrors.noPractice();
    // Asked before the seller is sent away: what the consent page sends back is used up by being taken.
    const waiting = known || body.shopId !== undefined ? [] : await this.database.inScope(caller.scope, (tx) => waitingShops(tx, { marketplace: where.marketplace, cooperativeId: caller.cooperativeId }));
    if (waiting.length > 1) throw whichOf(waiting);
    const state = randomBytes(24).toString('base64url');
    const app = known?.app ?? (plainToInstance(adapter.credentials, body.app) as object);
    await this.database.inScope(caller.scope, (tx) => tx.rows(
      `INSERT INTO app.consent (state_hash, cooperative_id, session_hash, marketplace, environment, base_url, sealed, expires_at, shop_id) VALUES ($1, $2, $3, $4, $5, $6, $7, app.now() + make_interval(mins => $8), $9)`,
      [hashOf(state), caller.cooperativeId, caller.sessionHash, where.marketplace, where.environment, where.url, sealCredentials(this.sealer, `consent:${state}`, app), consentMinutes, body.shopId ?? null]));
    const link = adapter.consent.link(app, state, `${this.#self()}/api/connections/callback?state=${state}`);
    const base = await this.connecting.hostAddress(adapter, where, app, link.host);
    return { link: `${base}${link.path}` };
  }

  /** Where the marketplace sends the seller back. The state is bound to the session that asked, lives 15 minutes, and is used up by this. */
  @Get('connections/callback') @Permit('shops.manage')
  async callback(@Who() caller: Caller, @Query() query: Record<string, string>, @Res() response: Response): Promise<void> {
    const state = String(query.state ?? '');
    const row = await this.database.inScope(caller.scope, (tx) => tx.row<{ cooperative_id: string; marketplace: string; environment: Environment; base_url: string | null; sealed: string; shop_id: string | null }>('SELECT * FROM app.take_consent($1, $2)', [hashOf(state), caller.sessionHash]));
    if (!row) throw syncErrors.staleConsent();
    const adapter = this.connecting.adapter(row.marketplace);
    const app = openCredentials(this.sealer, `consent:${state}`, row.sealed, adapter.credentials);
    const where = { marketplace: row.marketplace, environment: row.environment, url: row.base_url, cooperativeId: row.cooperative_id, settings: {}, shopId: row.shop_id };
    const grants = await this.connecting.exchange(adapter, where, app, query);
    await this.database.inScope(caller.scope, (tx) => this.connecting.write(tx, adapter, where, grants));
    response.redirect(302, '/?tersambung=1');
  }

  async #one(caller: Caller, id: string) {
    return this.database.inScope(caller.scope, async (tx) => {
      const row = await tx.row<ConnectionRow>('SELECT id, marketplace, environment, app, last_four, expires_at, ends_at, dead_at FROM app.connection WHERE id = $1', [id]);
      if (!row) throw syncErrors.notFound();
      const shops = await tx.rows<{ id: string; name: string; remote_id: string }>('SELECT id, name, remote_id FROM app.shop WHERE connection_id = $1 ORDER BY id', [id]);
      return { ...shown(row), shops: shops.map((shop) => ({ id: shop.id, name: shop.name, remoteId: shop.remote_id })) };
    });
  }

  #self(): string {
    return this.house.publicUrl ?? `http://127.0.0.1:${this.house.port}`;
  }
}

/** The marketplaces' own door: no session, no JSON of ours; the body stays as it came. */
@ApiTags('webhooks')
@Controller('api/webhooks')
export class WebhooksController {
  constructor(private readonly webhooks: Webhooks, @Inject(SETTINGS) private readonly house: House) {}

  @Post(':marketplace/:key') @Permit('public')
  async take(@Param('marketplace') marketplace: string, @Param('key') key: string, @Headers() headers: Record<string, string>, @Req() request: Request, @Res() response: Response): Promise<void> {
    const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    const base = this.house.publicUrl ?? `http://${request.headers.host ?? `127.0.0.1:${this.house.port}`}`;
    const reply = await this.webhooks.take({ marketplace, key, url: base + request.originalUrl, headers, body });
    response.status(reply.status).type('application/octet-stream').send(reply.body === '' ? undefined : reply.body);
  }
}

/** Nothing that hangs on a shop may be lost: what was adopted from it tells of it for ever; what was only looked at is forgotten with it. */
async function forgetShops(tx: Tx, ids: readonly string[]): Promise<void> {
  const n = (await tx.row<{ n: number }>('SELECT count(*)::int AS n FROM app.listing WHERE shop_id = ANY ($1::bigint[])', [ids]))?.n ?? 0;
  if (n > 0 || (await tx.row('SELECT 1 FROM app.adoption_action WHERE shop_id = ANY ($1::bigint[]) UNION ALL SELECT 1 FROM app.orders WHERE shop_id = ANY ($1::bigint[]) LIMIT 1', [ids]))) throw syncErrors.shopInUse({ n });
  for (const table of ['adoption_row', 'adoption_item']) await tx.rows(`DELETE FROM app.${table} WHERE adoption_id IN (SELECT id FROM app.adoption WHERE shop_id = ANY ($1::bigint[]))`, [ids]);
  for (const table of ['adoption', 'checkpoint', 'webhook_receipt', 'push_rhythm', 'failure', 'remote_media', 'price_rule']) await tx.rows(`DELETE FROM app.${table} WHERE shop_id = ANY ($1::bigint[])`, [ids]);
  await tx.rows('DELETE FROM app.shop WHERE id = ANY ($1::bigint[])', [ids]);
}

const shown = (row: ConnectionRow) => ({
  id: row.id, marketplace: row.marketplace, environment: row.environment, app: row.app.length > 12 ? `…${row.app.slice(-4)}` : row.app, lastFour: row.last_four,
  expiresAt: row.expires_at?.toISOString() ?? null, endsAt: row.ends_at?.toISOString() ?? null, state: row.dead_at ? 'dead' : 'ok',
});
