import { Body, Controller, Delete, Get, Headers, HttpCode, Param, Patch, Post, Put, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsBoolean, IsEmail, IsIn, IsOptional, IsString, Matches, MaxLength, MinLength, ValidateNested } from 'class-validator';
import type { Response } from 'express';
import { Database, DomainError, Permit, revisionIn, Who, type Caller, type Role, type Tx } from '../kernel/index.js';
import { accessErrors } from './errors.js';
import { assertGoodPassword, hashPassword, NewPassword } from './passwords.js';
import { endSession, endSessions, listSessions } from './sessions.js';
import { Tries } from './tries.js';
import { TwoStep } from './two-step.js';
import { createUser, giveRole, assertLed, roles, setPassword } from './users.js';

export class UserBody {
  @IsEmail() @MaxLength(200) email!: string;
  @IsString() @MinLength(1) @MaxLength(120) name!: string;
  @IsIn(roles) role!: Role;
  /** Temporary: they choose their own at the first sign-in. */
  @NewPassword() @IsString() @MaxLength(200) password!: string;
  @IsOptional() @Matches(/^\d{1,19}$/) cooperativeId?: string;
}
export class UserChange {
  @IsOptional() @IsString() @MinLength(1) @MaxLength(120) name?: string;
  /** At their home; elsewhere by PUT /roles. */
  @IsOptional() @IsIn(roles) role?: Role;
  @NewPassword() @IsOptional() @IsString() @MaxLength(200) password?: string;
  @IsOptional() @IsBoolean() disabled?: boolean;
}
export class NodeRole {
  @Matches(/^\d{1,19}$/) cooperativeId!: string;
  @IsIn(roles) role!: Role;
}
export class RolesBody {
  @IsArray() @ArrayMaxSize(200) @ValidateNested({ each: true }) @Type(() => NodeRole) roles!: NodeRole[];
}
interface UserRow { id: string; cooperative_id: string; cooperative: string; email: string; name: string; language: string; disabled_at: Date | null; created_at: Date; revision: number; temporary_password: boolean; two_step: boolean; seen_at: Date | null; roles: { cooperativeId: string; cooperative: string; role: Role }[] }

const users = `SELECT u.id, u.cooperative_id, c.name AS cooperative, u.email, u.name, u.language, u.disabled_at, u.created_at, u.revision, u.temporary_password, EXISTS (SELECT 1 FROM app.two_step t WHERE t.user_id = u.id) AS two_step,
  (SELECT max(s.seen_at) FROM app.session s WHERE s.user_id = u.id AND s.permissions IS NULL) AS seen_at,
  (SELECT coalesce(json_agg(json_build_object('cooperativeId', r.cooperative_id::text, 'cooperative', n.name, 'role', r.role) ORDER BY n.path), '[]') FROM app.user_role r JOIN app.cooperative n ON n.id = r.cooperative_id WHERE r.user_id = u.id) AS roles
  FROM app.app_user u JOIN app.cooperative c ON c.id = u.cooperative_id`;

@ApiTags('people')
@Controller('api/users')
export class UsersController {
  constructor(private readonly database: Database, private readonly twoStep: TwoStep, private readonly tries: Tries) {}

  /** `guests`: whose account another co-op keeps, and who holds a role here; of them no more than that is told. */
  @Get() @Permit('people.manage')
  async list(@Who() caller: Caller) {
    return this.database.inScope(caller.scope, async (tx) => ({
      items: (await tx.rows<UserRow>(`${users} ORDER BY u.id`)).map(shown), next: null,
      guests: await tx.rows(`SELECT g.user_id AS id, g.name, g.cooperative_id AS "cooperativeId", c.name AS cooperative, g.role FROM app.guests() g JOIN app.cooperative c ON c.id = g.cooperative_id ORDER BY c.path, g.user_id`),
    }));
  }

