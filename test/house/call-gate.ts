import { createServer, request as ask, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface PassingCall { readonly n: number; readonly method: string; readonly path: string }
/** Looks at a call that the marketplace has carried out, before its answer leaves; or, `before`, at one it has not seen yet. 'cut': no answer ever comes. */
type Watch = (call: PassingCall) => Promise<'cut' | undefined> | undefined;

/** Stands between a worker and a marketplace, and can stop the world at an exact call. */
export class CallGate {
  before: Watch = () => undefined;
  after: Watch = () => undefined;
  passed: PassingCall[] = [];
  readonly #server = createServer((request, response) => void this.#pass(request, response).catch(() => request.socket.destroy()));

  constructor(private readonly target: () => string) {}

  async open(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Calls are counted from 1 again, and nobody watches. */
  reset(): void {
    this.passed = [];
    this.before = this.after = () => undefined;
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#server.closeAllConnections();
    await closed;
  }

  async #pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const call: PassingCall = { n: this.passed.length + 1, method: request.method ?? 'GET', path: request.url ?? '/' };
    this.passed.push(call);
    if ((await this.before(call)) === 'cut') return void request.socket.destroy();
    const [answer, body] = await this.#forward(request, Buffer.concat(parts));
    if ((await this.after(call)) === 'cut') return void request.socket.destroy();
    response.writeHead(answer.statusCode ?? 502, answer.headers).end(body);
  }

  /** As it came, its Host included: signatures cover it. */
  #forward(request: IncomingMessage, body: Buffer): Promise<[IncomingMessage, Buffer]> {
    return new Promise((resolve, reject) => {
      const { hostname, port } = new URL(this.target());
      const out = ask({ hostname, port, method: request.method, path: request.url, headers: { ...request.headers, connection: 'close' } }, (answer) => {
        const parts: Buffer[] = [];
        answer.on('data', (part: Buffer) => parts.push(part)).once('end', () => resolve([answer, Buffer.concat(parts)])).once('error', reject);
      });
      out.once('error', reject).end(body);
    });
  }
}
