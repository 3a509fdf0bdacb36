import { Module } from '@nestjs/common';
import { ExportsModule } from '../exports/index.js';
import { AuditController } from './audit.controller.js';

@Module({ imports: [ExportsModule], controllers: [AuditController] })
export class AuditModule {}
