import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsISO8601, IsOptional, IsString, Matches, Max, MaxLength, Min } from 'class-validator';
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
  constructor(private readonly database: Database) {}

  @Get('audit') @Permit('audit.read')
  list(@Who() caller: Caller, @Query() query: AuditQuery) {
    return this.database.inScope(caller.scope, (tx) => readAudit(tx, { ...query, limit: query.limit ?? 50 }));
  }

  /** One product with its variants, photos, prices, stock and wishes, in words, newest first. */
  @Get('products/:id/history') @Permit('read')
  history(@Who() caller: Caller, @Param('id') id: string, @Query() query: HistoryQuery) {
    return this.database.inScope(caller.scope, (tx) => viewHistory(tx, id, query.after ?? null, query.limit ?? 50, caller));
  }
}
