import { Body, Controller, Get, Headers, HttpCode, Param, Patch, Post, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { IsBoolean, IsOptional, IsString, Matches, MaxLength, MinLength, ValidateIf } from 'class-validator';
import type { Response } from 'express';
import { Database, Permit, Who, type Caller, type Tx } from '../kernel/index.js';
import { changeCategory, ensureCategory, longestPath, mergeCategory, ownCategory, type CategoryRow } from './categories.js';
import { catalogueErrors } from './errors.js';

const id = /^\d{1,19}$/;
export class CategoryBody {
  @IsString() @MinLength(1) @MaxLength(longestPath) path!: string;
  @IsOptional() @IsString() @MaxLength(40) code?: string;
}
export class CategoryChangeBody {
  @IsOptional() @IsString() @MinLength(1) @MaxLength(100) name?: string;
  /** Null: to the top. */
  @ValidateIf((_, value) => value !== null && value !== undefined) @Matches(id) parentId?: string | null;
  @IsOptional() @IsBoolean() archived?: boolean;
}
export class MergeBody {
  @Matches(id) into!: string;
}
interface Shown extends CategoryRow { leaf: boolean; products: number }

/** The co-op's own tree. A co-op above is read, and its categories are used; who wants another tree makes one beside it. Changes name the revision they were based on (If-Match). */
@ApiTags('catalogue')
@Controller('api/categories')
export class CategoriesController {
  constructor(private readonly database: Database) {}

  /** `products`: of the reader's scope, in this very category. */
  @Get() @Permit('read')
  async list(@Who() caller: Caller, @Query('status') status?: string) {
    const rows = await this.database.inScope(caller.scope, (tx) => read(tx, status === 'archived' ? 'c.archived_at IS NOT NULL' : 'c.archived_at IS NULL'));
    return { items: rows.map(shown), next: null };
  }

  @Post() @Permit('catalogue.write')
  async add(@Who() caller: Caller, @Body() body: CategoryBody) {
    return this.database.inScope(caller.scope, async (tx) => {
      const path = body.path.split('>').map((part) => part.trim()).filter(Boolean).join(' > ');
      if (path === '') throw catalogueErrors.badCategoryName();
      if (await tx.row('SELECT 1 FROM app.category WHERE lower(path) = lower($1) AND archived_at IS NULL', [path])) throw catalogueErrors.categoryTaken();
      return { id: await ensureCategory(tx, caller.cooperativeId, path, body.code ?? null), path };
    });
  }

  @Get(':id') @Permit('read')
  one(@Who() caller: Caller, @Param('id') categoryId: string, @Res({ passthrough: true }) response: Response) {
    return this.database.inScope(caller.scope, (tx) => this.#one(tx, categoryId, response));
  }

  /** Another name, another place, into the archive and back. */
  @Patch(':id') @Permit('catalogue.write')
  change(@Who() caller: Caller, @Param('id') categoryId: string, @Headers('if-match') match: string | undefined, @Body() body: CategoryChangeBody, @Res({ passthrough: true }) response: Response) {
    return this.database.inScope(caller.scope, async (tx) => {
      await changeCategory(tx, await ownCategory(tx, caller, categoryId, match), body);
      return this.#one(tx, categoryId, response);
    });
  }

  /** Its products, branches and maps go to another category; this one is gone. */
  @Post(':id/merges') @Permit('catalogue.write') @HttpCode(200)
  merge(@Who() caller: Caller, @Param('id') categoryId: string, @Headers('if-match') match: string | undefined, @Body() body: MergeBody, @Res({ passthrough: true }) response: Response) {
    return this.database.inScope(caller.scope, async (tx) => {
      const moved = await mergeCategory(tx, await ownCategory(tx, caller, categoryId, match), body.into);
      return { ...(await this.#one(tx, body.into, response)), moved };
    });
  }

  async #one(tx: Tx, categoryId: string, response: Response) {
    const [row] = id.test(categoryId) ? await read(tx, 'c.id = $1', [categoryId]) : [];
    if (!row) throw catalogueErrors.noCategory();
    response.setHeader('ETag', `"${row.revision}"`);
    return shown(row);
  }
}

/** `where` is written here, never from input. */
const read = (tx: Tx, where: string, params: readonly unknown[] = []): Promise<Shown[]> => tx.rows<Shown>(
  `SELECT c.*, NOT EXISTS (SELECT 1 FROM app.category x WHERE x.parent_id = c.id AND x.archived_at IS NULL) AS leaf, (SELECT count(*)::int FROM app.product p WHERE p.category_id = c.id AND p.archived_at IS NULL) AS products FROM app.category c WHERE ${where} ORDER BY lower(c.path), c.id`, params);

const shown = (row: Shown) => ({ id: row.id, cooperativeId: row.cooperative_id, code: row.code, name: row.name, path: row.path, parentId: row.parent_id, leaf: row.leaf, products: row.products, revision: row.revision, archivedAt: row.archived_at });