  @Post() @Permit('people.manage')
  async create(@Who() caller: Caller, @Body() body: UserBody, @Res({ passthrough: true }) response: Response) {
    const cooperativeId = body.cooperativeId ?? caller.cooperativeId;
    return this.database.inScope(caller.scope, async (tx) => {
      const node = await nodeOf(tx, cooperativeId);
      assertGoodPassword(body.password, { ...body, cooperative: node.name });
      return answer(response, await findUser(tx, await createUser(tx, { ...body, cooperativeId, temporary: true })));
    }).catch(async (error: unknown) => {
      // An address has one account in all co-ops, so its being taken tells of one: not of thousands.
      if (error instanceof DomainError && error.entry.code === 'SRT-ACC-007') await this.tries.pay([['letter', caller.userId]]);
      throw error;
    });
  }

  @Get(':id') @Permit('people.manage')
  async one(@Who() caller: Caller, @Param('id') id: string, @Res({ passthrough: true }) response: Response) {
    return answer(response, await this.database.inScope(caller.scope, (tx) => findUser(tx, id)));
  }

  /** A password given here is temporary. It, another role, or being disabled, signs them out everywhere. */
  @Patch(':id') @Permit('people.manage')
  async change(@Who() caller: Caller, @Param('id') id: string, @Headers('if-match') match: string | undefined, @Body() body: UserChange, @Res({ passthrough: true }) response: Response) {
    return this.#changing(caller, id, match, response, async (tx, known) => {
      if (body.password !== undefined || body.disabled !== undefined || body.name !== undefined) await ownPeople(tx, id);
      const hash = body.password === undefined ? null : (assertGoodPassword(body.password, known), await hashPassword(body.password));
      if (body.role !== undefined) await setRoles(tx, known, [...known.roles.filter((entry) => entry.cooperativeId !== known.cooperative_id), { cooperativeId: known.cooperative_id, role: body.role }]);
      if (body.name !== undefined || body.disabled !== undefined) await tx.rows('UPDATE app.app_user SET name = coalesce($2, name), disabled_at = CASE WHEN $3::boolean IS NULL THEN disabled_at WHEN $3 THEN coalesce(disabled_at, app.now()) END WHERE id = $1', [id, body.name ?? null, body.disabled ?? null]);
      if (body.disabled === true) await assertLed(tx, led(known.roles));
      if (hash !== null) await setPassword(tx, id, hash, true);
      if (hash !== null || body.disabled === true) await endSessions(tx, id, { programs: true });
    });
  }

  /** All roles within the asker's co-ops, each at its node and for what is beneath; roles elsewhere stay. */
  @Put(':id/roles') @Permit('people.manage')
  async setRoles(@Who() caller: Caller, @Param('id') id: string, @Headers('if-match') match: string | undefined, @Body() body: RolesBody, @Res({ passthrough: true }) response: Response) {
    return this.#changing(caller, id, match, response, async (tx, known) => {
      for (const { cooperativeId } of body.roles) await nodeOf(tx, cooperativeId);
      await setRoles(tx, known, body.roles);
    });
  }

  /** One role, be it a guest's. */
  @Delete(':id/roles/:cooperative') @Permit('people.manage') @HttpCode(204)
  async takeRole(@Who() caller: Caller, @Param('id') id: string, @Param('cooperative') node: string): Promise<void> {
    await this.database.inScope(caller.scope, async (tx) => {
      await nodeOf(tx, node);
      const taken = /^\d{1,18}$/.test(id) ? await tx.row<{ role: Role }>('DELETE FROM app.user_role WHERE user_id = $1 AND cooperative_id = $2 RETURNING role', [id, node]) : null;
      if (!taken) throw accessErrors.notFound();
      if (taken.role === 'administrator') await assertLed(tx, [node]);
      await tx.rows('UPDATE app.app_user SET revision = revision + 1 WHERE id = $1', [id]);
      await endSessions(tx, id);
    });
  }

  /** Browsers and programs. */
  @Get(':id/sessions') @Permit('people.manage')
  async sessions(@Who() caller: Caller, @Param('id') id: string) {
    return this.database.inScope(caller.scope, async (tx) => {
      await findUser(tx, id);
      return { items: await listSessions(tx, id, null, caller.sessionId), next: null };
    });
  }

  @Delete(':id/sessions') @Permit('people.manage') @HttpCode(204)
  async endAll(@Who() caller: Caller, @Param('id') id: string): Promise<void> {
    await this.database.inScope(caller.scope, async (tx) => {
      await findUser(tx, id);
      await endSessions(tx, id, { programs: true });
    });
  }

  @Delete(':id/sessions/:session') @Permit('people.manage') @HttpCode(204)
  async end(@Who() caller: Caller, @Param('id') id: string, @Param('session') session: string): Promise<void> {
    await this.database.inScope(caller.scope, async (tx) => {
      await findUser(tx, id);
      await endSession(tx, id, session);
    });
  }

  /** For a lost phone: they sign in by password, and set it up anew where it is required. */
  @Delete(':id/two-step') @Permit('people.manage') @HttpCode(204)
  async dropTwoStep(@Who() caller: Caller, @Param('id') id: string): Promise<void> {
    await this.database.inScope(caller.scope, async (tx) => {
      await findUser(tx, id);
      await ownPeople(tx, id);
      await this.twoStep.drop(tx, id);
      await endSessions(tx, id);
    });
  }

  #changing(caller: Caller, id: string, match: string | undefined, response: Response, work: (tx: Tx, known: UserRow) => Promise<void>) {
    return this.database.inScope(caller.scope, async (tx) => {
      await findUser(tx, id);
      if (!match) throw accessErrors.needsMatch();
      const mine = await tx.row('UPDATE app.app_user SET revision = revision + 1 WHERE id = $1 AND revision = $2 RETURNING id', [id, revisionIn(match)]);
      if (!mine) throw accessErrors.stale();
      await work(tx, await findUser(tx, id));
      return answer(response, await findUser(tx, id));
    });
  }
}

