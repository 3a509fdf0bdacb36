import { Module } from '@nestjs/common';
import { FeesController } from './fees.controller.js';
import { PricePreviewController } from './price-preview.controller.js';
import { PriceRulesController } from './price-rules.controller.js';

@Module({ controllers: [PriceRulesController, FeesController, PricePreviewController] })
export class PricesModule {}
