import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { Permit, Who, type Caller } from '../kernel/index.js';
import { exportPage, Exports, pages, type SheetColumn } from '../exports/index.js';
import { listMovements, type MovementRow } from './movement-list.js';
import { MovementQuery } from './stock-movements.controller.js';

@ApiTags('exports')
@Controller('api/exports')
export class MovementExportsController {
  constructor(private readonly exports: Exports) {}

  @Get('stock-movements.:format') @Permit('read')
  movements(@Who() caller: Caller, @Param('format') format: string, @Query() query: MovementQuery, @Res() response: Response): Promise<void> {
    return this.exports.send(caller, response, format, { name: { id: 'mutasi-stok', en: 'stock-movements' }, columns, batches: (tx) => pages((after) => listMovements(tx, { ...query, after, limit: exportPage })) });
  }
}

const kinds: Readonly<Record<string, string>> = { receive: 'terima', count: 'hitung', correct: 'koreksi', import: 'impor', ship: 'kirim', return: 'kembali' };
const columns: readonly SheetColumn<MovementRow>[] = [
  { id: 'waktu', en: 'at', of: (row) => row.at }, { id: 'kode_produk', en: 'product_code', of: (row) => row.code }, { id: 'sku', en: 'sku', of: (row) => row.sku }, { id: 'jenis', en: 'kind', of: (row) => kinds[row.kind] ?? row.kind }, { id: 'jumlah', en: 'quantity', of: (row) => row.quantity }, { id: 'fisik', en: 'on_hand', of: (row) => row.on_hand },
  { id: 'alasan', en: 'reason', of: (row) => row.reason }, { id: 'sebab', en: 'cause', of: (row) => row.cause }, { id: 'oleh', en: 'by', of: (row) => row.by },
];
