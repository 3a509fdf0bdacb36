import { Module } from '@nestjs/common';
import { SheetsModule } from '../sheets/index.js';
import { CatalogueExportsController } from './catalogue-exports.controller.js';
import { ImportsController } from './imports.controller.js';

@Module({ imports: [SheetsModule], controllers: [ImportsController, CatalogueExportsController] })
export class ImportsModule {}
