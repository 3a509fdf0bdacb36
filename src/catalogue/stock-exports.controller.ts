import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { Permit, Who, type Caller, type Tx } from '../kernel/index.js';
import { exportPage, Exports, pages, pieces, type SheetOf } from '../exports/index.js';
import { ProductQuery, VariantQuery } from './product-bodies.js';
import { productIdsMatching } from './product-list.js';
import { listVariants, stockRows, type StockRow } from './variant-list.js';

/** Stock and variants as files, by the filters of their lists. */
@ApiTags('exports')
@Controller('api/exports')
export class StockExportsController {
  constructor(private readonly exports: Exports) {}

  @Get('stock.:format') @Permit('read')
  stock(@Who() caller: Caller, @Param('format') format: string, @Query() query: ProductQuery, @Res() response: Response): Promise<void> {
    return this.exports.send(caller, response, format, { ...stockSheet, name: { id: 'stok', en: 'stock' }, batches: async function* (tx) {
      for (const ids of pieces(await productIdsMatching(tx, query), exportPage)) yield stockRows(tx, 'v.product_id = ANY ($1::bigint[]) AND v.archived_at IS NULL ORDER BY array_position($1::bigint[], v.product_id), v.position, v.id', [ids]);
    } });
  }

  @Get('variants.:format') @Permit('read')
  variants(@Who() caller: Caller, @Param('format') format: string, @Query() query: VariantQuery, @Res() response: Response): Promise<void> {
    return this.exports.send(caller, response, format, { ...stockSheet, name: { id: 'varian', en: 'variants' }, batches: (tx: Tx) => pages((after) => listVariants(tx, stockRows, { ...query, after, limit: exportPage })) });
  }
}

const stockSheet: Pick<SheetOf<StockRow>, 'columns'> = { columns: [
  { id: 'kode_produk', en: 'product_code', of: (row) => row.code }, { id: 'nama', en: 'name', of: (row) => row.title }, { id: 'unit', en: 'unit', of: (row) => row.unit }, { id: 'sku', en: 'sku', of: (row) => row.sku }, { id: 'pilihan', en: 'options', of: (row) => row.choice.join(', ') },
  { id: 'harga', en: 'price', of: (row) => Number(row.price) }, { id: 'modal', en: 'cost', of: (row) => (row.cost === null ? null : Number(row.cost)) }, { id: 'fisik', en: 'on_hand', of: (row) => row.on_hand }, { id: 'dipesan', en: 'reserved', of: (row) => row.reserved }, { id: 'tersedia', en: 'available', of: (row) => Math.max(0, row.on_hand - row.reserved) },
  { id: 'kurang', en: 'short', of: (row) => Math.max(0, row.reserved - row.on_hand) }, { id: 'barcode', en: 'barcode', of: (row) => row.barcode }, { id: 'berat_gram', en: 'weight_grams', of: (row) => row.grams }, { id: 'diarsipkan', en: 'archived', of: (row) => row.archived_at },
] };
