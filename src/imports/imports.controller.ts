import { mkdir, rename } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Query, Req, StreamableFile } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsBoolean, IsIn, IsInt, IsObject, IsOptional, IsString, Matches, Max, MaxLength, Min } from 'class-validator';
import { Database, Permit, receive, TakesFile, Who, type Caller, type FileRequest, type Tx } from '../kernel/index.js';
import { Marketplaces } from '../marketplaces/index.js';
import { bareName, columnName, columns, isColumn } from './columns.js';
import { importErrors } from './errors.js';
import { badRows, viewImports, viewIssues, viewRows, type ImportRecord } from './import-view.js';
import { allSheets } from './read-file.js';
import { ImportRunner } from './run-import.js';
import { markTouched } from './undo-import.js';

const largestFile = 200_000_000;
export class RowsQuery {
  @IsOptional() @IsIn(['created', 'changed', 'unchanged', 'rejected']) outcome?: string;
  @IsOptional() @IsIn(['applied', 'stale', 'refused', 'undone', 'touched']) result?: string;
  @IsOptional() @Matches(/^\d{1,10}$/) after?: string;
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(200) limit?: number;
}
export class IssuesQuery {
  @IsOptional() @Matches(/^\d{1,10}(\.\d{1,9})?$/) after?: string;
}
export class ImportsQuery {
  @IsOptional() @Matches(/^\d{1,19}$/) after?: string;
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(100) limit?: number;
}
export class ColumnsBody {
  /** Header → column of ours ('price', 'stock' …), or null: not to be read. */
  @IsOptional() @IsObject() columns?: Record<string, string | null>;
  /** Of a workbook: the sheet to read, or '*': all, each by its own columns. */
  @IsOptional() @IsString() @MaxLength(100) sheet?: string;
}
export class UndoBody {
  /** Undo the rows that nobody touched later, though others were. */
  @IsOptional() @IsBoolean() rest?: boolean;
}

@ApiTags('imports')
@Controller('api')
export class ImportsController {
  constructor(private readonly database: Database, private readonly runner: ImportRunner, private readonly marketplaces: Marketplaces) {}

  /** The file is the body as it is, or the file of a form, whatever its field is called. Answered as soon as it has arrived; it is read while the counts can be watched. With `preview` (anything but `false`) nothing changes until it is applied. */
  @Post('imports') @Permit('catalogue.write') @HttpCode(202) @TakesFile(largestFile)
  async take(@Who() caller: Caller, @Query('name') name: string | undefined, @Query('preview') preview: string | undefined, @Query('sheet') sheet: string | undefined, @Req() request: FileRequest) {
    const row = await this.database.inScope(caller.scope, (tx) => tx.row<{ id: string }>(`INSERT INTO app.import (cooperative_id, user_id, name, preview, step, scope, above, sheet, lease_until) VALUES ($1, $2, $3, $4, 'reading', $5, $6, $7, app.wall() + interval '1 hour') RETURNING id`,
      [caller.cooperativeId, caller.userId, (String(name ?? '') || request.files?.[0]?.originalname || 'berkas').slice(0, 200), preview !== undefined && !/^(false|0)$/i.test(String(preview)), caller.scope.ids, caller.scope.above ?? [], sheet ? String(sheet).slice(0, 100) : null]));
    const id = row?.id ?? '';
    await mkdir(this.runner.folder, { recursive: true, mode: 0o700 });
    const refusal = await receive(request, this.runner.path(`${id}.part`), largestFile, () => new RangeError('too large')).then(() => null, (error: unknown) => (error instanceof RangeError ? 'too-large' : 'interrupted'));
    if (!refusal) await rename(this.runner.path(`${id}.part`), this.runner.path(id));
    await this.database.inScope(caller.scope, async (tx) => {
      if (refusal) await tx.rows(`UPDATE app.import SET state = 'refused', step = NULL, refusal = $2, ended_at = app.now(), lease_until = NULL WHERE id = $1`, [id, JSON.stringify(refusal)]);
      else await this.runner.ask(tx, id, 'reading', caller);
    });
    return { id };
  }

