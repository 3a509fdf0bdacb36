import { Controller, Get, HttpCode, Inject, OnModuleDestroy, OnModuleInit, Param, Post, Put, Query, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, IsString, Matches, Max, MaxLength, Min } from 'class-validator';
import type { Request } from 'express';
import { Database, declaredErrors, fill, LOG, noScope, Permit, receive, TakesFile, Who, type Caller, type Log } from '../../kernel/index.js';
import { archiveLimits, largestPicture, photoErrors, Photos, viewAdvice, type Advice } from '../../photos/index.js';
import { runArchive } from './archive-run.js';
import { photoName } from '../../sheets/index.js';
import { attachFiles, keepFile } from './mentions.js';
import { PhotoFetcher } from './photo-fetcher.js';

const page = 200;
export class MentionQuery {
  @IsOptional() @IsIn(['missing', 'waiting', 'there', 'ambiguous', 'failed']) state?: string;
  @IsOptional() @Matches(/^\d{1,19}$/) product?: string;
  @IsOptional() @Matches(/^\d{1,19}$/) after?: string;
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(page) limit?: number;
}
export class UnusedQuery {
  @IsOptional() @IsString() @MaxLength(300) after?: string;
}
export class FileQuery {
  @IsOptional() @IsIn(['attached', 'unused', 'ambiguous', 'refused']) outcome?: string;
  @IsOptional() @Matches(/^\d{1,9}$/) after?: string;
}
interface ArchiveRow { id: string; name: string; state: string; files: number; taken: number; refusal: string | null; started_at: Date; ended_at: Date | null; outcomes: Record<string, number> | null; missing: number }
interface MentionRow { id: string; name: string; state: string; code: string | null; detail: string | null; product_id: string; product_code: string; title: string }

/** Photos for a whole catalogue: a ZIP of them, or one by one under their names; which names of rows found theirs, and which did not. */
@ApiTags('photos')
@Controller('api')
export class PhotoFilesController implements OnModuleInit, OnModuleDestroy {
  readonly #running = new Set<Promise<void>>();

  constructor(private readonly database: Database, private readonly photos: Photos, private readonly fetcher: PhotoFetcher, @Inject(LOG) private readonly log: Log) {}

  async onModuleInit(): Promise<void> {
    await this.database.inScope(noScope, (tx) => tx.rows('SELECT app.end_cut_archives()'));
    this.fetcher.start();
  }

