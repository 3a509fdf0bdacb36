import { Module } from '@nestjs/common';
import { CategoryMapsController } from './category-maps.controller.js';
import { ListingsController } from './listings.controller.js';

@Module({ controllers: [ListingsController, CategoryMapsController] })
export class ListingsModule {}
