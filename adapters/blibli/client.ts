/** Blibli's calls: the common query, the headers, the signature, the envelopes. No call leaves but through `tools.send`. */
import { createHash, createHmac } from 'node:crypto';
import { Alarm, LookFirst, Retry, type Limit, type Scope, type Tools, type WireResponse } from '../contract/index.js';
import type { BlibliCredentials, BlibliSettings } from './credentials.js';
import { errorOf } from './errors.js';
import { feedOf, part, rowsOf, text, type Body, type Feed, type Raw } from './wire.js';

/** Blibli's quotas are part of the protocol: small, and per endpoint. Both the limits the house keeps and how long a 429 shuts a door come from this one table. */
const second = 1_000, minute = 60 * second, hour = 60 * minute, dayMs = 24 * hour;
interface Quota { readonly calls: number; readonly everyMs: number; readonly per: Scope; readonly burst: number }
const quota = (calls: number, everyMs: number, per: Scope, burst: number): Quota => ({ calls, everyMs, per, burst });
export const quotas = {
  'category-tree': quota(5, dayMs, 'shop', 3), 'category-attributes': quota(5, dayMs, 'subject', 3), 'logistics': quota(5, dayMs, 'shop', 3), 'pickup-points': quota(10, dayMs, 'shop', 4), 'brands': quota(60, minute, 'shop', 10),
  'create': quota(25, minute, 'shop', 5), 'bulk-update': quota(25, minute, 'shop', 10), 'archive': quota(25, minute, 'shop', 10), 'product-list': quota(25, minute, 'shop', 10), 'old-list': quota(25, minute, 'shop', 10), 'detail-text': quota(60, minute, 'shop', 10), 'exact-stock': quota(60, minute, 'shop', 10),
  'product-detail': quota(5, 30 * minute, 'subject', 3), 'variants': quota(10, 30 * minute, 'subject', 5), 'variants-read': quota(10, 30 * minute, 'subject', 5),
  // Pulls come at most once per `freshMs`, so that polling and pushing together stay within 60 of the 100; 40 are kept for bursts.
  'order-list': quota(100, 30 * minute, 'shop', 40), 'order-detail': quota(5, 30 * minute, 'subject', 2),
  'queue-list': quota(360, dayMs, 'shop', 30), 'queue-detail': quota(5, 15 * minute, 'subject', 3),
} satisfies Readonly<Record<string, Quota>>;
export type Op = keyof typeof quotas;
/** One limit for each quota: endpoints count apart. */
export const limits: readonly Limit[] = Object.entries(quotas).map(([op, given]) => ({ ops: [op], ...given }));
/** How long a refused call waits where the answer does not say: the length of its window, but never so long that a day is lost to one early call. */
export const waitOf = (op: Op): { readonly afterMs: number; readonly scope: Scope } => ({ afterMs: Math.min(quotas[op].everyMs, hour), scope: quotas[op].per === 'subject' ? 'subject' : 'op' });
/** When a queue is looked at, after its n-th look: soon, and then so that five looks in fifteen minutes are enough. */
export const lookAfter = (looks: number): number => [2 * second, 13 * second, minute][looks] ?? 8 * minute;

