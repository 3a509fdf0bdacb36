import { Module } from '@nestjs/common';
import { SheetsModule } from '../sheets/index.js';
import { AttributeGapsController } from './attribute-gaps.controller.js';
import { ListingsController } from './listings.controller.js';
import { ListingExportsController } from './listing-exports.controller.js';

@Module({ imports: [SheetsModule], controllers: [ListingsController, AttributeGapsController, ListingExportsController] })
export class ListingsModule {}
