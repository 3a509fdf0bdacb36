import { randomUUID } from 'node:crypto';
import { Body, Controller, Get, Headers, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { IsIn, IsInt, IsOptional, IsString, Matches, Max, MaxLength, Min } from 'class-validator';
import { Database, PageQuery, Permit, Who, type Caller } from '../kernel/index.js';
import { stockErrors } from './errors.js';
import { listMovements, type MovementRow } from './movement-list.js';
import { applyMovements, lockLevels } from './stock-levels.js';

export class MovementBody {
  @Matches(/^\d{1,19}$/) variantId!: string;
  @IsIn(['receive', 'count', 'correct']) kind!: 'receive' | 'count' | 'correct';
  @IsInt() @Min(-1_000_000_000) @Max(1_000_000_000) quantity!: number;
  @IsString() @Matches(/\S/) @MaxLength(300) reason!: string;
  @IsOptional() @IsString() @MaxLength(100) key?: string;
}
export class MovementQuery extends PageQuery {
  @IsOptional() @Matches(/^\d{1,19}$/) variant?: string;
  @IsOptional() @Matches(/^\d{1,19}$/) product?: string;
}

/** Receive adds, count sets, correct adds or takes; each with its reason. The same key twice is one deed. */
@ApiTags('stock')
@Controller('api/stock-movements')
export class StockMovementsController {
  constructor(private readonly database: Database) {}

  @Post() @Permit('stock.write')
  async move(@Who() caller: Caller, @Body() body: MovementBody, @Headers('idempotency-key') header?: string) {
    if (body.kind === 'receive' ? body.quantity <= 0 : body.kind === 'count' ? body.quantity < 0 : body.quantity === 0) throw stockErrors.badQuantity({ quantity: body.quantity, kind: body.kind });
    const cause = `${body.kind}:${caller.cooperativeId}:${(header ?? body.key ?? randomUUID()).slice(0, 100)}`;
    return this.database.inScope(caller.scope, async (tx) => {
      const variant = await tx.row<{ cooperative_id: string }>('SELECT cooperative_id FROM app.variant WHERE id = $1', [body.variantId]);
      if (!variant) throw stockErrors.noVariant();
      await lockLevels(tx, [body.variantId]);
      const level = await tx.row<{ on_hand: number; known: boolean }>('SELECT on_hand, EXISTS (SELECT 1 FROM app.stock_movement m WHERE m.cause = $2 AND m.variant_id = $1) AS known FROM app.stock_level WHERE variant_id = $1 AND location_id = 0', [body.variantId, cause]);
      const there = level?.on_hand ?? 0;
      if (!level?.known) {
        const quantity = body.kind === 'count' ? body.quantity - there : body.quantity;
        if (there + quantity < 0) throw stockErrors.notThere({ there });
        await applyMovements(tx, [{ variantId: body.variantId, quantity, kind: body.kind, cause, reason: body.reason, userId: caller.userId }]);
        if (quantity !== 0) await tx.tell('stock-changed', { variantIds: [body.variantId] });
        await tx.rows(`SELECT pg_notify('serentak_change', $1)`, [`${variant.cooperative_id}:products`]);
      }
      const row = await tx.row<MovementRow>('SELECT m.*, v.sku FROM app.stock_movement m JOIN app.variant v ON v.id = m.variant_id WHERE m.cause = $1 AND m.variant_id = $2', [cause, body.variantId]);
      return row && shown(row);
    });
  }

  @Get() @Permit('read')
  async list(@Who() caller: Caller, @Query() query: MovementQuery) {
    const { items, next } = await this.database.inScope(caller.scope, (tx) => listMovements(tx, { ...query, limit: query.limit ?? 50 }));
    return { items: items.map(shown), next };
  }
}

const shown = (row: MovementRow) => ({ id: row.id, variantId: row.variant_id, sku: row.sku, kind: row.kind, quantity: row.quantity, onHand: row.on_hand, reason: row.reason, cause: row.cause, userId: row.user_id, at: row.at });
