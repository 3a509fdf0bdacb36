import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { existsSync } from 'node:fs';
import type { Settings } from '../../config/settings.js';

export interface Practice {
  url(marketplace: string): string | null;
  all(): readonly { readonly name: string; readonly title: string; readonly url: string }[];
  stop(): Promise<void>;
}
interface Running { readonly simulators: Readonly<Record<string, { readonly name: string; readonly title: string; readonly url: string }>>; stop(): Promise<void> }
interface Kit { startSandboxes(options: { readonly dirs: readonly string[]; readonly basePort: number; readonly dataDir: string }): Promise<Running> }

/** Starts the practice marketplaces, found by their folders and loaded by path: nothing here knows them, and in production nothing can reach them. */
export async function startPractice(settings: Settings): Promise<Practice | null> {
  if (!settings.practice) return null;
  const kit = settings.sandboxDirs.map((dir) => join(dir, 'kit', 'index.js')).find((file) => existsSync(file));
  if (!kit) return null;
  const { startSandboxes } = (await import(pathToFileURL(kit).href)) as Kit;
  const running = await startSandboxes({ dirs: settings.sandboxDirs, basePort: settings.sandboxPort, dataDir: join(settings.dataDir, 'sandbox') });
  return { url: (marketplace) => running.simulators[marketplace]?.url ?? null, all: () => Object.values(running.simulators), stop: () => running.stop() };
}