  async onModuleDestroy(): Promise<void> {
    await this.fetcher.stop();
    await Promise.allSettled(this.#running);
  }

  /** Keeps a photo under its file name, and gives it to the products whose rows name it. */
  @Put('photo-files/:name') @Permit('catalogue.write') @TakesFile(largestPicture)
  async keep(@Who() caller: Caller, @Param('name') given: string, @Req() request: Request) {
    const { advice, ...facts } = await this.photos.receive(request), name = photoName(given);
    const found = await this.database.inScope(caller.scope, async (tx) => {
      await keepFile(tx, caller.cooperativeId, name, { ...facts, advice });
      return (await attachFiles(tx, caller.cooperativeId, [name])).get(name);
    });
    return { name: given, ...facts, products: found?.products ?? [], ambiguous: found?.ambiguous ?? false, advice: viewAdvice(advice, caller.language) };
  }

  /** Photos that were sent and that no row names. Keyset by name. */
  @Get('photo-files/unused') @Permit('read')
  async unused(@Who() caller: Caller, @Query() query: UnusedQuery) {
    const rows = await this.database.inScope(caller.scope, (tx) => tx.rows<{ name: string; sha256: string }>(
      `SELECT f.name, f.sha256 FROM app.photo_file f WHERE NOT EXISTS (SELECT 1 FROM app.photo_mention m WHERE m.stem = f.stem AND m.sha256 = f.sha256) AND NOT EXISTS (SELECT 1 FROM app.photo p WHERE p.sha256 = f.sha256) AND f.name > $1 ORDER BY f.name LIMIT $2`, [query.after ?? '', page + 1]));
    return { items: rows.slice(0, page).map((row) => ({ name: row.name, sha256: row.sha256 })), next: rows.length > page ? rows[page - 1]?.name ?? null : null };
  }

  /** The ZIP is the body as it is, or the file of a form. Answered as soon as it has arrived; it is read while the counts can be watched. */
  @Post('photo-archives') @Permit('catalogue.write') @HttpCode(202) @TakesFile(archiveLimits.sent)
  async archive(@Who() caller: Caller, @Query('name') name: string | undefined, @Req() request: Request) {
    const path = this.photos.arriving();
    await receive(request, path, archiveLimits.sent, () => photoErrors.archiveTooHeavy({ gigabyte: archiveLimits.sent / 1_000_000_000 }));
    const row = await this.database.inScope(caller.scope, (tx) => tx.row<{ id: string }>('INSERT INTO app.photo_archive (cooperative_id, user_id, name) VALUES ($1, $2, $3) RETURNING id', [caller.cooperativeId, caller.userId, String(name ?? 'foto.zip').slice(0, 200)]));
    const id = row?.id ?? '';
    const run = runArchive(this.database, this.photos, { id, cooperativeId: caller.cooperativeId, scope: caller.scope, path }, this.log).catch(async (error: unknown) => {
      this.log.error({ archive: id, err: error }, 'photos.archive-failed');
      await this.database.inScope(caller.scope, (tx) => tx.rows(`UPDATE app.photo_archive SET state = 'refused', refusal = $2, ended_at = app.now() WHERE id = $1`, [id, JSON.stringify(photoErrors.interrupted().entry.code)]));
    }).finally(() => this.#running.delete(run));
    this.#running.add(run);
    return { id };
  }

  @Get('photo-archives') @Permit('read')
  async archives(@Who() caller: Caller) {
    return { items: (await this.#archives(caller, null)).map((row) => shown(row, caller.language)), next: null };
  }

  @Get('photo-archives/:id') @Permit('read')
  async one(@Who() caller: Caller, @Param('id') id: string) {
    const [row] = /^\d{1,19}$/.test(id) ? await this.#archives(caller, id) : [];
    if (!row) throw photoErrors.archiveNotFound();
    return shown(row, caller.language);
  }

  @Get('photo-archives/:id/files') @Permit('read')
  async files(@Who() caller: Caller, @Param('id') id: string, @Query() query: FileQuery) {
    await this.one(caller, id);
    const rows = await this.database.inScope(caller.scope, (tx) => tx.rows<{ position: number; name: string; outcome: string; code: string | null; products: string[]; advice: Advice[] }>(
      'SELECT position, name, outcome, code, products::text[] AS products, advice FROM app.photo_archive_file WHERE archive_id = $1 AND ($2::text IS NULL OR outcome = $2) AND position > $3 ORDER BY position LIMIT $4', [id, query.outcome ?? null, query.after ?? 0, page + 1]));
    return { items: rows.slice(0, page).map((row) => ({ name: row.name, outcome: row.outcome, products: row.products, problem: problemOf(row.code, null, caller.language), advice: viewAdvice(row.advice, caller.language) })), next: rows.length > page ? String(rows[page - 1]?.position) : null };
  }

  /** What rows name, and what became of it: by default all that a product still lacks. Keyset by id. */
  @Get('photo-mentions') @Permit('read')
  async mentions(@Who() caller: Caller, @Query() query: MentionQuery) {
    const limit = query.limit ?? 50;
    return this.database.inScope(caller.scope, async (tx) => {
      const rows = await tx.rows<MentionRow>(
        `SELECT m.id, m.name, m.state, m.code, m.detail, m.product_id, p.code AS product_code, p.title FROM app.photo_mention m JOIN app.product p ON p.id = m.product_id
         WHERE p.archived_at IS NULL AND (m.state = $1 OR ($1::text IS NULL AND m.state <> 'there')) AND ($2::bigint IS NULL OR m.product_id = $2) AND ($3::bigint IS NULL OR m.id > $3) ORDER BY m.id LIMIT $4`, [query.state ?? null, query.product ?? null, query.after ?? null, limit + 1]);
      const counts = await tx.rows<{ state: string; n: number }>('SELECT state, count(*)::int AS n FROM app.photo_mention GROUP BY state');
      return {
        items: rows.slice(0, limit).map((row) => ({ id: row.id, name: row.name, state: row.state, product: { id: row.product_id, code: row.product_code, title: row.title }, problem: problemOf(row.code ?? (row.state === 'missing' ? photoErrors.missing().entry.code : null), row.detail, caller.language) })),
        next: rows.length > limit ? rows[limit - 1]?.id ?? null : null, counts: Object.fromEntries(counts.map((row) => [row.state, row.n])),
      };
    });
  }

  /** Fetches again what could not be had from its address. */
  @Post('photo-mentions/retries') @Permit('catalogue.write') @HttpCode(202)
  async retry(@Who() caller: Caller) {
    return this.database.inScope(caller.scope, async (tx) => {
      const rows = await tx.rows(`UPDATE app.photo_mention SET state = 'waiting', code = NULL, detail = NULL, claimed_at = NULL WHERE state = 'failed' RETURNING id`);
      if (rows.length > 0) await tx.tell('photos-mentioned', {});
      return { waiting: rows.length };
    });
  }

  #archives = (caller: Caller, id: string | null): Promise<ArchiveRow[]> => this.database.inScope(caller.scope, (tx) => tx.rows<ArchiveRow>(
    `SELECT a.*, (SELECT jsonb_object_agg(x.outcome, x.n) FROM (SELECT outcome, count(*)::int AS n FROM app.photo_archive_file f WHERE f.archive_id = a.id GROUP BY 1) x) AS outcomes, (SELECT count(*)::int FROM app.photo_mention m WHERE m.state = 'missing') AS missing
     FROM app.photo_archive a WHERE $1::bigint IS NULL OR a.id = $1 ORDER BY a.id DESC LIMIT 100`, [id]));
}

/** A stored code in the reader's words. */
function problemOf(code: string | null, detail: string | null, language: 'id' | 'en') {
  const entry = code && declaredErrors().find((error) => error.code === code);
  if (!entry) return null;
  const params = (detail ? JSON.parse(detail) : { n: archiveLimits.files, gigabyte: archiveLimits.unpacked / 1_000_000_000 }) as Record<string, string>;
  return { code: entry.code, title: fill(entry[language].sentence, params), next: fill(entry[language].next, params) };
}

const shown = (row: ArchiveRow, language: 'id' | 'en') => ({
  id: row.id, name: row.name, state: row.state, files: row.files, taken: row.taken, attached: row.outcomes?.attached ?? 0, unused: row.outcomes?.unused ?? 0, ambiguous: row.outcomes?.ambiguous ?? 0, refused: row.outcomes?.refused ?? 0, missing: row.missing,
  refusal: problemOf(row.refusal, null, language), startedAt: row.started_at, endedAt: row.ended_at,
});
