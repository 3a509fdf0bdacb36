import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayNotEmpty, IsArray, IsIn, IsOptional, Matches, ValidateNested } from 'class-validator';
import { demand } from '../access/index.js';
import { Database, PageQuery, Permit, Who, type Caller, type Tx } from '../kernel/index.js';
import { AdoptionRunner } from './adoption-runner.js';
import { viewAdoptionActions, viewSkipped } from './adoption-view.js';
import { adoptionErrors } from './errors.js';

export class ChosenRow {
  @Matches(/^\d{1,19}$/) id!: string;
  /** Which of ours it is; needed unless matching found it. */
  @IsOptional() @Matches(/^\d{1,19}$/) variantId?: string;
}
export class ActionBody {
  @IsIn(['link', 'create', 'ignore']) what!: 'link' | 'create' | 'ignore';
  @IsOptional() @IsArray() @ArrayNotEmpty() @ArrayMaxSize(10_000) @ValidateNested({ each: true }) @Type(() => ChosenRow) rows?: ChosenRow[];
  /** All open rows of a class, instead of rows by name. `link` takes only what is matched: a proposal is always chosen by a person, row by row. */
  @IsOptional() @IsIn(['matched', 'ambiguous', 'unknown']) all?: 'matched' | 'ambiguous' | 'unknown';
}
export class SkippedQuery extends PageQuery {}
interface Key { id: string; state: string; shop_id: string; cooperative_id: string }

/** What a person says of the rows: linked, made a product of, ignored; and undone. The rows are frozen when it is said. */
@ApiTags('adoption')
@Controller('api')
export class AdoptionActionsController {
  constructor(private readonly database: Database, private readonly runner: AdoptionRunner) {}

  @Post('adoptions/:id/actions') @Permit('publish') @HttpCode(202)
  async act(@Who() caller: Caller, @Param('id') id: string, @Body() body: ActionBody) {
    const asker = body.what === 'create' ? demand(caller, 'catalogue.write') : caller;
    const { shop, action } = await this.database.inScope(caller.scope, async (tx) => {
      const adoption = /^\d{1,19}$/.test(id) ? await tx.row<Key>('SELECT id, state, shop_id, cooperative_id FROM app.adoption WHERE id = $1', [id]) : null;
      if (!adoption) throw adoptionErrors.notFound();
      if (adoption.state !== 'ready') throw adoptionErrors.notReady();
      const made = await this.#record(tx, adoption, asker, body.what, null);
      await freeze(tx, adoption.id, made, body);
      return this.#begun(tx, adoption, made);
    });
    void this.runner.run(shop);
    return { id: action };
  }

  @Get('adoption-actions/:id') @Permit('read')
  async one(@Who() caller: Caller, @Param('id') id: string, @Query() query: SkippedQuery) {
    return this.database.inScope(caller.scope, async (tx) => {
      const [action] = /^\d{1,19}$/.test(id) ? await viewAdoptionActions(tx, { id }, caller.language) : [];
      if (!action) throw adoptionErrors.noAction();
      return { ...action, passedOver: await viewSkipped(tx, id, query.after ?? null, query.limit ?? 50, caller.language) };
    });
  }

  /** Unlinks what this action linked, as far as nobody touched it since; the rest is told by the undo's own action. What was ignored is open again. */
  @Post('adoption-actions/:id/undo') @Permit('publish') @HttpCode(202)
  async undo(@Who() caller: Caller, @Param('id') id: string) {
    const { shop, action } = await this.database.inScope(caller.scope, async (tx) => {
      const done = /^\d{1,19}$/.test(id) ? await tx.row<Key & { adoption_id: string; what: string; done_at: Date | null }>('SELECT id, adoption_id, shop_id, cooperative_id, what, done_at FROM app.adoption_action WHERE id = $1', [id]) : null;
      if (!done) throw adoptionErrors.noAction();
      if (done.what === 'undo' || done.done_at === null) throw adoptionErrors.notUndone();
      const made = await this.#record(tx, { ...done, id: done.adoption_id }, caller, 'undo', done.id);
      const frozen = await tx.rows(`INSERT INTO app.adoption_member (action_id, row_id, cooperative_id) SELECT $1, row_id, cooperative_id FROM app.adoption_member WHERE action_id = $2 AND result = 'done' RETURNING row_id`, [made, done.id]);
      if (frozen.length === 0) throw adoptionErrors.nothingChosen();
      if (done.what === 'ignore') {
        await tx.rows(`UPDATE app.adoption_row r SET decision = NULL FROM app.adoption_member m WHERE m.action_id = $1 AND r.id = m.row_id AND r.decision = 'ignored'`, [made]);
        await tx.rows(`UPDATE app.adoption_member SET result = CASE action_id WHEN $1 THEN 'done' ELSE 'undone' END, at = app.now() WHERE action_id IN ($1, $2) AND coalesce(result, 'done') = 'done'`, [made, done.id]);
      }
      return this.#begun(tx, done, made);
    });
    void this.runner.run(shop);
    return { id: action };
  }

