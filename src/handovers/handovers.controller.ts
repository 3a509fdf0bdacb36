import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayNotEmpty, IsArray, IsOptional, IsString, Matches, MaxLength } from 'class-validator';
import { Database, PageQuery, Permit, Who, type Caller, type Tx } from '../kernel/index.js';
import { handoverErrors } from './errors.js';
import { chosen, collisionsOf, handOver, weigh } from './hand-over.js';

const id = /^\d{1,19}$/;
export class HandoverCheckBody {
  @IsArray() @ArrayNotEmpty() @ArrayMaxSize(10_000) @Matches(id, { each: true }) productIds!: string[];
  /** The unit that manages them from now on. */
  @Matches(id) to!: string;
}
export class HandoverBody extends HandoverCheckBody {
  @IsOptional() @IsString() @MaxLength(300) reason?: string;
}
export class HandoverQuery extends PageQuery {
  @IsOptional() @Matches(id) product?: string;
  @IsOptional() @Matches(id) cooperative?: string;
}
interface Row { id: string; cooperative_id: string; from_name: string | null; owner_id: string; to_name: string | null; user_name: string; reason: string | null; undoes: string | null; returned_by: string | null; created_at: Date; products: { id: string; code: string; title: string }[]; total: number }

/** Products change hands between units of one federation, by somebody who may write in both. */
@ApiTags('handovers')
@Controller('api/handovers')
export class HandoversController {
  constructor(private readonly database: Database) {}

  /** What would go along, and which codes or SKUs stand in the way; nothing changes. */
  @Post('checks') @Permit('catalogue.write') @HttpCode(200)
  check(@Who() caller: Caller, @Body() body: HandoverCheckBody) {
    return this.database.inScope(caller.scope, async (tx) => {
      const goods = await chosen(tx, body.productIds, body.to);
      return { ...(await weigh(tx, goods)), collisions: await collisionsOf(tx, goods.map((one) => one.id), body.to) };
    });
  }

  @Post() @Permit('catalogue.write')
  async handOver(@Who() caller: Caller, @Body() body: HandoverBody) {
    return this.database.inScope(caller.scope, async (tx) => {
      const made = await handOver(tx, caller, { productIds: body.productIds, to: body.to, reason: body.reason ?? null, undoes: null });
      return { items: await read(tx, 'h.id = ANY ($1::bigint[])', [made], 200) };
    });
  }

  /** Hands back what this one handed over, with the member and the category it had there. */
  @Post(':id/returns') @Permit('catalogue.write')
  async back(@Who() caller: Caller, @Param('id') handoverId: string) {
    return this.database.inScope(caller.scope, async (tx) => {
      const [done] = id.test(handoverId) ? await read(tx, 'h.id = $1', [handoverId], 1) : [];
      if (!done) throw handoverErrors.notFound();
      if (done.from.id === null || done.to.id === null) throw handoverErrors.noUnit();
      const products = await tx.rows<{ product_id: string; there: boolean }>('SELECT h.product_id, EXISTS (SELECT 1 FROM app.product p WHERE p.id = h.product_id AND p.cooperative_id = h.owner_id) AS there FROM app.handover_product h WHERE h.handover_id = $1', [handoverId]);
      if (products.some((product) => !product.there)) throw handoverErrors.movedOn();
      const made = await handOver(tx, caller, { productIds: products.map((product) => product.product_id), to: done.from.id, reason: null, undoes: handoverId });
      return { items: await read(tx, 'h.id = ANY ($1::bigint[])', [made], 200) };
    });
  }

  @Get() @Permit('read')
  async list(@Who() caller: Caller, @Query() query: HandoverQuery) {
    const limit = query.limit ?? 50;
    const items = await this.database.inScope(caller.scope, (tx) => read(tx, `($1::bigint IS NULL OR EXISTS (SELECT 1 FROM app.handover_product x WHERE x.handover_id = h.id AND x.product_id = $1)) AND ($2::bigint IS NULL OR $2 IN (h.cooperative_id, h.owner_id)) AND ($3::bigint IS NULL OR h.id < $3)`, [query.product ?? null, query.cooperative ?? null, query.after ?? null], limit + 1));
    return { items: items.slice(0, limit), next: items.length > limit ? items[limit - 1]?.id ?? null : null };
  }
}

/** A record names at most 20 of its products. Of a unit that is not in the caller's scope nothing is told but that it is another. */
async function read(tx: Tx, where: string, params: readonly unknown[], limit: number) {
  const rows = await tx.rows<Row>(
    `SELECT h.*, a.name AS from_name, b.name AS to_name, (SELECT min(x.id) FROM app.handover x WHERE x.undoes = h.id) AS returned_by, (SELECT count(*)::int FROM app.handover_product p WHERE p.handover_id = h.id) AS total,
       (SELECT jsonb_agg(jsonb_build_object('id', p.product_id::text, 'code', p.code, 'title', p.title) ORDER BY p.product_id) FROM (SELECT * FROM app.handover_product y WHERE y.handover_id = h.id ORDER BY y.product_id LIMIT 20) p) AS products
     FROM app.handover h LEFT JOIN app.cooperative a ON a.id = h.cooperative_id LEFT JOIN app.cooperative b ON b.id = h.owner_id WHERE ${where} ORDER BY h.id DESC LIMIT ${limit}`, params);
  return rows.map((row) => ({ id: row.id, from: { id: row.from_name === null ? null : row.cooperative_id, name: row.from_name }, to: { id: row.to_name === null ? null : row.owner_id, name: row.to_name }, products: row.products, total: row.total, by: row.user_name, reason: row.reason, undoes: row.undoes, returnedBy: row.returned_by, at: row.created_at }));
}
