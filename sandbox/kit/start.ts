/** Starts practice marketplaces on loopback, and stops them. */
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { discoverSimulators } from './discover.js';
import { Sandbox } from './sandbox.js';
import { serve } from './server.js';

export interface RunningSandbox { readonly name: string; readonly title: string; readonly url: string; readonly port: number }
export interface Sandboxes { readonly simulators: Readonly<Record<string, RunningSandbox>>; stop(): Promise<void> }

export interface StartWish {
  /** Folders that hold simulators' folders. */
  readonly dirs: readonly string[];
  /** The first port; each simulator adds its offset. 0 or absent: any free ports. */
  readonly basePort?: number;
  /** Where shops are kept over restarts; absent: in memory. */
  readonly dataDir?: string;
  readonly only?: readonly string[];
}

/** Throws, with the cure, when production is on or a port is taken; then nothing is left running. */
export async function startSandboxes(wish: StartWish): Promise<Sandboxes> {
  if (process.env.NODE_ENV === 'production') throw new Error('Practice marketplaces never start with NODE_ENV=production.');
  const running: { sandbox: Sandbox; server: Server; shown: RunningSandbox }[] = [];
  const stop = async () => {
    await Promise.all(running.splice(0).map(({ sandbox, server }) => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      return closed.then(() => sandbox.stop());
    }));
  };
  try {
    for (const [name, simulator] of await discoverSimulators(wish.dirs, wish.only)) {
      const sandbox = new Sandbox(simulator, wish.dataDir === undefined ? null : join(wish.dataDir, name));
      const server = serve(sandbox);
      const place = wish.basePort && simulator.portOffset !== undefined ? wish.basePort + simulator.portOffset : 0;
      const port = await listen(server, place, simulator.title).catch((error: unknown) => { sandbox.stop(); throw error; });
      const url = `http://127.0.0.1:${port}`;
      sandbox.start(url);
      running.push({ sandbox, server, shown: { name, title: simulator.title, url, port } });
    }
  } catch (error) {
    await stop();
    throw error;
  }
  return { simulators: Object.fromEntries(running.map(({ shown }) => [shown.name, shown])), stop };
}

function listen(server: Server, port: number, title: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(error.code === 'EADDRINUSE'
      ? new Error(`Port ${port} for the practice marketplace ${title} is taken: stop what uses it, or choose another first port with SANDBOX_PORT.`)
      : error));
    server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}
