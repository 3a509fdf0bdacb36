import { Body, Controller, Delete, Get, Param, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsInt, IsOptional, IsString, Matches, Max, MaxLength, Min, ValidateIf, ValidateNested } from 'class-validator';
import { Database, Permit, Who, type Caller, type Tx } from '../kernel/index.js';
import { placeOf, type Place } from '../mapping/index.js';
import { Marketplaces } from '../marketplaces/index.js';
import { placesOf } from '../prices/index.js';
import { readShop } from '../shops/index.js';
import { composeListing } from './compose-listing.js';
import { listingErrors } from './errors.js';
import { theirsOf } from './field-rules.js';
import { readSources } from './listing-source.js';
import { changeOverrides, readOverrides, takeOverrides } from './overrides.js';
import { originsOf, shownValues } from './shown-values.js';

const id = /^\d{1,19}$/;
const given = (_: object, value: unknown): boolean => value !== null && value !== undefined;
export class OwnPrice {
  @Matches(id) variantId!: string;
  @ValidateIf(given) @IsInt() @Min(1) @Max(1_000_000_000) price!: number | null;
}
export class OverrideBody {
  @ValidateIf(given) @IsString() @MaxLength(255) title?: string | null;
  @ValidateIf(given) @IsString() @MaxLength(5_000) description?: string | null;
  /** Ids of the product's photos that come first in this shop, in order. */
  @ValidateIf(given) @IsArray() @ArrayMaxSize(50) @Matches(id, { each: true }) photos?: string[] | null;
  @IsOptional() @IsArray() @ArrayMaxSize(200) @ValidateNested({ each: true }) @Type(() => OwnPrice) prices?: OwnPrice[];
}

/** What one product shows otherwise in one shop, before it is listed there too. Attributes are set by `PUT /api/attribute-values` with `here`, and shown and taken back here with the others. */
@ApiTags('listings')
@Controller('api/overrides')
export class OverridesController {
  constructor(private readonly database: Database, private readonly marketplaces: Marketplaces) {}

  @Get(':shop/:product') @Permit('read')
  show(@Who() caller: Caller, @Param('shop') shop: string, @Param('product') product: string) {
    return this.database.inScope(caller.scope, async (tx) => this.#shown(tx, await placeOf(tx, this.marketplaces, shop), product));
  }

  @Put(':shop/:product') @Permit('catalogue.write')
  change(@Who() caller: Caller, @Param('shop') shop: string, @Param('product') product: string, @Body() body: OverrideBody) {
    return this.database.inScope(caller.scope, async (tx) => {
      const place = await placeOf(tx, this.marketplaces, shop);
      await changeOverrides(tx, caller, place, product, body);
      return this.#shown(tx, place, product);
    });
  }

  /** One field, or all. */
  @Delete(':shop/:product') @Permit('catalogue.write')
  take(@Who() caller: Caller, @Param('shop') shop: string, @Param('product') product: string, @Query('field') field?: string) {
    return this.database.inScope(caller.scope, async (tx) => {
      const place = await placeOf(tx, this.marketplaces, shop);
      if (!id.test(product) || (await takeOverrides(tx, caller, place, product, field ?? null)) === 0) throw listingErrors.noOverride();
      return this.#shown(tx, place, product);
    });
  }

  /** `shows` is null for who sells in a shop of a co-op above: its rules are not theirs to see. */
  async #shown(tx: Tx, place: Place, productId: string) {
    if (!id.test(productId) || !(await tx.row('SELECT 1 FROM app.product WHERE id = $1', [productId]))) throw listingErrors.noProduct();
    const shop = await readShop(tx, place.shopId);
    const source = shop && (await readSources(tx, shop, placesOf(this.marketplaces)(shop), [productId])).get(productId);
    const theirs = theirsOf(source?.listing?.adopted ?? null, shop?.fieldRules);
    const shown = source && shownValues(source, theirs), draft = source && composeListing(source, '', (sha256) => ({ sha256, url: null, render: () => Promise.reject(new Error('not rendered here')) }), theirs);
    return {
      shopId: place.shopId, shop: place.shop, productId, items: await readOverrides(tx, place, productId),
      shows: source && shown && draft ? { title: shown.title.value, description: shown.description.value, photos: shown.photos.value, prices: source.variants.map(({ variantId, sku, quote }) => ({ variantId, sku, price: Number(quote.price), catalogue: Number(quote.catalogue) })), attributes: draft.attributes } : null,
      origins: source && draft ? originsOf(source, theirs, draft.attributes) : null,
    };
  }
}
