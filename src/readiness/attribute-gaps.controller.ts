import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayNotEmpty, IsArray, IsInt, IsOptional, IsString, Matches, Max, MaxLength, Min, ValidateNested } from 'class-validator';
import { Database, Permit, Who, type Caller } from '../kernel/index.js';
import { ValueBody } from '../mapping/index.js';
import { Marketplaces } from '../marketplaces/index.js';
import { fillGaps, listGaps, membersOf } from './attribute-gaps.js';
import { readinessErrors } from './errors.js';
import { ReadinessKeeper } from './keeper.js';
import { pendingOf, shopsLookedAt } from './read-readiness.js';

const id = /^\d{1,19}$/;
export class GapQuery {
  @IsOptional() @Matches(id) shop?: string;
  @IsOptional() @IsString() @MaxLength(40) marketplace?: string;
  @IsOptional() @IsString() @MaxLength(80) attribute?: string;
}
export class GapMembers extends GapQuery {
  @IsString() @MaxLength(80) declare attribute: string;
  @IsOptional() @IsString() @MaxLength(60) after?: string;
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(200) limit?: number;
}
export class FillBody extends GapQuery {
  @IsString() @MaxLength(80) declare attribute: string;
  @IsArray() @ArrayNotEmpty() @ArrayMaxSize(30) @ValidateNested({ each: true }) @Type(() => ValueBody) values!: ValueBody[];
  /** Left out: all that lack it now. */
  @IsOptional() @IsArray() @ArrayNotEmpty() @ArrayMaxSize(10_000) @Matches(id, { each: true }) products?: string[];
}

/** What a shop's (or all shops of a marketplace's) leaves demand and our products lack, as a list of work: published or not. */
@ApiTags('mapping')
@Controller('api/attribute-gaps')
export class AttributeGapsController {
  constructor(private readonly database: Database, private readonly marketplaces: Marketplaces, private readonly keeper: ReadinessKeeper) {}

  /** Per attribute how many products lack it, in which of the marketplace's categories, and the first of them. */
  @Get() @Permit('read')
  async list(@Who() caller: Caller, @Query() query: GapQuery) {
    return this.#asked(caller, query, async (tx, shops) => ({ ...(await listGaps(tx, this.marketplaces, shops, query.attribute ?? null)), pending: await pendingOf(tx), next: null }));
  }

  @Get('members') @Permit('read')
  async members(@Who() caller: Caller, @Query() query: GapMembers) {
    return this.#asked(caller, query, (tx, shops) => membersOf(tx, shops, query.attribute, query.after, query.limit ?? 50));
  }

  /** One value for all that lack it, or for some of them: set at the product, where it is not set meanwhile. What a leaf would refuse is told, and holds up nobody. */
  @Post('values') @Permit('catalogue.write') @HttpCode(200)
  async fill(@Who() caller: Caller, @Body() body: FillBody) {
    return this.#asked(caller, body, (tx, shops) => fillGaps(tx, this.marketplaces, caller, shops, body));
  }

  async #asked<T>(caller: Caller, query: GapQuery, work: (tx: Parameters<typeof listGaps>[0], shops: Awaited<ReturnType<typeof shopsLookedAt>>) => Promise<T>): Promise<T> {
    if (query.shop === undefined && query.marketplace === undefined) throw readinessErrors.whichPlace();
    await this.keeper.catchUp(caller.cooperativeId);
    return this.database.inScope(caller.scope, async (tx) => work(tx, await shopsLookedAt(tx, query)));
  }
}
