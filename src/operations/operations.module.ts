import { Module } from '@nestjs/common';
import { DigestsController } from './digest/digests.controller.js';
import { ExportsModule } from '../exports/index.js';
import { EventsController } from './events.js';
import { FailuresController } from './failures.controller.js';
import { OperationsController } from './operations.controller.js';
import { OperationExportsController } from './operation-exports.controller.js';

@Module({ imports: [ExportsModule], controllers: [DigestsController, FailuresController, OperationsController, EventsController, OperationExportsController] })
export class OperationsModule {}
