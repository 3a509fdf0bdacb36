import { Global, Module } from '@nestjs/common';
import { Database, Sealer, SETTINGS } from '../kernel/index.js';
import { Marketplaces } from '../marketplaces/index.js';
import { Hints } from '../queue/index.js';
import { ChecksController } from './checks.controller.js';
import { Connecting } from './connecting.js';
import { Gateway } from './gateway.js';
import { News } from './news.js';
import { SyncController, WebhooksController } from './sync.controller.js';
import { Webhooks } from './webhooks.js';

/** The http side of this room. The engine itself is put together in `createEngine`, and handed in by the house. */
@Global()
@Module({
  controllers: [SyncController, WebhooksController, ChecksController],
  providers: [
    { provide: Connecting, useFactory: (database: Database, gateway: Gateway, marketplaces: Marketplaces, sealer: Sealer, house: { practice: boolean }) => new Connecting(database, gateway, marketplaces, sealer, house), inject: [Database, Gateway, Marketplaces, Sealer, SETTINGS] },
    { provide: Webhooks, useFactory: (database: Database, marketplaces: Marketplaces, sealer: Sealer, hints: Hints, gateway: Gateway) => new Webhooks(database, marketplaces, sealer, new News(database, hints), gateway.traffic), inject: [Database, Marketplaces, Sealer, Hints, Gateway] },
  ],
  exports: [Connecting],
})
export class SyncModule {}
