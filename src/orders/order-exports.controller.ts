import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { Permit, Sealer, Who, type Caller } from '../kernel/index.js';
import { Marketplaces } from '../marketplaces/index.js';
import { exportPage, Exports, pages, type SheetColumn } from '../exports/index.js';
import { viewOrders } from './order-view.js';
import { OrderQuery } from './orders.controller.js';

type Order = Awaited<ReturnType<typeof viewOrders>>['items'][number];
interface Line { readonly order: Order; readonly line: Order['lines'][number] | null }

/** Orders as files, a row per line. Buyers' names, numbers and addresses stay in the house: a file travels. */
@ApiTags('exports')
@Controller('api/exports')
export class OrderExportsController {
  constructor(private readonly exports: Exports, private readonly sealer: Sealer, private readonly marketplaces: Marketplaces) {}

  @Get('orders.:format') @Permit('read')
  orders(@Who() caller: Caller, @Param('format') format: string, @Query() query: OrderQuery, @Res() response: Response): Promise<void> {
    const { sealer, marketplaces } = this;
    return this.exports.send(caller, response, format, { name: { id: 'pesanan', en: 'orders' }, columns, batches: async function* (tx) {
      const naming = (marketplace: string, place: string): string => marketplaces.placeName(marketplace, place, caller.language);
      for await (const orders of pages((after) => viewOrders(tx, sealer, { ...query, decide: query.decide !== undefined, after, limit: exportPage }, naming))) yield orders.flatMap((order): Line[] => (order.lines.length === 0 ? [{ order, line: null }] : order.lines.map((line) => ({ order, line }))));
    } });
  }
}

const columns: readonly SheetColumn<Line>[] = [
  { id: 'nomor', en: 'number', of: ({ order }) => order.number }, { id: 'toko', en: 'shop', of: ({ order }) => order.shop }, { id: 'tempat', en: 'place', of: ({ order }) => (order.platform || null)?.name ?? null }, { id: 'status', en: 'status', of: ({ order }) => order.status }, { id: 'status_toko', en: 'shop_status', of: ({ order }) => order.rawStatus },
  { id: 'dipesan', en: 'placed', of: ({ order }) => order.placedAt }, { id: 'dibayar', en: 'paid', of: ({ order }) => order.paidAt }, { id: 'kirim_sebelum', en: 'ship_by', of: ({ order }) => order.shipBy }, { id: 'total_pesanan', en: 'order_total', of: ({ order }) => order.total }, { id: 'mata_uang', en: 'currency', of: ({ order }) => order.currency },
  { id: 'sku', en: 'sku', of: ({ line }) => line?.sku ?? null }, { id: 'barang', en: 'item', of: ({ line }) => line?.title ?? null }, { id: 'jumlah', en: 'quantity', of: ({ line }) => line?.quantity ?? null }, { id: 'dibatalkan', en: 'cancelled', of: ({ line }) => line?.cancelled ?? null }, { id: 'harga_satuan', en: 'unit_price', of: ({ line }) => line?.unitPaid ?? null },
  { id: 'produk', en: 'product', of: ({ line }) => line?.product?.title ?? null }, { id: 'ditahan', en: 'held', of: ({ line }) => line?.held ?? null }, { id: 'kurang', en: 'short', of: ({ line }) => line?.short ?? null },
];
