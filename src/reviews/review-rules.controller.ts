import { Body, Controller, Get, Param, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { IsIn, ValidateIf } from 'class-validator';
import { Database, Permit, Who, type Caller, type Tx } from '../kernel/index.js';
import { reviewErrors } from './errors.js';

export class ReviewRuleBody {
  /** null: as the co-op above says; at the top: free. */
  @ValidateIf((body: ReviewRuleBody) => body.approval !== null) @IsIn(['required', 'free']) approval!: 'required' | 'free' | null;
}
interface Row { id: string; name: string; parent_id: string | null; approval: 'required' | 'free' | null; applies: string | null }

/** Whether what a unit's people make and change has to be approved. Said once at the top it holds for every unit beneath; each unit may have its own word, said by the co-op above it. */
@ApiTags('reviews')
@Controller('api/review-rules')
export class ReviewRulesController {
  constructor(private readonly database: Database) {}

  @Get() @Permit('read')
  async list(@Who() caller: Caller) {
    return { items: (await this.database.inScope(caller.scope, (tx) => rules(tx, caller.scope.ids))).map(shown), next: null };
  }

  @Put(':id') @Permit('reviews.decide')
  async set(@Who() caller: Caller, @Param('id') id: string, @Body() body: ReviewRuleBody) {
    return this.database.inScope(caller.scope, async (tx) => {
      const known = /^\d{1,19}$/.test(id) ? (await rules(tx, caller.scope.ids)).find((row) => row.id === id) : undefined;
      if (!known) throw reviewErrors.noUnit();
      if (known.parent_id !== null && !caller.scope.ids.includes(known.parent_id)) throw reviewErrors.ruleFromAbove();
      await tx.rows('UPDATE app.cooperative SET approval = $2 WHERE id = $1', [id, body.approval]);
      const [row] = await rules(tx, [id]);
      return row && shown(row);
    });
  }
}

/** The top co-op's own people have nobody above: there the word is only what its units inherit. */
const rules = (tx: Tx, ids: readonly string[]): Promise<Row[]> => tx.rows<Row>('SELECT id, name, parent_id, approval, app.approval_of(id) AS applies FROM app.cooperative WHERE id = ANY ($1::bigint[]) ORDER BY path', [ids]);
const shown = (row: Row) => ({ cooperativeId: row.id, cooperative: row.name, approval: row.approval, applies: row.parent_id === null ? 'free' : row.applies ?? 'free' });