  async #record(tx: Tx, adoption: Key, caller: Caller, what: string, undoes: string | null): Promise<string> {
    const row = await tx.row<{ id: string }>('INSERT INTO app.adoption_action (adoption_id, cooperative_id, shop_id, user_id, what, undoes, scope, above) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING RETURNING id', [adoption.id, adoption.cooperative_id, adoption.shop_id, caller.userId, what, undoes, caller.scope.ids, caller.scope.above ?? []]);
    if (!row) throw adoptionErrors.notUndone();
    return row.id;
  }

  async #begun(tx: Tx, adoption: Key, action: string) {
    // What has nothing left to be done (rows that were only ignored) is over now.
    await tx.rows('UPDATE app.adoption_action a SET done_at = app.now() WHERE id = $1 AND NOT EXISTS (SELECT 1 FROM app.adoption_member m WHERE m.action_id = a.id AND m.result IS NULL)', [action]);
    const shop = { id: adoption.shop_id, cooperative_id: adoption.cooperative_id };
    await this.runner.wake(tx, shop);
    return { shop, action };
  }
}

/** Writes the rows of an action. Variants must be visible to the caller; a listing is made a product of with all its rows. */
async function freeze(tx: Tx, adoptionId: string, actionId: string, body: ActionBody): Promise<void> {
  const chosen = new Map((body.rows ?? []).map((row) => [row.id, row.variantId ?? null]));
  const variants = [...chosen.values()].filter((id): id is string => id !== null);
  const known = await tx.row<{ n: number }>('SELECT count(*)::int AS n FROM app.variant WHERE id = ANY ($1::bigint[]) AND archived_at IS NULL', [variants]);
  if (known?.n !== new Set(variants).size) throw adoptionErrors.noVariant();
  const rows = await tx.rows<{ id: string; variant_id: string | null; item_id: string }>(`SELECT id, variant_id, item_id FROM app.adoption_row WHERE adoption_id = $1 AND decision IS NULL AND (id = ANY ($2::bigint[]) OR class = $3) ORDER BY id`, [adoptionId, [...chosen.keys()], chosen.size > 0 ? null : body.all ?? null]);
  const bare = body.what === 'link' ? rows.filter((row) => row.variant_id === null && !chosen.get(row.id)).length : 0;
  if (bare > 0) throw adoptionErrors.needsVariant({ n: bare });
  const whole = body.what === 'create' ? await tx.rows<{ id: string }>('SELECT id FROM app.adoption_row WHERE item_id = ANY ($1::bigint[]) ORDER BY id', [rows.map((row) => row.item_id)]) : rows;
  if (whole.length === 0) throw adoptionErrors.nothingChosen();
  await tx.rows(`INSERT INTO app.adoption_member (action_id, row_id, cooperative_id, variant_id, result, at) SELECT $1, r.id, r.cooperative_id, x.variant_id, CASE WHEN $4 THEN 'done' END, CASE WHEN $4 THEN app.now() END FROM unnest($2::bigint[], $3::bigint[]) AS x (id, variant_id) JOIN app.adoption_row r ON r.id = x.id`,
    [actionId, whole.map((row) => row.id), whole.map((row) => chosen.get(row.id) ?? null), body.what === 'ignore']);
  if (body.what === 'ignore') await tx.rows(`UPDATE app.adoption_row SET decision = 'ignored' WHERE id = ANY ($1::bigint[])`, [whole.map((row) => row.id)]);
}
