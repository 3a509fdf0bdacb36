import { Module } from '@nestjs/common';
import { EventsController } from './events.js';
import { FailuresController } from './failures.controller.js';
import { OperationsController } from './operations.controller.js';

@Module({ controllers: [FailuresController, OperationsController, EventsController] })
export class OperationsModule {}
