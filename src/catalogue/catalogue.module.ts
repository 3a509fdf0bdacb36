import { Module } from '@nestjs/common';
import { Database, Facts, LOG, SETTINGS, type Log } from '../kernel/index.js';
import { Photos } from '../photos/index.js';
import { ExportsModule } from '../exports/index.js';
import { PhotoFetcher } from './photos/photo-fetcher.js';
import { PhotoFilesController } from './photos/photo-files.controller.js';
import { ProductPhotosController } from './photos/product-photos.controller.js';
import { CategoriesController } from './categories.controller.js';
import { ProductsController } from './products.controller.js';
import { StockExportsController } from './stock-exports.controller.js';

@Module({
  imports: [ExportsModule],
  controllers: [ProductsController, CategoriesController, ProductPhotosController, PhotoFilesController, StockExportsController],
  providers: [{ provide: PhotoFetcher, inject: [Database, Photos, LOG, SETTINGS], useFactory: (database: Database, photos: Photos, log: Log, house: { readonly loopbackPictures?: boolean }) => new PhotoFetcher(database, photos, log, house.loopbackPictures) }],
})
export class CatalogueModule {
  constructor(facts: Facts, fetcher: PhotoFetcher) {
    facts.hear('photos-mentioned', async (tx) => tx.after(() => fetcher.wake()));
  }
}
