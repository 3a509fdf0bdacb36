import { Module } from '@nestjs/common';
import { ExportsModule } from '../exports/index.js';
import { DescriptionTemplatesController } from './description-templates.controller.js';
import { ListingExportsController } from './listing-exports.controller.js';
import { ListingsController } from './listings.controller.js';
import { OverridesController } from './overrides.controller.js';

@Module({ imports: [ExportsModule], controllers: [ListingsController, OverridesController, DescriptionTemplatesController, ListingExportsController] })
export class ListingsModule {}
