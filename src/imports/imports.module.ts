import { Module } from '@nestjs/common';
import { ImportsController } from './imports.controller.js';
import { ImportRunner } from './run-import.js';

@Module({ controllers: [ImportsController], providers: [ImportRunner], exports: [ImportRunner] })
export class ImportsModule {}
