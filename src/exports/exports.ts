import { randomUUID } from 'node:crypto';
import { mkdir, open, rm, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Inject, Injectable } from '@nestjs/common';
import type { Response } from 'express';
import { Database, SETTINGS, Turns, type Caller, type Tx } from '../kernel/index.js';
import { csvText, localTime, TooManyRows, writeXlsx, type Cell } from '../sheets/index.js';
import { exportErrors } from './errors.js';

/** One column: its heading in both languages, and what stands in it. */
export interface SheetColumn<T> { readonly id: string; readonly en: string; readonly of: (row: T) => Cell }
export interface SheetOf<T> {
  /** What the file is called, in both languages; its date and ending are added. */
  readonly name: { readonly id: string; readonly en: string };
  readonly columns: readonly SheetColumn<T>[];
  /** The list in batches, read in the transaction it is given. */
  readonly batches: (tx: Tx) => AsyncIterable<readonly T[]>;
}

/** How many lists a page of an export holds. */
export const exportPage = 500;
const atOnce = 2;
const types = { csv: 'text/csv; charset=utf-8', xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet' } as const;
type Format = keyof typeof types;

/** The caller is gone: nobody is left to tell. */
class Gone extends Error {}

/**
 * Lists as files. The whole list is read in one snapshot of the caller's scope and laid down on disk at the database's speed; only then, with no transaction open, it goes to the caller at theirs. So a slow link holds
 * no snapshot, an error is told as any other and never a file that ends in the middle, and memory holds one batch.
 */
@Injectable()
export class Exports {
  readonly #turns = new Turns(atOnce);

  constructor(private readonly database: Database, @Inject(SETTINGS) private readonly house: { readonly dataDir: string }) {}

  async send<T>(caller: Caller, response: Response, format: string, sheet: SheetOf<T>): Promise<void> {
    if (!isFormat(format)) throw exportErrors.unknownFormat();
    const folder = join(this.house.dataDir, 'exports'), path = join(folder, randomUUID());
    await mkdir(folder, { recursive: true });
    const file = await open(path, 'wx+');
    // Without a name it is gone with this process, however that ends.
    await rm(path, { force: true }).catch(() => undefined);
    try {
      await this.#turns.run(() => this.#lay(file, caller, response, format, sheet));
      const { size } = await file.stat();
      const day = localTime(caller.timezone)(this.database.clock.date()).slice(0, 10);
      response.setHeader('Content-Type', types[format]).setHeader('Content-Length', size).setHeader('Content-Disposition', `attachment; filename="${sheet.name[caller.language]}-${day}.${format}"`).setHeader('Cache-Control', 'no-store');
      await pipeline(file.createReadStream({ start: 0, autoClose: false }), response);
    } catch (error) {
      if (error instanceof TooManyRows) throw exportErrors.tooManyRows({ batas: error.most });
      if (!response.destroyed && !(error instanceof Gone)) throw error;
    } finally {
      await file.close().catch(() => undefined);
      await rm(path, { force: true });
    }
  }

  async #lay<T>(file: FileHandle, caller: Caller, response: Response, format: Format, sheet: SheetOf<T>): Promise<void> {
    const local = localTime(caller.timezone);
    await this.database.inSnapshot(caller.scope, async (tx) => {
      const rows = async function* (): AsyncGenerator<readonly (readonly Cell[])[]> {
        yield [sheet.columns.map((column) => column[caller.language])];
        for await (const batch of sheet.batches(tx)) {
          if (response.destroyed) throw new Gone();
          yield batch.map((row) => sheet.columns.map((column) => column.of(row)));
        }
      };
      const to = file.createWriteStream({ autoClose: false });
      if (format === 'xlsx') await writeXlsx(to, sheet.name[caller.language], rows(), local);
      else await pipeline(csvText(rows(), local), to, { end: false });
      await new Promise<void>((resolve, reject) => to.once('error', reject).end(resolve));
    });
  }
}

const isFormat = (format: string): format is Format => Object.hasOwn(types, format);
