import { Module } from '@nestjs/common';
import { ExportsModule } from '../exports/index.js';
import { Facts } from '../kernel/index.js';
import { CatalogueExportsController } from './catalogue-exports.controller.js';
import { ImportsController } from './imports.controller.js';
import { keepArrivals } from './photo-arrivals.js';
import { ImportRunner } from './run-import.js';

@Module({ imports: [ExportsModule], controllers: [ImportsController, CatalogueExportsController], providers: [ImportRunner], exports: [ImportRunner] })
export class ImportsModule {
  constructor(facts: Facts) {
    facts.hear('photos-arrived', keepArrivals);
  }
}
