import { Controller, Delete, Get, HttpCode, Inject, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Database, Permit, SETTINGS, Who, type Caller } from '../kernel/index.js';
import { Marketplaces } from '../marketplaces/index.js';
import { ActionQuery, DayQuery, id, RunQuery } from './bodies.js';
import { cancelRest, viewActionItems, viewActions } from './bulk-actions.js';
import { operationErrors } from './errors.js';
import { viewOverview } from './overview.js';
import { viewOneRun, viewRunDays, viewRuns } from './sync-runs.js';

/** What was done and what became of it: deeds on many rows, attempts, and the first page. */
@ApiTags('operations')
@Controller('api')
export class OperationsController {
  constructor(private readonly database: Database, private readonly marketplaces: Marketplaces, @Inject(SETTINGS) private readonly house: { publicUrl: string | null; port: number }) {}

  @Get('bulk-actions') @Permit('read')
  async actions(@Who() caller: Caller, @Query() query: ActionQuery) {
    const limit = query.limit ?? 50, items = await this.database.inScope(caller.scope, (tx) => viewActions(tx, null, query.after ?? null, limit + 1));
    return { items: items.slice(0, limit), next: items.length > limit ? items[limit - 1]?.id ?? null : null };
  }

  @Get('bulk-actions/:id') @Permit('read')
  async action(@Who() caller: Caller, @Param('id') actionId: string) {
    const [action] = id.test(actionId) ? await this.database.inScope(caller.scope, (tx) => viewActions(tx, actionId)) : [];
    if (!action) throw operationErrors.noAction();
    return action;
  }

  @Get('bulk-actions/:id/items') @Permit('read')
  async items(@Who() caller: Caller, @Param('id') actionId: string, @Query('result') result?: string, @Query('after') after?: string) {
    await this.action(caller, actionId);
    return this.database.inScope(caller.scope, (tx) => viewActionItems(tx, actionId, result ?? null, after ?? null, 100));
  }

  @Delete('bulk-actions/:id') @Permit('failures.act') @HttpCode(204)
  async cancel(@Who() caller: Caller, @Param('id') actionId: string): Promise<void> {
    await this.action(caller, actionId);
    await this.database.inScope(caller.scope, (tx) => cancelRest(tx, actionId));
  }

  @Get('sync-runs') @Permit('read')
  runs(@Who() caller: Caller, @Query() query: RunQuery) {
    return this.database.inScope(caller.scope, (tx) => viewRuns(tx, { ...query, limit: query.limit ?? 50 }, this.database.clock.now()));
  }

  /** Sums by day; how many ended how. */
  @Get('sync-runs/days') @Permit('read')
  days(@Who() caller: Caller, @Query() query: DayQuery) {
    return this.database.inScope(caller.scope, (tx) => viewRunDays(tx, query, this.database.clock.now()));
  }

  @Get('sync-runs/:id') @Permit('read')
  async run(@Who() caller: Caller, @Param('id') runId: string) {
    const run = id.test(runId) ? await this.database.inScope(caller.scope, (tx) => viewOneRun(tx, runId)) : null;
    if (!run) throw operationErrors.noRun();
    return run;
  }

  /** Codes that marketplaces answered and nobody knows yet, by how often: what to learn next. */
  @Get('unknown-codes') @Permit('failures.act')
  async unknownCodes(@Who() caller: Caller) {
    const rows = await this.database.inScope(caller.scope, (tx) => tx.rows<{ marketplace: string; code: string; times: string; operation: string; message: string; first_at: Date; last_at: Date }>(
      `SELECT u.marketplace, u.code, sum(u.times)::text AS times, (array_agg(u.operation ORDER BY u.last_at DESC))[1] AS operation, (array_agg(u.message ORDER BY u.last_at DESC))[1] AS message, min(u.first_at) AS first_at, max(u.last_at) AS last_at FROM app.unknown_code u GROUP BY 1, 2 ORDER BY sum(u.times) DESC, 1, 2 LIMIT 500`));
    return { items: rows.map((row) => ({ marketplace: row.marketplace, code: row.code, times: Number(row.times), operation: row.operation, message: row.message, firstAt: row.first_at, lastAt: row.last_at })), next: null };
  }

  @Get('overview') @Permit('read')
  overview(@Who() caller: Caller) {
    return viewOverview(this.database, caller, this.marketplaces, this.house.publicUrl ?? `http://127.0.0.1:${this.house.port}`);
  }
}