  @Get('imports') @Permit('read')
  async list(@Who() caller: Caller, @Query() query: ImportsQuery) {
    const limit = query.limit ?? 100;
    const items = await this.database.inScope(caller.scope, (tx) => viewImports(tx, this.marketplaces, caller.language, { before: query.after, limit: limit + 1 }));
    return { items: items.slice(0, limit), next: items.length > limit ? items[limit - 1]?.id ?? null : null };
  }

  @Get('imports/:id') @Permit('read')
  async one(@Who() caller: Caller, @Param('id') id: string) {
    return this.database.inScope(caller.scope, async (tx) => {
      await record(tx, id);
      return (await viewImports(tx, this.marketplaces, caller.language, { id }))[0];
    });
  }

  /** What each row would do, did, or why it cannot. */
  @Get('imports/:id/rows') @Permit('read')
  async rows(@Who() caller: Caller, @Param('id') id: string, @Query() query: RowsQuery) {
    return this.database.inScope(caller.scope, async (tx) => viewRows(tx, await record(tx, id), caller.language, query));
  }

  @Get('imports/:id/issues') @Permit('read')
  async issues(@Who() caller: Caller, @Param('id') id: string, @Query() query: IssuesQuery) {
    return this.database.inScope(caller.scope, async (tx) => viewIssues(tx, await record(tx, id), caller.language, query.after));
  }

  /** The bad rows as a CSV (Baris, Kolom, Nilai, Masalah, Perbaikan, then the row's own columns), to mend and import again. */
  @Get('imports/:id/bad-rows') @Permit('read')
  async badRows(@Who() caller: Caller, @Param('id') id: string) {
    const row = await this.database.inScope(caller.scope, (tx) => record(tx, id));
    const pages = badRows((work) => this.database.inScope(caller.scope, work), row, caller.language);
    return new StreamableFile(Readable.from(pages), { type: 'text/csv; charset=utf-8', disposition: `attachment; filename="perbaiki-impor-${id}.csv"` });
  }

  /** Says what columns of the file mean (remembered for the next file of this co-op), or which sheet is meant. The file is read again, as a preview. */
  @Put('imports/:id/columns') @Permit('catalogue.write') @HttpCode(202)
  async name(@Who() caller: Caller, @Param('id') id: string, @Body() body: ColumnsBody) {
    const said = Object.entries(body.columns ?? {}).slice(0, 500);
    for (const [, column] of said) if (column !== null && !isColumn(String(column))) throw importErrors.noColumn({ kolom: String(column).slice(0, 100) });
    await this.database.inScope(caller.scope, async (tx) => {
      const row = await record(tx, id, true);
      if (row.state !== 'previewed' && row.refusal !== 'no-header') throw row.state === 'running' ? importErrors.running() : importErrors.notReady();
      if (body.sheet !== undefined && body.sheet !== allSheets && !row.header?.sheets?.some(({ name }) => name === body.sheet)) throw importErrors.noSheet({ lembar: body.sheet });
      if (!(await this.runner.has(id))) throw importErrors.fileGone();
      for (const [name, column] of said) await tx.rows(`INSERT INTO app.import_column (cooperative_id, name, column_name, user_id) VALUES ($1, $2, $3, $4) ON CONFLICT (cooperative_id, name) DO UPDATE SET column_name = excluded.column_name, said_at = app.now(), user_id = excluded.user_id`, [caller.cooperativeId, bareName(name), column, caller.userId]);
      await tx.rows('UPDATE app.import SET preview = true, refusal = NULL, sheet = coalesce($2, sheet) WHERE id = $1', [id, body.sheet ?? null]);
      await this.runner.ask(tx, id, 'reading', caller);
    });
    return { id };
  }

