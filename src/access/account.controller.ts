import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsIn, IsInt, IsOptional, IsString, Matches, Max, MaxLength, Min, MinLength } from 'class-validator';
import { acting, Database, forKeys, Permit, Who, type Caller, type Permission } from '../kernel/index.js';
import { accessErrors } from './errors.js';
import { assertGoodPassword, hashPassword, NewPassword } from './passwords.js';
import { endSession, endSessions, keyMark, listSessions, newToken, tokenHash } from './sessions.js';
import { SignIns } from './sign-in.js';
import { TwoStep } from './two-step.js';
import { setPassword } from './users.js';

const mostKeys = 20;
export class PasswordBody {
  @IsString() @MaxLength(200) current!: string;
  @NewPassword() @IsString() @MaxLength(200) password!: string;
}
export class ConfirmBody {
  @IsString() @MaxLength(200) password!: string;
}
export class TwoStepBody extends ConfirmBody {
  @IsString() @MaxLength(500) ticket!: string;
  @IsString() @MaxLength(40) code!: string;
}
export class KeyBody {
  @IsString() @MinLength(1) @MaxLength(120) name!: string;
  @IsArray() @ArrayMinSize(1) @ArrayMaxSize(20) @IsIn(forKeys, { each: true }) permissions!: Permission[];
  /** Where it works: there and beneath; one's own topmost node unless said. */
  @IsOptional() @Matches(/^\d{1,19}$/) cooperativeId?: string;
  @IsOptional() @IsInt() @Min(1) @Max(365) days?: number;
}

/** What people do to their own account: password, second step, keys for their programs. */
@ApiTags('people')
@Controller('api')
export class AccountController {
  constructor(private readonly database: Database, private readonly signIns: SignIns, private readonly twoStep: TwoStep) {}

  /** Ends all other sessions. */
  @Put('password') @Permit('self') @HttpCode(204)
  async password(@Who() caller: Caller, @Body() body: PasswordBody): Promise<void> {
    await this.signIns.confirm(caller, body.current);
    assertGoodPassword(body.password, caller);
    if (body.password === body.current) throw accessErrors.samePassword();
    const hash = await hashPassword(body.password);
    await this.database.inScope(caller.scope, async (tx) => {
      await setPassword(tx, caller.userId, hash);
      await endSessions(tx, caller.userId, { keep: caller.sessionId });
    });
  }

  @Get('two-step') @Permit('self')
  async state(@Who() caller: Caller) {
    const row = await this.database.inScope(caller.scope, (tx) => tx.row<{ created_at: Date; left: number }>('SELECT created_at, (SELECT count(*)::int FROM app.recovery_code c WHERE c.user_id = t.user_id AND c.used_at IS NULL) AS left FROM app.two_step t WHERE user_id = $1', [caller.userId]));
    return { on: row !== null, since: row?.created_at ?? null, recoveryCodesLeft: row?.left ?? 0, required: this.#required(caller) };
  }

  /** A secret for the app, and the ticket that brings it back with the app's first code. */
  @Post('two-step/enrolments') @Permit('self')
  enrol(@Who() caller: Caller) {
    return this.twoStep.begin(caller);
  }

  /** Turns it on, or moves it to another phone. Recovery codes are shown this once. */
  @Put('two-step') @Permit('self')
  async turnOn(@Who() caller: Caller, @Body() body: TwoStepBody) {
    await this.signIns.confirm(caller, body.password);
    const recoveryCodes = await this.database.inScope(caller.scope, (tx) => this.twoStep.finish(tx, caller, body.ticket, body.code));
    if (!recoveryCodes) throw accessErrors.wrongCode();
    return { recoveryCodes };
  }

  @Post('two-step/recovery-codes') @Permit('self')
  async codes(@Who() caller: Caller, @Body() body: ConfirmBody) {
    await this.signIns.confirm(caller, body.password);
    return { recoveryCodes: await this.database.inScope(caller.scope, (tx) => this.twoStep.freshCodes(tx, caller)) };
  }

  @Delete('two-step') @Permit('self') @HttpCode(204)
  async turnOff(@Who() caller: Caller, @Body() body: ConfirmBody): Promise<void> {
    if (this.#required(caller)) throw accessErrors.needsTwoStep();
    await this.signIns.confirm(caller, body.password);
    await this.database.inScope(caller.scope, (tx) => this.twoStep.drop(tx, caller.userId));
  }

  @Get('keys') @Permit('self')
  async keys(@Who() caller: Caller) {
    return { items: await this.database.inScope(caller.scope, (tx) => listSessions(tx, caller.userId, 'program', null)), next: null };
  }

  /** `key` is shown this once. It never may more than its maker may at the moment it is used. */
  @Post('keys') @Permit('self')
  async makeKey(@Who() caller: Caller, @Body() body: KeyBody) {
    const node = body.cooperativeId ?? caller.standing.ids[0] ?? '';
    const wide = body.permissions.find((permission) => !acting(caller, permission)?.scope.ids.includes(node));
    if (wide) throw accessErrors.keyTooWide({ permission: wide });
    const key = keyMark + newToken();
    return this.database.inScope(caller.scope, async (tx) => {
      const { n } = (await tx.row<{ n: number }>('SELECT count(*)::int AS n FROM app.session WHERE user_id = $1 AND permissions IS NOT NULL AND expires_at > app.now()', [caller.userId])) ?? { n: 0 };
      if (n >= mostKeys) throw accessErrors.tooManyKeys({ n });
      const row = await tx.row<{ id: string; expires_at: Date }>(
        `INSERT INTO app.session (token_hash, user_id, cooperative_id, created_at, seen_at, expires_at, name, permissions, node_id, hint) VALUES ($1, $2, $3, app.now(), 'epoch', app.now() + make_interval(days => $4), $5, $6, $7, $8) RETURNING id, expires_at`,
        [tokenHash(key), caller.userId, caller.homeId, body.days ?? 90, body.name, body.permissions, node, key.slice(-4)]);
      return { id: row?.id, key, name: body.name, permissions: body.permissions, cooperativeId: node, expiresAt: row?.expires_at };
    });
  }

  @Delete('keys/:id') @Permit('self') @HttpCode(204)
  async endKey(@Who() caller: Caller, @Param('id') id: string): Promise<void> {
    await this.database.inScope(caller.scope, (tx) => endSession(tx, caller.userId, id));
  }

  #required(caller: Caller): boolean {
    return this.signIns.twoStepForAdministrators && caller.standing.roles.includes('administrator');
  }
}
