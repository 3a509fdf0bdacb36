import { Module } from '@nestjs/common';
import { Database, LOG, type Log } from '../kernel/index.js';
import { Hints } from '../queue/index.js';
import { AdoptionActionsController } from './adoption-actions.controller.js';
import { AdoptionDesk } from './adoption-desk.js';
import { AdoptionRunner } from './adoption-runner.js';
import { AdoptionsController } from './adoptions.controller.js';

@Module({
  controllers: [AdoptionsController, AdoptionActionsController],
  providers: [{ provide: AdoptionRunner, useFactory: (database: Database, hints: Hints, desk: AdoptionDesk, log: Log) => new AdoptionRunner(database, hints, desk, log), inject: [Database, Hints, AdoptionDesk, LOG] }],
})
export class AdoptionModule {}
