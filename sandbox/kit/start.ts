import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Host } from './host.js';
import type { Simulator } from './simulator.js';

export interface StartOptions {
  readonly dirs: readonly string[];
  /** The first port; each simulator adds its own offset. 0: any free port for each. */
  readonly basePort: number;
  /** Where state outlives a restart; absent: memory only. */
  readonly dataDir?: string;
  /** Only these, by name. */
  readonly only?: readonly string[];
}
export interface RunningSimulator { readonly name: string; readonly title: string; readonly url: string; readonly port: number }
export interface Sandboxes { readonly simulators: Readonly<Record<string, RunningSimulator>>; stop(): Promise<void> }

/** Finds simulators by their folders: `<dir>/<name>/index.(js|ts)` that exports `simulator`. The kit itself is none. */
export async function discoverSimulators(dirs: readonly string[]): Promise<readonly Simulator[]> {
  const found = new Map<string, Simulator>();
  for (const dir of dirs) {
    for (const entry of readdirSync(dir, { withFileTypes: true }).sort((a, b) => a.name.localeCompare(b.name))) {
      if (!entry.isDirectory() || entry.name === 'kit') continue;
      const index = ['index.js', 'index.ts', 'index.mjs'].map((name) => join(dir, entry.name, name)).find((file) => existsSync(file));
      if (!index) continue;
      const { simulator } = (await import(pathToFileURL(index).href)) as { simulator?: Simulator };
      if (!simulator) throw new Error(`${index} exports no \`simulator\`.`);
      if (simulator.name !== entry.name) throw new Error(`${index}: the simulator calls itself "${simulator.name}"; rename the folder or the simulator.`);
      found.set(simulator.name, simulator);
    }
  }
  return [...found.values()];
}

/** Starts the practice marketplaces on this machine only. Refuses to in production. */
export async function startSandboxes(options: StartOptions): Promise<Sandboxes> {
  if (process.env.NODE_ENV === 'production') throw new Error('A practice marketplace never runs in production.');
  const hosts: Host[] = [];
  const stop = async (): Promise<void> => void (await Promise.all(hosts.map((host) => host.stop())));
  try {
    for (const simulator of await discoverSimulators(options.dirs)) {
      if (options.only && !options.only.includes(simulator.name)) continue;
      const host = new Host(simulator, options.dataDir === undefined ? null : join(options.dataDir, simulator.name));
      await host.listen(options.basePort === 0 || simulator.portOffset === undefined ? 0 : options.basePort + simulator.portOffset);
      hosts.push(host);
    }
  } catch (error) {
    await stop();
    throw error;
  }
  return { simulators: Object.fromEntries(hosts.map((host) => [host.simulator.name, { name: host.simulator.name, title: host.simulator.title, url: host.url, port: Number(new URL(host.url).port) }])), stop };
}
