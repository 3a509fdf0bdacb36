import { Body, Controller, Delete, Get, HttpCode, Inject, Ip, Param, Patch, Post, Headers, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { IsBoolean, IsEmail, IsIn, IsOptional, IsString, Matches, MaxLength, MinLength } from 'class-validator';
import type { Response } from 'express';
import { Database, Permit, permissions, SETTINGS, Who, type Caller, type Permission, type Role } from '../kernel/index.js';
import { accessErrors } from './errors.js';
import { giveCookie, sessionCookie } from './guard.js';
import { hashPassword } from './passwords.js';
import { Sessions } from './sessions.js';
import { createUser } from './users.js';

const roles = ['administrator', 'manager', 'operator', 'viewer'] as const;
export class SignInBody {
  @IsString() @MaxLength(200) email!: string;
  @IsString() @MaxLength(200) password!: string;
}
export class LanguageBody {
  @IsIn(['id', 'en']) language!: 'id' | 'en';
}
export class UserBody {
  @IsEmail() @MaxLength(200) email!: string;
  @IsString() @MinLength(1) @MaxLength(120) name!: string;
  @IsIn(roles) role!: Role;
  @IsString() @MinLength(10) @MaxLength(200) password!: string;
  @IsOptional() @Matches(/^\d{1,19}$/) cooperativeId?: string;
}
export class UserChange {
  @IsOptional() @IsString() @MinLength(1) @MaxLength(120) name?: string;
  @IsOptional() @IsIn(roles) role?: Role;
  @IsOptional() @IsString() @MinLength(10) @MaxLength(200) password?: string;
  @IsOptional() @IsBoolean() disabled?: boolean;
}
interface UserRow { id: string; cooperative_id: string; cooperative: string; email: string; name: string; role: Role; language: string; disabled_at: Date | null; created_at: Date }

@ApiTags('people')
@Controller('api/sessions')
export class SessionsController {
  constructor(private readonly sessions: Sessions, private readonly database: Database, @Inject(SETTINGS) private readonly house: { production: boolean }) {}

  @Post() @Permit('public')
  async signIn(@Body() body: SignInBody, @Ip() ip: string, @Headers('user-agent') agent: string | undefined, @Res({ passthrough: true }) response: Response) {
    const token = await this.sessions.open(body.email, body.password, ip, agent ?? '');
    const caller = await this.sessions.caller(token);
    if (!caller) throw accessErrors.signedOut();
    giveCookie(response, token, this.house.production);
    return shown(caller);
  }

  @Get('current') @Permit('self')
  async current(@Who() caller: Caller) {
    const row = await this.database.inScope(caller.scope, (tx) => tx.row<{ language: 'id' | 'en' }>('SELECT language FROM app.app_user WHERE id = $1', [caller.userId]));
    return shown({ ...caller, language: row?.language ?? caller.language });
  }

  @Patch('current') @Permit('self')
  async language(@Who() caller: Caller, @Body() body: LanguageBody) {
    await this.database.inScope(caller.scope, (tx) => tx.rows('UPDATE app.app_user SET language = $2 WHERE id = $1', [caller.userId, body.language]));
    return shown({ ...caller, language: body.language });
  }

  @Delete('current') @Permit('self') @HttpCode(204)
  async signOut(@Who() caller: Caller, @Res({ passthrough: true }) response: Response): Promise<void> {
    await this.sessions.close(caller);
    response.clearCookie(sessionCookie, { path: '/' });
  }
}

@ApiTags('people')
@Controller('api/users')
export class UsersController {
  constructor(private readonly database: Database) {}

  @Get() @Permit('people.manage')
  async list(@Who() caller: Caller) {
    const rows = await this.database.inScope(caller.scope, (tx) => tx.rows<UserRow>('SELECT u.*, c.name AS cooperative FROM app.app_user u JOIN app.cooperative c ON c.id = u.cooperative_id ORDER BY u.id'));
    return { items: rows.map(user), next: null };
  }

  @Post() @Permit('people.manage')
  async create(@Who() caller: Caller, @Body() body: UserBody) {
    const cooperativeId = body.cooperativeId ?? caller.cooperativeId;
    if (!caller.scope.ids.includes(cooperativeId)) throw accessErrors.notFound();
    return this.database.inScope(caller.scope, async (tx) => {
      const id = await createUser(tx, { ...body, cooperativeId });
      const row = await tx.row<UserRow>('SELECT u.*, c.name AS cooperative FROM app.app_user u JOIN app.cooperative c ON c.id = u.cooperative_id WHERE u.id = $1', [id]);
      return row && user(row);
    });
  }

  @Patch(':id') @Permit('people.manage')
  async change(@Who() caller: Caller, @Param('id') id: string, @Body() body: UserChange) {
    const hash = body.password === undefined ? null : await hashPassword(body.password);
    return this.database.inScope(caller.scope, async (tx) => {
      const known = /^\d{1,19}$/.test(id) ? await tx.row<UserRow>('SELECT u.*, c.name AS cooperative FROM app.app_user u JOIN app.cooperative c ON c.id = u.cooperative_id WHERE u.id = $1', [id]) : null;
      if (!known) throw accessErrors.notFound();
      if (known.role === 'administrator' && (body.disabled === true || (body.role !== undefined && body.role !== 'administrator'))) {
        // All of them are locked, so that two administrators cannot each be the other's reason.
        const all = await tx.rows<{ id: string }>(`SELECT id FROM app.app_user WHERE role = 'administrator' AND disabled_at IS NULL AND cooperative_id = $1 ORDER BY id FOR UPDATE`, [known.cooperative_id]);
        if (!all.some((other) => other.id !== id)) throw accessErrors.lastAdministrator();
      }
      const row = await tx.row<UserRow>(
        `UPDATE app.app_user SET name = coalesce($2, name), role = coalesce($3, role), password_hash = coalesce($4, password_hash), disabled_at = CASE WHEN $5::boolean IS NULL THEN disabled_at WHEN $5 THEN coalesce(disabled_at, app.now()) END, revision = revision + 1 WHERE id = $1 RETURNING *`,
        [id, body.name ?? null, body.role ?? null, hash, body.disabled ?? null]);
      // A new password or role, or being disabled, ends what was signed in.
      if (hash !== null || body.disabled === true || body.role !== undefined) await tx.rows('DELETE FROM app.session WHERE user_id = $1', [id]);
      return row && user({ ...row, cooperative: known.cooperative });
    });
  }
}

const shown = (caller: Caller) => ({
  user: { id: caller.userId, name: caller.name, email: caller.email, role: caller.role, language: caller.language }, cooperative: { id: caller.cooperativeId, name: caller.cooperative, timezone: caller.timezone },
  permissions: (Object.keys(permissions) as Permission[]).filter((name) => permissions[name].includes(caller.role)),
});
const user = (row: UserRow) => ({ id: row.id, cooperativeId: row.cooperative_id, cooperative: row.cooperative, email: row.email, name: row.name, role: row.role, language: row.language, disabledAt: row.disabled_at, createdAt: row.created_at });
