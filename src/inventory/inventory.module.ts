import { Module } from '@nestjs/common';
import { Facts } from '../kernel/index.js';
import { ExportsModule } from '../exports/index.js';
import { countLevels } from './stock-levels.js';
import { StockMovementsController } from './stock-movements.controller.js';
import { MovementExportsController } from './movement-exports.controller.js';

@Module({ imports: [ExportsModule], controllers: [StockMovementsController, MovementExportsController] })
export class InventoryModule {
  constructor(facts: Facts) {
    facts.hear('stock-counted', (tx, { counts }) => countLevels(tx, counts));
  }
}
