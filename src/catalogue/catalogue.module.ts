import { Module } from '@nestjs/common';
import { ProductPhotosController } from './product-photos.controller.js';
import { ProductsController } from './products.controller.js';

@Module({ controllers: [ProductsController, ProductPhotosController] })
export class CatalogueModule {}
