import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { Transform, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { DomainError } from '../kernel/index.js';

/** Lays a body down as it comes, so that no upload is held in memory. What is too large is read to its end but not kept, so that the answer can still be heard; twice as large is cut off. Throws `tooLarge`; half a file is never left. */
export async function receive(body: Readable, path: string, most: number, tooLarge: () => DomainError): Promise<void> {
  let size = 0;
  const measured = new Transform({ transform(part: Buffer, _, done) {
    size += part.length;
    if (size > 2 * most) done(new Error('too large'));
    else done(null, size > most ? undefined : part);
  } });
  try {
    await pipeline(body, measured, createWriteStream(path));
    if (size > most) throw tooLarge();
  } catch (error) {
    await rm(path, { force: true });
    throw size > most ? tooLarge() : error;
  }
}
