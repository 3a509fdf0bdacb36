import { createReadStream, createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Transform, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { UseInterceptors } from '@nestjs/common';
import { AnyFilesInterceptor } from '@nestjs/platform-express';

/** A request whose body is a file as it is, or a form with one, whatever its field is called. */
export type FileRequest = Readable & { readonly files?: readonly { readonly path: string; readonly originalname: string }[] };

/** Each account's own: what root made first, nobody else may write to. */
const uploads = join(tmpdir(), `serentak-uploads-${process.getuid?.() ?? 0}`);

/** Marks a route that `receive`s a file of at most so many bytes. */
export const TakesFile = (most: number): MethodDecorator => UseInterceptors(AnyFilesInterceptor({ dest: uploads, limits: { fileSize: most, files: 1, fields: 5 } }));

/** Lays a file down as it comes, so that no upload is held in memory. What is too large is read to its end but not kept, so that the answer can still be heard; twice as large is cut off. Throws `tooLarge`; half a file is never left. */
export async function receive(request: FileRequest, path: string, most: number, tooLarge: () => Error): Promise<void> {
  const form = request.files?.[0];
  let size = 0;
  const measured = new Transform({ transform(part: Buffer, _, done) {
    size += part.length;
    if (size > 2 * most) done(new Error('too large'));
    else done(null, size > most ? undefined : part);
  } });
  try {
    await pipeline(form ? createReadStream(form.path) : request, measured, createWriteStream(path, { mode: 0o600 }));
    if (size > most) throw tooLarge();
  } catch (error) {
    await rm(path, { force: true });
    throw size > most ? tooLarge() : error;
  } finally {
    if (form) await rm(form.path, { force: true });
  }
}
