import { Module } from '@nestjs/common';
import { ExportsModule } from '../exports/index.js';
import { OrdersController } from './orders.controller.js';
import { OrderExportsController } from './order-exports.controller.js';

@Module({ imports: [ExportsModule], controllers: [OrdersController, OrderExportsController] })
export class OrdersModule {}
