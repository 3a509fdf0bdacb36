import { Module } from '@nestjs/common';
import { ShopsController } from './shops.controller.js';

@Module({ controllers: [ShopsController] })
export class ShopsModule {}
