/**
 * Documents by kind and id, in memory, and in a journal when there is a folder: what was put since the last `commit` is written with one write
 * before the answer leaves, so a kill loses nothing that was answered. At the start the journal is read and rewritten without its past.
 */
import { appendFileSync, closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** A document that was changed must be put again. Plain JSON only: ids beyond 2^53 as strings. */
export interface Shelf<T> {
  get(id: string): T | undefined;
  put(id: string, doc: T): void;
  drop(id: string): void;
  all(): IterableIterator<T>;
  readonly size: number;
}

type Line = [kind: string, id: string, doc?: unknown];

export class Store {
  private readonly shelves = new Map<string, Map<string, unknown>>();
  private readonly dirty = new Map<string, Set<string>>();
  private file: number | null = null;

  constructor(private readonly folder: string | null) {
    if (folder === null) return;
    mkdirSync(folder, { recursive: true });
    this.replay(join(folder, 'journal.jsonl'));
    this.rewrite();
  }

  /** All documents of one kind; the same kind always gives the same documents. One kind has one shape. */
  shelf<T>(kind: string): Shelf<T> {
    const docs = this.docs(kind) as Map<string, T>;
    const mark = (id: string) => this.mark(kind, id);
    return {
      get: (id) => docs.get(id),
      put: (id, doc) => { docs.set(id, doc); mark(id); },
      drop: (id) => { if (docs.delete(id)) mark(id); },
      all: () => docs.values(),
      get size() { return docs.size; },
    };
  }

  commit(): void {
    if (this.dirty.size === 0) return;
    if (this.file !== null) {
      let text = '';
      for (const [kind, ids] of this.dirty) for (const id of ids) text += line(kind, id, this.docs(kind).get(id));
      writeSync(this.file, text);
    }
    this.dirty.clear();
  }

  /** Empties the kinds that begin with the prefix. */
  clear(prefix = ''): void {
    for (const [kind, docs] of this.shelves) {
      if (!kind.startsWith(prefix)) continue;
      for (const id of docs.keys()) this.mark(kind, id);
      docs.clear();
    }
    this.commit();
  }

  close(): void {
    this.commit();
    if (this.file !== null) closeSync(this.file);
    this.file = null;
  }

  private docs(kind: string): Map<string, unknown> {
    let docs = this.shelves.get(kind);
    if (!docs) this.shelves.set(kind, (docs = new Map()));
    return docs;
  }

  private mark(kind: string, id: string): void {
    if (this.folder === null) return;
    let ids = this.dirty.get(kind);
    if (!ids) this.dirty.set(kind, (ids = new Set()));
    ids.add(id);
  }

  private replay(path: string): void {
    if (!existsSync(path)) return;
    const lines = readFileSync(path, 'utf8').split('\n');
    lines.pop(); // empty, or torn by a kill: that call was never answered
    for (const text of lines) {
      const [kind, id, doc] = JSON.parse(text) as Line;
      if (doc === undefined) this.docs(kind).delete(id);
      else this.docs(kind).set(id, doc);
    }
  }

  private rewrite(): void {
    const path = join(this.folder ?? '', 'journal.jsonl');
    writeFileSync(`${path}.new`, '');
    for (const [kind, docs] of this.shelves) {
      let text = '';
      for (const [id, doc] of docs) text += line(kind, id, doc);
      appendFileSync(`${path}.new`, text);
    }
    renameSync(`${path}.new`, path);
    this.file = openSync(path, 'a');
  }
}

function line(kind: string, id: string, doc: unknown): string {
  return `${JSON.stringify(doc === undefined ? [kind, id] : [kind, id, doc])}\n`;
}
