import { randomUUID } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Post, Put, Query, Req, UploadedFile, UseInterceptors } from '@nestjs/common';
import { FileInterceptor } from '@nestjs/platform-express';
import { ApiTags } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import type { Request } from 'express';
import { Database, PageQuery, Permit, SETTINGS, Who, type Caller, type Tx } from '../kernel/index.js';
import { parkTheirs } from '../listings/index.js';
import { Marketplaces } from '../marketplaces/index.js';
import { Hints } from '../queue/index.js';
import { UnreasonableFile } from '../sheets/index.js';
import { fields, type FieldRules } from '../shops/index.js';
import { keepSeen } from '../sync/index.js';
import { AdoptionRunner } from './adoption-runner.js';
import { viewAdoptionActions, viewAdoptions, viewRows, viewUnreadable } from './adoption-view.js';
import { adoptionErrors } from './errors.js';
import { readSheet, type ReadSheet } from './read-sheet.js';

const largestSheet = 20 * 1024 * 1024;
const who = ['ours', 'theirs'] as const;
export class FieldRulesBody implements FieldRules {
  @IsIn(who) title!: FieldRules['title'];
  @IsIn(who) description!: FieldRules['title'];
  @IsIn(who) photos!: FieldRules['title'];
  @IsIn(who) attributes!: FieldRules['title'];
  @IsIn(who) price!: FieldRules['title'];
  @IsIn(who) stock!: FieldRules['title'];
}
export class RowQuery extends PageQuery {
  @IsOptional() @IsIn(['matched', 'ambiguous', 'unknown']) class?: string;
  @IsOptional() @IsString() @MaxLength(20) how?: string;
  @IsOptional() @IsIn(['open', 'linked', 'ignored']) decision?: string;
  @IsOptional() @IsString() @MaxLength(100) item?: string;
}
interface ShopKey { id: string; cooperative_id: string; marketplace: string; field_rules: FieldRules; connected: boolean }

/** What is on sale in a shop already, beside the catalogue. Reading and matching change nothing; only an action does. */
@ApiTags('adoption')
@Controller('api')
export class AdoptionsController {
  constructor(private readonly database: Database, private readonly hints: Hints, private readonly marketplaces: Marketplaces, private readonly runner: AdoptionRunner, @Inject(SETTINGS) private readonly house: { dataDir: string }) {}

  /** Without a body the shop is read, page by page; with a seller-centre's XLSX (as field `file` of a form, or as the body itself) that is read instead. */
  @Post('shops/:id/adoptions') @Permit('publish') @HttpCode(202) @UseInterceptors(FileInterceptor('file', { limits: { fileSize: largestSheet, files: 1 } }))
  async start(@Who() caller: Caller, @Param('id') id: string, @Req() request: Request, @UploadedFile() file?: { buffer: Buffer; originalname: string }) {
    const shop = await this.database.inScope(caller.scope, (tx) => shopKey(tx, id));
    const type = request.headers['content-type'] ?? '', bytes = file?.buffer ?? (type === '' || /json|multipart/.test(type) ? null : await bodyOf(request));
    if (bytes === null && !shop.connected) throw adoptionErrors.noAccess();
    if (bytes === null) return this.database.inScope(caller.scope, async (tx) => {
      const made = await this.#open(tx, caller, shop, 'shop', null);
      await this.runner.wake(tx, shop);
      return made;
    });
    const sheet = await this.#sheet(shop, bytes);
    const made = await this.database.inScope(caller.scope, async (tx) => {
      const adoption = await this.#open(tx, caller, shop, 'sheet', (file?.originalname ?? String(request.query.name ?? 'berkas')).slice(0, 200));
      await keepSeen(tx, { id: adoption.id, cooperativeId: shop.cooperative_id }, sheet.standings);
      await tx.rows(`UPDATE app.adoption SET state = 'matching', read_at = app.now() WHERE id = $1`, [adoption.id]);
      await this.runner.wake(tx, shop);
      return adoption;
    });
    // Matched at once, also where the shop's own stream cannot run (paused, or its grant not given yet).
    await this.runner.run(shop);
    return made;
  }

  @Get('shops/:id/adoptions') @Permit('read')
  async list(@Who() caller: Caller, @Param('id') id: string) {
    return this.database.inScope(caller.scope, async (tx) => ({ items: await viewAdoptions(tx, { shopId: (await shopKey(tx, id)).id }), next: null }));
  }

  @Get('adoptions/:id') @Permit('read')
  async one(@Who() caller: Caller, @Param('id') id: string) {
    return this.database.inScope(caller.scope, async (tx) => ({ ...(await adoption(tx, id)), actions: await viewAdoptionActions(tx, { adoptionId: id }, caller.language) }));
  }

