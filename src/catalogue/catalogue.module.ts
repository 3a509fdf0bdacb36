import { Module } from '@nestjs/common';
import { ImportsController } from './import/imports.controller.js';
import { ProductPhotosController } from './product-photos.controller.js';
import { ProductsController } from './products.controller.js';

@Module({ controllers: [ProductsController, ProductPhotosController, ImportsController] })
export class CatalogueModule {}
