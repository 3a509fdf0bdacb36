import { Module } from '@nestjs/common';
import { EventsController } from './events.js';
import { OperationsController } from './operations.controller.js';

@Module({ controllers: [OperationsController, EventsController] })
export class OperationsModule {}
