import { Module } from '@nestjs/common';
import { AttributeValuesController } from './attribute-values.controller.js';
import { CategoryMapsController } from './category-maps.controller.js';
import { RemoteCategoriesController } from './remote-categories.controller.js';
import { ValueMapsController } from './value-maps.controller.js';

@Module({ controllers: [CategoryMapsController, RemoteCategoriesController, AttributeValuesController, ValueMapsController] })
export class MappingModule {}
