import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { createGunzip, createGzip, type Gzip } from 'node:zlib';

/** In front of the compressed part, so that a file of another kind is known at its first bytes. The number is the format's. */
const magic = (version: number): string => `SERENTAK BACKUP ${version}\n`;
const version = 1;
const headBytes = 5;
const largestFrame = 64 * 1024 * 1024;

/** What a frame holds: 'about' comes first and 'end' last; 'data' belongs to the table or photo before it. */
export type Kind = 'about' | 'table' | 'photo' | 'data' | 'end';
const kinds: readonly Kind[] = ['about', 'table', 'photo', 'data', 'end'];
export interface Frame { readonly kind: Kind; readonly bytes: Buffer }
/** Why a file cannot be used: no backup of ours; made by a later Serentak; it ends early; its bytes are not those that were written. */
export class ArchiveError extends Error {
  constructor(readonly why: 'foreign' | 'newer' | 'cut' | 'damaged') {
    super(`The archive is ${why}.`);
    this.name = 'ArchiveError';
  }
}

/** Writes frames, compressed, beside the file's place; the file has its name only when it is whole and on the disk. */
export class ArchiveWriter {
  readonly #zip: Gzip = createGzip({ level: 6 });
  readonly #hash = createHash('sha256');
  readonly #done: Promise<unknown>;
  #failed: Error | null = null;

  constructor(private readonly path: string) {
    const out = createWriteStream(`${path}.half`, { mode: 0o600 });
    out.write(magic(version));
    this.#done = once(out, 'close');
    for (const stream of [this.#zip, out]) stream.on('error', (error: Error) => { this.#failed ??= error; out.destroy(); });
    this.#done.catch(() => undefined);
    this.#zip.pipe(out);
  }

  json(kind: Kind, value: unknown): Promise<void> {
    return this.frame(kind, Buffer.from(JSON.stringify(value)));
  }

  async frame(kind: Kind, bytes: Buffer): Promise<void> {
    const head = Buffer.alloc(headBytes);
    head.writeUInt8(kinds.indexOf(kind), 0);
    head.writeUInt32BE(bytes.length, 1);
    for (const part of [head, bytes]) {
      if (this.#failed) throw this.#failed;
      if (kind !== 'end') this.#hash.update(part);
      if (!this.#zip.write(part)) await Promise.race([once(this.#zip, 'drain'), this.#done]);
    }
  }

  /** Seals the file. `counts`: what the reader must have found. */
  async end(counts: object): Promise<void> {
    await this.json('end', { ...counts, sha256: this.#hash.digest('hex') });
    this.#zip.end();
    await this.#done;
    if (this.#failed) throw this.#failed;
    const file = await open(`${this.path}.half`, 'r+');
    await file.sync();
    await file.close();
    await rename(`${this.path}.half`, this.path);
  }

  async abandon(): Promise<void> {
    this.#zip.destroy();
    await rm(`${this.path}.half`, { force: true });
  }
}

/** The frames of a file, one at a time; the last one is given only when everything before it is as it was written. Throws `ArchiveError`. */
export async function* readArchive(path: string): AsyncGenerator<Frame> {
  const file = await open(path, 'r');
  const start = Buffer.alloc(magic(version).length);
  await file.read(start, 0, start.length, 0);
  await file.close();
  const found = /^SERENTAK BACKUP (\d+)\n/.exec(start.toString('latin1'));
  if (!found) throw new ArchiveError('foreign');
  if (Number(found[1]) !== version) throw new ArchiveError('newer');
  const hash = createHash('sha256');
  const source = createReadStream(path, { start: start.length }), zip = createGunzip();
  source.on('error', (error) => zip.destroy(error));
  source.pipe(zip);
  let rest: Buffer = Buffer.alloc(0), over = false;
  try {
    for await (const chunk of zip) {
      rest = rest.length === 0 ? (chunk as Buffer) : Buffer.concat([rest, chunk as Buffer]);
      while (rest.length >= headBytes) {
        const length = rest.readUInt32BE(1), kind = kinds[rest.readUInt8(0)];
        if (!kind || length > largestFrame || over) throw new ArchiveError('damaged');
        if (rest.length < headBytes + length) break;
        const bytes = rest.subarray(headBytes, headBytes + length);
        if (kind === 'end') {
          over = true;
          if ((JSON.parse(bytes.toString()) as { sha256?: string }).sha256 !== hash.digest('hex')) throw new ArchiveError('damaged');
        } else hash.update(rest.subarray(0, headBytes + length));
        yield { kind, bytes };
        rest = rest.subarray(headBytes + length);
      }
    }
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'Z_BUF_ERROR') throw new ArchiveError('cut');
    if (code?.startsWith('Z_')) throw new ArchiveError('damaged');
    throw error;
  } finally {
    source.destroy();
  }
  if (!over) throw new ArchiveError('cut');
}
