import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Transform } from 'node:stream';
import { Controller, Get, HttpCode, Inject, Param, Post, Query, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import { Database, fill, LOG, noScope, Permit, SETTINGS, Who, type Caller, type Log } from '../kernel/index.js';
import { importErrors } from './errors.js';
import type { ImportReason } from './read-row.js';
import { runImport, type Refusal } from './run-import.js';
import { reasons, refusals } from './words.js';

const largestFile = 200_000_000;
interface Row { id: string; name: string; state: string; rows_read: number; created: number; changed: number; unchanged: number; rejected: number; products: number; refusal: Refusal | null; started_at: Date; ended_at: Date | null }

@ApiTags('imports')
@Controller('api/imports')
export class ImportsController {
  constructor(private readonly database: Database, @Inject(LOG) private readonly log: Log, @Inject(SETTINGS) private readonly house: { dataDir: string }) {}

  /** The file is the body, as it is. Answered as soon as it has arrived; it is read while the counts can be watched. */
  @Post() @Permit('catalogue.write') @HttpCode(202)
  async take(@Who() caller: Caller, @Query('name') name: string | undefined, @Req() request: Request) {
    const row = await this.database.inScope(caller.scope, (tx) => tx.row<{ id: string }>('INSERT INTO app.import (cooperative_id, user_id, name) VALUES ($1, $2, $3) RETURNING id', [caller.cooperativeId, caller.userId, (name ?? 'berkas').slice(0, 200)]));
    const id = row?.id ?? '';
    const folder = join(this.house.dataDir, 'imports'), path = join(folder, id);
    await mkdir(folder, { recursive: true });
    let size = 0;
    // What is too large is read to its end but not kept, so that the answer can still be heard; twice as large is cut off.
    const measured = new Transform({ transform(part: Buffer, _, done) {
      size += part.length;
      if (size > 2 * largestFile) done(new Error('too large'));
      else done(null, size > largestFile ? undefined : part);
    } });
    const arrived = await pipeline(request, measured, createWriteStream(path)).then(() => true, () => false);
    if (!arrived || size > largestFile) {
      await rm(path, { force: true });
      await this.#end(caller, id, size > largestFile ? 'unreadable' : 'interrupted');
      return { id };
    }
    void runImport(this.database, caller.scope, { importId: id, cooperativeId: caller.cooperativeId, userId: caller.userId }, path, this.log)
      .catch(async (error: unknown) => {
        this.log.error({ import: id, err: error }, 'import.failed');
        await this.#end(caller, id, 'interrupted');
      }).finally(() => rm(path, { force: true }));
    return { id };
  }

  @Get() @Permit('read')
  async list(@Who() caller: Caller) {
    const rows = await this.database.inScope(caller.scope, (tx) => tx.rows<Row>('SELECT * FROM app.import ORDER BY id DESC LIMIT 100'));
    return { items: rows.map((row) => shown(row, caller.language)), next: null };
  }

  @Get(':id') @Permit('read')
  async one(@Who() caller: Caller, @Param('id') id: string) {
    const row = /^\d{1,19}$/.test(id) ? await this.database.inScope(caller.scope, (tx) => tx.row<Row>('SELECT * FROM app.import WHERE id = $1', [id])) : null;
    if (!row) throw importErrors.notFound();
    return shown(row, caller.language);
  }

  @Get(':id/issues') @Permit('read')
  async issues(@Who() caller: Caller, @Param('id') id: string, @Query('after') after?: string) {
    await this.one(caller, id);
    const start = /^\d{1,9}$/.test(after ?? '') ? Number(after) : 0;
    const rows = await this.database.inScope(caller.scope, (tx) => tx.rows<{ row_number: number; column_name: string; value: string; code: ImportReason; params: Record<string, string> }>(
      'SELECT row_number, column_name, value, code, params FROM app.import_issue WHERE import_id = $1 ORDER BY row_number, position OFFSET $2 LIMIT 201', [id, start]));
    return { items: rows.slice(0, 200).map((row) => ({ row: row.row_number, column: row.column_name, value: row.value, code: reasons[row.code].code, reason: fill(reasons[row.code][caller.language].sentence, row.params), next: reasons[row.code][caller.language].next })), next: rows.length > 200 ? String(start + 200) : null };
  }

  async #end(caller: Caller, id: string, refusal: Refusal): Promise<void> {
    await this.database.inScope(caller.scope, (tx) => tx.rows(`UPDATE app.import SET state = 'refused', refusal = $2, ended_at = app.now() WHERE id = $1`, [id, JSON.stringify(refusal)]));
  }
}

/** At boot: imports that were cut short by a stop say so. */
export const markInterrupted = (database: Database): Promise<unknown> => database.inScope(noScope, (tx) => tx.rows('SELECT app.end_cut_imports()'));

const shown = (row: Row, language: 'id' | 'en') => ({
  id: row.id, name: row.name, state: row.state, rows: row.rows_read, created: row.created, changed: row.changed, unchanged: row.unchanged, rejected: row.rejected, products: row.products,
  refusal: row.refusal && { code: refusals[row.refusal].code, title: refusals[row.refusal][language].sentence, next: refusals[row.refusal][language].next }, startedAt: row.started_at, endedAt: row.ended_at,
});
