import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsIn, IsInt, IsObject, IsOptional, IsString, Matches, Max, MaxLength, Min, ValidateNested } from 'class-validator';
import { demand } from '../access/index.js';
import { productIdsMatching } from '../catalogue/index.js';
import { Database, Permit, SETTINGS, Who, type Caller, type Tx } from '../kernel/index.js';
import { recordAction, wish } from '../listings/index.js';
import { Marketplaces } from '../marketplaces/index.js';
import { Hints } from '../queue/index.js';
import { cancelRest, viewActionItems, viewActions } from './bulk-actions.js';
import { confirmable, confirmSubjects } from './confirm.js';
import { operationErrors } from './errors.js';
import { failureConditions } from './failure-filter.js';
import { viewCauses, viewMembers, viewWaiting } from './failures.js';
import { viewOverview } from './overview.js';
import { retrySubjects, type Subject } from './retry.js';
import { viewRuns } from './sync-runs.js';

const id = /^\d{1,19}$/;
export class FailureQuery {
  @IsOptional() @IsString() @MaxLength(60) cause?: string;
  @IsOptional() @Matches(id) shop?: string;
  @IsOptional() @IsIn(['blocks', 'sells', 'stops', 'decide', 'informs']) severity?: string;
  @IsOptional() @IsIn(['data', 'connection', 'marketplace', 'us']) owner?: string;
  @IsOptional() @IsString() @MaxLength(100) q?: string;
  @IsOptional() @Matches(id) after?: string;
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(200) limit?: number;
}
export class DismissBody {
  @IsString() @Matches(/\S/) @MaxLength(500) reason!: string;
}
export class BulkFilter {
  @IsOptional() @IsString() @MaxLength(60) cause?: string;
  @IsOptional() @Matches(id) shop?: string;
  @IsOptional() @IsIn(['blocks', 'sells', 'stops', 'decide', 'informs']) severity?: string;
  @IsOptional() @IsIn(['data', 'connection', 'marketplace', 'us']) owner?: string;
  @IsOptional() @IsString() @MaxLength(100) q?: string;
  @IsOptional() @IsArray() @ArrayMaxSize(10_000) @Matches(id, { each: true }) ids?: string[];
  @IsOptional() @IsArray() @ArrayMaxSize(200) @Matches(id, { each: true }) shops?: string[];
  @IsOptional() @IsObject() products?: Record<string, string>;
}
export class BulkBody {
  @IsIn(['retry', 'confirm', 'dismiss', 'publish', 'withdraw']) kind!: 'retry' | 'confirm' | 'dismiss' | 'publish' | 'withdraw';
  @ValidateNested() @Type(() => BulkFilter) filter!: BulkFilter;
  @IsOptional() @IsString() @Matches(/\S/) @MaxLength(500) reason?: string;
}
export class RunQuery {
  @IsOptional() @Matches(id) shop?: string;
  @IsOptional() @IsString() @MaxLength(40) operation?: string;
  @IsOptional() @IsString() @MaxLength(20) outcome?: string;
  @IsOptional() @IsString() @MaxLength(60) subject?: string;
  @IsOptional() @Matches(id) after?: string;
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(200) limit?: number;
}

@ApiTags('operations')
@Controller('api')
export class OperationsController {
  constructor(private readonly database: Database, private readonly hints: Hints, private readonly marketplaces: Marketplaces, @Inject(SETTINGS) private readonly house: { publicUrl: string | null; port: number }) {}

  @Get('failures') @Permit('read')
  failures(@Who() caller: Caller, @Query() query: FailureQuery) {
    return this.database.inScope(caller.scope, async (tx) => ({ causes: await viewCauses(tx, query, this.marketplaces, caller.language), waiting: await viewWaiting(tx, caller.language) }));
  }

  @Get('failures/members') @Permit('read')
  members(@Who() caller: Caller, @Query() query: FailureQuery) {
    return this.database.inScope(caller.scope, (tx) => viewMembers(tx, query, query.after ?? null, query.limit ?? 50, caller.language));
  }

  @Get('failures/:id') @Permit('read')
  async failure(@Who() caller: Caller, @Param('id') failureId: string) {
    const { items } = id.test(failureId) ? await this.database.inScope(caller.scope, (tx) => viewMembers(tx, { ids: [failureId] }, null, 1, caller.language)) : { items: [] };
    if (!items[0]) throw operationErrors.noFailure();
    return items[0];
  }

