import { Body, Controller, Delete, Get, Headers, HttpCode, Param, Patch, Post, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { Database, Permit, revisionIn, Who, type Caller, type Tx } from '../kernel/index.js';
import { Marketplaces } from '../marketplaces/index.js';
import { FeeBody, FeeChange, FeeQuery } from './bodies.js';
import { priceErrors } from './errors.js';
import type { DatedFee } from './fees.js';
import { moving } from './moved.js';
import { depthOf, feeColumns, ownFee, placesOf, type FeeRecord } from './read-book.js';

interface Known { cooperative_id: string; marketplace: string; revision: number }

/** What marketplaces keep of a sale: the rows their folders ship, and a co-op's own, which win. Shipped rows have no id and cannot be changed; a row of one's own takes their place. */
@ApiTags('prices')
@Controller('api/fees')
export class FeesController {
  constructor(private readonly database: Database, private readonly marketplaces: Marketplaces) {}

  /** `date`: only what is valid on that day. `gaps`: what is not known, so that nobody takes it for free. */
  @Get() @Permit('read')
  async list(@Who() caller: Caller, @Query() query: FeeQuery) {
    const own = await this.database.inScope(caller.scope, (tx) => this.#own(tx, query.marketplace ?? null, null));
    const places = this.marketplaces.all().filter((adapter) => query.marketplace === undefined || adapter.marketplace === query.marketplace);
    const onDay = (row: DatedFee): boolean => query.date === undefined || (row.from <= query.date && (row.to === null || row.to >= query.date));
    const shipped = places.flatMap((place) => (place.fees ?? []).map((row) => ({ place, row: { ...row, owner: 0, id: null } as DatedFee })).filter(({ row }) => onDay(row)));
    const mine = own.filter((row) => onDay(ownFee(row)));
    const entered = (marketplace: string, kind: string): boolean => mine.some((row) => row.marketplace === marketplace && row.kind === kind);
    return {
      items: [
        ...mine.map((row) => shownFee(caller, row.marketplace, ownFee(row), row)),
        ...shipped.map(({ place, row }) => shownFee(caller, place.marketplace, row, null)),
      ], next: null,
      gaps: [
        ...shipped.filter(({ place, row }) => row.percent === null && row.rupiah === null && !entered(place.marketplace, row.kind)).map(({ place, row }) => ({ marketplace: place.marketplace, title: place.title, kind: row.kind as string | null, note: row.note?.[caller.language] ?? null })),
        ...places.filter((place) => !place.fees && !mine.some((row) => row.marketplace === place.marketplace)).map((place) => ({ marketplace: place.marketplace, title: place.title, kind: null, note: null })),
      ],
    };
  }

  @Post() @Permit('shops.manage')
  add(@Who() caller: Caller, @Body() body: FeeBody, @Res({ passthrough: true }) response: Response) {
    if (!this.marketplaces.find(body.marketplace)) throw priceErrors.noMarketplace({ nama: body.marketplace });
    assertFits(body);
    return this.#moving(caller, { cooperative_id: caller.cooperativeId, marketplace: body.marketplace }, response, async (tx) => {
      const row = await tx.row<{ id: string }>(
        'INSERT INTO app.fee (cooperative_id, marketplace, kind, category, tier, percent, rupiah, cap, valid_from, valid_to, source, read_on, note, user_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) RETURNING id',
        [caller.cooperativeId, body.marketplace, body.kind, body.category ?? null, body.tier ?? null, body.percent ?? null, body.rupiah ?? null, body.cap ?? null, body.from, body.to ?? null, body.source, body.readOn, body.note ?? null, caller.userId]);
      return row?.id ?? '';
    });
  }

  @Patch(':id') @Permit('shops.manage')
  async change(@Who() caller: Caller, @Param('id') id: string, @Headers('if-match') match: string | undefined, @Body() body: FeeChange, @Res({ passthrough: true }) response: Response) {
    const { known, row } = await this.#known(caller, id, match);
    const next = { percent: pick(body.percent, row.percent), rupiah: pick(body.rupiah, row.rupiah), cap: pick(body.cap, row.cap), from: body.from ?? row.from, to: pick(body.to, row.to), source: body.source ?? row.source, readOn: body.readOn ?? row.readOn, note: pick(body.note, row.note?.[caller.language] ?? null) };
    assertFits(next);
    return this.#moving(caller, known, response, async (tx) => {
      const done = await tx.rows('UPDATE app.fee SET percent = $3, rupiah = $4, cap = $5, valid_from = $6, valid_to = $7, source = $8, read_on = $9, note = $10, revision = revision + 1 WHERE id = $1 AND revision = $2 RETURNING id', [id, known.revision, next.percent, next.rupiah, next.cap, next.from, next.to, next.source, next.readOn, next.note]);
      if (done.length === 0) throw priceErrors.stale();
      return id;
    });
  }

  /** From today on the row counts no more; one that never counted is gone. */
  @Delete(':id') @Permit('shops.manage') @HttpCode(204)
  async end(@Who() caller: Caller, @Param('id') id: string, @Headers('if-match') match: string | undefined): Promise<void> {
    const { known } = await this.#known(caller, id, match);
    await this.#moving(caller, known, null, async (tx) => {
      const today = `(SELECT (app.now() AT TIME ZONE c.timezone)::date FROM app.cooperative c WHERE c.id = f.cooperative_id)`;
      const gone = await tx.rows(`DELETE FROM app.fee f WHERE f.id = $1 AND f.revision = $2 AND f.valid_from >= ${today} RETURNING f.id`, [id, known.revision]);
      const ended = await tx.rows(`UPDATE app.fee f SET valid_to = least(f.valid_to, ${today} - 1), revision = f.revision + 1 WHERE f.id = $1 AND f.revision = $2 AND f.valid_from < ${today} RETURNING f.id`, [id, known.revision]);
      if (gone.length + ended.length === 0) throw priceErrors.stale();
      return id;
    });
  }

  async #known(caller: Caller, id: string, match: string | undefined): Promise<{ known: Known; row: DatedFee }> {
    const [row] = /^\d{1,19}$/.test(id) ? await this.database.inScope(caller.scope, (tx) => this.#own(tx, null, id)) : [];
    // A parent's row may be read and counts, but is the parent's to change.
    if (!row || !caller.scope.ids.includes(row.cooperative_id)) throw priceErrors.noFee();
    if (!match) throw priceErrors.needsMatch();
    if (revisionIn(match) !== row.revision) throw priceErrors.stale();
    return { known: row, row: ownFee(row) };
  }

  /** Changes a row; prices that it moves in the shops of its co-op and of those beneath are raised in the same transaction. */
  #moving(caller: Caller, owner: Pick<Known, 'cooperative_id' | 'marketplace'>, response: Response | null, change: (tx: Tx) => Promise<string>) {
    return this.database.inScope(caller.scope, async (tx) => {
      const shops = await tx.rows<{ id: string }>(
        `SELECT s.id FROM app.shop s JOIN app.cooperative c ON c.id = s.cooperative_id JOIN app.cooperative mine ON mine.id = $1 WHERE s.marketplace = $2 AND c.path LIKE mine.path || '%' ORDER BY s.id`, [owner.cooperative_id, owner.marketplace]);
      const id = await moving(tx, shops.map((shop) => shop.id), placesOf(this.marketplaces), () => change(tx));
      if (!response) return null;
      const [row] = await this.#own(tx, null, id);
      if (!row) throw priceErrors.noFee();
      response.setHeader('ETag', `"${row.revision}"`);
      return shownFee(caller, row.marketplace, ownFee(row), row);
    });
  }

  #own(tx: Tx, marketplace: string | null, id: string | null): Promise<FeeRecord[]> {
    return tx.rows<FeeRecord>(`SELECT ${feeColumns}, ${depthOf} FROM app.fee f JOIN app.cooperative owner ON owner.id = f.cooperative_id WHERE ($1::text IS NULL OR f.marketplace = $1) AND ($2::bigint IS NULL OR f.id = $2) ORDER BY f.marketplace, f.kind, f.valid_from, f.id`, [marketplace, id]);
  }
}

const pick = <T>(wish: T | null | undefined, now: T | null): T | null => (wish === undefined ? now : wish);
const shownFee = (caller: Caller, marketplace: string, row: DatedFee, record: FeeRecord | null) => ({
  id: row.id, marketplace, kind: row.kind, category: row.category, tier: row.tier, percent: row.percent, rupiah: row.rupiah, cap: row.cap, from: row.from, to: row.to, source: row.source, readOn: row.readOn, note: row.note?.[caller.language] ?? null,
  cooperativeId: record?.cooperative_id ?? null, own: record !== null && caller.scope.ids.includes(record.cooperative_id), revision: record?.revision ?? null,
});

function assertFits(fee: { readonly percent?: number | null; readonly rupiah?: number | null; readonly from: string; readonly to?: string | null }): void {
  if (fee.percent == null && fee.rupiah == null) throw priceErrors.noFigure();
  if (fee.to && fee.to < fee.from) throw priceErrors.backwards();
}
