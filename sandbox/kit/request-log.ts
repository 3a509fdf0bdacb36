import type { Answer, Call } from './simulator.js';

export interface LogEntry { readonly n: number; readonly at: number; readonly shop: string | null; readonly method: string; readonly path: string; readonly query: string; body: string | null; readonly status: number; readonly ms: number; readonly effect: string; readonly subject: string | null; readonly fault: string | null }

const wholeBody = 65_536;
const most = 200_000;
const mostBodies = 20_000;

/** Every call in the order of its arrival at the effect; bodies whole up to 64 KB, secrets masked. The oldest bodies go first, then the oldest entries. */
export class RequestLog {
  private entries: LogEntry[] = [];
  private n = 0;
  private readonly mask: RegExp;

  constructor(secrets: readonly string[]) {
    this.mask = new RegExp(`("?(?:${secrets.join('|') || 'secret'})"?\\s*[:=]\\s*"?)([^"&,}\\s]+)`, 'g');
  }

  add(call: Call, shop: string | null, answer: Pick<Answer, 'status' | 'effect' | 'subject'>, startedAt: number, now: number, fault: string | null): void {
    const text = /multipart|image/.test(call.headers['content-type'] ?? '') ? `<${call.body.length} bytes>` : call.body.subarray(0, wholeBody).toString('utf8');
    this.entries.push({ n: ++this.n, at: startedAt, shop, method: call.method, path: call.path, query: this.masked(call.query), body: text === '' ? null : this.masked(text), status: answer.status, ms: now - startedAt, effect: answer.effect ?? 'none', subject: answer.subject ?? null, fault });
    const old = this.entries[this.entries.length - mostBodies - 1];
    if (old) old.body = null;
    if (this.entries.length > most) this.entries = this.entries.slice(most / 10);
  }

  after(n: number, shop: string | null): readonly LogEntry[] {
    const first = this.entries[0]?.n ?? 1;
    return this.entries.slice(Math.max(0, n - first + 1)).filter((entry) => shop === null || entry.shop === shop);
  }

  clear(): void {
    this.entries = [];
  }

  private masked(text: string): string {
    return text.replace(this.mask, '$1***');
  }
}
