import { randomBytes } from 'node:crypto';
import { Body, Controller, Delete, Get, Headers, HttpCode, Inject, Param, Post, Put, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ArrayMaxSize, IsArray, IsIn, IsObject, IsOptional, IsString, Matches, MaxLength, ValidateIf, ValidateNested } from 'class-validator';
import { Type } from 'class-transformer';
import type { Request, Response } from 'express';
import { DomainError, Permit, SETTINGS, Who, type Caller, type Tx, Database, Sealer } from '../kernel/index.js';
import { Connecting, hashOf, type Environment, type Granted } from './connecting.js';
import { describeFields } from './credential-fields.js';
import { syncErrors } from './errors.js';
import { offered } from './registered-shops.js';
import { Webhooks } from './webhooks.js';
import { Marketplaces } from '../marketplaces/index.js';
import { openCredentials, sealCredentials } from '../shops/index.js';

const environments = ['live', 'test', 'practice'] as const;
/** A shop of the grant that is taken, for whom, and which registered shop it is (`new`: none of them). */
export class ChoiceBody {
  @IsString() @MaxLength(200) remoteId!: string;
  @IsOptional() @Matches(/^\d{1,19}$/) cooperativeId?: string;
  @IsOptional() @Matches(/^(\d{1,19}|new)$/) shopId?: string;
}
export class ChoicesBody {
  @IsArray() @ArrayMaxSize(200) @ValidateNested({ each: true }) @Type(() => ChoiceBody) shops!: ChoiceBody[];
}
export class ConnectBody {
  @IsString() @MaxLength(40) marketplace!: string;
  @IsIn(environments) environment!: Environment;
  @IsOptional() @IsString() @MaxLength(300) url?: string;
  @IsObject() credentials!: Record<string, unknown>;
  @IsOptional() @Matches(/^\d{1,19}$/) cooperativeId?: string;
  @IsOptional() @IsObject() settings?: Record<string, unknown>;
  /** The registered shop (`POST /api/shops`) this connects; `new`: none of them. Asked for only where it is in doubt. */
  @IsOptional() @Matches(/^(\d{1,19}|new)$/) shopId?: string;
  /** Which shops of the grant are taken; asked for only where it opens several new ones. */
  @IsOptional() @IsArray() @ArrayMaxSize(200) @ValidateNested({ each: true }) @Type(() => ChoiceBody) shops?: ChoiceBody[];
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
  @IsOptional() @Matches(/^\d{1,19}$/) cooperativeId?: string;
  @IsOptional() @Matches(/^(\d{1,19}|new)$/) shopId?: string;
}
interface House { readonly publicUrl: string | null; readonly port: number; readonly practice: boolean }
interface ConsentRow { cooperative_id: string; connection_id: string | null; marketplace: string; environment: Environment; base_url: string | null; sealed: string; shop_id: string | null }
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
    const id = await this.connecting.connect(caller, { marketplace: body.marketplace, environment: body.environment, url: body.url ?? null, credentials: body.credentials, cooperativeId, settings: body.settings ?? {}, shopId: body.shopId ?? null, choices: body.shops });
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
    const cooperativeId = body.cooperativeId ?? caller.cooperativeId;
    if (!caller.scope.ids.includes(cooperativeId)) throw syncErrors.notFound();
    const known = body.connectionId === undefined ? null : await this.connecting.known(caller, body.connectionId);
    const where = known ?? { marketplace: body.marketplace, environment: body.environment, url: body.url ?? null };
    const adapter = this.connecting.adapter(where.marketplace);
    if (!adapter.consent) throw syncErrors.noConsent({ title: adapter.title });
    if (where.environment === 'practice' && !this.house.practice) throw syncErrors.noPractice();
    const state = randomBytes(24).toString('base64url');
    const app = known?.app ?? (await this.connecting.typed(adapter, body.app));
    await this.database.inScope(caller.scope, (tx) => this.#remember(tx, caller, state, { ...where, cooperative_id: cooperativeId, connection_id: body.connectionId ?? null, base_url: where.url, shop_id: body.shopId ?? null }, app));
    const link = adapter.consent.link(app, state, `${this.#self()}/api/connections/callback?state=${state}`);
    const base = await this.connecting.hostAddress(adapter, where, app, link.host);
    return { link: `${base}${link.path}` };
  }

  /** Where the marketplace sends the seller back. The state is bound to the session that asked, lives 15 minutes, and is used up by this. */
  @Get('connections/callback') @Permit('shops.manage')
  async callback(@Who() caller: Caller, @Query() query: Record<string, string>, @Res() response: Response): Promise<void> {
    const state = String(query.state ?? '');
    const row = await this.database.inScope(caller.scope, (tx) => this.#take(tx, caller, state));
    const adapter = this.connecting.adapter(row.marketplace);
    const app = openCredentials(this.sealer, `consent:${state}`, row.sealed, adapter.credentials);
    const grants = await this.connecting.exchange(adapter, whereOf(row), app, query);
    try {
      // Who only signs in again gets no shop besides.
      await this.database.inScope(caller.scope, (tx) => this.connecting.write(tx, adapter, { ...whereOf(row), choices: row.connection_id === null ? undefined : [] }, grants));
      response.redirect(302, '/?tersambung=1');
    } catch (error) {
      if (!(error instanceof DomainError) || !('offered' in error.extra)) throw error;
      // The code is used up: what it gave is kept, sealed, until a person has chosen.
      const token = randomBytes(24).toString('base64url');
      await this.database.inScope(caller.scope, (tx) => this.#remember(tx, caller, token, row, { grants }));
      response.redirect(302, `/?pilih=${token}`);
    }
  }

  /** What a grant opens, while a person chooses: in the session that asked for it, for 15 minutes. */
  @Get('connections/choices/:token') @Permit('shops.manage')
  async offered(@Who() caller: Caller, @Param('token') token: string) {
    return this.database.inScope(caller.scope, async (tx) => {
      const row = await tx.row<ConsentRow>('SELECT * FROM app.consent WHERE state_hash = $1 AND session_hash = $2 AND expires_at > app.now()', [hashOf(token), caller.sessionHash]);
      const grants = this.#granted(token, row);
      return { marketplace: row?.marketplace, title: this.connecting.adapter(row?.marketplace ?? '').title, ...(await offered(tx, row?.marketplace ?? '', grants.flatMap((granted) => granted.shops))).told };
    });
  }

  @Post('connections/choices/:token') @Permit('shops.manage')
  async choose(@Who() caller: Caller, @Param('token') token: string, @Body() body: ChoicesBody) {
    const id = await this.database.inScope(caller.scope, async (tx) => {
      const row = await this.#take(tx, caller, token);
      return this.connecting.write(tx, this.connecting.adapter(row.marketplace), { ...whereOf(row), choices: body.shops }, this.#granted(token, row));
    });
    return this.#one(caller, id);
  }

  /** Used up by this, unless the transaction fails. */
  async #take(tx: Tx, caller: Caller, state: string): Promise<ConsentRow> {
    const row = await tx.row<ConsentRow>('SELECT * FROM app.take_consent($1, $2)', [hashOf(state), caller.sessionHash]);
    if (!row) throw syncErrors.staleConsent();
    return row;
  }

  #granted(token: string, row: ConsentRow | null): readonly Granted[] {
    const held = row && openCredentials(this.sealer, `consent:${token}`, row.sealed, Object) as { grants?: readonly Granted[] };
    if (!row || !held?.grants) throw syncErrors.staleConsent();
    const { credentials: Keys } = this.connecting.adapter(row.marketplace);
    return held.grants.map((granted) => ({ ...granted, credentials: Object.assign(new Keys(), granted.credentials) }));
  }

  #remember(tx: Tx, caller: Caller, state: string, row: Omit<ConsentRow, 'sealed'>, secret: object): Promise<unknown> {
    return tx.rows(`INSERT INTO app.consent (state_hash, cooperative_id, session_hash, marketplace, environment, base_url, sealed, expires_at, shop_id, connection_id) VALUES ($1, $2, $3, $4, $5, $6, $7, app.now() + make_interval(mins => $8), $9, $10)`,
      [hashOf(state), row.cooperative_id, caller.sessionHash, row.marketplace, row.environment, row.base_url, sealCredentials(this.sealer, `consent:${state}`, secret), consentMinutes, row.shop_id, row.connection_id]);
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

const whereOf = (row: ConsentRow) => ({ marketplace: row.marketplace, environment: row.environment, url: row.base_url, cooperativeId: row.cooperative_id, settings: {}, shopId: row.shop_id });
const shown = (row: ConnectionRow) => ({
  id: row.id, marketplace: row.marketplace, environment: row.environment, app: row.app.length > 12 ? `…${row.app.slice(-4)}` : row.app, lastFour: row.last_four,
  expiresAt: row.expires_at?.toISOString() ?? null, endsAt: row.ends_at?.toISOString() ?? null, state: row.dead_at ? 'dead' : 'ok',
});
