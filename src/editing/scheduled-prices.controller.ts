import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Database, Permit, Who, type Caller, type Tx } from '../kernel/index.js';
import { EditQuery, SaleBody, SaleChangeBody, SaleQuery } from './bodies.js';
import { editErrors } from './errors.js';
import { warningsOf, type PreviewFacts } from './preview.js';
import { changeSale, endSale, planSale } from './sales.js';

interface Row { id: string; name: string; shop_ids: string[] | null; starts_at: Date; ends_at: Date; state: string; by: string | null; created_at: Date; preview: PreviewFacts }

/** Prices from–to, in one shop, some or all. While its time runs such a price stands in the catalogue price's place, so each shop's rule makes its own price of it; afterwards the catalogue price counts, as it is then. */
@ApiTags('editing')
@Controller('api/scheduled-prices')
export class ScheduledPricesController {
  constructor(private readonly database: Database) {}

  @Post() @Permit('catalogue.write')
  plan(@Who() caller: Caller, @Body() body: SaleBody) {
    return this.database.inScope(caller.scope, async (tx) => this.#one(tx, caller, await planSale(tx, caller, body)));
  }

  @Get() @Permit('read')
  list(@Who() caller: Caller, @Query() query: SaleQuery) {
    return this.database.inScope(caller.scope, (tx) => this.#rows(tx, caller, { ...query, limit: query.limit ?? 50 }));
  }

  @Get(':id') @Permit('read')
  one(@Who() caller: Caller, @Param('id') id: string) {
    return this.database.inScope(caller.scope, (tx) => this.#one(tx, caller, id));
  }

  @Get(':id/prices') @Permit('read')
  async prices(@Who() caller: Caller, @Param('id') id: string, @Query() query: EditQuery) {
    const limit = query.limit ?? 50;
    return this.database.inScope(caller.scope, async (tx) => {
      await this.#one(tx, caller, id);
      const rows = await tx.rows<{ id: string; variant_id: string; product_id: string; sku: string; title: string; shop: string | null; shop_id: string | null; price: string; now: string }>(
        `SELECT x.id, x.variant_id, x.product_id, v.sku, p.title, x.shop_id, s.name AS shop, x.price, v.price AS now FROM app.sale_price x JOIN app.variant v ON v.id = x.variant_id JOIN app.product p ON p.id = x.product_id LEFT JOIN app.shop_names() s ON s.id = x.shop_id
         WHERE x.sale_id = $1 AND ($2::bigint IS NULL OR x.id > $2) ORDER BY x.id LIMIT $3`, [id, query.after ?? null, limit + 1]);
      return { items: rows.slice(0, limit).map((row) => ({ variantId: row.variant_id, productId: row.product_id, sku: row.sku, title: row.title, shopId: row.shop_id, shop: row.shop, price: Number(row.price), catalogue: Number(row.now) })), next: rows.length > limit ? rows[limit - 1]?.id ?? null : null };
    });
  }

  /** Dates and prices while it has not begun; its end while it runs. */
  @Patch(':id') @Permit('catalogue.write')
  change(@Who() caller: Caller, @Param('id') id: string, @Body() body: SaleChangeBody) {
    return this.database.inScope(caller.scope, async (tx) => {
      await changeSale(tx, caller, id, body);
      return this.#one(tx, caller, id);
    });
  }

  /** Ends it now, or takes it back before it began. */
  @Delete(':id') @Permit('catalogue.write') @HttpCode(204)
  async end(@Who() caller: Caller, @Param('id') id: string): Promise<void> {
    await this.database.inScope(caller.scope, (tx) => endSale(tx, id));
  }

  async #one(tx: Tx, caller: Caller, id: string) {
    const { items } = /^\d{1,18}$/.test(id) ? await this.#rows(tx, caller, { id, limit: 1 }) : { items: [] };
    if (!items[0]) throw editErrors.noSale();
    return items[0];
  }

  async #rows(tx: Tx, caller: Caller, page: { readonly id?: string; readonly state?: string; readonly product?: string; readonly after?: string; readonly limit: number }) {
    const rows = await tx.rows<Row>(
      `SELECT s.*, app.called(s.user_id) AS by FROM app.sale s
       WHERE ($1::bigint IS NULL OR s.id = $1) AND ($2::text IS NULL OR s.state = $2) AND ($3::bigint IS NULL OR EXISTS (SELECT 1 FROM app.sale_price x WHERE x.sale_id = s.id AND x.product_id = $3)) AND ($4::bigint IS NULL OR s.id < $4) ORDER BY s.id DESC LIMIT $5`,
      [page.id ?? null, page.state ?? null, page.product ?? null, page.after ?? null, page.limit + 1]);
    const items = rows.slice(0, page.limit).map((row) => ({
      id: row.id, name: row.name, state: row.state, from: row.starts_at, to: row.ends_at, shops: row.shop_ids, by: row.by, createdAt: row.created_at, prices: row.preview.total * (row.shop_ids?.length ?? 1), preview: { ...row.preview, warnings: warningsOf('price', row.preview, caller.language) },
    }));
    return { items, next: rows.length > page.limit ? items.at(-1)?.id ?? null : null };
  }
}
