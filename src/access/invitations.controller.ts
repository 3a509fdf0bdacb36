import { Body, Controller, Delete, Get, HttpCode, Inject, Ip, Param, Post, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { IsBoolean, IsEmail, IsIn, IsOptional, IsString, Matches, MaxLength, MinLength } from 'class-validator';
import type { Request } from 'express';
import { Database, Permit, SETTINGS, Who, type Caller, type Role, type Tx } from '../kernel/index.js';
import { accessErrors } from './errors.js';
import { Invitations, type Link } from './invitations.js';
import { NewPassword } from './passwords.js';
import { roles } from './users.js';
import { findUser, nodeOf, ownPeople } from './users.controller.js';

export class SendBody {
  /** false: show the link instead of sending it by mail. Without SMTP it is always shown. */
  @IsOptional() @IsBoolean() send?: boolean;
}
export class InvitationBody extends SendBody {
  @IsEmail() @MaxLength(200) email!: string;
  @IsIn(roles) role!: Role;
  @IsOptional() @IsString() @MinLength(1) @MaxLength(120) name?: string;
  /** The node; the inviter's own co-op unless said. */
  @IsOptional() @Matches(/^\d{1,19}$/) cooperativeId?: string;
}
export class LinkBody {
  @IsString() @MaxLength(100) token!: string;
}
export class AcceptBody extends LinkBody {
  @IsOptional() @IsString() @MinLength(1) @MaxLength(120) name?: string;
  @NewPassword() @IsString() @MaxLength(200) password!: string;
}
interface InvitationRow { id: string; cooperative_id: string; cooperative: string; email: string; name: string | null; role: Role; by: string | null; created_at: Date; expires_at: Date; used_at: Date | null; revoked_at: Date | null; over: boolean }

@ApiTags('people')
@Controller('api')
export class InvitationsController {
  constructor(private readonly database: Database, private readonly invitations: Invitations, @Inject(SETTINGS) private readonly house: { publicUrl?: string | null }) {}

  @Get('invitations') @Permit('people.manage')
  async list(@Who() caller: Caller) {
    const rows = await this.database.inScope(caller.scope, (tx) => tx.rows<InvitationRow>('SELECT i.*, c.name AS cooperative, u.name AS by, i.expires_at <= app.now() AS over FROM app.invitation i JOIN app.cooperative c ON c.id = i.cooperative_id LEFT JOIN app.app_user u ON u.id = i.invited_by WHERE i.user_id IS NULL ORDER BY i.id DESC LIMIT 200'));
    return { items: rows.map(shown), next: null };
  }

  /** By mail to its reader alone (`sent`); else `link` is shown, this once. It gives the role once, within a week, to a new account or to the one that the address has. */
  @Post('invitations') @Permit('people.manage')
  async invite(@Who() caller: Caller, @Body() body: InvitationBody, @Req() request: Request) {
    const cooperativeId = body.cooperativeId ?? caller.cooperativeId;
    const made = await this.database.inScope(caller.scope, async (tx) => {
      await nodeOf(tx, cooperativeId);
      return this.invitations.invite(tx, { ...body, cooperativeId, by: caller.userId });
    });
    return { id: made.id, cooperativeId, email: body.email, role: body.role, ...(await this.#give(request, caller, made, body)) };
  }

  /** Again, by a new link; the one before opens nothing any more. */
  @Post('invitations/:id/links') @Permit('people.manage')
  async again(@Who() caller: Caller, @Param('id') id: string, @Body() body: SendBody, @Req() request: Request) {
    return { id, ...(await this.#give(request, caller, await this.database.inScope(caller.scope, (tx) => this.invitations.again(tx, id, caller.userId)), body)) };
  }

  @Delete('invitations/:id') @Permit('people.manage') @HttpCode(204)
  async revoke(@Who() caller: Caller, @Param('id') id: string): Promise<void> {
    await this.database.inScope(caller.scope, (tx) => this.invitations.revoke(tx, id));
  }

  /** A link to a new password, for a day. The old one ends with it, and so does all they are signed in with. */
  @Post('users/:id/resets') @Permit('people.manage')
  async reset(@Who() caller: Caller, @Param('id') id: string, @Body() body: SendBody, @Req() request: Request) {
    return this.#give(request, caller, await this.database.inScope(caller.scope, async (tx: Tx) => {
      const user = await findUser(tx, id);
      await ownPeople(tx, id);
      return this.invitations.reset(tx, { userId: id, cooperativeId: user.cooperative_id, email: user.email, by: caller.userId });
    }), body);
  }

  /** What a link is for. It stands in the body, so that no log holds it. */
  @Post('invitation-lookups') @Permit('public') @HttpCode(200)
  async look(@Body() body: LinkBody, @Ip() address: string) {
    const found = await this.invitations.find(body.token, address);
    return { kind: found.user_id ? 'reset' : 'invitation', cooperative: found.cooperative, email: found.email, name: found.name, role: found.role, expiresAt: found.expires_at };
  }

  /** Name and password make the account (or the password anew); signing in comes next. */
  @Post('invitation-acceptances') @Permit('public')
  async accept(@Body() body: AcceptBody, @Ip() address: string) {
    const found = await this.invitations.find(body.token, address);
    const name = body.name ?? found.name;
    if (!name) throw accessErrors.needsName();
    await this.invitations.accept(found, name, body.password);
    return { email: found.email };
  }

  /** The role of an invitation, for the signed-in owner of its address. `signInAgain`: this session ended with it. */
  @Post('sessions/current/roles') @Permit('self')
  async join(@Who() caller: Caller, @Body() body: LinkBody, @Ip() address: string) {
    const found = await this.invitations.find(body.token, address);
    return { cooperativeId: found.cooperative_id, cooperative: found.cooperative, signInAgain: await this.invitations.join(found, caller) };
  }

  /** After `#`, which browsers keep to themselves. */
  async #give(request: Request, caller: Caller, made: Link, { send = true }: SendBody) {
    const link = `${this.house.publicUrl ?? `${request.protocol}://${request.host}`}/undangan#${made.token}`, sent = send && (await this.invitations.mail(made, link, caller));
    return { expiresAt: made.expires_at, sent, link: sent ? null : link };
  }
}

const shown = (row: InvitationRow) => ({
  id: row.id, cooperativeId: row.cooperative_id, cooperative: row.cooperative, email: row.email, name: row.name, role: row.role, by: row.by, createdAt: row.created_at, expiresAt: row.expires_at,
  state: row.used_at ? 'used' : row.revoked_at ? 'revoked' : row.over ? 'expired' : 'open',
});
