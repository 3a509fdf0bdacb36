import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Adapter } from './adapter.js';
import { decodeFees } from './fees.js';

/**
 * Finds adapters by their folders: `<dir>/<name>/index.(js|ts)` that exports `adapter`. The folder's name is the marketplace's name; a `fees.json` beside it becomes `adapter.fees`.
 * Throws, naming the folder and the cure, when an index exports none, names itself differently, or two folders share a name.
 */
export async function discoverAdapters(dirs: readonly string[]): Promise<ReadonlyMap<string, Adapter>> {
  const found = new Map<string, Adapter>();
  for (const dir of dirs) {
    for (const entry of (await readdir(dir, { withFileTypes: true })).sort((a, b) => a.name.localeCompare(b.name))) {
      if (!entry.isDirectory() || entry.name === 'contract') continue;
      const folder = join(dir, entry.name);
      const files = await readdir(folder), index = files.find((file) => /^index\.(js|mjs|ts)$/.test(file));
      if (!index) throw new Error(`${folder} has no index file: export \`adapter\` from ${folder}/index.ts, or remove the folder.`);
      const module = (await import(pathToFileURL(join(folder, index)).href)) as { adapter?: Adapter };
      if (!module.adapter) throw new Error(`${folder}/${index} exports no \`adapter\`.`);
      if (module.adapter.marketplace !== entry.name) throw new Error(`${folder}: the adapter calls itself "${module.adapter.marketplace}"; rename the folder or the adapter.`);
      if (found.has(entry.name)) throw new Error(`Two folders hold an adapter "${entry.name}": remove ${folder} or the other from ADAPTER_DIRS.`);
      const table = files.includes('fees.json') ? join(folder, 'fees.json') : null;
      found.set(entry.name, table === null ? module.adapter : { ...module.adapter, fees: decodeFees(JSON.parse(await readFile(table, 'utf8')), table) });
    }
  }
  return found;
}
