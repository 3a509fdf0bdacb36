import { Body, Controller, Delete, Get, HttpCode, Param, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { IsObject, IsOptional, IsString, Matches, MaxLength } from 'class-validator';
import { Database, Permit, Who, type Caller, type Tx } from '../kernel/index.js';
import { Marketplaces } from '../marketplaces/index.js';
import { listingErrors } from './errors.js';

export class MapBody {
  @Matches(/^\d{1,19}$/) categoryId!: string;
  @Matches(/^\d{1,19}$/) shopId!: string;
  @IsString() @MaxLength(80) remoteId!: string;
  @IsOptional() @IsObject() attributes?: Record<string, { id?: string; text?: string; unit?: string }[]>;
  @IsOptional() @IsString() @MaxLength(120) brand?: string | null;
}
interface MapRow { id: string; category_id: string; category: string; marketplace: string; scope_key: string; remote_id: string; remote_path: string | null; attributes: object; brand: string | null; cooperative_id: string }
interface ShopKey { id: string; country: string; marketplace: string }

const remotePath = `(WITH RECURSIVE up AS (SELECT c.parent_id, c.name, 1 AS n FROM app.remote_category c WHERE c.marketplace = m.marketplace AND c.scope_key = m.scope_key AND c.remote_id = m.remote_id
  UNION ALL SELECT c.parent_id, c.name, up.n + 1 FROM up JOIN app.remote_category c ON c.marketplace = m.marketplace AND c.scope_key = m.scope_key AND c.remote_id = up.parent_id WHERE up.n < 12) SELECT string_agg(name, ' > ' ORDER BY n DESC) FROM up)`;

/** A co-op's category → a marketplace's leaf, with the values of its attributes: mapped once, used by every co-op beneath; the nearest ancestor's wins. */
@ApiTags('listings')
@Controller('api')
export class CategoryMapsController {
  constructor(private readonly database: Database, private readonly marketplaces: Marketplaces) {}

  @Get('category-maps') @Permit('read')
  async list(@Who() caller: Caller, @Query('marketplace') marketplace?: string) {
    const rows = await this.database.inScope(caller.scope, (tx) => tx.rows<MapRow>(`SELECT m.*, c.path AS category, ${remotePath} AS remote_path FROM app.category_map m JOIN app.category c ON c.id = m.category_id WHERE $1::text IS NULL OR m.marketplace = $1 ORDER BY c.path, m.id`, [marketplace ?? null]));
    return { items: rows.map(shown), next: null };
  }

  @Put('category-maps') @Permit('catalogue.write')
  async map(@Who() caller: Caller, @Body() body: MapBody) {
    return this.database.inScope(caller.scope, async (tx) => {
      const shop = await shopKey(tx, body.shopId);
      if (!(await tx.row('SELECT 1 FROM app.category WHERE id = $1', [body.categoryId]))) throw listingErrors.noCategory();
      const scopeKey = this.marketplaces.categoryScope(shop);
      // One statement: the tree may be read for the first time at this very moment.
      const known = await tx.row<{ read: boolean; leaf: boolean }>('SELECT count(*) > 0 AS read, coalesce(bool_or(leaf AND remote_id = $3), false) AS leaf FROM app.remote_category WHERE marketplace = $1 AND scope_key = $2', [shop.marketplace, scopeKey, body.remoteId]);
      if (known?.read && !known.leaf) throw listingErrors.unknownLeaf({ leaf: body.remoteId, toko: this.marketplaces.get(shop.marketplace).title });
      const row = await tx.row<{ id: string }>(
        `INSERT INTO app.category_map AS m (cooperative_id, category_id, marketplace, scope_key, remote_id, attributes, brand) VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT (cooperative_id, category_id, marketplace, scope_key) DO UPDATE SET remote_id = excluded.remote_id, attributes = excluded.attributes, brand = excluded.brand, revision = m.revision + 1 RETURNING m.id`,
        [caller.cooperativeId, body.categoryId, shop.marketplace, scopeKey, body.remoteId, JSON.stringify(body.attributes ?? {}), body.brand ?? null]);
      await tx.tell('mapping-changed', { categoryIds: [body.categoryId], marketplace: shop.marketplace });
      const made = await tx.row<MapRow>(`SELECT m.*, c.path AS category, ${remotePath} AS remote_path FROM app.category_map m JOIN app.category c ON c.id = m.category_id WHERE m.id = $1`, [row?.id]);
      return made && shown(made);
    });
  }

  @Delete('category-maps/:id') @Permit('catalogue.write') @HttpCode(204)
  async unmap(@Who() caller: Caller, @Param('id') id: string): Promise<void> {
    await this.database.inScope(caller.scope, async (tx) => {
      const row = /^\d{1,19}$/.test(id) ? await tx.row<{ category_id: string; marketplace: string }>('DELETE FROM app.category_map WHERE id = $1 RETURNING category_id, marketplace', [id]) : null;
      if (!row) throw listingErrors.notFound();
      await tx.tell('mapping-changed', { categoryIds: [row.category_id], marketplace: row.marketplace });
    });
  }

  /** A shop's category tree as last read: the children of `parent`, or leaves whose name holds `q`. */
  @Get('remote-categories') @Permit('read')
  async remote(@Who() caller: Caller, @Query('shop') shopId: string, @Query('parent') parent?: string, @Query('q') q?: string) {
    return this.database.inScope(caller.scope, async (tx) => {
      const shop = await shopKey(tx, shopId);
      const rows = await tx.rows<{ remote_id: string; parent_id: string | null; name: string; leaf: boolean }>(
        `SELECT remote_id, parent_id, name, leaf FROM app.remote_category WHERE marketplace = $1 AND scope_key = $2 AND CASE WHEN $4::text IS NOT NULL THEN leaf AND position(lower($4) IN lower(name)) > 0 ELSE parent_id IS NOT DISTINCT FROM $3::text END ORDER BY name LIMIT 200`,
        [shop.marketplace, this.marketplaces.categoryScope(shop), parent ?? null, q ?? null]);
      return { items: rows.map((row) => ({ id: row.remote_id, parentId: row.parent_id, name: row.name, leaf: row.leaf })), next: null };
    });
  }

  @Get('remote-categories/:shopId/:remoteId') @Permit('read')
  async rules(@Who() caller: Caller, @Param('shopId') shopId: string, @Param('remoteId') remoteId: string) {
    return this.database.inScope(caller.scope, async (tx) => {
      const shop = await shopKey(tx, shopId);
      const row = await tx.row<{ remote_id: string; name: string; leaf: boolean; rules: unknown; rules_at: Date | null }>('SELECT remote_id, name, leaf, rules, rules_at FROM app.remote_category WHERE marketplace = $1 AND scope_key = $2 AND remote_id = $3', [shop.marketplace, this.marketplaces.categoryScope(shop), remoteId]);
      if (!row) throw listingErrors.unknownLeaf({ leaf: remoteId, toko: this.marketplaces.get(shop.marketplace).title });
      return { id: row.remote_id, name: row.name, leaf: row.leaf, rules: row.rules, readAt: row.rules_at };
    });
  }
}

async function shopKey(tx: Tx, shopId: string): Promise<ShopKey> {
  const shop = /^\d{1,19}$/.test(shopId) ? await tx.row<ShopKey>('SELECT id, country, marketplace FROM app.shop WHERE id = $1', [shopId]) : null;
  if (!shop) throw listingErrors.noShops();
  return shop;
}

const shown = (row: MapRow) => ({ id: row.id, cooperativeId: row.cooperative_id, categoryId: row.category_id, category: row.category, marketplace: row.marketplace, shopId: row.scope_key || null, remoteId: row.remote_id, remotePath: row.remote_path, attributes: row.attributes, brand: row.brand });
