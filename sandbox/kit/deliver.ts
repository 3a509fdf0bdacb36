/** Sends pushes and keeps what became of them: the working half of `pushes.ts`. At most 32 are under way at once. */
import { Agent, request } from 'node:http';
import { request as secureRequest } from 'node:https';
import type { Clock } from './clock.js';
import type { Delivery, Push, Pushes, PushRules } from './pushes.js';
import { Refusal } from './refusal.js';
import type { Schedule } from './schedule.js';
import type { Settings } from './settings.js';
import type { Shelf, Store } from './store.js';

const abreast = 32;
const kept = 20_000;

export class Deliveries implements Pushes {
  private readonly shelf: Shelf<Delivery>;
  private readonly agent = new Agent({ keepAlive: true, maxSockets: abreast });
  private readonly waiting: (() => Promise<void>)[] = [];
  private readonly late = new Map<string, Push>();
  private readonly idlers: (() => void)[] = [];
  private busy = 0;
  private count = 0;
  private stopped = false;

  constructor(
    private readonly world: { readonly clock: Clock; readonly schedule: Schedule; readonly store: Store; settings(): Settings; random(): number },
    private readonly rules: PushRules,
    private readonly ended: (push: { id: string; shop: string; subscription: string; ok: boolean }) => void,
  ) {
    this.shelf = world.store.shelf<Delivery>('kit/deliveries');
    for (const delivery of this.shelf.all()) this.count = Math.max(this.count, Number(delivery.id));
    world.schedule.on('kit/push', ({ delivery, again }) => this.go(delivery ?? '', again === 'yes'));
  }

  /** Takes up what a stop or a kill interrupted. */
  start(): void {
    for (const delivery of this.shelf.all()) if (delivery.state === 'waiting' && delivery.attempts.length === 0) void this.go(delivery.id, false);
  }

  stop(): void {
    this.stopped = true;
    this.waiting.length = 0;
    this.agent.destroy();
  }

  send(push: Push): string {
    const { webhookDelayMs, webhookDuplicates, webhookDrop, webhookShuffle } = this.world.settings();
    const id = String(++this.count);
    const dropped = webhookDrop > 0 && this.world.random() < webhookDrop;
    const { shop, subscription, event, url } = push;
    const fixed = typeof push.body === 'string' ? { body: push.body, headers: headersOf(push, push.body) } : { body: null, headers: {} };
    if (fixed.body === null && !dropped) this.late.set(id, push);
    this.shelf.put(id, { id, shop, subscription, event, url, ...fixed, state: dropped ? 'dropped' : 'waiting', attempts: [] });
    if (this.shelf.size > kept) this.forgetOldest();
    if (dropped) return id;
    for (let copy = 0; copy <= webhookDuplicates; copy++) {
      const wait = webhookDelayMs + (webhookShuffle ? Math.floor(this.world.random() * 400) : 0);
      if (wait > 0) this.world.schedule.at(this.world.clock.now() + wait, 'kit/push', { delivery: id, again: copy > 0 ? 'yes' : 'no' });
      else setImmediate(() => void this.go(id, copy > 0));
    }
    return id;
  }

  /** What a shop's webhooks were sent, and what still waits to be: none of it is left. */
  forget(shop: string): void {
    for (const delivery of this.shelf.all()) if (delivery.shop === shop) this.shelf.drop(delivery.id);
  }

  deliveries(shop?: string): readonly Delivery[] {
    const all = [...this.shelf.all()];
    return shop === undefined ? all : all.filter((delivery) => delivery.shop === shop);
  }

  /** Sends a delivery again so many times, whatever became of it; with `flipByte` the byte at that place of the body is another, the signature the old. */
  async replay(id: string, times: number, flipByte?: number): Promise<readonly { status: number | null; error: string | null }[]> {
    const delivery = this.shelf.get(id);
    if (!delivery) throw new Refusal(404, `There is no delivery ${id}.`);
    if (delivery.body === null) throw new Refusal(409, `Delivery ${id} has not been sent yet.`);
    const body = Buffer.from(delivery.body);
    if (flipByte !== undefined && flipByte >= body.length) throw new Refusal(400, `flipByte must be below ${body.length}, the length of the body.`);
    if (flipByte !== undefined) body[flipByte] = (body[flipByte] ?? 0) ^ 1;
    const results = [];
    for (let time = 0; time < times; time++) {
      const { status, error } = await this.attempt(delivery, body);
      results.push({ status, error });
    }
    return results;
  }

