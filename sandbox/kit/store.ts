import { appendFileSync, closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** One kind of document. What is put is written down before the request is answered; a document that was changed must be put again. */
export interface Shelf<T> {
  get(id: string): T | undefined;
  put(id: string, doc: T): void;
  drop(id: string): void;
  all(): IterableIterator<T>;
  ids(): IterableIterator<string>;
  readonly size: number;
}

/**
 * A simulator's documents: in memory, and, with a folder, in a journal that is written before each answer, so that neither a restart nor a kill loses a shop.
 * Files (photos) lie beside it, by name.
 */
export class Store {
  private readonly shelves = new Map<string, Map<string, unknown>>();
  private readonly files = new Map<string, Uint8Array>();
  private pending: string[] = [];
  private journal: number | null = null;
  private lines = 0;

  constructor(private readonly dir: string | null) {
    if (dir === null) return;
    mkdirSync(join(dir, 'files'), { recursive: true });
    const path = join(dir, 'journal.jsonl');
    if (existsSync(path)) {
      for (const line of readFileSync(path, 'utf8').split('\n')) {
        if (line === '') continue;
        let entry: [string, string, unknown?];
        try {
          entry = JSON.parse(line) as [string, string, unknown?];
        } catch {
          break; // a line cut off by a kill: what it said was never answered
        }
        if (entry.length === 3) this.map(entry[0]).set(entry[1], entry[2]);
        else this.map(entry[0]).delete(entry[1]);
      }
    }
    this.compact(path);
    this.journal = openSync(path, 'a');
  }

  shelf<T>(name: string): Shelf<T> {
    const map = this.map(name) as Map<string, T>;
    const note = (entry: readonly unknown[]): void => { if (this.journal !== null) this.pending.push(JSON.stringify(entry)); };
    return {
      get: (id) => map.get(id),
      put: (id, doc) => { map.set(id, doc); note([name, id, doc]); },
      drop: (id) => { map.delete(id); note([name, id]); },
      all: () => map.values(),
      ids: () => map.keys(),
      get size() { return map.size; },
    };
  }

  /** Called before every answer. */
  flush(): void {
    if (this.journal === null || this.pending.length === 0) return;
    writeSync(this.journal, `${this.pending.join('\n')}\n`);
    this.lines += this.pending.length;
    this.pending = [];
  }

  putFile(name: string, bytes: Uint8Array): void {
    if (this.dir === null) this.files.set(name, bytes);
    else if (!existsSync(this.path(name))) writeFileSync(this.path(name), bytes);
  }

  file(name: string): Uint8Array | undefined {
    if (this.dir === null) return this.files.get(name);
    return existsSync(this.path(name)) ? readFileSync(this.path(name)) : undefined;
  }

  clear(prefix = ''): void {
    for (const [name, map] of this.shelves) if (name.startsWith(prefix)) for (const id of [...map.keys()]) this.shelf(name).drop(id);
  }

  close(): void {
    this.flush();
    if (this.journal !== null) {
      fsyncSync(this.journal);
      closeSync(this.journal);
      this.journal = null;
    }
  }

  private map(name: string): Map<string, unknown> {
    let map = this.shelves.get(name);
    if (!map) this.shelves.set(name, (map = new Map()));
    return map;
  }

  private path(name: string): string {
    return join(this.dir ?? '', 'files', name.replace(/[^\w.-]/g, '_'));
  }

  private compact(path: string): void {
    const half = `${path}.new`;
    writeFileSync(half, '');
    for (const [name, map] of this.shelves) for (const [id, doc] of map) appendFileSync(half, `${JSON.stringify([name, id, doc])}\n`);
    renameSync(half, path);
  }
}
