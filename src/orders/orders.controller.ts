import { Body, Controller, Get, Param, Patch, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString, Matches, MaxLength } from 'class-validator';
import { Database, PageQuery, Permit, Sealer, Who, type Caller } from '../kernel/index.js';
import { Marketplaces } from '../marketplaces/index.js';
import { orderErrors } from './errors.js';
import { countOrders, orderStates, viewOrders } from './order-view.js';
import { matchLine } from './match-line.js';

export class OrderQuery extends PageQuery {
  @IsOptional() @IsIn(orderStates) state?: string;
  @IsOptional() @IsIn(['1', 'true']) decide?: string;
  @IsOptional() @Matches(/^\d{1,19}$/) shop?: string;
  @IsOptional() @IsString() @MaxLength(80) q?: string;
}
export class MatchBody {
  @Matches(/^\d{1,19}$/) variantId!: string;
}

@ApiTags('orders')
@Controller('api/orders')
export class OrdersController {
  constructor(private readonly database: Database, private readonly sealer: Sealer, private readonly marketplaces: Marketplaces) {}

  @Get() @Permit('read')
  async list(@Who() caller: Caller, @Query() query: OrderQuery) {
    return this.database.inScope(caller.scope, async (tx) => ({ ...(await viewOrders(tx, this.sealer, { ...query, decide: query.decide !== undefined, limit: query.limit ?? 50 }, this.#naming(caller))), counts: await countOrders(tx, query.shop ?? null) }));
  }

  @Get(':id') @Permit('read')
  async one(@Who() caller: Caller, @Param('id') id: string) {
    const { items } = /^\d{1,19}$/.test(id) ? await this.database.inScope(caller.scope, (tx) => viewOrders(tx, this.sealer, { id, decide: false, limit: 1 }, this.#naming(caller))) : { items: [] };
    if (!items[0]) throw orderErrors.notFound();
    return items[0];
  }

  /** Points an unknown line at its variant: it holds stock from now on, and the marketplace's other orders of that SKU are matched alike. */
  @Patch(':id/lines/:lineId') @Permit('orders.decide')
  async match(@Who() caller: Caller, @Param('id') id: string, @Param('lineId') lineId: string, @Body() body: MatchBody) {
    await this.database.inScope(caller.scope, (tx) => matchLine(tx, id, lineId, body.variantId));
    return this.one(caller, id);
  }

  #naming = (caller: Caller) => (marketplace: string, place: string): string => this.marketplaces.placeName(marketplace, place, caller.language);
}
