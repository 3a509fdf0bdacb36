import { Module } from '@nestjs/common';
import { ExportsModule } from '../exports/index.js';
import { AttributeGapsController } from './attribute-gaps.controller.js';
import { ReadinessExportsController } from './readiness-exports.controller.js';
import { ReadinessController } from './readiness.controller.js';

@Module({ imports: [ExportsModule], controllers: [ReadinessController, AttributeGapsController, ReadinessExportsController] })
export class ReadinessModule {}
