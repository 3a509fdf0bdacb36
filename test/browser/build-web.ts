import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { root } from '../house/serve.js';

/** The dashboard as it is served: built where its sources changed. */
export async function buildWeb(): Promise<void> {
  const { buildWeb: build } = (await import(pathToFileURL(join(root, 'bin', 'build.mjs')).href)) as { buildWeb: () => Promise<boolean> };
  await build();
}
