import { Module } from '@nestjs/common';
import { Facts } from '../kernel/index.js';
import { countLevels } from './stock-levels.js';
import { StockMovementsController } from './stock-movements.controller.js';

@Module({ controllers: [StockMovementsController] })
export class InventoryModule {
  constructor(facts: Facts) {
    facts.hear('stock-counted', (tx, { counts }) => countLevels(tx, counts));
  }
}
