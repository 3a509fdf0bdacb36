import { Body, Controller, Delete, Get, HttpCode, Inject, Ip, Param, Post, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { IsEmail, IsIn, IsOptional, IsString, Matches, MaxLength, MinLength } from 'class-validator';
import type { Request } from 'express';
import { Database, Permit, SETTINGS, Who, type Caller, type Role, type Tx } from '../kernel/index.js';
import { accessErrors } from './errors.js';
import { Invitations } from './invitations.js';
import { findUser, nodeOf, ownPeople, roles } from './users.controller.js';

export class InvitationBody {
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
  @IsString() @MaxLength(200) password!: string;
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

  /** `link` is shown this once; it opens one account, once, within a week. */
  @Post('invitations') @Permit('people.manage')
  async invite(@Who() caller: Caller, @Body() body: InvitationBody, @Req() request: Request) {
    return this.database.inScope(caller.scope, async (tx) => {
      const cooperativeId = body.cooperativeId ?? caller.cooperativeId;
      await nodeOf(tx, cooperativeId);
      const { id, token, expiresAt } = await this.invitations.invite(tx, { ...body, cooperativeId, by: caller.userId });
      return { id, cooperativeId, email: body.email, role: body.role, expiresAt, link: this.#link(request, token) };
    });
  }

  /** Again, by a new link; the one before opens nothing any more. */
  @Post('invitations/:id/links') @Permit('people.manage')
  async again(@Who() caller: Caller, @Param('id') id: string, @Req() request: Request) {
    const { token, expiresAt } = await this.database.inScope(caller.scope, (tx) => this.invitations.again(tx, id, caller.userId));
    return { id, expiresAt, link: this.#link(request, token) };
  }

  @Delete('invitations/:id') @Permit('people.manage') @HttpCode(204)
  async revoke(@Who() caller: Caller, @Param('id') id: string): Promise<void> {
    await this.database.inScope(caller.scope, (tx) => this.invitations.revoke(tx, id));
  }

  /** A link to a new password, for a day. The old one ends with it, and so does all they are signed in with. */
  @Post('users/:id/resets') @Permit('people.manage')
  async reset(@Who() caller: Caller, @Param('id') id: string, @Req() request: Request) {
    const { token, expiresAt } = await this.database.inScope(caller.scope, async (tx: Tx) => {
      const user = await findUser(tx, id);
      await ownPeople(tx, id);
      return this.invitations.reset(tx, { userId: id, cooperativeId: user.cooperative_id, email: user.email, by: caller.userId });
    });
    return { expiresAt, link: this.#link(request, token) };
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

  /** After `#`, which browsers keep to themselves. */
  #link(request: Request, token: string): string {
    return `${this.house.publicUrl ?? `${request.protocol}://${request.host}`}/undangan#${token}`;
  }
}

const shown = (row: InvitationRow) => ({
  id: row.id, cooperativeId: row.cooperative_id, cooperative: row.cooperative, email: row.email, name: row.name, role: row.role, by: row.by, createdAt: row.created_at, expiresAt: row.expires_at,
  state: row.used_at ? 'used' : row.revoked_at ? 'revoked' : row.over ? 'expired' : 'open',
});
