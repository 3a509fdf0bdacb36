import { Module } from '@nestjs/common';
import { ExportsModule } from '../exports/index.js';
import { AttributeGapsController } from './attribute-gaps.controller.js';
import { ListingsController } from './listings.controller.js';
import { ListingExportsController } from './listing-exports.controller.js';

@Module({ imports: [ExportsModule], controllers: [ListingsController, AttributeGapsController, ListingExportsController] })
export class ListingsModule {}
