import { Body, Controller, Get, Headers, Param, Patch, Post, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { Database, Permit, revisionIn, Who, type Caller, type Tx } from '../kernel/index.js';
import { catalogueErrors } from './errors.js';
import { ProductBody, ProductChange, ProductQuery, VariantChange, VariantQuery } from './product-bodies.js';
import { listProducts } from './product-list.js';
import { variantRows, viewProduct, viewVariant } from './product-view.js';
import { changeProduct, changeVariant, createProduct, seen } from './products.js';
import { listVariants } from './variant-list.js';

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
      await changeProduct(tx, caller, id, revisionIn(match), body);
      return seen(tx, id);
    });
  }

  @Get('variants') @Permit('read')
  async variants(@Who() caller: Caller, @Query() query: VariantQuery) {
    const { items, next } = await this.database.inScope(caller.scope, (tx) => listVariants(tx, variantRows, { ...query, limit: query.limit ?? 50 }));
    return { items: items.map(viewVariant), next };
  }

  @Patch('variants/:id') @Permit('catalogue.write')
  changeVariant(@Who() caller: Caller, @Param('id') id: string, @Body() body: VariantChange, @Res({ passthrough: true }) response: Response) {
    return this.#shown(caller, response, async (tx) => seen(tx, await changeVariant(tx, id, body)));
  }

  async #shown(caller: Caller, response: Response, work: (tx: Tx) => Promise<string>) {
    const product = await this.database.inScope(caller.scope, async (tx) => viewProduct(tx, await work(tx), caller.language));
    response.setHeader('ETag', `"${product.revision}"`);
    return product;
  }
}
