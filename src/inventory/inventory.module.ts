import { Module } from '@nestjs/common';
import { StockMovementsController } from './stock-movements.controller.js';

@Module({ controllers: [StockMovementsController] })
export class InventoryModule {}
