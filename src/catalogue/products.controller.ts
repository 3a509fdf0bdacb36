import { Body, Controller, Get, Headers, Param, Patch, Post, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { Database, Permit, Who, type Caller, type Tx } from '../kernel/index.js';
import { catalogueErrors } from './errors.js';
import { ProductBody, ProductChange, ProductQuery, VariantChange, VariantQuery } from './product-bodies.js';
import { listProducts } from './product-list.js';
import { variantRows, viewProduct, viewVariant } from './product-view.js';
import { changeProduct, changeVariant, createProduct, seen } from './products.js';

@ApiTags('catalogue')
@Controller('api')
export class ProductsController {
  constructor(private readonly database: Database) {}

  @Get('products') @Permit('read')
  list(@Who() caller: Caller, @Query() query: ProductQuery) {
    return this.database.inScope(caller.scope, (tx) => listProducts(tx, { ...query, limit: query.limit ?? 50 }));
  }

  @Post('products') @Permit('catalogue.write')
  create(@Who() caller: Caller, @Body() body: ProductBody, @Res({ passthrough: true }) response: Response) {
    return this.#shown(caller, response, async (tx) => seen(tx, await createProduct(tx, caller, body)));
  }

  @Get('products/:id') @Permit('read')
  one(@Who() caller: Caller, @Param('id') id: string, @Res({ passthrough: true }) response: Response) {
    return this.#shown(caller, response, async () => id);
  }

  @Patch('products/:id') @Permit('catalogue.write')
  change(@Who() caller: Caller, @Param('id') id: string, @Headers('if-match') match: string | undefined, @Body() body: ProductChange, @Res({ passthrough: true }) response: Response) {
    if (!match) throw catalogueErrors.needsMatch();
    return this.#shown(caller, response, async (tx) => {
      await changeProduct(tx, caller, id, Number(/\d+/.exec(match)?.[0] ?? 0), body);
      return seen(tx, id);
    });
  }

  @Get('variants') @Permit('read')
  async variants(@Who() caller: Caller, @Query() query: VariantQuery) {
    const limit = query.limit ?? 50;
    const rows = await this.database.inScope(caller.scope, (tx) => variantRows(tx, '($1::text IS NULL OR v.sku_key = lower($1)) AND ($2::bigint IS NULL OR v.product_id = $2) AND ($3::bigint IS NULL OR v.id > $3) ORDER BY v.id', [query.sku ?? null, query.product ?? null, query.after ?? null], limit + 1));
    return { items: rows.slice(0, limit).map(viewVariant), next: rows.length > limit ? rows[limit - 1]?.id ?? null : null };
  }

  @Patch('variants/:id') @Permit('catalogue.write')
  changeVariant(@Who() caller: Caller, @Param('id') id: string, @Body() body: VariantChange, @Res({ passthrough: true }) response: Response) {
    return this.#shown(caller, response, async (tx) => seen(tx, await changeVariant(tx, id, body)));
  }

  async #shown(caller: Caller, response: Response, work: (tx: Tx) => Promise<string>) {
    const product = await this.database.inScope(caller.scope, async (tx) => viewProduct(tx, await work(tx)));
    response.setHeader('ETag', `"${product.revision}"`);
    return product;
  }
}
