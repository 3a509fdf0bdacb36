import { Body, Controller, Delete, Get, HttpCode, Param, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { IsObject, IsOptional, IsString, Matches, MaxLength } from 'class-validator';
import { Database, Permit, Who, type Caller, type Tx } from '../kernel/index.js';
import { Marketplaces } from '../marketplaces/index.js';
import { mappingErrors } from './errors.js';
import { leafStands, placeOf, type Place } from './place.js';

const id = /^\d{1,19}$/;
export class MapBody {
  @Matches(id) categoryId!: string;
  @Matches(id) shopId!: string;
  @IsString() @MaxLength(80) remoteId!: string;
  @IsOptional() @IsObject() attributes?: Record<string, { id?: string; text?: string; unit?: string }[]>;
  @IsOptional() @IsString() @MaxLength(120) brand?: string | null;
}
export class ProductMapBody {
  @Matches(id) productId!: string;
  @Matches(id) shopId!: string;
  @IsString() @MaxLength(80) remoteId!: string;
}
interface MapRow { id: string; category_id: string; category: string; marketplace: string; scope_key: string; remote_id: string; remote_path: string | null; attributes: object; brand: string | null; cooperative_id: string; confirmed_at: Date | null; confirmed_by: string | null }
interface ProductMapRow { product_id: string; title: string; marketplace: string; scope_key: string; remote_id: string; remote_path: string | null; cooperative_id: string; confirmed_at: Date; confirmed_by: string | null }

const remotePath = `(WITH RECURSIVE up AS (SELECT c.parent_id, c.name, 1 AS n FROM app.remote_category c WHERE c.marketplace = m.marketplace AND c.scope_key = m.scope_key AND c.remote_id = m.remote_id
  UNION ALL SELECT c.parent_id, c.name, up.n + 1 FROM up JOIN app.remote_category c ON c.marketplace = m.marketplace AND c.scope_key = m.scope_key AND c.remote_id = up.parent_id WHERE up.n < 12) SELECT string_agg(name, ' > ' ORDER BY n DESC) FROM up)`;
/** Who confirmed is named where the reader may know the person. */
const confirmed = '(SELECT u.name FROM app.app_user u WHERE u.id = m.confirmed_by) AS confirmed_by';
const maps = `SELECT m.id, m.category_id, m.marketplace, m.scope_key, m.remote_id, m.attributes, m.brand, m.cooperative_id, m.confirmed_at, ${confirmed}, c.path AS category, ${remotePath} AS remote_path FROM app.category_map m JOIN app.category c ON c.id = m.category_id`;
const productMaps = `SELECT m.product_id, p.title, m.marketplace, m.scope_key, m.remote_id, m.cooperative_id, m.confirmed_at, ${confirmed}, ${remotePath} AS remote_path FROM app.product_map m JOIN app.product p ON p.id = m.product_id`;

/**
 * A co-op's category → a marketplace's leaf, confirmed once by a person and used by every co-op beneath; the nearest co-op's own wins, and one product may stand elsewhere.
 * Nobody changes what a co-op above has confirmed: who wants another leaf confirms one of their own.
 */
@ApiTags('mapping')
@Controller('api')
export class CategoryMapsController {
  constructor(private readonly database: Database, private readonly marketplaces: Marketplaces) {}

  @Get('category-maps') @Permit('read')
  async list(@Who() caller: Caller, @Query('marketplace') marketplace?: string) {
    const rows = await this.database.inScope(caller.scope, (tx) => tx.rows<MapRow>(`${maps} WHERE $1::text IS NULL OR m.marketplace = $1 ORDER BY c.path, m.id`, [marketplace ?? null]));
    return { items: rows.map(shown), next: null };
  }

  @Put('category-maps') @Permit('catalogue.write')
  async map(@Who() caller: Caller, @Body() body: MapBody) {
    return this.database.inScope(caller.scope, async (tx) => {
      const place = await placeOf(tx, this.marketplaces, body.shopId);
      if (!(await tx.row('SELECT 1 FROM app.category WHERE id = $1', [body.categoryId]))) throw mappingErrors.noCategory();
      await this.#assertLeaf(tx, place, body.remoteId);
      assertValues(body.attributes ?? {});
      const row = await tx.row<{ id: string }>(
        `INSERT INTO app.category_map AS m (cooperative_id, category_id, marketplace, scope_key, remote_id, attributes, brand, confirmed_by, confirmed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, app.now())
         ON CONFLICT (cooperative_id, category_id, marketplace, scope_key) DO UPDATE SET remote_id = excluded.remote_id, attributes = excluded.attributes, brand = excluded.brand, confirmed_by = excluded.confirmed_by, confirmed_at = excluded.confirmed_at, revision = m.revision + 1 RETURNING m.id`,
        [caller.cooperativeId, body.categoryId, place.marketplace, place.scopeKey, body.remoteId, JSON.stringify(body.attributes ?? {}), body.brand ?? null, caller.userId]);
      await tx.tell('mapping-changed', { categoryIds: [body.categoryId], marketplace: place.marketplace });
      const made = await tx.row<MapRow>(`${maps} WHERE m.id = $1`, [row?.id]);
      return made && shown(made);
    });
  }

  @Delete('category-maps/:id') @Permit('catalogue.write') @HttpCode(204)
  async unmap(@Who() caller: Caller, @Param('id') mapId: string): Promise<void> {
    await this.database.inScope(caller.scope, async (tx) => {
      const row = id.test(mapId) ? await tx.row<{ category_id: string; marketplace: string }>('DELETE FROM app.category_map WHERE id = $1 RETURNING category_id, marketplace', [mapId]) : null;
      if (!row) throw mappingErrors.notFound();
      await tx.tell('mapping-changed', { categoryIds: [row.category_id], marketplace: row.marketplace });
    });
  }

  @Get('product-maps') @Permit('read')
  async productMaps(@Who() caller: Caller, @Query('product') product?: string) {
    const rows = await this.database.inScope(caller.scope, (tx) => tx.rows<ProductMapRow>(`${productMaps} WHERE $1::bigint IS NULL OR m.product_id = $1 ORDER BY m.product_id, m.marketplace, m.scope_key LIMIT 500`, [product && id.test(product) ? product : null]));
    return { items: rows.map(shownProduct), next: null };
  }

  /** One product → another leaf than its category's. */
  @Put('product-maps') @Permit('catalogue.write')
  async mapProduct(@Who() caller: Caller, @Body() body: ProductMapBody) {
    return this.database.inScope(caller.scope, async (tx) => {
      const place = await placeOf(tx, this.marketplaces, body.shopId);
      await this.#assertLeaf(tx, place, body.remoteId);
      const made = await tx.row(
        `INSERT INTO app.product_map (product_id, cooperative_id, marketplace, scope_key, remote_id, confirmed_by) SELECT p.id, p.cooperative_id, $2, $3, $4, $5 FROM app.product p WHERE p.id = $1
         ON CONFLICT (product_id, marketplace, scope_key) DO UPDATE SET remote_id = excluded.remote_id, confirmed_by = excluded.confirmed_by, confirmed_at = app.now() RETURNING product_id`, [body.productId, place.marketplace, place.scopeKey, body.remoteId, caller.userId]);
      if (!made) throw mappingErrors.noProduct();
      await tx.tell('mapping-changed', { categoryIds: [], productIds: [body.productId], marketplace: place.marketplace });
      const [row] = await tx.rows<ProductMapRow>(`${productMaps} WHERE m.product_id = $1 AND m.marketplace = $2 AND m.scope_key = $3`, [body.productId, place.marketplace, place.scopeKey]);
      return row && shownProduct(row);
    });
  }

  @Delete('product-maps/:productId/:shopId') @Permit('catalogue.write') @HttpCode(204)
  async unmapProduct(@Who() caller: Caller, @Param('productId') productId: string, @Param('shopId') shopId: string): Promise<void> {
    await this.database.inScope(caller.scope, async (tx) => {
      const place = await placeOf(tx, this.marketplaces, shopId);
      const row = id.test(productId) ? await tx.row('DELETE FROM app.product_map WHERE product_id = $1 AND marketplace = $2 AND scope_key = $3 RETURNING product_id', [productId, place.marketplace, place.scopeKey]) : null;
      if (!row) throw mappingErrors.notFound();
      await tx.tell('mapping-changed', { categoryIds: [], productIds: [productId], marketplace: place.marketplace });
    });
  }

  async #assertLeaf(tx: Tx, place: Place, remoteId: string): Promise<void> {
    if (!(await leafStands(tx, place, remoteId))) throw mappingErrors.unknownLeaf({ leaf: remoteId, toko: this.marketplaces.get(place.marketplace).title });
  }
}