  /** Resolves when nothing is under way. */
  idle(): Promise<void> {
    return new Promise((resolve) => setImmediate(() => (this.busy === 0 ? resolve() : this.idlers.push(resolve))));
  }

  private async go(id: string, extra: boolean): Promise<void> {
    if (this.stopped) return;
    if (this.busy >= abreast) return new Promise((resolve) => this.waiting.push(() => this.go(id, extra).finally(resolve)));
    this.busy++;
    try {
      const delivery = this.shelf.get(id);
      if (delivery) await this.once(delivery, extra);
    } finally {
      this.busy--;
      const next = this.waiting.shift();
      if (next) void next();
      else if (this.busy === 0) for (const idler of this.idlers.splice(0)) idler();
    }
  }

  private async once(delivery: Delivery, extra: boolean): Promise<void> {
    if (delivery.body === null) this.compose(delivery);
    if (delivery.body === null) return;
    const attempt = await this.attempt(delivery, Buffer.from(delivery.body));
    if (this.stopped || !this.shelf.get(delivery.id)) return;
    delivery.attempts.push(attempt);
    if (!extra && delivery.state === 'waiting') this.judge(delivery, attempt.ok);
    this.shelf.put(delivery.id, delivery);
    this.world.store.commit();
  }

  private compose(delivery: Delivery): void {
    const push = this.late.get(delivery.id);
    this.late.delete(delivery.id);
    const body = typeof push?.body === 'function' ? push.body() : null;
    if (!push || body === null) delivery.state = 'dropped';
    else Object.assign(delivery, { body, headers: headersOf(push, body) });
    this.shelf.put(delivery.id, delivery);
    this.world.store.commit();
  }

  private judge(delivery: Delivery, ok: boolean): void {
    const failures = delivery.attempts.filter((attempt) => !attempt.ok).length;
    const wait = this.rules.retriesMs[failures - 1];
    if (!ok && wait !== undefined) {
      this.world.schedule.at(this.world.clock.now() + wait, 'kit/push', { delivery: delivery.id, again: 'no' });
      return;
    }
    delivery.state = ok ? 'delivered' : 'failed';
    this.ended({ id: delivery.id, shop: delivery.shop, subscription: delivery.subscription, ok });
  }

  private attempt(push: Delivery, body: Buffer): Promise<Delivery['attempts'][number]> {
    const at = new Date(this.world.clock.now()).toISOString();
    const began = performance.now();
    return new Promise((resolve) => {
      const end = (status: number | null, ok: boolean, error: string | null) => {
        clearTimeout(deadline);
        resolve({ at, status, ms: Math.round(performance.now() - began), ok, error });
      };
      const secure = push.url.startsWith('https:');
      const outgoing = (secure ? secureRequest : request)(push.url, {
        method: 'POST', headers: { ...push.headers, 'content-length': String(body.length) }, ...(secure ? {} : { agent: this.agent }),
      }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => { if (chunks.length < 64) chunks.push(chunk); });
        response.on('error', () => end(null, false, 'the answer was cut'));
        response.on('end', () => {
          const answer = Buffer.concat(chunks);
          const ok = this.rules.accepts(response.statusCode ?? 0, answer);
          end(response.statusCode ?? 0, ok, ok ? null : `not an acknowledgement: status ${response.statusCode}, ${answer.length} bytes`);
        });
      });
      const deadline = setTimeout(() => { end(null, false, `no answer within ${this.rules.deadlineMs} ms`); outgoing.destroy(); }, this.rules.deadlineMs);
      outgoing.on('error', (error) => end(null, false, error.message));
      outgoing.end(body);
    });
  }

  private forgetOldest(): void {
    for (const delivery of this.shelf.all()) {
      if (this.shelf.size <= kept) return;
      if (delivery.state !== 'waiting') this.shelf.drop(delivery.id);
    }
  }
}

function headersOf(push: Push, body: string): Readonly<Record<string, string>> {
  return typeof push.headers === 'function' ? push.headers(body) : push.headers;
}
