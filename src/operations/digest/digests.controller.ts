import { createHash, randomBytes } from 'node:crypto';
import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Patch, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { IsBoolean, IsEmail, IsIn, IsOptional, IsUrl, Matches, MaxLength, ValidateIf } from 'class-validator';
import { demand } from '../../access/index.js';
import { acting, Database, Nested, Permit, Sealer, SETTINGS, Who, type Caller, type Tx } from '../../kernel/index.js';
import { operationErrors } from '../errors.js';
import type { DigestHouse, Hook } from './digests.js';
import { writeMessage } from './messages.js';

const clockTime = /^([01]\d|2[0-3]):[0-5]\d$/, number = /^\d{1,19}$/;
export class QuietBody {
  @Matches(clockTime) from!: string;
  @Matches(clockTime) to!: string;
}
export class DigestChange {
  @IsOptional() @IsBoolean() urgent?: boolean;
  /** "07:30" in the co-op's zone; null: none. */
  @ValidateIf((body: DigestChange) => body.daily !== null && body.daily !== undefined) @Matches(clockTime) daily?: string | null;
  @ValidateIf((body: DigestChange) => body.quiet !== null && body.quiet !== undefined) @Nested(() => QuietBody) quiet?: QuietBody | null;
  @IsOptional() @IsIn(['id', 'en']) language?: 'id' | 'en';
  @IsOptional() @IsBoolean() paused?: boolean;
}
export class DigestBody extends DigestChange {
  @IsIn(['email', 'webhook']) channel!: 'email' | 'webhook';
  /** Absent: one's own address, as a setting of one's own. */
  @IsOptional() @IsEmail() @MaxLength(200) email?: string;
  @ValidateIf((body: DigestBody) => body.channel === 'webhook') @IsUrl({ protocols: ['https', 'http'], require_protocol: true, require_tld: false, disallow_auth: true }) @MaxLength(1000) url?: string;
}
interface Row { id: string; user_id: string | null; cooperative_id: string; timezone: string; channel: string; address: string; language: string; urgent: boolean; daily_at: number | null; quiet_from: number | null; quiet_to: number | null; next_at: Date | null; paused_at: Date | null; sent_at: Date | null; error: string | null; waiting: number }

const minutes = (text: string): number => Number(text.slice(0, 2)) * 60 + Number(text.slice(3));
const clock = (at: number): string => `${String(Math.floor(at / 60)).padStart(2, '0')}:${String(at % 60).padStart(2, '0')}`;

/** Who is told of failures without looking: a person their own way, or the co-op by a letter or a webhook. A webhook's secret is shown once, when it is made. */
@ApiTags('operations')
@Controller('api/digests')
export class DigestsController {
  constructor(private readonly database: Database, private readonly sealer: Sealer, @Inject(SETTINGS) private readonly house: DigestHouse) {}