const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'], months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const two = (value: number): string => String(value).padStart(2, '0');
/** `Tue May 12 16:28:52 WIB 2020`: by hand, since no formatter writes the zone so. Jakarta keeps UTC+7 all year. */
export function wibDate(ms: number): string {
  const at = new Date(ms + 7 * 3_600_000);
  return `${days[at.getUTCDay()]} ${months[at.getUTCMonth()]} ${two(at.getUTCDate())} ${two(at.getUTCHours())}:${two(at.getUTCMinutes())}:${two(at.getUTCSeconds())} WIB ${at.getUTCFullYear()}`;
}
export const md5 = (bytes: string | Uint8Array): string => createHash('md5').update(bytes).digest('hex');
/** Base64 of the HMAC over five lines. `path` begins after `/proxy`; its query is not signed. */
export function sign(key: string, method: string, path: string, body: string, now: number): string {
  const lines = [method, body === '' ? '' : md5(body), method === 'GET' ? '' : 'application/json', wibDate(now), path.replace(/^\/mta\//, '/mtaapi/')];
  return createHmac('sha256', key).update(lines.join('\n')).digest('base64');
}

interface Call {
  readonly op: Op; readonly method: 'GET' | 'POST' | 'PUT'; readonly path: string; readonly effect: 'read' | 'set' | 'make'; readonly subject?: string;
  readonly query?: Readonly<Record<string, string>>; readonly body?: Body; readonly requestId?: string; readonly timeoutMs?: number;
}

/** What a store's answers rarely change and whose quota is a few reads a day: read once by this process, and again when somebody asks anew. */
export class Kept<T> {
  readonly #known = new Map<string, Promise<T>>();
  /** Who asks while it is being read waits for the same reading. */
  of(key: string, read: () => Promise<T>): Promise<T> {
    const known = this.#known.get(key);
    return known ?? this.learn(key, read());
  }
  learn(key: string, reading: Promise<T>): Promise<T> {
    if (this.#known.size >= 500) this.#known.clear();
    this.#known.set(key, reading);
    reading.catch(() => this.forget(key));
    return reading;
  }
  forget(key: string): void { this.#known.delete(key); }
}

export class Client {
  storeCode = '';

  constructor(readonly tools: Tools<BlibliCredentials>, readonly remoteId: string, readonly settings: BlibliSettings) {}
  read(op: Op, path: string, query: Call['query'] = {}, subject?: string): Promise<Raw> { return this.call({ op, method: 'GET', path, effect: 'read', query, subject }); }
  filter(op: Op, path: string, body: Body, subject?: string): Promise<Raw> { return this.call({ op, method: 'POST', path, effect: 'read', body, subject }); }

  async call(call: Call): Promise<Raw> {
    const response = await this.tools.send({
      op: call.op, effect: call.effect, ...(call.subject === undefined ? {} : { subject: call.subject }), ...(call.timeoutMs === undefined ? {} : { timeoutMs: call.timeoutMs }),
      build: (known, given, nonce) => {
        const now = Math.floor(given);
        const store = this.remoteId || known.storeCode, channel = known.channelId ?? 'serentak', body = call.body === undefined ? '' : JSON.stringify(call.body);
        this.storeCode = store;
        // `query` last: queue details are asked for under the name of the request's own id.
        const query = new URLSearchParams({ requestId: call.requestId ?? `${channel.replace(/[^\w.-]+/g, '-')}-${nonce}`, storeId: '10001', channelId: channel, username: known.username, storeCode: store, businessPartnerCode: store, ...call.query });
        const headers: Record<string, string> = {
          'authorization': `Basic ${Buffer.from(`${known.apiClientId}:${known.apiClientKey}`).toString('base64')}`, 'api-seller-key': known.apiSellerKey, 'accept': 'application/json', 'content-type': 'application/json',
          ...(known.signatureKey === undefined ? {} : { 'signature': sign(known.signatureKey, call.method, call.path, body, now), 'signature-time': String(now) }),
        };
        return { host: 'api', method: call.method, path: `/v2/proxy${call.path}?${query}`, headers, body: body === '' ? undefined : body };
      },
    });
    return this.#open(response, call);
  }

  /** Success is a 2xx without `success:false`; 204 holds nothing. */
  #open(response: WireResponse, call: Call): Raw {
    const { effect } = call, { status } = response, quota = waitOf(call.op), header = response.headers['retry-after'];
    const told = { effect, status, scope: quota.scope, afterMs: header !== undefined && /^\d+$/.test(header.trim()) ? Number(header) * 1000 : quota.afterMs };
    if (status === 429) throw errorOf({ ...told, code: 'ERR-PA429001', message: 'quota of this endpoint' });
    if (status === 204 || (status < 300 && response.body.length === 0)) return {};
    const unclear = (why: string): Error => (effect === 'make' ? new LookFirst(why, { rawCode: 'unclear' }) : new Retry(why, { rawCode: 'unclear' }));
    let answer: Raw;
    try {
      answer = part(this.tools.json(response));
    } catch (error) {
      if (status >= 400 && status < 500) throw errorOf({ ...told, code: String(status), message: 'a refusal that is no JSON' });
      throw error;
    }
    const code = text(answer['errorCode']), message = text(answer['errorMessage']) || text(answer['message']) || JSON.stringify(answer['errors'] ?? answer['error'] ?? '');
    if (status >= 500) throw unclear(`${code || status}: ${message}`);
    if (status >= 400 || answer['success'] === false || code !== '') throw errorOf({ ...told, code: code || String(status), message });
    if (Object.keys(answer).length === 0) throw effect === 'make' ? unclear('no envelope') : new Alarm('an answer without an envelope', { rawCode: 'undecodable' });
    return answer;
  }

  /** What became of a queue id, with all its pages. */
  async feed(queueId: string): Promise<Feed> {
    const entries: Feed['entries'][number][] = [];
    for (let page = 0; ; page += 1) {
      const answer = await this.read('queue-detail', '/mta/api/businesspartner/v1/feed/detail', { requestId: queueId, page: String(page), size: '100' }, queueId), feed = feedOf(answer);
      entries.push(...feed.entries);
      if (!feed.done || page === 2 || feed.entries.length < 100 || !rowsOf(answer, page, 100).more) return { done: feed.done, entries };
    }
  }
}
