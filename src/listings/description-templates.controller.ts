import { Body, Controller, Delete, Get, Headers, HttpCode, Param, Post, Put, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { IsOptional, IsString, Matches, MaxLength, MinLength } from 'class-validator';
import type { Response } from 'express';
import { Database, Permit, revisionIn, Who, type Caller, type Tx } from '../kernel/index.js';
import { placeOf } from '../mapping/index.js';
import { Marketplaces } from '../marketplaces/index.js';
import { placesOf } from '../prices/index.js';
import { readShop } from '../shops/index.js';
import { checkSource } from './check-source.js';
import { fillTemplate, templateVariables, unknownVariables } from './description-template.js';
import { listingErrors } from './errors.js';
import { viewIssue } from './issue-view.js';
import { readSources } from './listing-source.js';
import { asSent, measure } from './preflight.js';

export class TemplateBody {
  @IsString() @MinLength(1) @MaxLength(20_000) body!: string;
}
export class TemplatePreview {
  @Matches(/^\d{1,19}$/) productId!: string;
  @Matches(/^\d{1,19}$/) shop!: string;
  /** The template as it would be; left out: as it is. */
  @IsOptional() @IsString() @MaxLength(20_000) body?: string;
}
interface Row { marketplace: string; body: string; revision: number; cooperative_id: string; set_at: Date; set_by: string | null }
const shown = (row: Row) => ({ marketplace: row.marketplace, body: row.body, revision: row.revision, cooperativeId: row.cooperative_id, setBy: row.set_by, setAt: row.set_at });

/** How a marketplace's descriptions are put together, for all products of a co-op and of those beneath that have no template of their own. Words and variables in braces; no code. */
@ApiTags('listings')
@Controller('api/description-templates')
export class DescriptionTemplatesController {
  constructor(private readonly database: Database, private readonly marketplaces: Marketplaces) {}

  /** One's own, and those of the co-ops above that serve where there is none. */
  @Get() @Permit('read')
  async list(@Who() caller: Caller) {
    const rows = await this.database.inScope(caller.scope, (tx) => tx.rows<Row>(`SELECT t.*, (SELECT u.name FROM app.app_user u WHERE u.id = t.set_by) AS set_by FROM app.description_template t ORDER BY t.marketplace, t.id`));
    return { items: rows.map(shown), variables: templateVariables, next: null };
  }

  @Put(':marketplace') @Permit('catalogue.write')
  set(@Who() caller: Caller, @Param('marketplace') marketplace: string, @Headers('if-match') match: string | undefined, @Body() { body }: TemplateBody, @Res({ passthrough: true }) response: Response) {
    assertKnown(body);
    return this.database.inScope(caller.scope, async (tx) => {
      if (!this.marketplaces.find(marketplace)) throw listingErrors.noTemplate();
      await this.#assertSeen(tx, caller, marketplace, match);
      const row = await tx.row<Row>(
        `INSERT INTO app.description_template AS t (cooperative_id, marketplace, body, set_by) VALUES ($1, $2, $3, $4) ON CONFLICT (cooperative_id, marketplace) DO UPDATE SET body = excluded.body, set_by = excluded.set_by, set_at = app.now(), revision = t.revision + 1
         RETURNING *, (SELECT u.name FROM app.app_user u WHERE u.id = $4) AS set_by`, [caller.cooperativeId, marketplace, body, caller.userId]);
      await tx.tell('shown-changed', { marketplace, shopId: null, productIds: null });
      response.setHeader('ETag', `"${row?.revision ?? 1}"`);
      return row && shown(row);
    });
  }

  /** The template of a co-op above serves again, or the product's own description. */
  @Delete(':marketplace') @Permit('catalogue.write') @HttpCode(204)
  async remove(@Who() caller: Caller, @Param('marketplace') marketplace: string, @Headers('if-match') match: string | undefined): Promise<void> {
    await this.database.inScope(caller.scope, async (tx) => {
      await this.#assertSeen(tx, caller, marketplace, match);
      if ((await tx.rows('DELETE FROM app.description_template WHERE cooperative_id = $1 AND marketplace = $2 RETURNING id', [caller.cooperativeId, marketplace])).length === 0) throw listingErrors.noTemplate();
      await tx.tell('shown-changed', { marketplace, shopId: null, productIds: null });
    });
  }

  /** What a product's description would be in a shop (`text`), how it leaves (`sent`: paragraphs where the `format` there is html; null while its rules were not read), and what its marketplace would say of it; nothing is written. */
  @Post('previews') @Permit('read') @HttpCode(200)
  preview(@Who() caller: Caller, @Body() { productId, shop: shopId, body }: TemplatePreview) {
    if (body !== undefined) assertKnown(body);
    return this.database.inScope(caller.scope, async (tx) => {
      const place = await placeOf(tx, this.marketplaces, shopId), shop = await readShop(tx, place.shopId);
      const source = shop && (await readSources(tx, shop, placesOf(this.marketplaces)(shop), [productId])).get(productId);
      if (!shop || !source) throw listingErrors.noProduct();
      const template = body === undefined ? source.template : fillTemplate(body, source);
      const { draft, issues } = checkSource({ ...source, template, overrides: {} }, shop.fieldRules, { photosByUrl: false, photosReachable: true });
      const limit = source.rules?.description ?? null;
      return { text: draft.description, sent: asSent(draft.description, source.rules), format: source.rules?.descriptionFormat ?? null, length: measure(asSent(draft.description, source.rules), limit?.countedIn ?? 'code-points'), limit: limit && { min: limit.min, max: limit.max, countedIn: limit.countedIn }, issues: issues.filter((issue) => issue.field === 'description').map((issue) => viewIssue(issue, shop.name, caller)) };
    });
  }

  async #assertSeen(tx: Tx, caller: Caller, marketplace: string, match: string | undefined): Promise<void> {
    const known = await tx.row<{ revision: number }>('SELECT revision FROM app.description_template WHERE cooperative_id = $1 AND marketplace = $2 FOR UPDATE', [caller.cooperativeId, marketplace]);
    if (known && !match) throw listingErrors.needsMatch();
    if (known && match && revisionIn(match) !== known.revision) throw listingErrors.staleTemplate();
  }
}

function assertKnown(body: string): void {
  // A value that is plain text would become code in a description that is taken for HTML.
  const markup = /<\/?[a-z][^>]*>/i.exec(body);
  if (markup) throw listingErrors.markup({ kode: markup[0].slice(0, 40) });
  const unknown = unknownVariables(body);
  if (unknown.length > 0) throw listingErrors.unknownVariable({ nama: unknown.map((name) => `{${name}}`).join(', '), dikenal: templateVariables.map((name) => `{${name}}`).join(' ') }, { unknown, known: templateVariables });
}
