import { noScope, type Database, type Log, type Scope, type Tx } from '../kernel/index.js';
import { carryOut, close, nextMembers } from './carry-out.js';
import type { Edit } from './edits.js';
import { turnSales } from './sales.js';

const rowsASlice = 200;
type Slice = 'more' | 'done' | 'busy';
interface Due { edit_id: string; user_id: string | null; subtree: string[] }

/**
 * Carries out what is due: edits whose ten seconds have passed, sales that begin or end. Called by the sweep every few seconds, in whichever process sweeps; killed anywhere, the next turn begins where the last slice was committed.
 * A slice is one transaction that holds the edit's row, so that two sweepers never do a row twice.
 */
export class EditDesk {
  #working: Promise<void> | null = null;
  #over = false;

  constructor(private readonly database: Database, private readonly log: Log) {}

  /** Begins a round unless one is under way; does not wait for its end, because the sweep has others to look after. */
  readonly turn = (): void => {
    if (this.#over) return;
    this.#working ??= this.once().catch((error: unknown) => this.log.error({ err: error }, 'edits.failed')).finally(() => { this.#working = null; });
  };

  /** One round, to its end. */
  async once(): Promise<void> {
    await turnSales(this.database);
    const due = await this.database.inScope(noScope, (tx) => tx.rows<Due>('SELECT * FROM app.due_edits()'));
    for (const edit of due) while (!this.#over && (await this.#step(edit)) === 'more');
  }

  async stop(): Promise<void> {
    this.#over = true;
    await this.#working;
  }

  /** A slice that the database refuses is tried row by row, and the one that spoils it is passed over. */
  async #step(due: Due): Promise<Slice> {
    const slice = (count: number): Promise<Slice> => this.#held(due, (tx, edit) => carryOut(tx, edit, count));
    try {
      return await slice(rowsASlice);
    } catch (error) {
      this.log.warn({ edit: due.edit_id, err: error }, 'edit.slice-failed');
      return slice(1).catch(() => this.#held(due, async (tx, edit) => {
        const members = await nextMembers(tx, edit.id, 1);
        await close(tx, edit, members.map((member) => ({ id: member.row_id, why: 'not-written' })));
        return members.length;
      }));
    }
  }

  /** Works with the edit's row held; `work` says how many rows it looked at. */
  #held(due: Due, work: (tx: Tx, edit: Edit & { user_id: string | null }) => Promise<number>): Promise<Slice> {
    const scope: Scope = { ids: due.subtree, by: due.user_id ?? undefined, why: `edit:${due.edit_id}` };
    return this.database.inScope(scope, async (tx) => {
      const edit = await tx.row<Edit & { user_id: string | null }>(`SELECT id, field, state, preview, change, name, undoes, user_id FROM app.edit WHERE id = $1 AND state IN ('waiting', 'running') AND due_at <= app.now() FOR UPDATE SKIP LOCKED`, [due.edit_id]);
      if (!edit) return 'busy';
      const more = (await work(tx, edit)) > 0;
      if (!more || edit.state === 'waiting') await tx.rows(`UPDATE app.edit SET state = $2, done_at = CASE WHEN $2 = 'done' THEN app.now() END WHERE id = $1`, [edit.id, more ? 'running' : 'done']);
      return more ? 'more' : 'done';
    });
  }
}
