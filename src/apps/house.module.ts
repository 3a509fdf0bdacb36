import { Module, type DynamicModule } from '@nestjs/common';
import type { Settings } from '../../config/settings.js';
import { AccessModule } from '../access/index.js';
import { AdoptionDesk, AdoptionModule } from '../adoption/index.js';
import { AuditModule } from '../audit/index.js';
import { CatalogueModule } from '../catalogue/index.js';
import { CooperativesModule } from '../cooperatives/index.js';
import { EditingModule } from '../editing/index.js';
import { HandoversModule } from '../handovers/index.js';
import { ImportsModule } from '../imports/index.js';
import { InventoryModule } from '../inventory/index.js';
import { Clock, Database, Facts, LOG, Sealer, SETTINGS, type Log } from '../kernel/index.js';
import { ListingsModule } from '../listings/index.js';
import { MappingModule } from '../mapping/index.js';
import { Marketplaces } from '../marketplaces/index.js';
import { LiveEvents, OperationsModule } from '../operations/index.js';
import { OrdersModule } from '../orders/index.js';
import { Photos, PhotosModule } from '../photos/index.js';
import { PricesModule } from '../prices/index.js';
import { Hints } from '../queue/index.js';
import { ReadinessKeeper, ReadinessModule } from '../readiness/index.js';
import { ReviewsModule } from '../reviews/index.js';
import { ShopsModule } from '../shops/index.js';
import { Gateway, SyncModule } from '../sync/index.js';
import { HealthController, Metrics, Readiness } from './http/index.js';

/** What the house has built and hands to every room. */
export interface Built {
  readonly settings: Settings; readonly log: Log; readonly database: Database; readonly sealer: Sealer; readonly marketplaces: Marketplaces; readonly hints: Hints; readonly gateway: Gateway; readonly photos: Photos; readonly adoption: AdoptionDesk; readonly events: LiveEvents; readonly metrics: Metrics; readonly readiness: Readiness; readonly keeper: ReadinessKeeper;
}

@Module({})
export class BuiltModule {
  static of(built: Built): DynamicModule {
    const providers = [
      { provide: SETTINGS, useValue: built.settings }, { provide: LOG, useValue: built.log }, { provide: Database, useValue: built.database }, { provide: Clock, useValue: built.database.clock }, { provide: Facts, useValue: built.database.facts }, { provide: Sealer, useValue: built.sealer },
      { provide: Marketplaces, useValue: built.marketplaces }, { provide: Hints, useValue: built.hints }, { provide: Gateway, useValue: built.gateway }, { provide: Photos, useValue: built.photos }, { provide: AdoptionDesk, useValue: built.adoption }, { provide: LiveEvents, useValue: built.events }, { provide: Metrics, useValue: built.metrics }, { provide: Readiness, useValue: built.readiness }, { provide: ReadinessKeeper, useValue: built.keeper },
    ];
    return { module: BuiltModule, global: true, providers, exports: providers.map((provider) => provider.provide) };
  }
}

@Module({})
export class HouseModule {
  static of(built: Built): DynamicModule {
    return { module: HouseModule, imports: [BuiltModule.of(built), AccessModule, CooperativesModule, PhotosModule, CatalogueModule, InventoryModule, ImportsModule, AuditModule, ShopsModule, MappingModule, PricesModule, ListingsModule, OrdersModule, ReviewsModule, HandoversModule, ReadinessModule, SyncModule, OperationsModule, AdoptionModule, EditingModule], controllers: [HealthController] };
  }
}
