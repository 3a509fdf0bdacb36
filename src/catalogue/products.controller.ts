import { Body, Controller, Get, Headers, Param, Patch, Post, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayNotEmpty, IsArray, IsOptional, IsString, Matches, MaxLength, MinLength } from 'class-validator';
import type { Request, Response } from 'express';
import { Database, Permit, Who, type Caller, type Tx } from '../kernel/index.js';
import { photoErrors, Photos } from '../photos/index.js';
import { catalogueErrors } from './errors.js';
import { ProductBody, ProductChange, ProductQuery, VariantChange } from './product-bodies.js';
import { listProducts } from './product-list.js';
import { variantRows, viewProduct, viewVariant } from './product-view.js';
import { changeProduct, changeVariant, createProduct } from './products.js';

export class PhotoOrder {
  @IsArray() @ArrayNotEmpty() @ArrayMaxSize(50) @Matches(/^\d{1,19}$/, { each: true }) order!: string[];
}
export class CategoryBody {
  @IsString() @MinLength(1) @MaxLength(300) path!: string;
  @IsOptional() @IsString() @MaxLength(40) code?: string;
}
interface CategoryRow { id: string; code: string | null; name: string; path: string; parent_id: string | null; leaf: boolean; cooperative_id: string }

@ApiTags('catalogue')
@Controller('api')
export class ProductsController {
  constructor(private readonly database: Database, private readonly photos: Photos) {}

  @Get('products') @Permit('read')
  list(@Who() caller: Caller, @Query() query: ProductQuery) {
    return this.database.inScope(caller.scope, (tx) => listProducts(tx, { ...query, limit: query.limit ?? 50 }));
  }

  @Post('products') @Permit('catalogue.write')
  create(@Who() caller: Caller, @Body() body: ProductBody, @Res({ passthrough: true }) response: Response) {
    return this.#shown(caller, response, async (tx) => createProduct(tx, caller, body));
  }

  @Get('products/:id') @Permit('read')
  one(@Who() caller: Caller, @Param('id') id: string, @Res({ passthrough: true }) response: Response) {
    return this.#shown(caller, response, async () => id);
  }

