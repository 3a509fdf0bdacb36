import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { demand } from '../access/index.js';
import { productIdsMatching } from '../catalogue/index.js';
import { Database, Permit, SETTINGS, Who, type Caller, type Tx } from '../kernel/index.js';
import { recordAction, wish } from '../listings/index.js';
import { Marketplaces } from '../marketplaces/index.js';
import { Hints } from '../queue/index.js';
import { AssignBody, BulkBody, CheckBody, DismissBody, FailureQuery, id } from './bodies.js';
import { checkFailures } from './checks.js';
import { confirmable, confirmSubjects } from './confirm.js';
import { operationErrors } from './errors.js';
import { mine, type FailureFilter } from './failure-filter.js';
import { assign, dismiss, matching, takeUp } from './failure-work.js';
import { viewCauses, viewMembers, viewWaiting } from './failures.js';
import { retrySubjects } from './retry.js';

/** What needs a person: seen by cause, mended, checked, tried again, put aside, given to somebody; one by one or all that match. */
@ApiTags('operations')
@Controller('api')
export class FailuresController {
  constructor(private readonly database: Database, private readonly hints: Hints, private readonly marketplaces: Marketplaces, @Inject(SETTINGS) private readonly house: { publicUrl: string | null }) {}

  @Get('failures') @Permit('read')
  failures(@Who() caller: Caller, @Query() query: FailureQuery) {
    return this.database.inScope(caller.scope, async (tx) => ({ causes: await viewCauses(tx, mine(caller, query), this.marketplaces, caller), waiting: await viewWaiting(tx, caller.language) }));
  }

  @Get('failures/members') @Permit('read')
  members(@Who() caller: Caller, @Query() query: FailureQuery) {
    return this.database.inScope(caller.scope, (tx) => viewMembers(tx, mine(caller, query), query.after ?? null, query.limit ?? 50, this.marketplaces, caller));
  }

  /** To whom a failure may be given: whoever has a role here that works on them, whichever co-op keeps their account. */
  @Get('failures/assignees') @Permit('failures.act')
  async assignees(@Who() caller: Caller) {
    return { items: await this.database.inScope(caller.scope, (tx) => tx.rows(
      `SELECT r.user_id AS id, app.called(r.user_id) AS name, min(r.role) AS role, (array_agg(c.name ORDER BY c.path))[1] AS cooperative FROM app.user_role r JOIN app.cooperative c ON c.id = r.cooperative_id LEFT JOIN app.app_user u ON u.id = r.user_id
       WHERE r.role <> 'viewer' AND u.disabled_at IS NULL GROUP BY r.user_id ORDER BY name, r.user_id LIMIT 500`)), next: null };
  }

  @Get('failures/:id') @Permit('read')
  async failure(@Who() caller: Caller, @Param('id') failureId: string) {
    const { items } = id.test(failureId) ? await this.database.inScope(caller.scope, (tx) => viewMembers(tx, { ids: [failureId] }, null, 1, this.marketplaces, caller)) : { items: [] };
    if (!items[0]) throw operationErrors.noFailure();
    return items[0];
  }

  /** "Periksa": would it pass now? No call is made. */
  @Post('failures/checks') @Permit('read') @HttpCode(200)
  check(@Who() caller: Caller, @Body() body: CheckBody) {
    return checkFailures(this.database, caller, mine(caller, body.filter), body.after ?? null, this.marketplaces, this.house.publicUrl);
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
    await this.database.inScope(caller.scope, (tx) => dismiss(tx, caller, { ids: [one(failureId)] }, { reason: body.reason, until: instant(body.until) }, this.database.clock.now()));
  }

  @Delete('failures/:id/dismissals') @Permit('failures.act') @HttpCode(204)
  async takeUp(@Who() caller: Caller, @Param('id') failureId: string): Promise<void> {
    await this.database.inScope(caller.scope, (tx) => takeUp(tx, one(failureId)));
  }

  @Post('failures/:id/assignments') @Permit('failures.act') @HttpCode(204)
  async assign(@Who() caller: Caller, @Param('id') failureId: string, @Body() body: AssignBody): Promise<void> {
    await this.database.inScope(caller.scope, (tx) => assign(tx, caller, { ids: [one(failureId)] }, person(caller, body.userId)));
  }

  @Post('bulk-actions') @Permit('failures.act') @HttpCode(202)
  bulk(@Who() asker: Caller, @Body() body: BulkBody) {
    const caller = ['retry', 'dismiss', 'assign'].includes(body.kind) ? asker : demand(asker, 'publish');
    const filter = { ...body.filter, ...mine(caller, body.filter) };
    return this.database.inScope(caller.scope, async (tx) => {
      if (body.kind === 'retry') return { id: await this.#retry(tx, caller, filter) };
      if (body.kind === 'dismiss') {
        if (!body.reason) throw operationErrors.needsReason();
        return { id: await dismiss(tx, caller, filter, { reason: body.reason, until: instant(body.until) }, this.database.clock.now()) };
      }
      if (body.kind === 'assign') return { id: await assign(tx, caller, filter, person(caller, body.assignee ?? null)) };
      if (body.kind === 'confirm') return { id: await this.#confirm(tx, caller, filter) };
      const productIds = filter.ids ?? (filter.products ? await productIdsMatching(tx, { ...filter.products }) : []);
      const made = await wish(tx, { cooperativeId: caller.cooperativeId, userId: caller.userId, productIds, shopIds: filter.shops ?? (filter.shop ? [filter.shop] : []), wanted: body.kind === 'publish' ? 'live' : 'withdrawn', filter });
      if (made.wishes === 0) throw operationErrors.nothingMatches();
      this.hints.after(tx, 'publish-listings', made.shopIds);
      return { id: made.actionId };
    });
  }

  async #retry(tx: Tx, caller: Caller, filter: FailureFilter): Promise<string> {
    const members = await retrySubjects(tx, this.hints, await matching(tx, filter));
    return recordAction(tx, { cooperativeId: caller.cooperativeId, userId: caller.userId, kind: 'retry', filter, members });
  }

  async #confirm(tx: Tx, caller: Caller, filter: FailureFilter): Promise<string> {
    const subjects = (await matching(tx, filter)).filter((entry) => confirmable.has(entry.cause));
    if (subjects.length === 0) throw operationErrors.nothingToConfirm();
    return recordAction(tx, { cooperativeId: caller.cooperativeId, userId: caller.userId, kind: 'confirm', filter, members: await confirmSubjects(tx, this.hints, subjects) });
  }
}

const instant = (text: string | undefined): Date | null => (text === undefined ? null : new Date(text));
const person = (caller: Caller, userId: string | null): string | null => (userId === 'me' ? caller.userId : userId);

function one(text: string): string {
  if (!id.test(text)) throw operationErrors.noFailure();
  return text;
}
