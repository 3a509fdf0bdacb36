import { Body, Controller, Get, HttpCode, Inject, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayNotEmpty, IsArray, IsBoolean, IsIn, IsOptional, IsString, Matches, ValidateIf } from 'class-validator';
import { ProductConditions, productIdsMatching } from '../catalogue/index.js';
import { Database, Nested, PageQuery, Permit, SETTINGS, Who, type Caller } from '../kernel/index.js';
import { Marketplaces } from '../marketplaces/index.js';
import { Hints } from '../queue/index.js';
import { listingErrors } from './errors.js';
import { reachOf } from './reach.js';
import { viewDifference, viewListings } from './listing-view.js';
import { wish } from './wishes.js';

/** By id, or all that match the product list's own conditions ({}: all of them). Saying neither is saying nothing. */
export class ChosenProducts {
  @IsOptional() @IsArray() @ArrayMaxSize(10_000) @Matches(/^\d{1,19}$/, { each: true }) ids?: string[];
  @ValidateIf((chosen: ChosenProducts) => chosen.ids === undefined || chosen.filter !== undefined) @Nested(() => ProductConditions) filter?: ProductConditions;
}
export class PublishBody {
  @Nested(() => ChosenProducts) products!: ChosenProducts;
  @IsArray() @ArrayNotEmpty() @ArrayMaxSize(200) @Matches(/^\d{1,19}$/, { each: true }) shops!: string[];
  @IsOptional() @IsIn(['live', 'withdrawn']) wanted?: 'live' | 'withdrawn';
}
export class ListingBody {
  @IsOptional() @IsBoolean() paused?: boolean;
  @IsOptional() @IsIn(['live', 'withdrawn']) wanted?: 'live' | 'withdrawn';
}
export class ListingQuery extends PageQuery {
  @IsOptional() @Matches(/^\d{1,19}$/) product?: string;
  @IsOptional() @Matches(/^\d{1,19}$/) shop?: string;
  @IsOptional() @IsString() state?: string;
}
interface House { readonly publicUrl: string | null }

@ApiTags('listings')
@Controller('api/listings')
export class ListingsController {
  constructor(private readonly database: Database, private readonly hints: Hints, private readonly marketplaces: Marketplaces, @Inject(SETTINGS) private readonly house: House) {}

  /** Wishes: answered with the bulk action that shows how they come true. */
  @Post() @Permit('publish') @HttpCode(202)
  async publish(@Who() caller: Caller, @Body() body: PublishBody) {
    return this.database.inScope(caller.scope, async (tx) => {
      const shops = await tx.rows<{ id: string }>('SELECT id FROM app.shop WHERE id = ANY ($1::bigint[])', [body.shops]);
      if (shops.length !== new Set(body.shops).size) throw listingErrors.noShops();
      const productIds = body.products.ids ?? (await productIdsMatching(tx, { ...body.products.filter }));
      if (productIds.length === 0) throw listingErrors.noProducts();
      const made = await wish(tx, { cooperativeId: caller.cooperativeId, userId: caller.userId, productIds, shopIds: body.shops, wanted: body.wanted ?? 'live', filter: { products: body.products.filter ?? { ids: productIds.length }, shops: body.shops } });
      if (made.wishes === 0) throw listingErrors.noProducts();
      this.hints.after(tx, 'publish-listings', made.shopIds);
      return { action: made.actionId, wishes: made.wishes, unapproved: made.unapproved };
    });
  }

  @Get() @Permit('read')
  async list(@Who() caller: Caller, @Query() query: ListingQuery) {
    return this.database.inScope(caller.scope, (tx) => viewListings(tx, { ...query, limit: query.limit ?? 50 }, caller, this.marketplaces));
  }

  @Get(':id') @Permit('read')
  async one(@Who() caller: Caller, @Param('id') id: string) {
    return this.database.inScope(caller.scope, async (tx) => {
      const { items } = /^\d{1,19}$/.test(id) ? await viewListings(tx, { id, limit: 1 }, caller, this.marketplaces) : { items: [] };
      const [listing] = items;
      if (!listing) throw listingErrors.notFound();
      const difference = await viewDifference(tx, id, reachOf(this.marketplaces, this.house.publicUrl), caller, this.marketplaces);
      return { ...listing, ...difference };
    });
  }

  @Patch(':id') @Permit('publish')
  async change(@Who() caller: Caller, @Param('id') id: string, @Body() body: ListingBody) {
    return this.database.inScope(caller.scope, async (tx) => {
      const row = /^\d{1,19}$/.test(id) ? await tx.row<{ product_id: string; shop_id: string }>('SELECT product_id, shop_id FROM app.listing WHERE id = $1', [id]) : null;
      if (!row) throw listingErrors.notFound();
      if (body.paused !== undefined) await tx.rows('UPDATE app.listing SET paused_at = CASE WHEN $2 THEN coalesce(paused_at, app.now()) END WHERE id = $1', [id, body.paused]);
      if (body.wanted) await wish(tx, { cooperativeId: caller.cooperativeId, userId: caller.userId, productIds: [row.product_id], shopIds: [row.shop_id], wanted: body.wanted, filter: { listing: id } });
      this.hints.after(tx, 'publish-listings', [row.shop_id]);
      const { items } = await viewListings(tx, { id, limit: 1 }, caller, this.marketplaces);
      return items[0];
    });
  }
}
