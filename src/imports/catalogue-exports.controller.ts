import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { ProductQuery } from '../catalogue/index.js';
import { Permit, Who, type Caller } from '../kernel/index.js';
import { Exports } from '../exports/index.js';
import { catalogueSheet } from './catalogue-sheet.js';

@ApiTags('exports')
@Controller('api/exports')
export class CatalogueExportsController {
  constructor(private readonly exports: Exports) {}

  /** Comes back by an import without a change. */
  @Get('products.:format') @Permit('read')
  products(@Who() caller: Caller, @Param('format') format: string, @Query() query: ProductQuery, @Res() response: Response): Promise<void> {
    return this.exports.send(caller, response, format, catalogueSheet(query, caller.language));
  }
}
