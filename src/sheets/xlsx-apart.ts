import type { SheetRow } from './csv-rows.js';
import { linesApart, programBeside, ReaderEnded, type Bounds } from './lines-apart.js';
import { UnreasonableFile } from './xlsx-rows.js';

const program = programBeside(import.meta.url, 'xlsx-apart.process.js');

/** As `xlsxRows`, in a process of its own, so that a file can hurt nobody; cells are cut at 5,000 characters. Throws `UnreasonableFile` also where the reader died of the file, or its rows hold more than 32 million characters. */
export async function* xlsxRowsApart(path: string, limits: Bounds): AsyncGenerator<SheetRow> {
  try {
    for await (const line of linesApart(program, { path }, limits)) {
      const said = JSON.parse(line) as SheetRow | { readonly unreasonable: string };
      if ('unreasonable' in said) throw new UnreasonableFile(said.unreasonable);
      yield said;
    }
  } catch (error) {
    throw error instanceof ReaderEnded ? new UnreasonableFile(error.message) : error;
  }
}
