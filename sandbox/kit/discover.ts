/** Finds simulators by their folders: `<dir>/<name>/index.(js|ts)` that exports `simulator`. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Simulator } from './simulator.js';

/** By name. Folders without a `simulator` are passed over; one that calls itself otherwise than its folder, or two of one name, are an error that says the cure. */
export async function discoverSimulators(dirs: readonly string[], only?: readonly string[]): Promise<ReadonlyMap<string, Simulator>> {
  const found = new Map<string, Simulator>();
  for (const dir of dirs) {
    for (const entry of (await readdir(dir, { withFileTypes: true })).sort((a, b) => a.name.localeCompare(b.name))) {
      if (!entry.isDirectory() || entry.name === 'kit' || (only && !only.includes(entry.name))) continue;
      const folder = join(dir, entry.name);
      const index = (await readdir(folder)).find((file) => /^index\.(js|mjs|ts)$/.test(file));
      if (!index) continue;
      const { simulator } = (await import(pathToFileURL(join(folder, index)).href)) as { simulator?: Simulator };
      if (!simulator) continue;
      if (simulator.name !== entry.name) throw new Error(`${folder}: the simulator calls itself "${simulator.name}"; rename the folder or the simulator.`);
      if (found.has(entry.name)) throw new Error(`Two folders hold a practice marketplace "${entry.name}": remove ${folder} or the other from SANDBOX_DIRS.`);
      found.set(entry.name, simulator);
    }
  }
  for (const name of only ?? []) if (!found.has(name)) throw new Error(`There is no practice marketplace "${name}" in ${dirs.join(', ')}.`);
  return found;
}
