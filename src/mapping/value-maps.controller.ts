import { Body, Controller, Delete, Get, HttpCode, Param, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { IsString, Matches, MaxLength, MinLength } from 'class-validator';
import type { AttributeRule } from '../../adapters/contract/index.js';
import { Database, Permit, Who, type Caller, type Tx } from '../kernel/index.js';
import { Marketplaces } from '../marketplaces/index.js';
import { reviveRules } from './category-rules.js';
import { mappingErrors } from './errors.js';
import { placeOf, type Place } from './place.js';
import { brandWord } from './read-mappings.js';
import { nameLikeness } from './words/words.js';

export class ValueQuery {
  @Matches(/^\d{1,19}$/) shop!: string;
  @IsString() @MaxLength(80) attribute!: string;
  @IsString() @MinLength(1) @MaxLength(200) ours!: string;
}
export class ValueMapBody extends ValueQuery {
  @IsString() @MinLength(1) @MaxLength(80) remoteId!: string;
}
interface WordRow { id: string; cooperative_id: string; marketplace: string; scope_key: string; attribute_id: string; ours: string; remote_id: string; confirmed_at: Date; confirmed_by: string | null }
const words = 'SELECT w.*, (SELECT u.name FROM app.app_user u WHERE u.id = w.confirmed_by) AS confirmed_by FROM app.value_map w';

/** What our words are called there: "Hitam" is option 1000025. Learned once per attribute (brands under `@brand`), for the co-op that learns it and all beneath. */
@ApiTags('mapping')
@Controller('api')
export class ValueMapsController {
  constructor(private readonly database: Database, private readonly marketplaces: Marketplaces) {}

  @Get('value-maps') @Permit('read')
  async list(@Who() caller: Caller, @Query('marketplace') marketplace?: string) {
    const rows = await this.database.inScope(caller.scope, (tx) => tx.rows<WordRow>(`${words} WHERE $1::text IS NULL OR w.marketplace = $1 ORDER BY w.marketplace, w.attribute_id, w.ours_key, w.id LIMIT 2000`, [marketplace ?? null]));
    return { items: rows.map(shown), next: null };
  }

  /** Options of the attribute that our text may mean, likeliest first. None is taken by itself unless it is the very same word. */
  @Get('value-suggestions') @Permit('read')
  suggest(@Who() caller: Caller, @Query() query: ValueQuery) {
    return this.database.inScope(caller.scope, async (tx) => {
      const place = await placeOf(tx, this.marketplaces, query.shop), rule = await ruleAnywhere(tx, place, query.attribute);
      if (!rule) throw mappingErrors.noAttribute({ toko: place.shop, atribut: query.attribute });
      const scored = rule.values.map((option) => ({ id: option.id, name: option.name, score: Math.round(nameLikeness(query.ours, option.name) * 1000) / 1000 })).filter((option) => option.score > 0.2).sort((a, b) => b.score - a.score);
      return { attribute: { id: rule.id, name: rule.name }, items: scored.slice(0, 5), options: rule.values, next: null };
    });
  }

  @Put('value-maps') @Permit('catalogue.write')
  learn(@Who() caller: Caller, @Body() body: ValueMapBody) {
    return this.database.inScope(caller.scope, async (tx) => {
      const place = await placeOf(tx, this.marketplaces, body.shop);
      const rule = body.attribute === brandWord ? null : await ruleAnywhere(tx, place, body.attribute);
      if (body.attribute !== brandWord && !rule) throw mappingErrors.noAttribute({ toko: place.shop, atribut: body.attribute });
      if (rule && !rule.values.some((option) => option.id === body.remoteId)) throw mappingErrors.noChoice({ toko: place.shop, atribut: rule.name, nilai: body.remoteId });
      const row = await tx.row<{ id: string }>(
        `INSERT INTO app.value_map (cooperative_id, marketplace, scope_key, attribute_id, ours, remote_id, confirmed_by) VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT (cooperative_id, marketplace, scope_key, attribute_id, ours_key) DO UPDATE SET ours = excluded.ours, remote_id = excluded.remote_id, confirmed_by = excluded.confirmed_by, confirmed_at = app.now() RETURNING id`,
        [caller.cooperativeId, place.marketplace, place.scopeKey, body.attribute, body.ours.trim(), body.remoteId, caller.userId]);
      await tellConcerned(tx, place.marketplace, body.attribute, body.ours);
      const made = await tx.row<WordRow>(`${words} WHERE w.id = $1`, [row?.id]);
      return made && shown(made);
    });
  }

  @Delete('value-maps/:id') @Permit('catalogue.write') @HttpCode(204)
  async forget(@Who() caller: Caller, @Param('id') id: string): Promise<void> {
    await this.database.inScope(caller.scope, async (tx) => {
      const row = /^\d{1,19}$/.test(id) ? await tx.row<{ marketplace: string; attribute_id: string; ours: string }>('DELETE FROM app.value_map WHERE id = $1 RETURNING marketplace, attribute_id, ours', [id]) : null;
      if (!row) throw mappingErrors.notFound();
      await tellConcerned(tx, row.marketplace, row.attribute_id, row.ours);
    });
  }
}

/** An attribute as any leaf of the place knows it, with the options of all of them: what is learned holds for every leaf that has the option. */
async function ruleAnywhere(tx: Tx, place: Place, attributeId: string): Promise<AttributeRule | null> {
  const rows = await tx.rows<{ rules: unknown }>(`SELECT rules FROM app.remote_category WHERE marketplace = $1 AND scope_key = $2 AND rules -> 'attributes' @> jsonb_build_array(jsonb_build_object('id', $3::text))`, [place.marketplace, place.scopeKey, attributeId]);
  const rules = rows.flatMap((row) => reviveRules(row.rules).attributes.filter((rule) => rule.id === attributeId));
  const [first] = rules;
  return first ? { ...first, values: [...new Map(rules.flatMap((rule) => rule.values.map((option) => [option.id, option] as const))).values()] } : null;
}

/** Whoever says this word: products by brand or by a choice of their variants; products and categories by an attribute's text. */
async function tellConcerned(tx: Tx, marketplace: string, attributeId: string, ours: string): Promise<void> {
  const key = ours.trim().toLowerCase();
  const ids = async (sql: string, params: readonly unknown[]): Promise<string[]> => (await tx.rows<{ id: string }>(sql, params)).map((row) => row.id);
  const said = `EXISTS (SELECT 1 FROM jsonb_array_elements(x.said) e WHERE lower(btrim(e ->> 'text')) = $3)`;
  const productIds = attributeId === brandWord ? await ids('SELECT id FROM app.product WHERE lower(btrim(brand)) = $1', [key])
    : await ids(`SELECT DISTINCT v.product_id AS id FROM app.variant v WHERE EXISTS (SELECT 1 FROM unnest(v.choice) c WHERE lower(btrim(c)) = $3)
        UNION SELECT x.subject::bigint FROM (SELECT subject, given AS said FROM app.attribute_value WHERE marketplace = $1 AND attribute_id = $2 AND level = 'product') x WHERE ${said}`, [marketplace, attributeId, key]);
  const categoryIds = attributeId === brandWord ? [] : await ids(
    `SELECT x.category_id AS id FROM (SELECT category_id, attributes -> $2 AS said FROM app.category_map WHERE marketplace = $1 AND attributes ? $2) x WHERE ${said}
     UNION SELECT x.subject::bigint FROM (SELECT subject, given AS said FROM app.attribute_value WHERE marketplace = $1 AND attribute_id = $2 AND level = 'category') x WHERE ${said}`, [marketplace, attributeId, key]);
  await tx.tell('mapping-changed', { categoryIds, productIds, marketplace });
}

const shown = (row: WordRow) => ({ id: row.id, cooperativeId: row.cooperative_id, marketplace: row.marketplace, shopId: row.scope_key || null, attribute: row.attribute_id, ours: row.ours, remoteId: row.remote_id, confirmedBy: row.confirmed_by, confirmedAt: row.confirmed_at });
