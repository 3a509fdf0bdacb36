import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { Permit, Who, type Caller } from '../kernel/index.js';
import { Marketplaces } from '../marketplaces/index.js';
import { exportPage, Exports, pages, type SheetColumn } from '../exports/index.js';
import { viewListings } from './listing-view.js';
import { ListingQuery } from './listings.controller.js';

type Listing = Awaited<ReturnType<typeof viewListings>>['items'][number];
interface Line { readonly listing: Listing; readonly offer: Listing['offers'][number] | null }

/** Listings as files, a row per offer. */
@ApiTags('exports')
@Controller('api/exports')
export class ListingExportsController {
  constructor(private readonly exports: Exports, private readonly marketplaces: Marketplaces) {}

  @Get('listings.:format') @Permit('read')
  listings(@Who() caller: Caller, @Param('format') format: string, @Query() query: ListingQuery, @Res() response: Response): Promise<void> {
    const { marketplaces } = this;
    return this.exports.send(caller, response, format, { name: { id: 'tayangan', en: 'listings' }, columns, batches: async function* (tx) {
      for await (const listings of pages((after) => viewListings(tx, { ...query, after, limit: exportPage }, caller, marketplaces))) yield listings.flatMap((listing): Line[] => (listing.offers.length === 0 ? [{ listing, offer: null }] : listing.offers.map((offer) => ({ listing, offer }))));
    } });
  }
}

const columns: readonly SheetColumn<Line>[] = [
  { id: 'kode_produk', en: 'product_code', of: ({ listing }) => listing.code }, { id: 'nama', en: 'name', of: ({ listing }) => listing.title }, { id: 'toko', en: 'shop', of: ({ listing }) => listing.shop }, { id: 'status', en: 'state', of: ({ listing }) => listing.state }, { id: 'diinginkan', en: 'wanted', of: ({ listing }) => listing.wanted },
  { id: 'nomor_di_toko', en: 'shop_item', of: ({ listing }) => listing.remoteItemId }, { id: 'diterima', en: 'accepted', of: ({ listing }) => listing.acceptedAt }, { id: 'sku', en: 'sku', of: ({ offer }) => offer?.sku ?? null },
  { id: 'stok_terkirim', en: 'stock_sent', of: ({ offer }) => offer?.stock.sent ?? null }, { id: 'stok_sekarang', en: 'stock_now', of: ({ offer }) => offer?.stock.wanted ?? null }, { id: 'harga_terkirim', en: 'price_sent', of: ({ offer }) => offer?.price.sent ?? null }, { id: 'harga_sekarang', en: 'price_now', of: ({ offer }) => offer?.price.wanted ?? null },
  { id: 'masalah', en: 'problems', of: ({ listing }) => listing.issues.map((issue) => issue.sentence).join(' ') },
];
