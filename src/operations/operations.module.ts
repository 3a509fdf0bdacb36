import { Module } from '@nestjs/common';
import { SheetsModule } from '../sheets/index.js';
import { EventsController } from './events.js';
import { OperationsController } from './operations.controller.js';
import { OperationExportsController } from './operation-exports.controller.js';

@Module({ imports: [SheetsModule], controllers: [OperationsController, EventsController, OperationExportsController] })
export class OperationsModule {}
