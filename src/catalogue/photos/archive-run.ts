import { rm } from 'node:fs/promises';
import { DomainError, type Database, type Log, type Scope } from '../../kernel/index.js';
import { readArchive, type PhotoFacts, type Photos } from '../../photos/index.js';
import { pieces } from '../../exports/index.js';
import { photoName } from '../../sheets/index.js';
import { attachFiles, keepFile } from './mentions.js';

const batch = 100;
export interface Archive { readonly id: string; readonly cooperativeId: string; readonly scope: Scope; readonly path: string }
interface Taken { readonly facts: PhotoFacts; /** Where in the archive. */ readonly position: number; readonly name: string }

/**
 * Takes the photos of a ZIP one after the other. Each is kept under its file name, which rows of an import name; one that occurs in several folders with different pictures is kept with its folder, so that it is told and never guessed.
 * Every file gets an outcome; the ZIP itself is gone afterwards. Holds one picture at a time, and the names.
 */
export async function runArchive(database: Database, photos: Photos, archive: Archive, log: Log): Promise<void> {
  const { id, cooperativeId, scope } = archive;
  const taken: Taken[] = [];
  let position = 0, refusal: string | null = null;
  const note = (at: number, name: string, outcome: string, code: string | null, products: readonly string[] = [], advice: readonly string[] = []) => database.inScope(scope, async (tx) => {
    await tx.rows('INSERT INTO app.photo_archive_file (archive_id, position, cooperative_id, name, outcome, code, products, advice) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)', [id, at, cooperativeId, name.slice(0, 300).replaceAll('\u0000', ''), outcome, code, products, advice]);
    await tx.rows('UPDATE app.photo_archive SET files = files + 1, taken = taken + $2 WHERE id = $1', [id, outcome === 'refused' ? 0 : 1]);
  });
  try {
    for await (const file of readArchive(archive.path, () => photos.arriving())) {
      position += 1;
      try {
        if (file.problem) throw file.problem;
        taken.push({ facts: await photos.takeFile(file.path), position, name: file.name });
      } catch (error) {
        if (!(error instanceof DomainError)) throw error;
        await note(position, file.name, 'refused', error.entry.code);
      }
    }
    // All are kept before any is given away: a name that fits several is then known as such.
    const files = [...named(taken)];
    for (const piece of pieces(files, batch)) await database.inScope(scope, async (tx) => { for (const { name, file } of piece) await keepFile(tx, cooperativeId, name, file.facts); });
    for (const piece of pieces(files, batch)) {
      const found = await database.inScope(scope, (tx) => attachFiles(tx, cooperativeId, piece.map(({ name }) => name)));
      for (const { name, file } of piece) {
        const fit = found.get(name);
        await note(file.position, file.name, fit && fit.products.length > 0 ? 'attached' : fit?.ambiguous ? 'ambiguous' : 'unused', null, fit?.products, file.facts.advice);
      }
    }
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    refusal = error.entry.code;
    log.warn({ archive: id, code: refusal }, 'photos.archive-refused');
  } finally {
    await rm(archive.path, { force: true });
  }
  await database.inScope(scope, (tx) => tx.rows(`UPDATE app.photo_archive SET state = $2, refusal = $3, ended_at = app.now() WHERE id = $1`, [id, refusal ? 'refused' : 'done', refusal && JSON.stringify(refusal)]));
  log.info({ archive: id, files: position, taken: taken.length, refusal }, 'photos.archive-ended');
}

/** Under which name each picture is kept: its own, or with its folder where the same name holds different pictures. */
function* named(taken: readonly Taken[]): Generator<{ name: string; file: Taken }> {
  const base = (name: string): string => photoName(name).replace(/^.*\//, '');
  const pictures = new Map<string, Set<string>>();
  for (const { name, facts } of taken) pictures.set(base(name), (pictures.get(base(name)) ?? new Set()).add(facts.sha256));
  const several = (file: Taken): boolean => (pictures.get(base(file.name))?.size ?? 0) > 1;
  for (const file of taken) yield { name: several(file) ? photoName(file.name) : base(file.name), file };
}
