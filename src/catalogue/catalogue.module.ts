import { Module } from '@nestjs/common';
import { ImportsController } from './import/imports.controller.js';
import { ProductsController } from './products.controller.js';

@Module({ controllers: [ProductsController, ImportsController] })
export class CatalogueModule {}
