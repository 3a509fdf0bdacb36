import { Body, Controller, Delete, Get, Headers, HttpCode, Param, Put, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { IsOptional, Matches } from 'class-validator';
import type { Response } from 'express';
import { Database, Permit, revisionIn, Who, type Caller, type Tx } from '../kernel/index.js';
import { Marketplaces } from '../marketplaces/index.js';
import { RuleBody } from './bodies.js';
import { priceErrors } from './errors.js';
import { moving } from './moved.js';
import { badEnding, noRule, type PriceRule } from './price-rule.js';
import { placesOf } from './read-book.js';

const id = /^\d{1,19}$/;
export class RulesQuery {
  @IsOptional() @Matches(id) shop?: string;
}
interface Row { shop_id: string; shop: string; category_id: string | null; category: string | null; rule: PriceRule; revision: number }
const shown = (row: Row) => ({ shopId: row.shop_id, shop: row.shop, categoryId: row.category_id, category: row.category, rule: { ...noRule, rounding: 'up', ending: null, floor: null, ...row.rule }, revision: row.revision });

/** The rules that make a shop's prices: one of the shop itself, and one of each category that has its own. The nearest category's wins over its parent's, any category's over the shop's. */
@ApiTags('prices')
@Controller('api/price-rules')
export class PriceRulesController {
  constructor(private readonly database: Database, private readonly marketplaces: Marketplaces) {}

  @Get() @Permit('read')
  async list(@Who() caller: Caller, @Query() query: RulesQuery) {
    return { items: (await this.database.inScope(caller.scope, (tx) => this.#rows(tx, query.shop ?? null))).map(shown), next: null };
  }

  @Get(':shop') @Permit('read')
  ofShop(@Who() caller: Caller, @Param('shop') shop: string, @Res({ passthrough: true }) response: Response) {
    return this.database.inScope(caller.scope, (tx) => this.#one(tx, shop, null, response));
  }

  @Get(':shop/:category') @Permit('read')
  ofCategory(@Who() caller: Caller, @Param('shop') shop: string, @Param('category') category: string, @Res({ passthrough: true }) response: Response) {
    return this.database.inScope(caller.scope, (tx) => this.#one(tx, shop, category, response));
  }

  @Put(':shop') @Permit('shops.manage')
  putShop(@Who() caller: Caller, @Param('shop') shop: string, @Headers('if-match') match: string | undefined, @Body() body: RuleBody, @Res({ passthrough: true }) response: Response) {
    return this.#change(caller, shop, null, match, body, response);
  }

  /** A category's first rule needs no If-Match: there is nothing to overwrite. */
  @Put(':shop/:category') @Permit('shops.manage')
  putCategory(@Who() caller: Caller, @Param('shop') shop: string, @Param('category') category: string, @Headers('if-match') match: string | undefined, @Body() body: RuleBody, @Res({ passthrough: true }) response: Response) {
    return this.#change(caller, shop, category, match, body, response);
  }

  /** Back to the catalogue price. */
  @Delete(':shop') @Permit('shops.manage') @HttpCode(204)
  async removeShop(@Who() caller: Caller, @Param('shop') shop: string, @Headers('if-match') match: string | undefined): Promise<void> {
    await this.#change(caller, shop, null, match, noRule, null);
  }

  /** The parent category's rule counts again, or the shop's. */
  @Delete(':shop/:category') @Permit('shops.manage') @HttpCode(204)
  async removeCategory(@Who() caller: Caller, @Param('shop') shop: string, @Param('category') category: string, @Headers('if-match') match: string | undefined): Promise<void> {
    await this.#change(caller, shop, category, match, null, null);
  }

  #change(caller: Caller, shopId: string, categoryId: string | null, match: string | undefined, rule: PriceRule | null, response: Response | null) {
    if (rule && badEnding(rule)) throw priceErrors.badEnding({ akhiran: rule.ending ?? 0, kelipatan: rule.roundTo });
    return this.database.inScope(caller.scope, async (tx) => {
      const shop = id.test(shopId) ? await tx.row<{ cooperative_id: string; revision: number }>('SELECT cooperative_id, revision FROM app.shop WHERE id = $1 FOR NO KEY UPDATE', [shopId]) : null;
      if (!shop) throw priceErrors.noShop();
      if (categoryId !== null && !(id.test(categoryId) && (await tx.row('SELECT 1 FROM app.category WHERE id = $1', [categoryId])))) throw priceErrors.noCategory();
      const known = categoryId === null ? shop : await tx.row<{ revision: number }>('SELECT revision FROM app.price_rule WHERE shop_id = $1 AND category_id = $2', [shopId, categoryId]);
      if (!known && rule === null) throw priceErrors.noRule();
      if (known && !match) throw priceErrors.needsMatch();
      if (match && revisionIn(match) !== known?.revision) throw priceErrors.stale();
      await moving(tx, [shopId], placesOf(this.marketplaces), () => categoryId === null
        ? tx.rows('UPDATE app.shop SET price_rule = $2, revision = revision + 1 WHERE id = $1', [shopId, JSON.stringify(rule)])
        : rule === null ? tx.rows('DELETE FROM app.price_rule WHERE shop_id = $1 AND category_id = $2', [shopId, categoryId])
          : tx.rows('INSERT INTO app.price_rule AS r (cooperative_id, shop_id, category_id, rule) VALUES ($1, $2, $3, $4) ON CONFLICT (shop_id, category_id) DO UPDATE SET rule = excluded.rule, revision = r.revision + 1', [shop.cooperative_id, shopId, categoryId, JSON.stringify(rule)]));
      await tx.rows(`SELECT pg_notify('serentak_change', $1)`, [`${shop.cooperative_id}:shops`]);
      return response && this.#one(tx, shopId, categoryId, response);
    });
  }

  async #one(tx: Tx, shopId: string, categoryId: string | null, response: Response) {
    const rows = id.test(shopId) ? await this.#rows(tx, shopId) : [];
    if (rows.length === 0) throw priceErrors.noShop();
    const row = rows.find((entry) => entry.category_id === categoryId);
    if (!row) throw priceErrors.noRule();
    response.setHeader('ETag', `"${row.revision}"`);
    return shown(row);
  }

  #rows(tx: Tx, shopId: string | null): Promise<Row[]> {
    return tx.rows<Row>(
      `SELECT * FROM (SELECT s.id AS shop_id, s.name AS shop, NULL::bigint AS category_id, NULL::text AS category, s.price_rule AS rule, s.revision FROM app.shop s
       UNION ALL SELECT r.shop_id, s.name, r.category_id, c.path, r.rule, r.revision FROM app.price_rule r JOIN app.shop s ON s.id = r.shop_id JOIN app.category c ON c.id = r.category_id) x
       WHERE $1::bigint IS NULL OR shop_id = $1 ORDER BY shop_id, category NULLS FIRST`, [shopId]);
  }
}
