import { Module } from '@nestjs/common';
import { EditsController } from './edits.controller.js';
import { ScheduledPricesController } from './scheduled-prices.controller.js';

@Module({ controllers: [EditsController, ScheduledPricesController] })
export class EditingModule {}
