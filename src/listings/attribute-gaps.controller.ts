import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { IsOptional, IsString, Matches, MaxLength } from 'class-validator';
import { Database, Permit, Who, type Caller } from '../kernel/index.js';
import { placeOf } from '../mapping/index.js';
import { Marketplaces } from '../marketplaces/index.js';
import { readGaps, type Gap } from './attribute-gaps.js';

export class GapQuery {
  @Matches(/^\d{1,19}$/) shop!: string;
  @IsOptional() @IsString() @MaxLength(80) attribute?: string;
}
/** Products named per attribute; all of them when one attribute is asked for. */
const namedEach = 20;

@ApiTags('mapping')
@Controller('api/attribute-gaps')
export class AttributeGapsController {
  constructor(private readonly database: Database, private readonly marketplaces: Marketplaces) {}

  /** What a shop's marketplace demands and our products lack: per attribute how many, in which of its categories, and which. */
  @Get() @Permit('read')
  async list(@Who() caller: Caller, @Query() query: GapQuery) {
    const gaps = await this.database.inScope(caller.scope, async (tx) => readGaps(tx, await placeOf(tx, this.marketplaces, query.shop), 'all'));
    const lacking = new Map<string, { rule: Gap['missing'][number]; gaps: Gap[] }>();
    for (const gap of gaps) for (const rule of gap.missing) {
      const entry = lacking.get(rule.id) ?? { rule, gaps: [] };
      entry.gaps.push(gap);
      lacking.set(rule.id, entry);
    }
    const items = [...lacking.values()].filter(({ rule }) => query.attribute === undefined || rule.id === query.attribute).sort((a, b) => b.gaps.length - a.gaps.length).map(({ rule, gaps: found }) => ({
      attribute: { id: rule.id, name: rule.name, kind: rule.kind, options: rule.values, units: rule.units, custom: rule.custom }, products: found.length,
      leaves: [...new Map(found.flatMap((gap) => (gap.leaf ? [[gap.leaf.id, gap.leaf.name] as const] : [])))].map(([id, name]) => ({ id, name, products: found.filter((gap) => gap.leaf?.id === id).length })),
      items: found.slice(0, query.attribute === undefined ? namedEach : undefined).map((gap) => ({ id: gap.productId, title: gap.title, code: gap.code, leafId: gap.leaf?.id ?? null, listingId: gap.listingId })),
    }));
    const count = (fits: (gap: Gap) => boolean): number => gaps.filter(fits).length;
    return { items, products: gaps.length, unmapped: count((gap) => gap.leaf === null), gone: count((gap) => gap.leaf?.stands === false), unread: count((gap) => gap.leaf?.stands === true && !gap.leaf.read), next: null };
  }
}
