import type { Push, Settings } from './simulator.js';

export interface Delivery { readonly id: number; readonly shop: string; readonly url: string; readonly headers: Readonly<Record<string, string>>; readonly body: string; readonly createdAt: number; tries: { at: number; status: number | null; body: string; ok: boolean }[]; state: 'waiting' | 'delivered' | 'given-up' | 'dropped' }

/** Pushes leave in sandbox time: delayed, doubled, dropped or shuffled as the settings say, retried as the vendor does. */
export class Deliveries {
  private readonly kept: Delivery[] = [];
  private next = 1;
  private seed = 7;
  private under = new Set<Promise<void>>();

  constructor(private readonly settings: Settings, private readonly now: () => number, private readonly at: (time: number, work: () => void) => void) {}

  push(push: Push): void {
    const dropped = this.chance() < this.settings.webhookDrop;
    const copies = dropped ? 1 : 1 + Math.max(0, Math.floor(this.settings.webhookDuplicates));
    for (let copy = 0; copy < copies; copy += 1) {
      const delivery: Delivery = { id: this.next++, shop: push.shop, url: push.url, headers: push.headers, body: textOf(push.body), createdAt: this.now(), tries: [], state: dropped ? 'dropped' : 'waiting' };
      this.kept.push(delivery);
      if (this.kept.length > 50_000) this.kept.shift();
      if (dropped) continue;
      const delay = this.settings.webhookDelayMs + (this.settings.webhookShuffle ? Math.floor(this.chance() * 2_000) : 0);
      this.at(this.now() + delay, () => this.track(this.send(delivery, push, 0)));
    }
  }

  /** Sends a delivery again as it was, or with one bit of its body turned. */
  async replay(id: number, times: number, flipByte: number | null): Promise<readonly { status: number | null }[]> {
    const delivery = this.kept.find((entry) => entry.id === id);
    if (!delivery) return [];
    const bytes = Buffer.from(delivery.body);
    if (flipByte !== null && bytes.length > 0) bytes[flipByte % bytes.length] = (bytes[flipByte % bytes.length] ?? 0) ^ 1;
    const results: { status: number | null }[] = [];
    for (let n = 0; n < times; n += 1) {
      const { status } = await call(delivery.url, delivery.headers, bytes, 10_000);
      delivery.tries.push({ at: this.now(), status, body: '', ok: status !== null && status < 300 });
      results.push({ status });
    }
    return results;
  }

  list(shop: string | null): readonly Delivery[] {
    return this.kept.filter((entry) => shop === null || entry.shop === shop);
  }

  /** Resolves when nothing that has left is still on its way. */
  async settled(): Promise<void> {
    while (this.under.size > 0) await Promise.all(this.under);
  }

  clear(): void {
    this.kept.length = 0;
  }

  private async send(delivery: Delivery, push: Push, attempt: number): Promise<void> {
    const late = push.late?.();
    if (late === null) {
      delivery.state = 'dropped';
      return;
    }
    if (late) Object.assign(delivery, { headers: late.headers, body: textOf(late.body) });
    const { status, body } = await call(delivery.url, delivery.headers, Buffer.from(delivery.body), push.deadlineMs);
    const ok = status !== null && push.accepted(status, body);
    delivery.tries.push({ at: this.now(), status, body: body.slice(0, 500), ok });
    const wait = push.retryAfterMs[attempt];
    if (ok) delivery.state = 'delivered';
    else if (wait === undefined) delivery.state = 'given-up';
    else {
      this.at(this.now() + wait, () => this.track(this.send(delivery, push, attempt + 1)));
      return;
    }
    push.ended?.(ok);
  }

  private track(work: Promise<void>): void {
    const tracked: Promise<void> = work.catch(() => undefined).finally(() => this.under.delete(tracked));
    this.under.add(tracked);
  }

  private chance(): number {
    this.seed = (Math.imul(this.seed, 1_103_515_245) + 12_345) >>> 0;
    return this.seed / 4_294_967_296;
  }
}

const textOf = (body: string | Uint8Array): string => (typeof body === 'string' ? body : Buffer.from(body).toString('utf8'));

async function call(url: string, headers: Readonly<Record<string, string>>, body: Uint8Array, deadlineMs: number): Promise<{ status: number | null; body: string }> {
  try {
    const answer = await fetch(url, { method: 'POST', headers: { ...headers }, body: Buffer.from(body), redirect: 'manual', signal: AbortSignal.timeout(deadlineMs) });
    return { status: answer.status, body: await answer.text() };
  } catch {
    return { status: null, body: '' };
  }
}
