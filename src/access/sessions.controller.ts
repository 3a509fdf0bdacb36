import { Body, Controller, Delete, Get, Headers, HttpCode, Inject, Ip, Param, Patch, Post, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import type { Request, Response } from 'express';
import { acting, Database, Permit, permissions, SETTINGS, Who, type Caller, type Permission } from '../kernel/index.js';
import { cookieOf, giveDevice, giveSession, takeSession } from './cookies.js';
import { accessErrors } from './errors.js';
import { NewPassword } from './passwords.js';
import { endSession, endSessions, listSessions, Sessions } from './sessions.js';
import { SignIns } from './sign-in.js';

export class SignInBody {
  @IsString() @MaxLength(200) email!: string;
  @IsString() @MaxLength(200) password!: string;
  /** Six digits of the app, or a recovery code. */
  @IsOptional() @IsString() @MaxLength(40) code?: string;
  /** One's own, in place of a temporary one. */
  @NewPassword() @IsOptional() @IsString() @MaxLength(200) newPassword?: string;
  /** The ticket that SRT-ACC-012 gave. */
  @IsOptional() @IsString() @MaxLength(500) enrolment?: string;
}
export class LanguageBody {
  @IsIn(['id', 'en']) language!: 'id' | 'en';
}

@ApiTags('people')
@Controller('api/sessions')
export class SessionsController {
  constructor(private readonly signIns: SignIns, private readonly sessions: Sessions, private readonly database: Database, @Inject(SETTINGS) private readonly house: { production: boolean }) {}

  @Post() @Permit('public')
  async signIn(@Body() body: SignInBody, @Ip() address: string, @Headers('user-agent') agent: string | undefined, @Req() request: Request, @Res({ passthrough: true }) response: Response) {
    const { production } = this.house;
    const { token, mark, recoveryCodes } = await this.signIns.signIn(body, { address, agent: agent ?? '', mark: cookieOf(request, 'device', production) });
    const caller = await this.sessions.caller(token);
    if (!caller) throw accessErrors.signedOut();
    giveSession(request, response, token, production);
    if (mark) giveDevice(request, response, mark, production);
    return { ...shown(caller), ...(recoveryCodes ? { recoveryCodes } : {}) };
  }

  @Get() @Permit('self')
  async list(@Who() caller: Caller) {
    return { items: await this.database.inScope(caller.scope, (tx) => listSessions(tx, caller.userId, 'browser', caller.sessionId)), next: null };
  }

  /** Everywhere but here. */
  @Delete() @Permit('self') @HttpCode(204)
  async endOthers(@Who() caller: Caller): Promise<void> {
    await this.database.inScope(caller.scope, (tx) => endSessions(tx, caller.userId, { keep: caller.sessionId }));
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
  async signOut(@Who() caller: Caller, @Req() request: Request, @Res({ passthrough: true }) response: Response): Promise<void> {
    await this.database.inScope(caller.scope, (tx) => endSession(tx, caller.userId, caller.sessionId));
    takeSession(request, response, this.house.production);
  }

  @Delete(':id') @Permit('self') @HttpCode(204)
  async end(@Who() caller: Caller, @Param('id') id: string): Promise<void> {
    await this.database.inScope(caller.scope, (tx) => endSession(tx, caller.userId, id));
  }
}

/** `permissions`: held at one node of the tree or more. */
const shown = (caller: Caller) => ({
  user: { id: caller.userId, name: caller.name, email: caller.email, role: caller.role, language: caller.language }, cooperative: { id: caller.homeId, name: caller.cooperative, timezone: caller.timezone },
  permissions: (Object.keys(permissions) as Permission[]).filter((name) => acting(caller, name) !== null),
});
