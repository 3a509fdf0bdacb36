import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SandboxClock } from './clock.js';
import { control } from './control.js';
import { Deliveries } from './deliveries.js';
import { Faults, type Fault } from './faults.js';
import { writeJson } from './json.js';
import { pages } from './pages.js';
import { RequestLog } from './request-log.js';
import type { Answer, Call, Ground, Settings, Simulation, Simulator } from './simulator.js';
import { Store } from './store.js';
import { Timers } from './timers.js';

const largestBody = 120 * 1024 * 1024;

const defaults = (own: Partial<Settings>): Settings => ({
  latencyMs: 0, jitterMs: 0, callsPerSecond: 0, burst: 0, searchLagMs: 0, auditMs: 300, audit: 'approve', feedMs: 300, webhookDelayMs: 0, webhookDuplicates: 0, webhookDrop: 0, webhookShuffle: false, accessTokenSeconds: 14_400, idsFrom: '1000', ...own, unconfirmed: { ...own.unconfirmed },
});

/** One practice marketplace on its port: its own API, its control door, and its two pages. */
export class Host {
  readonly clock = new SandboxClock();
  readonly store: Store;
  readonly log: RequestLog;
  readonly faults: Faults;
  readonly timers = new Timers(() => this.clock.now());
  readonly deliveries: Deliveries;
  readonly settings: Settings;
  readonly simulation: Simulation;
  private readonly server: Server;
  private readonly buckets = new Map<string, { tokens: number; at: number }>();
  private port = 0;

