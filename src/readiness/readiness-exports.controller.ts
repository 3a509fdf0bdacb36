import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { exportPage, Exports, pages, type SheetColumn } from '../exports/index.js';
import { Permit, Who, type Caller } from '../kernel/index.js';
import { Marketplaces } from '../marketplaces/index.js';
import { ReadinessKeeper } from './keeper.js';
import { listReadiness, shopsLookedAt } from './read-readiness.js';
import { ReadinessQuery } from './readiness.controller.js';

type Item = Awaited<ReturnType<typeof listReadiness>>['items'][number];
interface Line { readonly item: Item; readonly issue: Item['issues'][number] | null }

/** What keeps products back, as a file to work through: a row per product, shop and reason; one without a reason where there is none. */
@ApiTags('exports')
@Controller('api/exports')
export class ReadinessExportsController {
  constructor(private readonly exports: Exports, private readonly keeper: ReadinessKeeper, private readonly marketplaces: Marketplaces) {}

  @Get('readiness.:format') @Permit('read')
  async readiness(@Who() caller: Caller, @Param('format') format: string, @Query() query: ReadinessQuery, @Res() response: Response): Promise<void> {
    const { marketplaces } = this;
    await this.keeper.catchUp(caller.cooperativeId);
    await this.exports.send(caller, response, format, { name: { id: 'kesiapan', en: 'readiness' }, columns, batches: async function* (tx) {
      const shops = await shopsLookedAt(tx, query);
      for await (const items of pages((after) => listReadiness(tx, marketplaces, shops, { ...query, after, limit: exportPage }, caller))) yield items.flatMap((item): Line[] => (item.issues.length === 0 ? [{ item, issue: null }] : item.issues.map((issue) => ({ item, issue }))));
    } });
  }
}

const columns: readonly SheetColumn<Line>[] = [
  { id: 'kode_produk', en: 'product_code', of: ({ item }) => item.product.code }, { id: 'nama', en: 'name', of: ({ item }) => item.product.title }, { id: 'kategori', en: 'category', of: ({ item }) => item.product.category }, { id: 'toko', en: 'shop', of: ({ item }) => item.shop.name }, { id: 'marketplace', en: 'marketplace', of: ({ item }) => item.shop.marketplace },
  { id: 'kesiapan', en: 'readiness', of: ({ item }) => item.readiness }, { id: 'masalah', en: 'problem', of: ({ issue }) => issue?.title ?? null }, { id: 'bagian', en: 'field', of: ({ issue }) => issue?.field ?? null }, { id: 'penjelasan', en: 'explanation', of: ({ issue }) => issue?.sentence ?? null }, { id: 'sebab', en: 'cause', of: ({ issue }) => issue?.cause ?? null },
  { id: 'diperiksa', en: 'checked', of: ({ item }) => item.checkedAt },
];
