import { Module } from '@nestjs/common';
import { HandoversController } from './handovers.controller.js';

@Module({ controllers: [HandoversController] })
export class HandoversModule {}
