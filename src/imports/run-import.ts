import { existsSync } from 'node:fs';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Database, LOG, noScope, SETTINGS, type Log, type Scope, type Tx } from '../kernel/index.js';
import { Marketplaces } from '../marketplaces/index.js';
import { LeaseLost, type ImportJob } from './import-job.js';
import { apply, takeFile, undo, type ImportResult, type Step } from './import-steps.js';

export interface Importer { readonly importId: string; readonly cooperativeId: string; readonly userId: string | null }
interface Due { id: string; cooperative_id: string; step: Step; waiting: boolean }

const lookEveryMs = 10_000;
/** Imports this process works on at once; others wait their turn. */
const atOnce = 2;
const dayMs = 86_400_000, keptMs = 7 * dayMs;

/** Takes a file at once, in this process: for the demo and the benches. */
export async function runImport(database: Database, scope: Scope, who: Importer, path: string, log: Log, progress?: (done: { readonly products: number }) => void): Promise<ImportResult> {
  const job = await claim({ database, log, over: () => false }, who.cooperativeId, who.importId, scope);
  if (!job) throw new Error(`Import ${who.importId} is not there to be run.`);
  return takeFile(job, path, null, progress);
}

/** Holds the import for as long as its lease is renewed; null: somebody else does. */
async function claim(house: Pick<ImportJob, 'database' | 'log' | 'over'>, cooperativeId: string, id: string, scope: Scope | null): Promise<ImportJob | null> {
  const row = await house.database.inScope({ ids: [cooperativeId] }, (tx) => tx.row<{ fence: number; preview: boolean; by: string | null; step: Step; scope: string[]; above: string[] }>(
    `UPDATE app.import SET fence = fence + 1, lease_until = app.wall() + interval '60 seconds', step = coalesce(step, 'reading') WHERE id = $1 AND state = 'running' AND (lease_until IS NULL OR lease_until < app.wall()) RETURNING fence, preview, coalesce(asked_by, user_id) AS by, step, scope::text[], above::text[]`, [id]));
  return row && { ...house, scope: { ...(scope ?? { ids: row.scope.length > 0 ? row.scope : [cooperativeId], above: row.above }), by: row.by ?? undefined, why: `${row.step === 'undoing' ? 'import-undo' : 'import'}:${id}` }, id, cooperativeId, userId: row.by, fence: row.fence, preview: row.preview };
}

/** Sees to it that imports are done: at once where they are asked for, and again after a stop, by whichever process finds one that nobody holds. */
@Injectable()
export class ImportRunner implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly folder: string;
  readonly #running = new Set<Promise<void>>();
  #timers: NodeJS.Timeout[] = [];
  #over = false;

  constructor(private readonly database: Database, @Inject(LOG) private readonly log: Log, @Inject(SETTINGS) house: { dataDir: string }, private readonly marketplaces: Marketplaces) {
    this.folder = join(house.dataDir, 'imports');
  }

  async onApplicationBootstrap(): Promise<void> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    await this.#clearOut();
    this.#timers = [setInterval(() => this.wake(), lookEveryMs), setInterval(() => void this.#clearOut().catch((error: unknown) => this.log.error({ err: error }, 'import.not-cleared')), dayMs)];
    for (const timer of this.#timers) timer.unref();
    this.wake();
  }

  /** Nothing new is begun; what is under way ends with its reader or its next batch, and goes on after the start. */
  async onApplicationShutdown(): Promise<void> {
    this.#over = true;
    this.#timers.forEach(clearInterval);
    await Promise.all(this.#running);
  }

  async has(id: string): Promise<boolean> {
    return stat(this.path(id)).then(() => true, () => false);
  }

  path(id: string): string {
    return join(this.folder, id);
  }

  /** In the transaction that asks for a step; woken after its commit. */
  async ask(tx: Tx, importId: string, step: Step, { scope, userId }: { readonly scope: Scope; readonly userId: string | null }): Promise<void> {
    await tx.rows(`UPDATE app.import SET state = 'running', step = $2, scope = $3, above = $4, lease_until = NULL, asked_at = app.now(), asked_by = $5, ended_at = NULL WHERE id = $1`, [importId, step, scope.ids, scope.above ?? [], userId]);
    tx.after(() => this.wake());
  }

  wake(): void {
    if (this.#over || this.#running.size >= atOnce) return;
    const work: Promise<void> = this.#next().then((more) => {
      this.#running.delete(work);
      if (more) this.wake();
    });
    this.#running.add(work);
  }

  /** Works on one import, if there is one; whether it is worth looking again. Never throws. */
  async #next(): Promise<boolean> {
    try {
      const due = await this.database.inScope(noScope, (tx) => tx.rows<Due>('SELECT * FROM app.due_imports()'));
      for (const { id, cooperative_id, step, waiting } of due) {
        const here = step !== 'reading' || existsSync(this.path(id));
        // Another process may have the file; after a while nobody has.
        if (!here && waiting) continue;
        const job = await claim({ database: this.database, log: this.log, over: () => this.#over }, cooperative_id, id, null);
        if (!job) continue;
        await this.#work(job, here ? step : null);
        return true;
      }
      return false;
    } catch (error) {
      this.log.error({ err: error }, 'import.not-begun');
      return false;
    }
  }

  async #work(job: ImportJob, step: Step | null): Promise<void> {
    const end = (sql: string, only = ''): Promise<unknown> => this.database.inScope(job.scope, (tx) => tx.rows(`UPDATE app.import SET lease_until = NULL${sql} WHERE id = $1 AND fence = $2 AND state = 'running'${only}`, [job.id, job.fence]));
    const interrupted = `, state = 'refused', step = NULL, refusal = '"interrupted"', ended_at = app.now()`;
    try {
      if (step === 'applying') await apply(job);
      else if (step === 'undoing') await undo(job);
      else if (step === 'reading') {
        const { refusal } = await takeFile(job, this.path(job.id), this.marketplaces);
        // It may be read again under other names of its columns.
        if (refusal === 'no-header' || (job.preview && refusal === null)) return;
      } else await end(interrupted);
      await this.forget(job.id);
    } catch (error) {
      if (!(error instanceof LeaseLost)) this.log.error({ import: job.id, err: error }, 'import.failed');
      if (this.#over) await end('').catch(() => undefined);
      // Nothing was changed yet, so it ends here; what was begun to be applied or undone is taken up again when the lease has run out.
      else if (step === 'reading' && !(error instanceof LeaseLost)) await end(interrupted, ` AND step = 'reading'`).catch(() => undefined);
    }
  }

  /** Removes the file of an import that will not be read again. */
  forget(id: string): Promise<void> {
    return rm(this.path(id), { force: true });
  }

  /** Files of previews that nobody came back to, and the rows of imports that are too old to be undone. */
  async #clearOut(): Promise<void> {
    await this.database.inScope(noScope, (tx) => tx.rows('SELECT app.forget_import_rows()'));
    for (const name of await readdir(this.folder)) {
      const { mtimeMs } = await stat(join(this.folder, name)).catch(() => ({ mtimeMs: Infinity }));
      if (this.database.clock.now() - mtimeMs > keptMs) await this.forget(name);
    }
  }
}
