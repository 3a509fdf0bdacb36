import { Module } from '@nestjs/common';
import { DescriptionTemplatesController } from './description-templates.controller.js';
import { ListingsController } from './listings.controller.js';
import { OverridesController } from './overrides.controller.js';

@Module({ controllers: [ListingsController, OverridesController, DescriptionTemplatesController] })
export class ListingsModule {}