  @Post('failures/:id/retries') @Permit('failures.act') @HttpCode(202)
  retry(@Who() caller: Caller, @Param('id') failureId: string) {
    return this.database.inScope(caller.scope, async (tx) => ({ action: await this.#retry(tx, caller, { ids: [one(failureId)] }) }));
  }

  /** "Yes, send this price": to the very value that the failure shows. */
  @Post('failures/:id/confirmations') @Permit('publish') @HttpCode(202)
  confirm(@Who() caller: Caller, @Param('id') failureId: string) {
    return this.database.inScope(caller.scope, async (tx) => ({ action: await this.#confirm(tx, caller, { ids: [one(failureId)] }) }));
  }

  @Post('failures/:id/dismissals') @Permit('failures.act') @HttpCode(204)
  async dismiss(@Who() caller: Caller, @Param('id') failureId: string, @Body() body: DismissBody): Promise<void> {
    await this.database.inScope(caller.scope, (tx) => this.#dismiss(tx, caller, { ids: [one(failureId)] }, body.reason));
  }

  @Post('bulk-actions') @Permit('failures.act') @HttpCode(202)
  bulk(@Who() asker: Caller, @Body() body: BulkBody) {
    const caller = body.kind === 'retry' || body.kind === 'dismiss' ? asker : demand(asker, 'publish');
    return this.database.inScope(caller.scope, async (tx) => {
      if (body.kind === 'retry') return { id: await this.#retry(tx, caller, body.filter) };
      if (body.kind === 'dismiss') {
        if (!body.reason) throw operationErrors.needsReason();
        return { id: await this.#dismiss(tx, caller, body.filter, body.reason) };
      }
      if (body.kind === 'confirm') return { id: await this.#confirm(tx, caller, body.filter) };
      const productIds = body.filter.ids ?? (await productIdsMatching(tx, Object.fromEntries(Object.entries(body.filter.products ?? {}).filter(([, value]) => typeof value === 'string'))));
      const made = await wish(tx, { cooperativeId: caller.cooperativeId, userId: caller.userId, productIds, shopIds: body.filter.shops ?? (body.filter.shop ? [body.filter.shop] : []), wanted: body.kind === 'publish' ? 'live' : 'withdrawn', filter: body.filter });
      if (made.wishes === 0) throw operationErrors.nothingMatches();
      this.hints.after(tx, 'publish-listings', made.shopIds);
      return { id: made.actionId };
    });
  }

  @Get('bulk-actions') @Permit('read')
  async actions(@Who() caller: Caller) {
    return { items: await this.database.inScope(caller.scope, (tx) => viewActions(tx, null)), next: null };
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
    return this.database.inScope(caller.scope, (tx) => viewRuns(tx, { ...query, limit: query.limit ?? 50 }));
  }

  @Get('sync-runs/:id') @Permit('read')
  async run(@Who() caller: Caller, @Param('id') runId: string) {
    const { items } = id.test(runId) ? await this.database.inScope(caller.scope, (tx) => viewRuns(tx, { id: runId, limit: 1 })) : { items: [] };
    if (!items[0]) throw operationErrors.noRun();
    return items[0];
  }

  @Get('overview') @Permit('read')
  overview(@Who() caller: Caller) {
    return this.database.inScope(caller.scope, (tx) => viewOverview(tx, caller, this.marketplaces, this.house.publicUrl ?? `http://127.0.0.1:${this.house.port}`));
  }

  async #retry(tx: Tx, caller: Caller, filter: BulkFilter): Promise<string> {
    const members = await retrySubjects(tx, this.hints, await this.#matching(tx, filter));
    return recordAction(tx, { cooperativeId: caller.cooperativeId, userId: caller.userId, kind: 'retry', filter, members });
  }

  async #confirm(tx: Tx, caller: Caller, filter: BulkFilter): Promise<string> {
    const subjects = (await this.#matching(tx, filter)).filter((entry) => confirmable.has(entry.cause));
    if (subjects.length === 0) throw operationErrors.nothingToConfirm();
    return recordAction(tx, { cooperativeId: caller.cooperativeId, userId: caller.userId, kind: 'confirm', filter, members: await confirmSubjects(tx, this.hints, subjects) });
  }

  async #dismiss(tx: Tx, caller: Caller, filter: BulkFilter, reason: string): Promise<string> {
    const subjects = await this.#matching(tx, filter);
    await tx.rows(
      `WITH closed AS (UPDATE app.failure SET closed_at = app.now(), closed_as = 'dismissed', closed_by = $2, closed_why = $3 WHERE id = ANY ($1::bigint[]) AND closed_at IS NULL RETURNING cooperative_id)
       SELECT pg_notify('serentak_change', c.cooperative_id || ':failures') FROM (SELECT DISTINCT cooperative_id FROM closed) c`, [subjects.map((entry) => entry.id), caller.userId, reason]);
    return recordAction(tx, { cooperativeId: caller.cooperativeId, userId: caller.userId, kind: 'dismiss', filter, members: subjects.map((entry) => ({ subject: `failure:${entry.id}`, listingId: null, revision: null })) });
  }

  /** Frozen here: what matches later does not belong to it. */
  async #matching(tx: Tx, filter: BulkFilter): Promise<(Subject & { cause: string })[]> {
    const { where, params } = failureConditions(filter);
    const rows = await tx.rows<Subject & { cause: string }>(`SELECT f.id, f.subject, f.shop_id, f.operation, f.cause FROM app.failure f WHERE ${where} ORDER BY f.id`, params);
    if (rows.length === 0) throw filter.ids ? operationErrors.noFailure() : operationErrors.nothingMatches();
    return rows;
  }
}

function one(text: string): string {
  if (!id.test(text)) throw operationErrors.noFailure();
  return text;
}
