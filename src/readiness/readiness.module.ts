import { Module } from '@nestjs/common';
import { AttributeGapsController } from './attribute-gaps.controller.js';
import { ReadinessController } from './readiness.controller.js';

@Module({ controllers: [ReadinessController, AttributeGapsController] })
export class ReadinessModule {}
