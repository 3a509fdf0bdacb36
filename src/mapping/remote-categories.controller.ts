import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Database, Permit, Who, type Caller } from '../kernel/index.js';
import { Marketplaces } from '../marketplaces/index.js';
import { mappingErrors } from './errors.js';
import { placeOf } from './place.js';

/** What the marketplaces told us of their categories, as last read. */
@ApiTags('mapping')
@Controller('api/remote-categories')
export class RemoteCategoriesController {
  constructor(private readonly database: Database, private readonly marketplaces: Marketplaces) {}

  /** A shop's category tree: the children of `parent`, or leaves whose name holds `q`. */
  @Get() @Permit('read')
  async list(@Who() caller: Caller, @Query('shop') shopId: string, @Query('parent') parent?: string, @Query('q') q?: string) {
    return this.database.inScope(caller.scope, async (tx) => {
      const place = await placeOf(tx, this.marketplaces, shopId);
      const rows = await tx.rows<{ remote_id: string; parent_id: string | null; name: string; leaf: boolean }>(
        `SELECT remote_id, parent_id, name, leaf FROM app.remote_category WHERE marketplace = $1 AND scope_key = $2 AND CASE WHEN $4::text IS NOT NULL THEN leaf AND position(lower($4) IN lower(name)) > 0 ELSE parent_id IS NOT DISTINCT FROM $3::text END ORDER BY name LIMIT 200`,
        [place.marketplace, place.scopeKey, parent ?? null, q ?? null]);
      return { items: rows.map((row) => ({ id: row.remote_id, parentId: row.parent_id, name: row.name, leaf: row.leaf })), next: null };
    });
  }

  @Get(':shopId/:remoteId') @Permit('read')
  async rules(@Who() caller: Caller, @Param('shopId') shopId: string, @Param('remoteId') remoteId: string) {
    return this.database.inScope(caller.scope, async (tx) => {
      const place = await placeOf(tx, this.marketplaces, shopId);
      const row = await tx.row<{ remote_id: string; name: string; leaf: boolean; rules: unknown; rules_at: Date | null }>('SELECT remote_id, name, leaf, rules, rules_at FROM app.remote_category WHERE marketplace = $1 AND scope_key = $2 AND remote_id = $3', [place.marketplace, place.scopeKey, remoteId]);
      if (!row) throw mappingErrors.unknownLeaf({ leaf: remoteId, toko: this.marketplaces.get(place.marketplace).title });
      return { id: row.remote_id, name: row.name, leaf: row.leaf, rules: row.rules, readAt: row.rules_at };
    });
  }
}