/** A default that is no list of values would stop every listing of the category. */
function assertValues(attributes: Readonly<Record<string, unknown>>): void {
  const fits = (value: unknown): boolean => typeof value === 'object' && value !== null && Object.keys(value).length > 0 && Object.entries(value).every(([key, part]) => ['id', 'text', 'unit'].includes(key) && typeof part === 'string' && part.length <= 500);
  for (const [atribut, values] of Object.entries(attributes)) if (!Array.isArray(values) || values.length > 30 || !values.every(fits)) throw mappingErrors.badValues({ atribut });
}

const shown = (row: MapRow) => ({
  id: row.id, cooperativeId: row.cooperative_id, categoryId: row.category_id, category: row.category, marketplace: row.marketplace, shopId: row.scope_key || null, remoteId: row.remote_id, remotePath: row.remote_path, attributes: row.attributes, brand: row.brand,
  confirmedBy: row.confirmed_by, confirmedAt: row.confirmed_at,
});
const shownProduct = (row: ProductMapRow) => ({ productId: row.product_id, title: row.title, cooperativeId: row.cooperative_id, marketplace: row.marketplace, shopId: row.scope_key || null, remoteId: row.remote_id, remotePath: row.remote_path, confirmedBy: row.confirmed_by, confirmedAt: row.confirmed_at });
