import { Controller, Get, Inject, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import pg from 'pg';
import { LOG, Permit, Who, type Caller, type Clock, type Log } from '../kernel/index.js';

const gatherMs = 250;
const heartbeatMs = 15_000;
const reconnectMs = 1_000;
/** Bytes that may wait for a reader that has fallen asleep. */
const mostUnread = 65_536;
const topics = ['shops', 'listings', 'orders', 'failures', 'products', 'imports', 'reviews'] as const;
interface Listener { readonly userId: string; readonly scope: ReadonlySet<string>; readonly topics: Set<string>; readonly response: Response; /** Its session's end, ms. */ readonly until: number }

/** One LISTEN connection a process; what changed in a co-op is told to those whose scope holds it, a quarter of a second's worth at a time. */
export class LiveEvents {
  readonly #listeners = new Set<Listener>();
  #client: pg.Client | null = null;
  #timers: NodeJS.Timeout[] = [];
  #stopped = false;

  constructor(private readonly databaseUrl: string, private readonly clock: Clock, private readonly log: Log) {}

  async start(): Promise<void> {
    await this.#connect();
    this.#timers = [setInterval(() => this.#flush(), gatherMs), setInterval(() => this.#beat(), heartbeatMs)];
  }

  join(caller: Caller, response: Response): void {
    const listener: Listener = { userId: caller.userId, scope: new Set(caller.scope.ids), topics: new Set(), response, until: caller.sessionEndsAt };
    response.writeHead(200, { 'Content-Type': 'text/event-stream; charset=utf-8', 'Cache-Control': 'no-cache, no-transform', Connection: 'keep-alive', 'X-Accel-Buffering': 'no' });
    response.write('retry: 3000\n\n');
    this.#listeners.add(listener);
    response.on('close', () => this.#listeners.delete(listener));
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    for (const timer of this.#timers) clearInterval(timer);
    for (const { response } of this.#listeners) response.end();
    this.#listeners.clear();
    await this.#client?.end().catch(() => undefined);
  }

  async #connect(): Promise<void> {
    const client = new pg.Client({ connectionString: this.databaseUrl, application_name: 'serentak events', keepAlive: true });
    client.on('error', (error) => this.log.warn({ err: error }, 'events.lost'));
    let up = false;
    client.on('end', () => { if (up) this.#reconnect(); });
    client.on('notification', ({ channel, payload }) => {
      if (channel === 'serentak_person') return this.#askAnew(payload ?? '');
      const [cooperativeId = '', topic = ''] = (payload ?? '').split(/:(.*)/s);
      for (const listener of this.#listeners) if (listener.scope.has(cooperativeId)) listener.topics.add(topic);
    });
    await client.connect();
    await client.query('LISTEN serentak_change; LISTEN serentak_person');
    up = true;
    this.#client = client;
    if (this.#stopped) await client.end();
  }

  #reconnect(): void {
    if (!this.#stopped) setTimeout(() => void (this.#stopped ? Promise.resolve() : this.#connect()).then(() => this.#everything(), () => this.#reconnect()), reconnectMs).unref();
  }

  /** Somebody's session ended or their roles changed: whoever may still come comes again, as what they are now. */
  #askAnew(userId: string): void {
    for (const listener of this.#listeners) if (listener.userId === userId) this.#end(listener);
  }

  /** What was said while nobody listened is not known: everything may have changed, also who may still listen. */
  #everything(): void {
    for (const listener of this.#listeners) for (const topic of topics) listener.topics.add(topic);
    this.#flush();
    for (const listener of this.#listeners) this.#end(listener);
  }

  /** A session that lives on comes again. */
  #beat(): void {
    const now = this.clock.now();
    for (const listener of this.#listeners) if (listener.until <= now || listener.response.writableLength > mostUnread) this.#end(listener); else listener.response.write(': ok\n\n');
  }

  /** Told nothing more from here on, however slowly its line empties: a word after the end would end the process. */
  #end(listener: Listener): void {
    this.#listeners.delete(listener);
    listener.response.end();
  }

  #flush(): void {
    for (const { topics, response } of this.#listeners) {
      if (topics.size === 0) continue;
      response.write(`event: change\ndata: ${JSON.stringify({ topics: [...topics] })}\n\n`);
      topics.clear();
    }
  }
}

@ApiTags('operations')
@Controller('api/events')
export class EventsController {
  constructor(private readonly events: LiveEvents, @Inject(LOG) private readonly log: Log) {}

  @Get() @Permit('read')
  open(@Who() caller: Caller, @Res() response: Response): void {
    this.log.debug({ user: caller.userId }, 'events.opened');
    this.events.join(caller, response);
  }
}