export async function findUser(tx: Tx, id: string): Promise<UserRow> {
  const row = /^\d{1,18}$/.test(id) ? await tx.row<UserRow>(`${users} WHERE u.id = $1`, [id]) : null;
  if (!row) throw accessErrors.notFound();
  return row;
}

/** What changes who they are, everywhere, is not for somebody who manages only a part of where they are. */
export async function ownPeople(tx: Tx, id: string): Promise<void> {
  if ((await tx.row<{ beyond: boolean }>('SELECT app.reaches_beyond($1) AS beyond', [id]))?.beyond) throw accessErrors.reachesBeyond();
}

export async function nodeOf(tx: Tx, id: string): Promise<{ name: string }> {
  const row = tx.scope.ids.includes(id) ? await tx.row<{ name: string }>('SELECT name FROM app.cooperative WHERE id = $1', [id]) : null;
  if (!row) throw accessErrors.noNode();
  return row;
}

async function setRoles(tx: Tx, known: UserRow, wanted: readonly { readonly cooperativeId: string; readonly role: Role }[]): Promise<void> {
  const now = new Map(wanted.map((entry) => [entry.cooperativeId, entry.role]));
  const moved = known.roles.filter((entry) => now.get(entry.cooperativeId) !== entry.role);
  await tx.rows('DELETE FROM app.user_role WHERE user_id = $1 AND cooperative_id <> ALL ($2::bigint[])', [known.id, [...now.keys()]]);
  for (const [cooperativeId, role] of now) await giveRole(tx, known.id, cooperativeId, role);
  await assertLed(tx, led(moved));
  if (moved.length > 0 || now.size !== known.roles.length) await endSessions(tx, known.id);
}

const led = (held: UserRow['roles']): string[] => held.filter((entry) => entry.role === 'administrator').map((entry) => entry.cooperativeId);

const answer = (response: Response, row: UserRow) => {
  response.setHeader('ETag', `"${row.revision}"`);
  return shown(row);
};
const shown = (row: UserRow) => ({
  id: row.id, cooperativeId: row.cooperative_id, cooperative: row.cooperative, email: row.email, name: row.name, role: (row.roles.find((entry) => entry.cooperativeId === row.cooperative_id) ?? row.roles[0])?.role ?? null, roles: row.roles, language: row.language,
  twoStep: row.two_step, temporaryPassword: row.temporary_password, seenAt: row.seen_at, disabledAt: row.disabled_at, createdAt: row.created_at, revision: row.revision,
});
