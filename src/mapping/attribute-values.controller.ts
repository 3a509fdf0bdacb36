import { Body, Controller, Delete, Get, HttpCode, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import { ArrayMaxSize, ArrayNotEmpty, IsArray, IsBoolean, IsOptional, IsString, Matches, MaxLength, ValidateNested } from 'class-validator';
import type { AttributeRule, AttributeValue } from '../../adapters/contract/index.js';
import { Database, Permit, Who, type Caller, type Tx } from '../kernel/index.js';
import { Marketplaces } from '../marketplaces/index.js';
import { checkValue, ValueBody } from './check-value.js';
import { concernedBy, readSubject, ruleOf, type Subject } from './attribute-subject.js';
import { mappingErrors } from './errors.js';
import { decided, fillAttributes, isDue } from './fill-attributes.js';
import { levels } from './read-mappings.js';

const id = /^\d{1,19}$/;
export class AttributeSubject {
  @IsOptional() @Matches(id) shop?: string;
  @IsOptional() @IsString() @MaxLength(80) leaf?: string;
  @IsOptional() @Matches(id) category?: string;
  @IsOptional() @Matches(id) product?: string;
  /** With `product`: for this shop alone, also before it is listed there. */
  @IsOptional() @Transform(({ value }: { value: unknown }) => value === true || value === 'true') @IsBoolean() here?: boolean;
  @IsOptional() @Matches(id) listing?: string;
}
export class OneAttribute extends AttributeSubject {
  @IsString() @MaxLength(80) attribute!: string;
}
export class AttributeBody extends OneAttribute {
  @IsArray() @ArrayNotEmpty() @ArrayMaxSize(30) @ValidateNested({ each: true }) @Type(() => ValueBody) values!: ValueBody[];
}

/** What a leaf asks for and what it gets: each attribute with its value, the level it comes from (listing, product, category, leaf: the nearest wins; 'field': the product's own `field` of the catalogue, which stands between product and category), and what every level says. Set and taken back per level. */
@ApiTags('mapping')
@Controller('api/attribute-values')
export class AttributeValuesController {
  constructor(private readonly database: Database, private readonly marketplaces: Marketplaces) {}

  @Get() @Permit('read')
  show(@Who() caller: Caller, @Query() query: AttributeSubject) {
    return this.database.inScope(caller.scope, async (tx) => shown(await readSubject(tx, this.marketplaces, caller, query)));
  }

  @Put() @Permit('catalogue.write')
  set(@Who() caller: Caller, @Body() body: AttributeBody) {
    return this.database.inScope(caller.scope, async (tx) => {
      const subject = await readSubject(tx, this.marketplaces, caller, body), rule = ruleOf(subject, body.attribute);
      const values = body.values.map((value): AttributeValue => checkValue(subject.place.shop, rule, subject.mapping.meant, value));
      if (!(await intoOwnMap(tx, subject, body.attribute, values, caller.userId))) await tx.rows(
        `INSERT INTO app.attribute_value (cooperative_id, level, subject, marketplace, scope_key, attribute_id, given, set_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
         ON CONFLICT (cooperative_id, level, subject, marketplace, scope_key, attribute_id) DO UPDATE SET given = excluded.given, set_by = excluded.set_by, set_at = app.now()`,
        [subject.ownerId, subject.level, subject.key, subject.place.marketplace, subject.place.scopeKey, body.attribute, JSON.stringify(values), caller.userId]);
      await tx.tell('mapping-changed', await concernedBy(tx, subject));
      return shown(await readSubject(tx, this.marketplaces, caller, body));
    });
  }

  /** What a co-op above set stays; only one's own value is taken back. */
  @Delete() @Permit('catalogue.write') @HttpCode(204)
  async take(@Who() caller: Caller, @Query() query: OneAttribute): Promise<void> {
    await this.database.inScope(caller.scope, async (tx) => {
      const subject = await readSubject(tx, this.marketplaces, caller, query);
      const beside = await tx.rows('DELETE FROM app.attribute_value WHERE cooperative_id = $1 AND level = $2 AND subject = $3 AND marketplace = $4 AND scope_key = $5 AND attribute_id = $6 RETURNING attribute_id', [subject.ownerId, subject.level, subject.key, subject.place.marketplace, subject.place.scopeKey, query.attribute]);
      const inMap = await intoOwnMap(tx, subject, query.attribute, null, caller.userId);
      if (beside.length === 0 && !inMap) throw mappingErrors.notFound();
      await tx.tell('mapping-changed', await concernedBy(tx, subject));
    });
  }
}

/** The category level of a co-op that mapped the category itself lies in its map; null takes the value away. False: there is no such map (or nothing to take away). */
async function intoOwnMap(tx: Tx, subject: Subject, attributeId: string, values: readonly AttributeValue[] | null, userId: string): Promise<boolean> {
  if (subject.level !== 'category') return false;
  const done = await tx.rows(
    `UPDATE app.category_map SET attributes = CASE WHEN $6::jsonb IS NULL THEN attributes - $5::text ELSE attributes || jsonb_build_object($5::text, $6::jsonb) END, revision = revision + 1, confirmed_by = $7, confirmed_at = app.now()
     WHERE cooperative_id = $1 AND category_id = $2 AND marketplace = $3 AND scope_key = $4 AND ($6::jsonb IS NOT NULL OR attributes ? $5) RETURNING id`,
    [subject.ownerId, subject.id, subject.place.marketplace, subject.place.scopeKey, attributeId, values && JSON.stringify(values), userId]);
  return done.length > 0;
}

function shown(subject: Subject) {
  const { rules, mapping } = subject, filled = fillAttributes(rules, mapping);
  const known = rules?.attributes ?? [...mapping.layers.keys()].map((attributeId): AttributeRule => ({ id: attributeId, name: attributeId, required: false, kind: 'text', values: [], custom: true, units: [], variation: false }));
  return {
    level: subject.level, id: subject.id, title: subject.title, shopId: subject.place.shopId, marketplace: subject.place.marketplace, leaf: mapping.leaf && { id: mapping.leaf.remoteId, by: mapping.leaf.by, cooperativeId: mapping.leaf.cooperativeId }, rulesRead: rules !== null,
    items: known.map((rule) => {
      const layers = mapping.layers.get(rule.id) ?? [], by = rules === null ? layers[0] : decided(rule, mapping);
      return {
        id: rule.id, name: rule.name, required: isDue(rule, filled), kind: rule.kind, custom: rule.custom, variation: rule.variation, units: rule.units, options: rule.values,
        value: by?.values ?? null, sent: filled[rule.id] ?? null, level: by?.level ?? null, field: by && 'field' in by ? by.field : null, cooperativeId: by && 'cooperativeId' in by ? by.cooperativeId : null, missing: isDue(rule, filled) && (filled[rule.id] ?? []).length === 0,
        levels: Object.fromEntries(levels.map((level) => [level, layers.find((layer) => layer.level === level)?.values ?? null])),
      };
    }), next: null,
  };
}
