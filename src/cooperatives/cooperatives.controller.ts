import { Body, Controller, Get, Headers, Param, Patch, Post, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { IsOptional, IsString, IsTimeZone, Matches, MaxLength } from 'class-validator';
import type { Response } from 'express';
import { Database, Permit, revisionIn, Who, type Caller, type Tx } from '../kernel/index.js';
import { cooperativeErrors } from './errors.js';

export class CooperativeBody {
  @IsOptional() @Matches(/^\d{1,19}$/) parentId?: string;
  @Matches(/^[A-Za-z0-9-]{1,20}$/) code!: string;
  @IsString() @Matches(/\S/) @MaxLength(120) name!: string;
}
export class CooperativeChange {
  @IsOptional() @IsString() @Matches(/\S/) @MaxLength(120) name?: string;
  @IsOptional() @IsTimeZone() timezone?: string;
}
export class MemberBody {
  @IsOptional() @Matches(/^\d{1,19}$/) cooperativeId?: string;
  @IsString() @Matches(/\S/) @MaxLength(120) name!: string;
  @IsOptional() @IsString() @MaxLength(40) phone?: string;
}
export class MemberChange {
  @IsOptional() @IsString() @Matches(/\S/) @MaxLength(120) name?: string;
  @IsOptional() @IsString() @MaxLength(40) phone?: string;
}
interface CooperativeRow { id: string; parent_id: string | null; code: string; name: string; timezone: string; path: string; revision: number }
interface MemberRow { id: string; cooperative_id: string; name: string; phone: string | null; revision: number }

const revisionOf = (match: string | undefined): number => {
  if (!match) throw cooperativeErrors.needsMatch();
  return revisionIn(match);
};
const unique = (error: unknown): never => {
  if ((error as { driverError?: { code?: string } }).driverError?.code === '23505') throw cooperativeErrors.taken();
  throw error;
};

@ApiTags('cooperatives')
@Controller('api')
export class CooperativesController {
  constructor(private readonly database: Database) {}

  @Get('cooperatives') @Permit('read')
  async list(@Who() caller: Caller) {
    const rows = await this.database.inScope(caller.scope, (tx) => tx.rows<CooperativeRow>('SELECT * FROM app.cooperative WHERE id = ANY ($1::bigint[]) ORDER BY path', [caller.scope.ids]));
    return { items: rows.map(cooperative), next: null };
  }

  @Post('cooperatives') @Permit('people.manage')
  async create(@Who() caller: Caller, @Body() body: CooperativeBody) {
    const parentId = body.parentId ?? caller.cooperativeId;
    if (!caller.scope.ids.includes(parentId)) throw cooperativeErrors.notFound();
    return this.database.inScope(caller.scope, async (tx) => {
      await tx.row('SELECT 1 FROM app.cooperative WHERE id = $1 FOR NO KEY UPDATE', [parentId]); // one at a time
      if (await tx.row('SELECT 1 FROM app.cooperative WHERE parent_id = $1 AND (lower(code) = lower($2) OR lower(name) = lower($3))', [parentId, body.code, body.name])) throw cooperativeErrors.taken();
      const row = await tx.row<CooperativeRow>('INSERT INTO app.cooperative (parent_id, code, name) VALUES ($1, $2, $3) RETURNING *', [parentId, body.code, body.name]);
      return row && cooperative(row);
    });
  }

  @Get('cooperatives/:id') @Permit('read')
  async one(@Who() caller: Caller, @Param('id') id: string, @Res({ passthrough: true }) response: Response) {
    const row = await this.database.inScope(caller.scope, (tx) => find<CooperativeRow>(tx, 'cooperative', id));
    response.setHeader('ETag', `"${row.revision}"`);
    return cooperative(row);
  }

  @Patch('cooperatives/:id') @Permit('people.manage')
  async change(@Who() caller: Caller, @Param('id') id: string, @Headers('if-match') match: string | undefined, @Body() body: CooperativeChange, @Res({ passthrough: true }) response: Response) {
    return this.database.inScope(caller.scope, async (tx) => {
      const known = await find<CooperativeRow>(tx, 'cooperative', id);
      if (body.name && (await tx.row('SELECT 1 FROM app.cooperative WHERE parent_id = $1 AND id <> $2 AND lower(name) = lower($3)', [known.parent_id, id, body.name]))) throw cooperativeErrors.taken();
      const row = await tx.row<CooperativeRow>('UPDATE app.cooperative SET name = coalesce($3, name), timezone = coalesce($4, timezone), revision = revision + 1 WHERE id = $1 AND revision = $2 RETURNING *', [id, revisionOf(match), body.name ?? null, body.timezone ?? null]);
      if (!row) throw cooperativeErrors.stale();
      response.setHeader('ETag', `"${row.revision}"`);
      return cooperative(row);
    });
  }

  @Get('members') @Permit('read')
  async members(@Who() caller: Caller) {
    const rows = await this.database.inScope(caller.scope, (tx) => tx.rows<MemberRow>('SELECT * FROM app.member ORDER BY cooperative_id, lower(name)'));
    return { items: rows.map(member), next: null };
  }

  @Post('members') @Permit('catalogue.write')
  async addMember(@Who() caller: Caller, @Body() body: MemberBody) {
    const cooperativeId = body.cooperativeId ?? caller.cooperativeId;
    if (!caller.scope.ids.includes(cooperativeId)) throw cooperativeErrors.notFound();
    const row = await this.database.inScope(caller.scope, (tx) => tx.row<MemberRow>('INSERT INTO app.member (cooperative_id, name, phone) VALUES ($1, $2, $3) RETURNING *', [cooperativeId, body.name, body.phone ?? null])).catch(unique);
    return row && member(row);
  }

  @Get('members/:id') @Permit('read')
  async member(@Who() caller: Caller, @Param('id') id: string, @Res({ passthrough: true }) response: Response) {
    const row = await this.database.inScope(caller.scope, (tx) => find<MemberRow>(tx, 'member', id));
    response.setHeader('ETag', `"${row.revision}"`);
    return member(row);
  }

  @Patch('members/:id') @Permit('catalogue.write')
  async changeMember(@Who() caller: Caller, @Param('id') id: string, @Headers('if-match') match: string | undefined, @Body() body: MemberChange, @Res({ passthrough: true }) response: Response) {
    return this.database.inScope(caller.scope, async (tx) => {
      await find(tx, 'member', id);
      const row = await tx.row<MemberRow>('UPDATE app.member SET name = coalesce($3, name), phone = coalesce($4, phone), revision = revision + 1 WHERE id = $1 AND revision = $2 RETURNING *', [id, revisionOf(match), body.name ?? null, body.phone ?? null]);
      if (!row) throw cooperativeErrors.stale();
      response.setHeader('ETag', `"${row.revision}"`);
      return member(row);
    }).catch(unique);
  }
}

async function find<T extends object>(tx: Tx, table: 'cooperative' | 'member', id: string): Promise<T> {
  // Ancestors can be read, for their categories and maps, but they are not the caller's to show or change.
  const own = table === 'member' || tx.scope.ids.includes(id);
  const row = own && /^\d{1,19}$/.test(id) ? await tx.row<T>(`SELECT * FROM app.${table} WHERE id = $1`, [id]) : null;
  if (!row) throw cooperativeErrors.notFound();
  return row;
}
const cooperative = (row: CooperativeRow) => ({ id: row.id, parentId: row.parent_id, code: row.code, name: row.name, timezone: row.timezone, depth: row.path.split('/').length - 3, revision: row.revision });
const member = (row: MemberRow) => ({ id: row.id, cooperativeId: row.cooperative_id, name: row.name, phone: row.phone, revision: row.revision });
