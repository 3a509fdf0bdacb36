import { Controller, Get, Header, HttpCode, Inject, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { Database, noScope, Permit } from '../../kernel/index.js';
import { Hints, laneName } from '../../queue/index.js';
import { Metrics } from './metrics.js';

/** Whether the house takes work: set to false first when it stops, so that a balancer looks elsewhere. */
export class Readiness {
  ready = false;
}

@ApiTags('health')
@Controller()
export class HealthController {
  constructor(private readonly database: Database, private readonly hints: Hints, private readonly metrics: Metrics, @Inject(Readiness) private readonly readiness: Readiness) {}

  @Get('health/live') @Permit('public') @HttpCode(200)
  live() {
    return { status: 'ok' };
  }

  @Get('health/ready') @Permit('public')
  async ready(@Res({ passthrough: true }) response: Response) {
    const checks = { stopping: !this.readiness.ready, database: await works(() => this.database.inScope(noScope, (tx) => tx.rows('SELECT 1'))), queue: await works(() => this.hints.queue(laneName('prompt', 'ready')).getJobCounts('waiting')) };
    const ok = !checks.stopping && checks.database && checks.queue;
    response.status(ok ? 200 : 503);
    return { status: ok ? 'ok' : 'not ready', ...checks };
  }

  @Get('metrics') @Permit('public') @Header('Content-Type', 'text/plain; version=0.0.4; charset=utf-8')
  async scrape(@Res() response: Response): Promise<void> {
    response.send(await this.metrics.text());
  }
}

const works = (check: () => Promise<unknown>): Promise<boolean> => Promise.race([check().then(() => true, () => false), new Promise<boolean>((resolve) => setTimeout(() => resolve(false), 3_000).unref())]);