  /** Does what the preview showed. Rows that changed meanwhile are left out and shown anew (`stale`); asked once more, they are done as they stand then. */
  @Post('imports/:id/apply') @Permit('catalogue.write') @HttpCode(202)
  async apply(@Who() caller: Caller, @Param('id') id: string) {
    await this.database.inScope(caller.scope, async (tx) => {
      const row = await record(tx, id, true);
      if (row.state === 'running') throw importErrors.running();
      if (row.state !== 'previewed' && !(row.state === 'done' && row.stale > 0)) throw importErrors.notReady();
      await tx.rows(`UPDATE app.import_row SET result = NULL WHERE import_id = $1 AND result = 'stale'`, [id]);
      await this.runner.ask(tx, id, 'applying', caller);
    });
    return { id };
  }

  /** Takes everything back; refused while rows were touched later, unless `rest` asks for the others. */
  @Post('imports/:id/undo') @Permit('catalogue.write') @HttpCode(202)
  async undo(@Who() caller: Caller, @Param('id') id: string, @Body() body: UndoBody) {
    const touched = await this.database.inScope(caller.scope, async (tx) => {
      const row = await record(tx, id, true);
      if (row.state === 'running') throw importErrors.running();
      if (row.state !== 'done' || !(await tx.row(`SELECT 1 FROM app.import_row WHERE import_id = $1 AND result IN ('applied', 'touched') LIMIT 1`, [id]))) throw importErrors.notUndoable();
      const n = await markTouched(tx, id);
      if (n === 0 || body.rest === true) await this.runner.ask(tx, id, 'undoing', caller);
      return body.rest === true ? 0 : n;
    });
    // Outside of the transaction, so that the marks stay and can be looked at.
    if (touched > 0) throw importErrors.touchedLater({ n: touched });
    return { id };
  }

  /** Forgets a preview, or what is still being read. What was applied is undone instead. */
  @Delete('imports/:id') @Permit('catalogue.write') @HttpCode(204)
  async discard(@Who() caller: Caller, @Param('id') id: string): Promise<void> {
    await this.database.inScope(caller.scope, async (tx) => {
      const row = await record(tx, id, true);
      if (row.state !== 'previewed' && row.state !== 'refused' && !(row.state === 'running' && row.step === 'reading')) throw row.state === 'running' ? importErrors.running() : importErrors.notReady();
      await tx.rows(`UPDATE app.import SET state = 'discarded', step = NULL, ended_at = app.now(), lease_until = NULL WHERE id = $1`, [id]);
      for (const table of ['import_row', 'import_issue']) await tx.rows(`DELETE FROM app.${table} WHERE import_id = $1`, [id]);
    });
    await this.runner.forget(id);
  }

  /** Which columns there are, how they may be called, and what this co-op has said of its own. */
  @Get('import-columns') @Permit('read')
  async known(@Who() caller: Caller) {
    const said = await this.database.inScope(caller.scope, (tx) => tx.rows<{ name: string; column_name: string | null }>('SELECT name, column_name FROM app.import_column WHERE cooperative_id = $1 ORDER BY name', [caller.cooperativeId]));
    return { columns: columns.map((column) => ({ column, name: columnName(column) })), said: said.map((row) => ({ name: row.name, column: row.column_name })) };
  }

  @Delete('import-columns/:name') @Permit('catalogue.write') @HttpCode(204)
  async unsay(@Who() caller: Caller, @Param('name') name: string): Promise<void> {
    await this.database.inScope(caller.scope, (tx) => tx.rows('DELETE FROM app.import_column WHERE cooperative_id = $1 AND name = $2', [caller.cooperativeId, bareName(name)]));
  }
}

async function record(tx: Tx, id: string, lock = false): Promise<ImportRecord> {
  const row = /^\d{1,18}$/.test(id) ? await tx.row<ImportRecord>(`SELECT * FROM app.import WHERE id = $1${lock ? ' FOR UPDATE' : ''}`, [id]) : null;
  if (!row) throw importErrors.notFound();
  return row;
}
