import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayNotEmpty, IsArray, IsIn, IsInt, IsOptional, IsString, Matches, MaxLength, Min, ValidateNested } from 'class-validator';
import { Database, Nested, PageQuery, Permit, Who, type Caller, type Tx } from '../kernel/index.js';
import { approve, close, comment, lockReviews, obstacle, withdraw, type Keep } from './decide.js';
import { reviewErrors } from './errors.js';
import { countReviews, readReviews, reviewConditions, shownReview, type ReviewRow } from './review-view.js';

const id = /^\d{1,19}$/;
const kinds = ['new', 'change'] as const;
export class ReviewQuery extends PageQuery {
  @IsOptional() @IsIn(['open', 'pending', 'returned', 'approved', 'withdrawn']) state?: string;
  @IsOptional() @Matches(id) cooperative?: string;
  @IsOptional() @Matches(id) product?: string;
  @IsOptional() @IsIn(kinds) kind?: string;
}
export class ChosenReview {
  @Matches(id) id!: string;
  /** The revision that was looked at: a proposal that changed since is not approved unseen. */
  @IsOptional() @IsInt() @Min(1) revision?: number;
}
export class ReviewFilterBody {
  @IsOptional() @Matches(id) cooperative?: string;
  @IsOptional() @IsIn(kinds) kind?: string;
}
export class ApprovalsBody {
  @IsOptional() @IsArray() @ArrayNotEmpty() @ArrayMaxSize(10_000) @ValidateNested({ each: true }) @Type(() => ChosenReview) reviews?: ChosenReview[];
  /** Everything pending that matches, instead of reviews by name. */
  @IsOptional() @Nested(() => ReviewFilterBody) filter?: ReviewFilterBody;
  /** For fields that somebody changed since they were proposed; without it such reviews are left open and told. */
  @IsOptional() @IsIn(['proposed', 'current']) keep?: Keep;
}
export class OneApprovalBody {
  @IsOptional() @IsInt() @Min(1) revision?: number;
  @IsOptional() @IsIn(['proposed', 'current']) keep?: Keep;
}
export class CommentBody {
  @IsString() @Matches(/\S/) @MaxLength(2_000) text!: string;
}

/** What a unit's people propose, and what the co-op above says to it. */
@ApiTags('reviews')
@Controller('api/reviews')
export class ReviewsController {
  constructor(private readonly database: Database) {}

  @Get() @Permit('read')
  async list(@Who() caller: Caller, @Query() query: ReviewQuery) {
    const limit = query.limit ?? 50;
    return this.database.inScope(caller.scope, async (tx) => {
      const rows = await readReviews(tx, { ...query, state: query.state ?? 'open' }, query.after ?? null, limit + 1);
      return { items: rows.slice(0, limit).map(shownReview), next: rows.length > limit ? rows[limit - 1]?.id ?? null : null, awaitingYou: await countReviews(tx) };
    });
  }

  @Get(':id') @Permit('read')
  one(@Who() caller: Caller, @Param('id') reviewId: string) {
    return this.database.inScope(caller.scope, (tx) => whole(tx, reviewId));
  }

  @Post(':id/comments') @Permit('catalogue.write')
  say(@Who() caller: Caller, @Param('id') reviewId: string, @Body() body: CommentBody) {
    return this.#open(caller, reviewId, (tx, row) => comment(tx, caller, row, body.text));
  }

  /** Back to its makers, with what is to be mended; whatever they change next proposes it anew. */
  @Post(':id/returns') @Permit('reviews.decide') @HttpCode(200)
  giveBack(@Who() caller: Caller, @Param('id') reviewId: string, @Body() body: CommentBody) {
    return this.#open(caller, reviewId, async (tx, row) => {
      if (!row.decides) throw reviewErrors.notYours();
      if (row.state !== 'pending') throw reviewErrors.over();
      await comment(tx, caller, row, body.text);
      await close(tx, caller, [row.id], 'returned');
    });
  }

  @Post(':id/approvals') @Permit('reviews.decide') @HttpCode(200)
  approveOne(@Who() caller: Caller, @Param('id') reviewId: string, @Body() body: OneApprovalBody) {
    return this.#open(caller, reviewId, async (tx, row) => {
      const why = obstacle(row, body.revision, body.keep);
      if (why) throw why;
      await approve(tx, caller, [row], body.keep);
    });
  }

  /** Many at once: what can be approved is, the rest stays open and is told, each with its reason. */
  @Post('approvals') @Permit('reviews.decide') @HttpCode(200)
  approveMany(@Who() caller: Caller, @Body() body: ApprovalsBody) {
    return this.database.inScope(caller.scope, async (tx) => {
      const asked = new Map(body.reviews?.map((review) => [review.id, review.revision]) ?? []);
      const { where, params } = reviewConditions(body.reviews ? { ids: [...asked.keys()] } : { ...body.filter, state: 'pending', mine: true });
      const ids = body.reviews || body.filter ? (await tx.rows<{ id: string }>(`SELECT r.id FROM app.product_review r WHERE ${where} ORDER BY r.id`, params)).map((row) => row.id) : [];
      if (ids.length === 0) throw reviewErrors.nothing();
      await lockReviews(tx, ids);
      const judged = (await readReviews(tx, { ids }, null, ids.length)).map((row) => ({ row, why: obstacle(row, asked.get(row.id), body.keep) }));
      const good = judged.filter(({ why }) => why === null).map(({ row }) => row);
      if (good.length > 0) await approve(tx, caller, good, body.keep);
      return {
        approved: good.length,
        left: judged.flatMap(({ row, why }) => (why ? [{ id: row.id, product: { id: row.product_id, code: row.code, title: row.title }, code: why.entry.code, reason: why.entry[caller.language].sentence.replace('{n}', String(why.params.n ?? '')), next: why.entry[caller.language].next }] : [])),
      };
    });
  }

  /** Its makers take it back: what was approved stands as it did. */
  @Delete(':id') @Permit('catalogue.write') @HttpCode(204)
  async withdraw(@Who() caller: Caller, @Param('id') reviewId: string): Promise<void> {
    await this.#open(caller, reviewId, (tx, row) => withdraw(tx, caller, row));
  }

  #open(caller: Caller, reviewId: string, work: (tx: Tx, row: ReviewRow) => Promise<unknown>) {
    return this.database.inScope(caller.scope, async (tx) => {
      if (id.test(reviewId)) await lockReviews(tx, [reviewId]);
      const row = await find(tx, reviewId);
      if (row.state !== 'pending' && row.state !== 'returned') throw reviewErrors.over();
      await work(tx, row);
      return whole(tx, reviewId);
    });
  }
}

async function find(tx: Tx, reviewId: string): Promise<ReviewRow> {
  const [row] = id.test(reviewId) ? await readReviews(tx, { ids: [reviewId] }, null, 1) : [];
  if (!row) throw reviewErrors.notFound();
  return row;
}
async function whole(tx: Tx, reviewId: string) {
  const row = await find(tx, reviewId);
  const thread = await tx.rows<{ id: string; name: string; text: string; at: Date }>('SELECT id, name, text, at FROM app.review_comment WHERE review_id = $1 ORDER BY id', [reviewId]);
  return { ...shownReview(row), thread };
}
