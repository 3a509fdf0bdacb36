import { Module } from '@nestjs/common';
import { SheetsModule } from '../sheets/index.js';
import { OrdersController } from './orders.controller.js';
import { OrderExportsController } from './order-exports.controller.js';

@Module({ imports: [SheetsModule], controllers: [OrdersController, OrderExportsController] })
export class OrdersModule {}
