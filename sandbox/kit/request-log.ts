/**
 * Every vendor call in order: the oracle of tests. Holds 200,000 calls and 64 MB of bodies; the oldest bodies go first, then the oldest calls.
 * What is secret is masked when the log is read.
 */
import type { Effect } from './call.js';
import type { Clock } from './clock.js';

const most = 200_000;
const mostBytes = 64 * 1024 * 1024;
const wholeUpTo = 64 * 1024;
const secrets = /token|secret|partner_key|^key$|password|signature|^sign$|^code$|auth_code|authorization|consumer_key/i;
const inText = /("(?:[a-z_]*token|[a-z_]*secret|partner_key|consumer_key|signatureKey|password|code|sign)"\s*:\s*")((?:[^"\\]|\\.)*)(")/gi;

export interface Entry {
  n: number; at: number; shop: string | null; method: string; path: string; query: string; body: Buffer | null; bodyBytes: number; type: string;
  status: number; ms: number; effect: Effect; subject: string | null; fault: string | null;
}

export class RequestLog {
  private entries: Entry[] = [];
  private bytes = 0;
  private undressed = 0; // how many of the first entries have lost their bodies
  private count = 0;

  constructor(private readonly clock: Clock) {}

  /** Numbers a call as it comes in; its end is written into the entry. `status` 0: no answer was given. */
  open(call: { method: string; path: string; rawQuery: string; body: Buffer; headers: Readonly<Record<string, string | undefined>> }, shop: string | null): Entry {
    const body = call.body.length === 0 ? null : call.body.length > wholeUpTo ? Buffer.from(call.body.subarray(0, wholeUpTo)) : call.body;
    const entry: Entry = {
      n: ++this.count, at: this.clock.now(), shop, method: call.method, path: call.path, query: call.rawQuery, body, bodyBytes: call.body.length,
      type: call.headers['content-type'] ?? '', status: 0, ms: 0, effect: 'none', subject: null, fault: null,
    };
    this.entries.push(entry);
    this.bytes += body?.length ?? 0;
    while (this.bytes > mostBytes && this.undressed < this.entries.length - 1) this.undress();
    if (this.entries.length > most + 1000) this.forget();
    return entry;
  }

  read(after: number, shop: string | null): readonly Record<string, unknown>[] {
    return this.entries.filter((entry) => entry.n > after && (shop === null || entry.shop === shop)).map(show);
  }

  get last(): number {
    return this.count;
  }

  clear(shop?: string): void {
    this.entries = shop === undefined ? [] : this.entries.filter((entry) => entry.shop !== shop);
    this.undressed = 0;
    this.bytes = this.entries.reduce((sum, entry) => sum + (entry.body?.length ?? 0), 0);
  }

  private undress(): void {
    const entry = this.entries[this.undressed++];
    if (!entry) return;
    this.bytes -= entry.body?.length ?? 0;
    entry.body = null;
  }

  private forget(): void {
    while (this.undressed < 1000) this.undress();
    this.entries = this.entries.slice(1000);
    this.undressed -= 1000;
  }
}

function show(entry: Entry): Record<string, unknown> {
  const { type, bodyBytes, at, query, body, ...rest } = entry;
  return { ...rest, at: new Date(at).toISOString(), query: showQuery(query), body: showBody(body, bodyBytes, type) };
}

/** A key that comes once is a text, a repeated one a list. */
function showQuery(raw: string): Record<string, string | string[]> {
  const query = new URLSearchParams(raw);
  const shown: Record<string, string | string[]> = {};
  for (const name of new Set(query.keys())) {
    const values = query.getAll(name).map((value) => (secrets.test(name) ? mask(value) : value));
    shown[name] = values.length === 1 ? (values[0] ?? '') : values;
  }
  return shown;
}

/** Text as it was sent; of what is not text only kind and length. Null: no body, or no longer kept. */
function showBody(body: Buffer | null, bytes: number, type: string): string | null {
  if (bytes === 0) return null;
  if (body === null) return `(no longer kept: ${bytes} bytes)`;
  if (/multipart|image|octet-stream/.test(type)) return `(${type.split(';')[0]}, ${bytes} bytes)`;
  const sent = body.toString('utf8');
  const text = /x-www-form-urlencoded/.test(type) ? maskForm(sent) : sent.replace(inText, (_all, before: string, value: string, after: string) => before + mask(value) + after);
  return bytes > body.length ? `${text}… (${bytes} bytes)` : text;
}

/** Only the values of secret fields are others; the rest stays byte for byte. */
function maskForm(sent: string): string {
  return sent.split('&').map((pair) => {
    const at = pair.indexOf('=');
    return at > 0 && secrets.test(pair.slice(0, at)) ? pair.slice(0, at + 1) + mask(pair.slice(at + 1)) : pair;
  }).join('&');
}

function mask(value: string): string {
  return value === '' ? '' : `…${value.length > 12 ? value.slice(-4) : ''}`;
}
