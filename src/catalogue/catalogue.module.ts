import { Module } from '@nestjs/common';
import { CategoriesController } from './categories.controller.js';
import { ProductPhotosController } from './product-photos.controller.js';
import { ProductsController } from './products.controller.js';

@Module({ controllers: [ProductsController, CategoriesController, ProductPhotosController] })
export class CatalogueModule {}
