import { Body, Controller, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { demand } from '../access/index.js';
import { Database, Permit, Who, type Caller, type Tx } from '../kernel/index.js';
import { Marketplaces } from '../marketplaces/index.js';
import type { Field } from './apply-change.js';
import { EditBody, EditQuery, ItemQuery, LimitsBody, StartBody } from './bodies.js';
import { beginEdit, draftEdit, takeEdit, undoEdit, type Edit } from './edits.js';
import { viewEditItems, viewEdits } from './edit-view.js';
import { editErrors } from './errors.js';
import { limitsOf, usualLimits } from './preview.js';

/** Many rows changed as one thing: drafted and previewed, begun, left after ten seconds, undone as one. */
@ApiTags('editing')
@Controller('api')
export class EditsController {
  constructor(private readonly database: Database, private readonly marketplaces: Marketplaces) {}

  /** A draft: everything that would change is frozen and previewed, and nothing is changed. */
  @Post('edits') @Permit('stock.write')
  draft(@Who() asker: Caller, @Body() body: EditBody) {
    const caller = mayEdit(asker, body.field);
    return this.database.inScope(caller.scope, async (tx) => this.#view(tx, caller, await draftEdit(tx, this.marketplaces, caller, body)));
  }

  /** Begins a draft. Beyond the limits it needs `confirm`. */
  @Post('edits/:id/start') @Permit('stock.write') @HttpCode(202)
  start(@Who() asker: Caller, @Param('id') id: string, @Body() body: StartBody) {
    return this.#with(asker, id, async (tx, edit, caller) => {
      await beginEdit(tx, caller, edit, body.confirm);
      return edit.id;
    });
  }

  /** Takes it back: at once while it has not left; else by an edit of its own, which is answered. */
  @Post('edits/:id/undo') @Permit('stock.write') @HttpCode(202)
  undo(@Who() asker: Caller, @Param('id') id: string) {
    return this.#with(asker, id, (tx, edit, caller) => undoEdit(tx, caller, edit));
  }

  @Get('edits') @Permit('read')
  list(@Who() caller: Caller, @Query() query: EditQuery) {
    return this.database.inScope(caller.scope, (tx) => viewEdits(tx, caller, { after: query.after, limit: query.limit ?? 50 }));
  }

  @Get('edits/:id') @Permit('read')
  one(@Who() caller: Caller, @Param('id') id: string) {
    return this.database.inScope(caller.scope, (tx) => this.#view(tx, caller, id));
  }

  @Get('edits/:id/items') @Permit('read')
  items(@Who() caller: Caller, @Param('id') id: string, @Query() query: ItemQuery) {
    return this.database.inScope(caller.scope, async (tx) => viewEditItems(tx, caller, await this.#view(tx, caller, id), { ...query, limit: query.limit ?? 50 }));
  }

  /** From where on a person must say yes. `own`: set by this co-op itself. */
  @Get('edit-limits') @Permit('read')
  limits(@Who() caller: Caller) {
    return this.database.inScope(caller.scope, (tx) => shownLimits(tx, caller));
  }

  @Put('edit-limits') @Permit('people.manage')
  setLimits(@Who() caller: Caller, @Body() body: LimitsBody) {
    return this.database.inScope(caller.scope, async (tx) => {
      await tx.rows('UPDATE app.cooperative SET edit_limits = $2 WHERE id = $1', [caller.cooperativeId, JSON.stringify({ fallPercent: body.fallPercent, risePercent: body.risePercent, rows: body.rows, toZero: body.toZero })]);
      return shownLimits(tx, caller);
    });
  }

  async #with(asker: Caller, id: string, work: (tx: Tx, edit: Edit, caller: Caller) => Promise<string>) {
    const { field } = await this.database.inScope(asker.scope, (tx) => takeEdit(tx, id)), caller = mayEdit(asker, field);
    return this.database.inScope(caller.scope, async (tx) => this.#view(tx, caller, await work(tx, await takeEdit(tx, id), caller)));
  }

  async #view(tx: Tx, caller: Caller, id: string) {
    const { items } = /^\d{1,18}$/.test(id) ? await viewEdits(tx, caller, { id, limit: 1 }) : { items: [] };
    if (!items[0]) throw editErrors.notFound();
    return items[0];
  }
}

/** The caller where they may change this: their scope is those nodes. */
const mayEdit = (caller: Caller, field: Field): Caller => demand(caller, field === 'stock' ? 'stock.write' : 'catalogue.write');

async function shownLimits(tx: Tx, caller: Caller) {
  const own = await tx.row<{ own: boolean }>('SELECT edit_limits IS NOT NULL AS own FROM app.cooperative WHERE id = $1', [caller.cooperativeId]);
  return { ...(await limitsOf(tx, caller.cooperativeId)), own: own?.own ?? false, usual: usualLimits };
}
