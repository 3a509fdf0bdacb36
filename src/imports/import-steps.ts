import type { Marketplaces } from '../marketplaces/index.js';
import { applyImport } from './apply-import.js';
import { endStep, inJob, type Counts, type ImportJob } from './import-job.js';
import type { Refusal } from './read-file.js';
import { readImport } from './read-import.js';
import { undoImport } from './undo-import.js';

export type Step = 'reading' | 'applying' | 'undoing';
export interface ImportResult extends Counts { refusal: Refusal | null }

/** Reads the file and, unless it is to be looked at first, applies it. Running the same file twice changes nothing. */
export async function takeFile(job: ImportJob, path: string, marketplaces: Marketplaces | null, progress?: (done: { readonly products: number }) => void): Promise<ImportResult> {
  const { refusal, ...read } = await readImport(job, path, (top) => marketplaces?.sheetFrom(top)?.marketplace ?? null);
  job.log.info({ import: job.id, rows: read.rows, created: read.created, changed: read.changed, unchanged: read.unchanged, rejected: read.rejected, refusal }, 'import.read');
  if (refusal || job.preview) {
    await endStep(job, refusal ? 'refused' : 'previewed', refusal);
    return { ...read, refusal };
  }
  await inJob(job, (tx) => tx.rows(`UPDATE app.import SET step = 'applying' WHERE id = $1`, [job.id]));
  return { ...await apply(job, progress), refusal };
}

/** What was looked at, applied; goes on where a stop left it. */
export async function apply(job: ImportJob, progress?: (done: { readonly products: number }) => void): Promise<Counts> {
  const counts = await applyImport(job, progress);
  await endStep(job, 'done');
  job.log.info({ import: job.id, ...counts }, 'import.ended');
  return counts;
}

export async function undo(job: ImportJob): Promise<void> {
  await undoImport(job);
  await endStep(job, 'undone');
  job.log.info({ import: job.id }, 'import.undone');
}