  @Patch('products/:id') @Permit('catalogue.write')
  change(@Who() caller: Caller, @Param('id') id: string, @Headers('if-match') match: string | undefined, @Body() body: ProductChange, @Res({ passthrough: true }) response: Response) {
    if (!match) throw catalogueErrors.needsMatch();
    return this.#shown(caller, response, async (tx) => {
      await changeProduct(tx, caller, id, Number(match.replaceAll('"', '')) || 0, body);
      await tx.rows(`SELECT pg_notify('serentak_change', $1)`, [`${caller.cooperativeId}:products`]);
      return id;
    });
  }

  @Get('variants') @Permit('read')
  async variants(@Who() caller: Caller, @Query('sku') sku?: string, @Query('product') product?: string) {
    const rows = await this.database.inScope(caller.scope, (tx) => variantRows(tx, '($1::text IS NULL OR lower(v.sku) = lower($1)) AND ($2::bigint IS NULL OR v.product_id = $2)', [sku ?? null, product && /^\d{1,19}$/.test(product) ? product : null], 200));
    return { items: rows.map(viewVariant), next: null };
  }

  @Patch('variants/:id') @Permit('catalogue.write')
  changeVariant(@Who() caller: Caller, @Param('id') id: string, @Body() body: VariantChange, @Res({ passthrough: true }) response: Response) {
    return this.#shown(caller, response, (tx) => changeVariant(tx, id, body));
  }

  @Post('products/:id/photos') @Permit('catalogue.write')
  async addPhoto(@Who() caller: Caller, @Param('id') id: string, @Req() request: Request) {
    const exists = /^\d{1,19}$/.test(id) && (await this.database.inScope(caller.scope, (tx) => tx.row('SELECT 1 FROM app.product WHERE id = $1', [id])));
    if (!exists) throw catalogueErrors.notFound();
    const facts = await this.photos.take(Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0));
    return this.database.inScope(caller.scope, async (tx) => {
      const row = await tx.row<{ id: string }>(
        `INSERT INTO app.photo (cooperative_id, product_id, sha256, position, width, height, bytes, format) SELECT p.cooperative_id, p.id, $2, coalesce((SELECT max(position) + 1 FROM app.photo WHERE product_id = p.id), 0), $3, $4, $5, $6 FROM app.product p WHERE p.id = $1
         ON CONFLICT (product_id, sha256) DO UPDATE SET sha256 = excluded.sha256 RETURNING id`, [id, facts.sha256, facts.width, facts.height, facts.bytes, facts.format]);
      await tx.tell('product-changed', { productIds: [id] });
      return { id: row?.id, url: `/api/photos/${facts.sha256}`, ...facts };
    });
  }

  @Patch('products/:id/photos') @Permit('catalogue.write')
  async sortPhotos(@Who() caller: Caller, @Param('id') id: string, @Body() body: PhotoOrder, @Res({ passthrough: true }) response: Response) {
    return this.#shown(caller, response, async (tx) => {
      const rows = /^\d{1,19}$/.test(id) ? await tx.rows<{ id: string }>('SELECT id FROM app.photo WHERE product_id = $1', [id]) : [];
      if (rows.length !== body.order.length || new Set(body.order).size !== rows.length || rows.some((row) => !body.order.includes(row.id))) throw photoErrors.badOrder();
      await tx.rows('UPDATE app.photo p SET position = o.n FROM unnest($1::bigint[]) WITH ORDINALITY AS o (id, n) WHERE p.id = o.id', [body.order]);
      await tx.rows('UPDATE app.product SET revision = revision + 1 WHERE id = $1', [id]);
      await tx.tell('product-changed', { productIds: [id] });
      return id;
    });
  }

  @Get('categories') @Permit('read')
  async categories(@Who() caller: Caller) {
    const rows = await this.database.inScope(caller.scope, (tx) => tx.rows<CategoryRow>('SELECT c.*, NOT EXISTS (SELECT 1 FROM app.category x WHERE x.parent_id = c.id) AS leaf FROM app.category c WHERE c.archived_at IS NULL ORDER BY lower(c.path)'));
    return { items: rows.map((row) => ({ id: row.id, cooperativeId: row.cooperative_id, code: row.code, name: row.name, path: row.path, parentId: row.parent_id, leaf: row.leaf })), next: null };
  }

  @Post('categories') @Permit('catalogue.write')
  async addCategory(@Who() caller: Caller, @Body() body: CategoryBody) {
    return this.database.inScope(caller.scope, async (tx) => {
      const path = body.path.split('>').map((part) => part.trim()).filter(Boolean).join(' > ');
      if (await tx.row('SELECT 1 FROM app.category WHERE lower(path) = lower($1)', [path])) throw catalogueErrors.categoryTaken();
      return { id: await ensureCategory(tx, caller.cooperativeId, path, body.code ?? null), path };
    });
  }

  async #shown(caller: Caller, response: Response, work: (tx: Tx) => Promise<string>) {
    const product = await this.database.inScope(caller.scope, async (tx) => viewProduct(tx, await work(tx)));
    response.setHeader('ETag', `"${product.revision}"`);
    return product;
  }
}

/** Finds a category by its path ('A > B > C') in this co-op or above, or makes it with its missing ancestors. */
export async function ensureCategory(tx: Tx, cooperativeId: string, path: string, code: string | null): Promise<string> {
  const known = await tx.row<{ id: string }>('SELECT id FROM app.category WHERE lower(path) = lower($1) ORDER BY id LIMIT 1', [path]);
  if (known) return known.id;
  const parts = path.split(' > ');
  const parentId = parts.length > 1 ? await ensureCategory(tx, cooperativeId, parts.slice(0, -1).join(' > '), null) : null;
  const row = await tx.row<{ id: string }>('INSERT INTO app.category (cooperative_id, parent_id, code, name, path) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (cooperative_id, lower(path)) DO UPDATE SET path = app.category.path RETURNING id', [cooperativeId, parentId, code, parts.at(-1), path]);
  if (!row) throw new Error(`Category ${path} was not written.`);
  return row.id;
}
