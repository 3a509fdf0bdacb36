import { Module } from '@nestjs/common';
import { AttributeGapsController } from './attribute-gaps.controller.js';
import { ListingsController } from './listings.controller.js';

@Module({ controllers: [ListingsController, AttributeGapsController] })
export class ListingsModule {}
