/** For specs: one running practice marketplace with its control door, and a seller's account there. Each marketplace's own client stands on these. */
import { fileURLToPath } from 'node:url';
import { startSandboxes } from './index.js';

export type Json = { readonly [name: string]: Json } & { readonly [index: number]: Json } & { readonly length: number };

/** Starts this one on any free port; `dataDir` keeps its shops. */
export async function startOne(name: string, dataDir?: string): Promise<{ url: string; stop: () => Promise<void> }> {
  const sandboxes = await startSandboxes({ dirs: [fileURLToPath(new URL('..', import.meta.url))], only: [name], dataDir });
  return { url: sandboxes.simulators[name]?.url ?? '', stop: () => sandboxes.stop() };
}

export class ControlDesk {
  constructor(readonly url: string, readonly stop: () => Promise<void>) {}

  /** A call to the control door; answers the body whatever the status. */
  async control(method: string, path: string, body?: unknown): Promise<Json> {
    const response = await fetch(`${this.url}/_control${path}`, { method, body: body === undefined ? undefined : JSON.stringify(body) });
    return await response.json() as Json;
  }

  async openAccount<Credentials>(wish: object): Promise<{ shop: string; credentials: Credentials }> {
    return await this.control('POST', '/shops', wish) as unknown as { shop: string; credentials: Credentials };
  }

  unconfirmed(values: object): Promise<Json> {
    return this.control('PATCH', '/settings', { unconfirmed: values });
  }

  /** Moves the clock, and what falls due with it. */
  pass(ms: number): Promise<Json> {
    return this.control('POST', '/clock', { advanceMs: ms });
  }
}

export class SellerDesk<Desk extends ControlDesk, Credentials> {
  constructor(readonly desk: Desk, readonly id: string, public credentials: Credentials) {}

  /** The truth of this shop. */
  async state(): Promise<Json> {
    return (await this.desk.control('GET', `/state?shop=${this.id}`)).shops?.[0] as Json;
  }

  /** A buyer orders. */
  order(lines: object[], more: object = {}): Promise<Json> {
    return this.desk.control('POST', '/orders', { shop: this.id, lines, ...more });
  }

  move(order: string, to: string, more: object = {}): Promise<Json> {
    return this.desk.control('POST', `/orders/${order}/moves`, { shop: this.id, to, ...more });
  }
}
