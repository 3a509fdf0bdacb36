import { createHash } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { controlCall } from '../house/control-call.js';

/** A practice marketplace's control door, for tests of one adapter. */
export interface Logged { readonly n: number; readonly method: string; readonly path: string; readonly status: number; readonly effect: string; readonly fault: string | null }
export interface SeenListing { readonly id: string; readonly code: string; readonly title: string; readonly state: string; readonly live: boolean; readonly photos: readonly string[]; readonly variants: readonly { id: string; sku: string; price: number; stock: number }[] }
export interface SeenShop { readonly id: string; readonly listings: readonly SeenListing[]; readonly orders: readonly { id: string; status: string }[]; readonly photos: readonly { sha256: string }[]; readonly webhooks: readonly { events: readonly string[]; active: boolean }[] }

export class Practice {
  constructor(readonly url: string) {}

  ask<T>(method: string, path: string, body?: unknown): Promise<T> {
    return controlCall(this.url, method, path, body);
  }

  async shop(id: string): Promise<SeenShop> {
    const [shop] = (await this.ask<{ shops: SeenShop[] }>('GET', `/state?shop=${id}`)).shops;
    if (!shop) throw new Error(`no shop ${id}`);
    return shop;
  }

  /** Calls since a mark; without one, the mark of now. */
  async mark(): Promise<number> {
    return (await this.ask<{ last: number }>('GET', '/requests?after=0')).last;
  }

  async since(mark: number): Promise<readonly Logged[]> {
    return (await this.ask<{ requests: Logged[] }>('GET', `/requests?after=${mark}`)).requests;
  }

  fault(match: object, fault: object, times = 1): Promise<unknown> {
    return this.ask('POST', '/faults', { match, times, fault });
  }
}

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
/** A JPEG as far as its first bytes go, different for each name. */
export const picture = (name: string): Buffer => Buffer.concat([Buffer.from('ffd8ffe000104a46494600010100000100010000', 'hex'), createHash('sha512').update(name).digest()]);

/** An address on this machine that serves pictures and keeps what is posted to it. */
export class Doorstep {
  readonly pictures = new Map<string, Buffer>();
  readonly got: { url: string; headers: IncomingHttpHeaders; body: Buffer }[] = [];
  answer = 200;
  #server: Server | null = null;
  url = '';

  async open(): Promise<this> {
    this.#server = createServer((request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part)).on('end', () => {
        const picture = this.pictures.get(request.url ?? '');
        if (request.method === 'GET') return response.writeHead(picture ? 200 : 404, { 'content-type': 'image/jpeg' }).end(picture);
        this.got.push({ url: request.url ?? '', headers: request.headers, body: Buffer.concat(parts) });
        return response.writeHead(this.answer).end();
      });
    });
    await new Promise<void>((resolve) => this.#server?.listen(0, '127.0.0.1', resolve));
    this.url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    return this;
  }

  show(name: string): { sha256: string; url: string } {
    this.pictures.set(`/${name}.jpg`, picture(name));
    return { sha256: sha256(picture(name)), url: `${this.url}/${name}.jpg` };
  }

  async close(): Promise<void> {
    this.#server?.closeAllConnections();
    await new Promise((resolve) => this.#server?.close(resolve));
  }
}

/** Waits until something is so; the reason is told when it never is. */
export async function until(what: string, is: () => boolean | Promise<boolean>, ms = 10_000): Promise<void> {
  const end = performance.now() + ms;
  while (!(await is())) {
    if (performance.now() > end) throw new Error(`never: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
