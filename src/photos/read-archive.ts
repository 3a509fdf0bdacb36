import { createWriteStream } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import type { Readable } from 'node:stream';
import yauzl from 'yauzl';
import { photoErrors } from './errors.js';
import { largestPicture } from './fetch-picture.js';
import type { DomainError } from '../kernel/index.js';

/** What an archive may hold: files, and bytes once unpacked; and bytes as it is sent. */
export const archiveLimits = { files: 5_000, unpacked: 4_000_000_000, sent: 1_500_000_000 };
/** One file of an archive, laid down at `path` for who reads it to take over; or why it is none. */
export type ArchiveFile = { readonly name: string; readonly path: string; readonly problem?: never } | { readonly name: string; readonly path?: never; readonly problem: DomainError };

/** What phones and desktops put into a ZIP by themselves. */
const litter = /(^|\/)(__MACOSX\/|\.|Thumbs\.db$|desktop\.ini$)/i;

/**
 * Files of a ZIP one by one, streaming: nothing is unpacked before its turn, nothing by a name that came with it, and never more than it claims. Its directory is read first, so that an archive is refused as a whole where it lies about
 * itself: too many files, too much unpacked, parts that overlap, names that lead out of it. A ZIP inside, a locked file and one that is too large are told one by one. Throws `noArchive`, `bomb`, `escapes`.
 */
export async function* readArchive(path: string, layAt: () => string): AsyncGenerator<ArchiveFile> {
  const { size } = await stat(path);
  const zip = await openZip(path);
  try {
    const entries = await entriesOf(zip, size);
    for (const entry of entries) {
      const name = entry.fileName;
      if (entry.isEncrypted()) yield { name, problem: photoErrors.locked() };
      else if (/\.(zip|jar|7z|rar|gz)$/i.test(name)) yield { name, problem: photoErrors.nested() };
      else if (entry.uncompressedSize > largestPicture) yield { name, problem: photoErrors.tooHeavy() };
      else {
        const to = layAt();
        const laid = await partOf(zip, entry).then((part) => pipeline(part, createWriteStream(to))).then(() => true, () => false);
        if (laid) yield { name, path: to };
        else {
          await rm(to, { force: true });
          yield { name, problem: photoErrors.damaged() };
        }
      }
    }
  } finally {
    zip.close();
  }
}

const openZip = (path: string): Promise<yauzl.ZipFile> => new Promise((resolve, reject) => {
  yauzl.open(path, { lazyEntries: true, autoClose: false, validateEntrySizes: true }, (error, zip) => (error || !zip ? reject(photoErrors.noArchive()) : resolve(zip)));
});

const entriesOf = (zip: yauzl.ZipFile, size: number): Promise<yauzl.Entry[]> => new Promise((resolve, reject) => {
  const found: yauzl.Entry[] = [], bomb = (): void => reject(photoErrors.bomb({ n: archiveLimits.files, gigabyte: archiveLimits.unpacked / 1_000_000_000 }));
  let unpacked = 0, packed = 0;
  zip.on('entry', (entry: yauzl.Entry) => {
    unpacked += entry.uncompressedSize;
    packed += entry.compressedSize;
    // Parts that together are longer than the file lie over each other: a bomb that looks small.
    if (found.length >= archiveLimits.files || unpacked > archiveLimits.unpacked || packed > size) return bomb();
    if (!entry.fileName.endsWith('/') && !litter.test(entry.fileName)) found.push(entry);
    zip.readEntry();
  }).on('end', () => resolve(found)).on('error', (error: Error) => reject(/relative path|absolute path|characters in fileName/i.test(error.message) ? photoErrors.escapes() : photoErrors.noArchive()));
  if (zip.entryCount > archiveLimits.files * 2) bomb();
  else zip.readEntry();
});

const partOf = (zip: yauzl.ZipFile, entry: yauzl.Entry): Promise<Readable> => new Promise((resolve, reject) => {
  zip.openReadStream(entry, (error, stream) => (error || !stream ? reject(error ?? new Error('unreadable part')) : resolve(stream)));
});