  constructor(readonly simulator: Simulator, dir: string | null) {
    this.settings = defaults(simulator.defaults ?? {});
    this.store = new Store(dir);
    this.log = new RequestLog(simulator.secrets);
    this.deliveries = new Deliveries(this.settings, () => this.clock.now(), (time, work) => this.timers.at(time, work));
    const ground: Ground = {
      clock: this.clock, store: this.store, settings: this.settings, url: () => this.url, push: (push) => this.deliveries.push(push), at: (time, work) => this.timers.at(time, () => { work(); this.store.flush(); }), random: (digits) => randomBytes(Math.ceil(digits / 2)).toString('hex').slice(0, digits),
    };
    this.simulation = simulator.start(ground);
    this.faults = new Faults(simulator, () => this.simulation);
    this.server = createServer((request, response) => void this.answer(request, response).catch((error: unknown) => {
      if (!response.headersSent) response.writeHead(500, { 'content-type': 'text/plain' });
      response.end(`The practice marketplace itself failed: ${(error as Error).stack ?? String(error)}`);
    }));
    this.server.keepAliveTimeout = 30_000;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async listen(port: number): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', (error: NodeJS.ErrnoException) => reject(error.code === 'EADDRINUSE' ? new Error(`Port ${port} of the practice marketplace ${this.simulator.title} is taken: set SANDBOX_PORT to another first port (0 = any free one).`) : error));
      this.server.listen(port, '127.0.0.1', resolve);
    });
    this.port = (this.server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    this.timers.stop();
    await new Promise<void>((resolve) => {
      this.server.close(() => resolve());
      this.server.closeAllConnections();
    });
    this.store.close();
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const call = await readCall(request, this.url);
    if (!call) {
      response.writeHead(413).end();
      return;
    }
    if (call.path === '/_control' || call.path.startsWith('/_control/')) return send(response, await control(this, call));
    if (call.path === '/_shop' || call.path === '/_seller' || call.path.startsWith('/_shop/') || call.path.startsWith('/_seller/')) return send(response, pages(this, call));
    const startedAt = this.clock.now();
    const { latencyMs, jitterMs } = this.settings;
    if (latencyMs > 0 || jitterMs > 0) await new Promise((resolve) => setTimeout(resolve, latencyMs + Math.random() * jitterMs));
    const shop = this.simulation.shopOf(call);
    const fault = this.faults.strike(call, shop);
    const note = (answer: Pick<Answer, 'status' | 'effect' | 'subject'>): void => this.log.add(call, shop, answer, startedAt, this.clock.now(), fault ? `${fault.kind}:${fault.when}` : null);
    if (fault?.kind === 'partial') {
      const partly = await this.simulation.partial?.(call, fault.fail ?? 1);
      if (partly) {
        this.store.flush();
        note(partly);
        return send(response, partly);
      }
    } else if (fault?.when === 'before') {
      const wrong = this.wrong(fault, call);
      note({ status: wrong?.status ?? 0, effect: 'none' });
      return this.misbehave(response, fault, wrong ?? { status: 200, body: '{}' });
    }
    const wait = this.overLimit(shop);
    const right = wait === null ? await this.simulation.handle(call) : this.simulation.rateLimited(String(wait));
    this.store.flush();
    note(right);
    if (fault && fault.kind !== 'partial') return this.misbehave(response, fault, this.wrong(fault, call) ?? right);
    return send(response, right);
  }

  /** Token bucket per shop. Null: may pass; else seconds to wait. */
  private overLimit(shop: string | null): number | null {
    const rate = this.settings.callsPerSecond;
    if (rate <= 0 || shop === null) return null;
    const most = this.settings.burst > 0 ? this.settings.burst : rate;
    const now = Date.now();
    const bucket = this.buckets.get(shop) ?? { tokens: most, at: now };
    bucket.tokens = Math.min(most, bucket.tokens + ((now - bucket.at) / 1000) * rate);
    bucket.at = now;
    this.buckets.set(shop, bucket);
    if (bucket.tokens < 1) return Math.ceil((1 - bucket.tokens) / rate);
    bucket.tokens -= 1;
    return null;
  }

  /** The answer a fault puts in the place of the right one; null: the right one, delivered badly. */
  private wrong(fault: Fault, call: Call): Answer | null {
    if (fault.kind === 'refuse') return { status: fault.status ?? 500, headers: fault.headers, body: typeof fault.body === 'string' ? fault.body : fault.body === undefined ? '' : writeJson(fault.body) };
    if (fault.kind === 'vendor-error') return this.simulation.vendorError(fault.code ?? '', call);
    if (fault.kind === 'rate-limit') return this.simulation.rateLimited(fault.retryAfter === undefined ? null : String(fault.retryAfter));
    if (fault.kind === 'html') return { status: fault.status ?? 502, headers: { 'content-type': 'text/html' }, body: '<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1></center></body></html>' };
    return null;
  }

  private async misbehave(response: ServerResponse, fault: Fault, answer: Answer): Promise<void> {
    const body = Buffer.from(answer.body);
    if (fault.kind === 'reset') {
      response.socket?.resetAndDestroy();
      return;
    }
    if (fault.kind === 'hang') await new Promise((resolve) => { const timer = setTimeout(resolve, fault.ms); response.once('close', () => { clearTimeout(timer); resolve(null); }); });
    if (fault.kind === 'truncate') {
      response.writeHead(answer.status, { ...answer.headers, 'content-length': String(body.length) });
      response.write(body.subarray(0, fault.bytes));
      setTimeout(() => response.socket?.destroy(), 20);
      return;
    }
    if (fault.kind === 'drip' || fault.kind === 'endless') {
      response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers });
      const step = fault.kind === 'drip' ? Math.max(1, Math.floor((fault.bytesPerSecond ?? 1) / 4)) : 65_536;
      let at = 0;
      const timer = setInterval(() => {
        if (fault.kind === 'endless') response.write(' '.repeat(step));
        else if (at >= body.length) { clearInterval(timer); response.end(); } else { response.write(body.subarray(at, at + step)); at += step; }
      }, fault.kind === 'drip' ? 250 : 5);
      response.once('close', () => clearInterval(timer));
      return;
    }
    send(response, answer);
  }
}

function send(response: ServerResponse, answer: Answer): void {
  if (response.destroyed) return;
  response.writeHead(answer.status, { 'content-type': 'application/json; charset=utf-8', ...answer.headers });
  response.end(answer.body);
}

async function readCall(request: IncomingMessage, local: string): Promise<Call | null> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request) {
    size += (part as Buffer).length;
    if (size > largestBody) return null;
    parts.push(part as Buffer);
  }
  const [path = '/', query = ''] = (request.url ?? '/').split(/\?(.*)/s);
  return { method: request.method ?? 'GET', path, query, headers: Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value ?? ''])), body: Buffer.concat(parts), local };
}
