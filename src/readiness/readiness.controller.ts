import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, IsString, Matches, Max, MaxLength, Min } from 'class-validator';
import { Database, Permit, Who, type Caller } from '../kernel/index.js';
import { Marketplaces } from '../marketplaces/index.js';
import { ReadinessKeeper } from './keeper.js';
import { countReadiness, listReadiness, pendingOf, shopsLookedAt } from './read-readiness.js';

const id = /^\d{1,19}$/;
export class ReadinessQuery {
  @IsOptional() @IsString() @MaxLength(40) marketplace?: string;
  @IsOptional() @Matches(id) shop?: string;
  @IsOptional() @Matches(id) product?: string;
  @IsOptional() @IsIn(['ready', 'warnings', 'blocked']) readiness?: 'ready' | 'warnings' | 'blocked';
  @IsOptional() @IsString() @MaxLength(60) cause?: string;
  @IsOptional() @IsString() @MaxLength(120) field?: string;
  @IsOptional() @IsString() @MaxLength(60) after?: string;
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(200) limit?: number;
}

/** How ready each product is at each shop, whether anybody wants to publish it or not: the same check as publishing makes, from the rules as last read. */
@ApiTags('readiness')
@Controller('api/readiness')
export class ReadinessController {
  constructor(private readonly database: Database, private readonly keeper: ReadinessKeeper, private readonly marketplaces: Marketplaces) {}

  /** One product is looked at now; of a list, `pending` tells how many changes it may be behind. Counts are of all shops asked for, whatever else is filtered. */
  @Get() @Permit('read')
  async list(@Who() caller: Caller, @Query() query: ReadinessQuery) {
    if (query.product === undefined) await this.keeper.catchUp(caller.cooperativeId);
    else if (await this.database.inScope(caller.scope, (tx) => tx.row('SELECT 1 FROM app.product WHERE id = $1', [query.product]))) await this.keeper.look(caller.cooperativeId, query.product);
    return this.database.inScope(caller.scope, async (tx) => {
      const shops = await shopsLookedAt(tx, query);
      const page = await listReadiness(tx, this.marketplaces, shops, { ...query, limit: query.limit ?? 50 }, caller);
      return query.product === undefined ? { ...page, ...(await countReadiness(tx, shops, caller)), pending: await pendingOf(tx) } : { ...page, pending: 0 };
    });
  }
}
