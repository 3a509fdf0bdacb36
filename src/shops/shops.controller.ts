import { Body, Controller, Get, Headers, Inject, Param, Patch, Post, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { IsBoolean, IsIn, IsInt, IsNumber, IsObject, IsOptional, IsString, Matches, Max, MaxLength, Min, ValidateIf } from 'class-validator';
import type { Response } from 'express';
import { Database, Nested, Permit, revisionIn, SETTINGS, Who, type Caller, type Tx } from '../kernel/index.js';
import { Marketplaces } from '../marketplaces/index.js';
import { Hints } from '../queue/index.js';
import { shopErrors } from './errors.js';
import { goodSettings } from './settings.js';
import { viewShops } from './shop-view.js';

export class PriceRuleBody {
  @IsNumber({ maxDecimalPlaces: 4 }) @Min(-90) @Max(900) percent!: number;
  @IsInt() @Min(-100_000_000) @Max(100_000_000) fixed!: number;
  @IsInt() @Min(1) @Max(1_000_000) roundTo!: number;
}
export class StockRuleBody {
  @IsInt() @Min(0) @Max(1_000_000) keepBack!: number;
  @ValidateIf((rule: StockRuleBody) => rule.cap !== null && rule.cap !== undefined) @IsInt() @Min(0) @Max(1_000_000_000) cap?: number | null;
}
export class ShopBody {
  @IsOptional() @IsString() @Matches(/\S/) @MaxLength(120) name?: string;
  /** The plain part of the shop's price rule; its rounding and floor (`/api/price-rules`) stay. */
  @IsOptional() @Nested(() => PriceRuleBody) priceRule?: PriceRuleBody;
  /** The seller's standing in the marketplace's own word, as fee tables name it; null: none. */
  @ValidateIf((body: ShopBody) => body.tier !== null && body.tier !== undefined) @IsString() @Matches(/\S/) @MaxLength(60) tier?: string | null;
  @IsOptional() @Nested(() => StockRuleBody) stockRule?: StockRuleBody;
  @IsOptional() @IsIn(['correct', 'adopt']) drift?: 'correct' | 'adopt';
  @IsOptional() @IsObject() settings?: Record<string, unknown>;
}
export class RegisterBody {
  @IsString() @Matches(/\S/) @MaxLength(120) name!: string;
  @IsString() @MaxLength(40) marketplace!: string;
  /** Whose shop it is; the caller's co-op unless said otherwise. */
  @IsOptional() @Matches(/^\d{1,19}$/) cooperativeId?: string;
}
export class StreamScheduleBody {
  @IsOptional() @IsInt() @Min(5_000) @Max(604_800_000) intervalMs?: number;
  @IsOptional() @IsBoolean() paused?: boolean;
}
export class ScheduleBody {
  @IsOptional() @IsBoolean() paused?: boolean;
  @IsOptional() @Nested(() => StreamScheduleBody) orders?: StreamScheduleBody;
  @IsOptional() @Nested(() => StreamScheduleBody) readBack?: StreamScheduleBody;
  @IsOptional() @Nested(() => StreamScheduleBody) categories?: StreamScheduleBody;
  @IsOptional() @IsBoolean() pushNow?: boolean;
  @IsOptional() @IsBoolean() pullNow?: boolean;
}
interface House { readonly publicUrl: string | null; readonly port: number }
const streams = { orders: 'pull-orders', readBack: 'read-back', categories: 'refresh-categories' } as const;

@ApiTags('shops')
@Controller('api/shops')
export class ShopsController {
  constructor(private readonly database: Database, private readonly marketplaces: Marketplaces, private readonly hints: Hints, @Inject(SETTINGS) private readonly house: House) {}

  @Get() @Permit('read')
  async list(@Who() caller: Caller) {
    return { items: await this.database.inScope(caller.scope, (tx) => this.#view(tx, caller, null)), next: null };
  }

  /** A shop whose API access was not granted yet: its listings are adopted from the seller centre's files, and nothing is sent or read until it is connected. */
  @Post() @Permit('shops.manage')
  async register(@Who() caller: Caller, @Body() body: RegisterBody) {
    const cooperativeId = body.cooperativeId ?? caller.cooperativeId, name = body.name.trim(), adapter = this.marketplaces.find(body.marketplace);
    if (!caller.scope.ids.includes(cooperativeId)) throw shopErrors.noUnit();
    if (!adapter?.sheets) throw shopErrors.noSheets({ toko: adapter?.title ?? body.marketplace });
    return this.database.inScope(caller.scope, async (tx) => {
      // Said twice it is one shop.
      await tx.rows(`SELECT pg_advisory_xact_lock(hashtextextended('register:' || $1, 0))`, [cooperativeId]);
      const made = await tx.row<{ id: string }>(
        `INSERT INTO app.shop (cooperative_id, marketplace, name, gate_until, gate_cause) SELECT $1::bigint, $2::text, $3::text, 'infinity', 'access-not-granted' WHERE NOT EXISTS (SELECT 1 FROM app.shop WHERE cooperative_id = $1 AND marketplace = $2 AND lower(name) = lower($3)) RETURNING id`, [cooperativeId, adapter.marketplace, name]);
      if (!made) throw shopErrors.registered({ name });
      await tx.rows(`SELECT pg_notify('serentak_change', $1)`, [`${cooperativeId}:shops`]);
      return this.#shop(tx, caller, made.id);
    });
  }

  @Get(':id') @Permit('read')
  async one(@Who() caller: Caller, @Param('id') id: string, @Res({ passthrough: true }) response: Response) {
    const shop = await this.database.inScope(caller.scope, (tx) => this.#shop(tx, caller, id));
    response.setHeader('ETag', `"${shop.revision}"`);
    return shop;
  }

  @Patch(':id') @Permit('shops.manage')
  async change(@Who() caller: Caller, @Param('id') id: string, @Headers('if-match') match: string | undefined, @Body() body: ShopBody, @Res({ passthrough: true }) response: Response) {
    const shop = await this.database.inScope(caller.scope, async (tx) => {
      const before = await this.#shop(tx, caller, id);
      if (!match) throw shopErrors.needsMatch();
      const settings = body.settings ? JSON.stringify(await goodSettings(this.marketplaces.get(before.marketplace), body.settings)) : null;
      const done = await tx.rows(
        `UPDATE app.shop SET name = coalesce($3, name), price_rule = price_rule || coalesce($4::jsonb, '{}'), tier = CASE WHEN $10 THEN $11 ELSE tier END, keep_back = coalesce($5, keep_back), cap = CASE WHEN $6 THEN coalesce($7::int, 2147483647) ELSE cap END, drift = coalesce($8, drift), settings = coalesce($9, settings), revision = revision + 1
         WHERE id = $1 AND revision = $2 RETURNING id`,
        [id, revisionIn(match), body.name ?? null, body.priceRule ? JSON.stringify(body.priceRule) : null, body.stockRule?.keepBack ?? null, body.stockRule !== undefined, body.stockRule?.cap ?? null, body.drift ?? null, settings, body.tier !== undefined, body.tier ?? null]);
      if (done.length === 0) throw shopErrors.stale();
      const priced = body.priceRule !== undefined || body.tier !== undefined;
      if (priced || body.stockRule) await tx.tell('rules-changed', { shopId: id, price: priced ? { rule: before.priceRule, tier: before.tier } : null, stock: body.stockRule !== undefined });
      return this.#shop(tx, caller, id);
    });
    response.setHeader('ETag', `"${shop.revision}"`);
    return shop;
  }

  /** Interval and pause of each stream, pause of the whole shop, and "now". A paused shop is neither pushed to nor read; what changes meanwhile waits on its rows. */
  @Patch(':id/schedule') @Permit('shops.operate')
  async schedule(@Who() caller: Caller, @Param('id') id: string, @Body() body: ScheduleBody) {
    return this.database.inScope(caller.scope, async (tx) => {
      const shop = await this.#shop(tx, caller, id);
      if (shop.connection.state === 'none') throw shopErrors.notConnected();
      if (body.paused !== undefined) {
        await tx.rows('UPDATE app.shop SET paused_at = CASE WHEN $2 THEN coalesce(paused_at, app.now()) END WHERE id = $1', [id, body.paused]);
        if (!body.paused) await tx.tell('shop-opened', { shopId: id, cooperativeId: shop.cooperativeId });
        if (!body.paused) await tx.tell('resume-asked', { shopId: id, cooperativeId: shop.cooperativeId });
      }
      for (const [name, stream] of Object.entries(streams) as [keyof typeof streams, string][]) {
        const wish = body[name];
        if (wish) await tx.rows(
          `UPDATE app.checkpoint SET interval_ms = coalesce($3, interval_ms), next_at = CASE WHEN $3::int IS NULL THEN next_at ELSE least(next_at, coalesce(last_ok_at, app.now()) + make_interval(secs => $3 / 1000.0)) END,
             paused_at = CASE WHEN $4::boolean IS NULL THEN paused_at WHEN $4 THEN coalesce(paused_at, app.now()) END WHERE shop_id = $1 AND stream = $2`, [id, stream, wish.intervalMs ?? null, wish.paused ?? null]);
      }
      // Where open orders are read again by id, that is part of reading orders: paused with it, and "now" means all of them.
      if (body.orders?.paused !== undefined) await tx.rows(`UPDATE app.checkpoint SET paused_at = CASE WHEN $2 THEN coalesce(paused_at, app.now()) END WHERE shop_id = $1 AND stream = 'read-orders'`, [id, body.orders.paused]);
      if (body.pullNow) {
        await tx.rows(`UPDATE app.checkpoint SET next_at = app.now(), cursor = CASE stream WHEN 'read-orders' THEN $2::jsonb ELSE cursor END WHERE shop_id = $1 AND stream IN ('pull-orders', 'read-orders')`, [id, JSON.stringify({ before: this.database.clock.now() })]);
        for (const stream of ['pull-orders', 'read-orders'] as const) this.hints.after(tx, stream, [id]);
      }
      if (body.pushNow) {
        await tx.rows(`UPDATE app.offer_side SET not_before = '-infinity' WHERE shop_id = $1 AND wanted_rev > answered_rev AND reason IS NULL AND not_before > app.now()`, [id]);
        await tx.rows(`UPDATE app.listing SET not_before = '-infinity' WHERE shop_id = $1 AND wanted_rev > answered_rev AND reason IS NULL AND not_before > app.now()`, [id]);
        for (const stream of ['push-offers', 'publish-listings'] as const) this.hints.after(tx, stream, [id]);
      }
      await tx.rows(`SELECT pg_notify('serentak_change', $1)`, [`${shop.cooperativeId}:shops`]);
      return this.#shop(tx, caller, id);
    });
  }

  async #shop(tx: Tx, caller: Caller, id: string) {
    const [shop] = /^\d{1,19}$/.test(id) ? await this.#view(tx, caller, [id]) : [];
    if (!shop) throw shopErrors.notFound();
    return shop;
  }

  #view(tx: Tx, caller: Caller, ids: readonly string[] | null) {
    return viewShops(tx, ids, this.marketplaces, { language: caller.language, timezone: caller.timezone, publicUrl: this.house.publicUrl ?? `http://127.0.0.1:${this.house.port}` });
  }
}
