import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsISO8601, IsOptional, IsString, Matches, Max, MaxLength, Min } from 'class-validator';
import type { Response } from 'express';
import { exportPage, Exports, pages, type SheetColumn } from '../exports/index.js';
import { Database, Permit, Who, type Caller } from '../kernel/index.js';
import { readAudit } from './read-audit.js';
import { viewHistory } from './product-history.js';

export class AuditQuery {
  /** One row ('variant:7'), or one kind of rows ('shop'). */
  @IsOptional() @Matches(/^[a-z-]{1,40}(:[\w.:-]{1,160})?$/) subject?: string;
  @IsOptional() @Matches(/^\d{1,18}$/) by?: string;
  @IsOptional() @IsISO8601({ strict: true }) @MaxLength(40) from?: string;
  @IsOptional() @IsISO8601({ strict: true }) @MaxLength(40) to?: string;
  @IsOptional() @IsString() @MaxLength(60) after?: string;
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(200) limit?: number;
}
export class HistoryQuery {
  @IsOptional() @IsString() @MaxLength(60) after?: string;
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(200) limit?: number;
}

/** Every change: who, when, why, before, after. Written by the database itself; nobody can add to it or change it. */
@ApiTags('audit')
@Controller('api')
export class AuditController {
  constructor(private readonly database: Database, private readonly exports: Exports) {}

  @Get('audit') @Permit('audit.read')
  list(@Who() caller: Caller, @Query() query: AuditQuery) {
    return this.database.inScope(caller.scope, (tx) => readAudit(tx, { ...query, limit: query.limit ?? 50 }));
  }

  @Get('exports/audit.:format') @Permit('audit.read')
  file(@Who() caller: Caller, @Param('format') format: string, @Query() query: AuditQuery, @Res() response: Response): Promise<void> {
    return this.exports.send(caller, response, format, { name: { id: 'jejak', en: 'audit' }, columns, batches: (tx) => pages((after) => readAudit(tx, { ...query, after, limit: exportPage })) });
  }

  /** One product with its variants, photos, prices, stock and wishes, in words, newest first. */
  @Get('products/:id/history') @Permit('read')
  history(@Who() caller: Caller, @Param('id') id: string, @Query() query: HistoryQuery) {
    return this.database.inScope(caller.scope, (tx) => viewHistory(tx, id, query.after ?? null, query.limit ?? 50, caller));
  }
}

type Entry = Awaited<ReturnType<typeof readAudit>>['items'][number];
const columns: readonly SheetColumn<Entry>[] = [
  { id: 'waktu', en: 'at', of: (row) => row.at }, { id: 'siapa', en: 'by', of: (row) => (row.by || null)?.name ?? null }, { id: 'mengapa', en: 'why', of: (row) => row.why }, { id: 'tentang', en: 'subject', of: (row) => row.subject }, { id: 'perbuatan', en: 'deed', of: (row) => row.deed },
  { id: 'sebelum', en: 'before', of: (row) => row.before && JSON.stringify(row.before) }, { id: 'sesudah', en: 'after', of: (row) => row.after && JSON.stringify(row.after) },
];
