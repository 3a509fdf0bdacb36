import { Module } from '@nestjs/common';
import { DigestsController } from './digest/digests.controller.js';
import { EventsController } from './events.js';
import { FailuresController } from './failures.controller.js';
import { OperationsController } from './operations.controller.js';

@Module({ controllers: [DigestsController, FailuresController, OperationsController, EventsController] })
export class OperationsModule {}