  @Get() @Permit('read')
  async list(@Who() caller: Caller) {
    return { items: (await this.database.inScope(caller.scope, (tx) => this.#rows(tx, caller, null))).map(view), next: null };
  }

  @Post() @Permit('read')
  create(@Who() asker: Caller, @Body() body: DigestBody) {
    const own = body.channel === 'email' && body.email === undefined, caller = own ? asker : demand(asker, 'shops.manage');
    if (body.channel === 'email' && !this.house.smtpUrl) throw operationErrors.noMail();
    if (body.url && new URL(body.url).protocol !== 'https:' && !this.house.practice) throw operationErrors.needsHttps();
    const address = body.channel === 'email' ? body.email ?? caller.email : body.url ?? '', secret = randomBytes(32).toString('base64url');
    return this.database.inScope(caller.scope, async (tx) => {
      const made = await tx.row<{ id: string }>(
        `INSERT INTO app.digest (cooperative_id, user_id, channel, address, address_key, language, urgent) VALUES ($1, $2, $3, $4, $5, $6, true) ON CONFLICT DO NOTHING RETURNING id`,
        [caller.cooperativeId, own ? caller.userId : null, body.channel, body.channel === 'email' ? address : masked(address), createHash('sha256').update(address).digest('hex'), body.language ?? caller.language]);
      if (!made) throw operationErrors.digestExists();
      if (body.channel === 'webhook') await tx.rows('UPDATE app.digest SET sealed = $2 WHERE id = $1', [made.id, this.sealer.seal(JSON.stringify({ url: address, secret } satisfies Hook), `digest:${made.id}`)]);
      const digest = await this.#change(tx, caller, made.id, { daily: body.daily === undefined ? '07:00' : body.daily, quiet: body.quiet, urgent: body.urgent, paused: body.paused });
      return { ...digest, ...(body.channel === 'webhook' ? { secret } : {}) };
    });
  }

  @Patch(':id') @Permit('read')
  change(@Who() caller: Caller, @Param('id') id: string, @Body() body: DigestChange) {
    return this.database.inScope(caller.scope, (tx) => this.#change(tx, caller, id, body));
  }

  @Delete(':id') @Permit('read') @HttpCode(204)
  async remove(@Who() caller: Caller, @Param('id') id: string): Promise<void> {
    await this.database.inScope(caller.scope, async (tx) => {
      await this.#one(tx, caller, id);
      await tx.rows('DELETE FROM app.digest WHERE id = $1', [id]);
    });
  }

  /** "Kirim percobaan": leaves within a minute, whatever the hour. */
  @Post(':id/trials') @Permit('read') @HttpCode(202)
  trial(@Who() caller: Caller, @Param('id') id: string) {
    return this.database.inScope(caller.scope, async (tx) => ({ message: await writeMessage(tx, await this.#one(tx, caller, id), 'test', []) }));
  }

  /** What was sent, what waits and why. */
  @Get(':id/messages') @Permit('read')
  async messages(@Who() caller: Caller, @Param('id') id: string) {
    return this.database.inScope(caller.scope, async (tx) => {
      await this.#one(tx, caller, id);
      const rows = await tx.rows<{ id: string; kind: string; created_at: Date; sent_at: Date | null; ended_at: Date | null; attempts: number; error: string | null; next: Date | null; causes: string[] }>(
        `SELECT m.id, m.kind, m.created_at, m.sent_at, m.ended_at, m.attempts, m.error, CASE WHEN m.ended_at IS NULL AND m.not_before > '-infinity' THEN m.not_before END AS next, ARRAY(SELECT x->>'cause' FROM jsonb_array_elements(m.causes) x) AS causes FROM app.digest_message m WHERE m.digest_id = $1 ORDER BY m.id DESC LIMIT 50`, [id]);
      return { items: rows.map((row) => ({ id: row.id, kind: row.kind, state: row.sent_at ? 'sent' : row.ended_at ? 'given-up' : 'waiting', causes: row.causes, createdAt: row.created_at, sentAt: row.sent_at, nextAt: row.next, attempts: row.attempts, error: row.error })), next: null };
    });
  }

  async #change(tx: Tx, caller: Caller, id: string, body: DigestChange) {
    const digest = await this.#one(tx, caller, id), daily = body.daily === undefined ? digest.daily_at : body.daily === null ? null : minutes(body.daily);
    const quiet = body.quiet === undefined ? [digest.quiet_from, digest.quiet_to] : body.quiet === null ? [null, null] : [minutes(body.quiet.from), minutes(body.quiet.to)];
    await tx.rows(
      `UPDATE app.digest SET urgent = coalesce($2, urgent), daily_at = $3, quiet_from = $4, quiet_to = $5, language = coalesce($6, language), next_at = CASE WHEN $3::smallint IS NULL THEN NULL WHEN $3 = daily_at AND next_at IS NOT NULL THEN next_at ELSE app.next_daily($7, $3::smallint) END,
         paused_at = CASE WHEN $8::boolean IS NULL THEN paused_at WHEN $8 THEN coalesce(paused_at, app.now()) END WHERE id = $1`, [id, body.urgent ?? null, daily, quiet[0], quiet[1], body.language ?? null, digest.timezone, body.paused ?? null]);
    return view(await this.#one(tx, caller, id));
  }

  async #one(tx: Tx, caller: Caller, id: string): Promise<Row> {
    const [row] = number.test(id) ? await this.#rows(tx, caller, id) : [];
    if (!row) throw operationErrors.noDigest();
    return row;
  }

  /** One's own, and those of the co-op for who may manage it. */
  #rows(tx: Tx, caller: Caller, id: string | null): Promise<Row[]> {
    return tx.rows<Row>(
      `SELECT g.*, c.timezone, l.sent_at, l.error, l.waiting FROM app.digest g JOIN app.cooperative c ON c.id = g.cooperative_id CROSS JOIN LATERAL (
         SELECT max(m.sent_at) AS sent_at, (array_agg(m.error ORDER BY m.id DESC))[1] AS error, count(*) FILTER (WHERE m.ended_at IS NULL)::int AS waiting FROM app.digest_message m WHERE m.digest_id = g.id) l
       WHERE (g.user_id = $1 OR (g.user_id IS NULL AND g.cooperative_id = ANY ($2::bigint[]))) AND ($3::bigint IS NULL OR g.id = $3) ORDER BY g.id`, [caller.userId, acting(caller, 'shops.manage')?.scope.ids ?? [], id]);
  }
}

const view = (row: Row) => ({
  id: row.id, of: row.user_id ? 'me' : 'cooperative', channel: row.channel, address: row.address, language: row.language, urgent: row.urgent, daily: row.daily_at === null ? null : clock(row.daily_at), quiet: row.quiet_from === null || row.quiet_to === null ? null : { from: clock(row.quiet_from), to: clock(row.quiet_to) },
  timezone: row.timezone, paused: row.paused_at !== null, nextAt: row.next_at, lastSentAt: row.sent_at, waiting: row.waiting, error: row.error,
});

/** A webhook's path is often a secret itself. */
const masked = (url: string): string => `${new URL(url).origin}/…`;
