import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { Database, Permit, Who, type Caller } from '../kernel/index.js';
import { Marketplaces } from '../marketplaces/index.js';
import { exportPage, Exports, pages, type SheetColumn } from '../exports/index.js';
import { FailureQuery, RunQuery } from './bodies.js';
import { mine } from './failure-filter.js';
import { viewMembers } from './failures.js';
import { viewRuns } from './sync-runs.js';

type Member = Awaited<ReturnType<typeof viewMembers>>['items'][number];
type Run = Awaited<ReturnType<typeof viewRuns>>['items'][number];

/** Open failures and attempts as files, by the filters of their lists. */
@ApiTags('exports')
@Controller('api/exports')
export class OperationExportsController {
  constructor(private readonly database: Database, private readonly exports: Exports, private readonly marketplaces: Marketplaces) {}

  @Get('failures.:format') @Permit('read')
  failures(@Who() caller: Caller, @Param('format') format: string, @Query() query: FailureQuery, @Res() response: Response): Promise<void> {
    return this.exports.send(caller, response, format, { name: { id: 'masalah', en: 'failures' }, columns: failureColumns, batches: (tx) => pages((after) => viewMembers(tx, mine(caller, query), after ?? null, exportPage, this.marketplaces, caller)) });
  }

  @Get('sync-runs.:format') @Permit('read')
  runs(@Who() caller: Caller, @Param('format') format: string, @Query() query: RunQuery, @Res() response: Response): Promise<void> {
    return this.exports.send(caller, response, format, { name: { id: 'riwayat', en: 'sync-runs' }, columns: runColumns, batches: (tx) => pages((after) => viewRuns(tx, { ...query, after, limit: exportPage }, this.database.clock.now())) });
  }
}

const failureColumns: readonly SheetColumn<Member>[] = [
  { id: 'masalah', en: 'problem', of: (row) => row.title }, { id: 'toko', en: 'shop', of: (row) => row.shop }, { id: 'kode_produk', en: 'product_code', of: (row) => (row.product || null)?.code ?? null }, { id: 'nama', en: 'name', of: (row) => (row.product || null)?.title ?? null }, { id: 'pesanan', en: 'order', of: (row) => (row.order || null)?.number ?? null },
  { id: 'bagian', en: 'field', of: (row) => row.field }, { id: 'nilai', en: 'value', of: (row) => row.value }, { id: 'penjelasan', en: 'explanation', of: (row) => row.issues.map((issue) => issue.sentence).join(' ') }, { id: 'perbaikan', en: 'mend', of: (row) => row.button },
  { id: 'kali', en: 'times', of: (row) => row.times }, { id: 'pertama', en: 'first', of: (row) => row.firstAt }, { id: 'terakhir', en: 'last', of: (row) => row.lastAt }, { id: 'sebab', en: 'cause', of: (row) => row.cause },
];
const runColumns: readonly SheetColumn<Run>[] = [
  { id: 'nomor', en: 'id', of: (row) => row.id }, { id: 'toko', en: 'shop', of: (row) => row.shop }, { id: 'pekerjaan', en: 'operation', of: (row) => row.operation }, { id: 'tentang', en: 'subject', of: (row) => row.subject }, { id: 'pemicu', en: 'trigger', of: (row) => row.trigger }, { id: 'hasil', en: 'outcome', of: (row) => row.outcome }, { id: 'kode', en: 'code', of: (row) => row.code },
  { id: 'panggilan', en: 'calls', of: (row) => row.calls }, { id: 'hal', en: 'subjects', of: (row) => row.subjects }, { id: 'mulai', en: 'opened', of: (row) => row.openedAt }, { id: 'selesai', en: 'closed', of: (row) => row.closedAt }, { id: 'milidetik', en: 'milliseconds', of: (row) => row.ms },
];