  /** Forgets what was found, also while it is still being read. One that was acted on stays, because its actions can be undone. */
  @Delete('adoptions/:id') @Permit('publish') @HttpCode(204)
  async forget(@Who() caller: Caller, @Param('id') id: string): Promise<void> {
    await this.database.inScope(caller.scope, async (tx) => {
      await adoption(tx, id);
      await tx.row('SELECT 1 FROM app.adoption WHERE id = $1 FOR UPDATE', [id]);
      if (await tx.row('SELECT 1 FROM app.adoption_action WHERE adoption_id = $1', [id])) throw adoptionErrors.actedOn();
      for (const table of ['adoption_row', 'adoption_item']) await tx.rows(`DELETE FROM app.${table} WHERE adoption_id = $1`, [id]);
      await tx.rows('DELETE FROM app.adoption WHERE id = $1', [id]);
    });
  }

  @Get('adoptions/:id/rows') @Permit('read')
  async rows(@Who() caller: Caller, @Param('id') id: string, @Query() query: RowQuery) {
    return this.database.inScope(caller.scope, async (tx) => viewRows(tx, (await adoption(tx, id)).id, { ...query, limit: query.limit ?? 50 }));
  }

  @Get('adoptions/:id/unreadable') @Permit('read')
  async unreadable(@Who() caller: Caller, @Param('id') id: string) {
    return this.database.inScope(caller.scope, async (tx) => ({ items: await viewUnreadable(tx, (await adoption(tx, id)).id), next: null }));
  }

  /** Who wins, field by field, in listings that were adopted in this shop. */
  @Get('shops/:id/field-rules') @Permit('read')
  async rules(@Who() caller: Caller, @Param('id') id: string) {
    return this.database.inScope(caller.scope, async (tx) => (await shopKey(tx, id)).field_rules);
  }

  @Put('shops/:id/field-rules') @Permit('shops.manage')
  async decide(@Who() caller: Caller, @Param('id') id: string, @Body() body: FieldRulesBody) {
    const rules = Object.fromEntries(fields.map((field) => [field, body[field]])) as unknown as FieldRules;
    if (rules.attributes === 'theirs' && [rules.title, rules.description, rules.photos].includes('ours')) throw adoptionErrors.attributesWithTheRest();
    return this.database.inScope(caller.scope, async (tx) => {
      const shop = await shopKey(tx, id);
      await tx.rows('UPDATE app.shop SET field_rules = $2, revision = revision + 1 WHERE id = $1', [shop.id, JSON.stringify(rules)]);
      await parkTheirs(tx, { shopId: shop.id });
      await tx.rows(`UPDATE app.listing SET wanted_rev = wanted_rev + 1, wanted_at = app.now(), attempts = 0, not_before = CASE WHEN reason IS NULL THEN '-infinity' ELSE not_before END WHERE shop_id = $1 AND adopted IS NOT NULL AND wanted = 'live'`, [shop.id]);
      for (const stream of ['push-offers', 'publish-listings'] as const) this.hints.after(tx, stream, [shop.id]);
      return rules;
    });
  }

  async #open(tx: Tx, caller: Caller, shop: ShopKey, source: 'shop' | 'sheet', name: string | null): Promise<{ id: string }> {
    const row = await tx.row<{ id: string }>('INSERT INTO app.adoption (cooperative_id, shop_id, user_id, source, name) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING RETURNING id', [shop.cooperative_id, shop.id, caller.userId, source, name]);
    if (!row) throw adoptionErrors.underWay();
    return row;
  }

  async #sheet(shop: ShopKey, bytes: Buffer): Promise<ReadSheet> {
    const { sheets, title } = this.marketplaces.get(shop.marketplace);
    if (!sheets) throw adoptionErrors.noSheets({ toko: title });
    const folder = join(this.house.dataDir, 'imports'), path = join(folder, randomUUID());
    await mkdir(folder, { recursive: true });
    await writeFile(path, bytes);
    try {
      const read = await readSheet(path, sheets);
      if (read.fault) throw read.fault === 'unknown-sheet' ? adoptionErrors.unknownSheet({ toko: title }) : read.fault === 'empty-sheet' ? adoptionErrors.emptySheet() : adoptionErrors.longSheet();
      return read;
    } catch (error) {
      throw error instanceof UnreasonableFile ? adoptionErrors.unreadableSheet({ mb: largestSheet / 1024 / 1024 }) : error;
    } finally {
      await rm(path, { force: true });
    }
  }
}

async function shopKey(tx: Tx, id: string): Promise<ShopKey> {
  const shop = /^\d{1,19}$/.test(id) ? await tx.row<ShopKey>('SELECT id, cooperative_id, marketplace, field_rules, connection_id IS NOT NULL AS connected FROM app.shop WHERE id = $1', [id]) : null;
  if (!shop) throw adoptionErrors.noShop();
  return shop;
}

async function adoption(tx: Tx, id: string) {
  const [found] = /^\d{1,19}$/.test(id) ? await viewAdoptions(tx, { id }) : [];
  if (!found) throw adoptionErrors.notFound();
  return found;
}

/** The body as it is; what is too large is no sheet. */
async function bodyOf(request: Request): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) if ((size += part.length) <= largestSheet) parts.push(part);
  if (size > largestSheet) throw adoptionErrors.unreadableSheet({ mb: largestSheet / 1024 / 1024 });
  return Buffer.concat(parts);
}
