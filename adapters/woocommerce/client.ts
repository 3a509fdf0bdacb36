import { createHmac } from 'node:crypto';
import type { Tools, WireRequest, WireResponse } from '../contract/index.js';
import { siteOf, type Credentials } from './credentials.js';
import { fault, type Effect } from './errors.js';
import { errorBody } from './wire.js';

/**
 * One shop's REST API: address, signature, envelope. Over HTTPS the keys go as Basic; where a host strips that header, and over HTTP, each call is
 * signed by OAuth 1.0a with a fresh nonce. Throws the adapter error the answer means.
 */
export interface Call {
  readonly op: string; readonly effect: Effect; readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE'; readonly path: string;
  readonly query?: Readonly<Record<string, string | number>>; readonly body?: unknown; readonly timeoutMs?: number;
  /** Below `/wp-json`; the store's API unless told. */
  readonly space?: string;
}
interface Manner { readonly signed: boolean; readonly tunnelled: boolean }
export const listed = 100;

export class Client {
  /** What the host lets through, learnt from its refusals. */
  #manner: Manner = { signed: false, tunnelled: false };
  /** The address the last call went to; empty before the first. */
  url = '';
  readonly media: Tools<Credentials>['media'];
  constructor(private readonly tools: Tools<Credentials>) { this.media = tools.media; }
  /** Sends one call and returns the decoded JSON of its success. */
  async send(call: Call): Promise<unknown> {
    let response = await this.#once(call);
    const next = response.status < 400 ? null : nextManner(this.#manner, response.status, errorBody(this.#parsed(response))?.code ?? null, call.method ?? 'GET');
    if (next) {
      const before = this.#manner;
      this.#manner = next;
      response = await this.#once(call);
      if (response.status >= 400) this.#manner = before;
    }
    if (response.status >= 200 && response.status < 300) return this.#json(response);
    throw fault({ status: response.status, headers: response.headers, now: response.remoteDate ?? response.receivedAt, body: errorBody(this.#parsed(response)) }, call.effect);
  }
  /**
   * One page of a list ordered by id. The next page begins a little before the end of this one: when its first id is not among those already seen, something left
   * the list meanwhile and the page is stepped back, so that nothing between is lost. `next` null: the end.
   */
  async page(call: Omit<Call, 'effect'>, at: { readonly offset: number; readonly last: string } | null): Promise<{ rows: readonly unknown[]; next: { offset: number; last: string } | null }> {
    const overlap = 5;
    let offset = at?.offset ?? 0;
    for (;;) {
      const rows = await this.send({ ...call, effect: 'read', query: { per_page: listed, orderby: 'id', order: 'asc', ...call.query, offset } });
      if (!Array.isArray(rows)) throw fault({ status: 200, headers: {}, now: 0, body: { code: 'undecodable', message: `${call.path} answered no list`, data: {} } }, 'read');
      const ids = rows.map((row: unknown) => idOf(row));
      const torn = at !== null && offset > 0 && (ids[0] === undefined || BigInt(ids[0]) > BigInt(at.last));
      if (torn) {
        offset = Math.max(0, offset - listed + overlap);
        continue;
      }
      const last = ids.reduce((high, id) => (id !== '' && (high === '' || BigInt(id) > BigInt(high)) ? id : high), at?.last ?? '');
      return { rows, next: rows.length < listed || last === '' ? null : { offset: offset + rows.length - overlap, last } };
    }
  }

  async all(call: Omit<Call, 'effect'>): Promise<readonly unknown[]> {
    const found = new Map<string, unknown>();
    for (let page = await this.page(call, null); ; page = await this.page(call, page.next)) {
      for (const row of page.rows) found.set(idOf(row), row);
      if (page.next === null) break;
    }
    return [...found.values()];
  }
  #once(call: Call): Promise<WireResponse> {
    return this.tools.send({ op: call.op, effect: call.effect, timeoutMs: call.timeoutMs, build: (credentials, now, nonce) => {
      this.url = credentials.url;
      return requestOf(call, credentials, now, nonce, this.#manner);
    } });
  }
  #json(response: WireResponse): unknown {
    try {
      return this.tools.json(response);
    } catch (error) {
      // Notices that PHP printed before the body: the body itself is whole.
      const salvaged = this.#parsed(response);
      if (salvaged !== null) return salvaged;
      throw error;
    }
  }
  #parsed(response: WireResponse): unknown {
    const text = Buffer.from(response.body).toString('utf8');
    const start = /^\s*[{[]/.test(text) ? 0 : Math.max(text.lastIndexOf('\n{'), text.lastIndexOf('\n['), text.lastIndexOf('>{'), text.lastIndexOf('>['));
    if (start < 0 || (start > 0 && !/[}\]]\s*$/.test(text))) return null;
    try {
      return this.tools.json({ ...response, body: Buffer.from(start === 0 ? text : text.slice(start + 1)) });
    } catch {
      return null;
    }
  }
}
/** A list's row that has no readable id is still a row; it is only no anchor. */
const idOf = (row: unknown): string => (typeof row === 'object' && row !== null && 'id' in row && /^\d+$/.test(String(row.id)) ? String(row.id) : '');

/**
 * How to ask once more, if that may help; a refused call had no effect. A signed call that is not believed may have met a clock or a nonce: signed anew, by the clock
 * this answer taught, it passes. An anonymous one over Basic lost its header on the way: signed. A method the host does not let through travels inside POST.
 */
function nextManner(manner: Manner, status: number, code: string | null, method: string): Manner | null {
  if (status === 401 && (code === 'woocommerce_rest_authentication_error' || code?.startsWith('woocommerce_rest_cannot_'))) return { ...manner, signed: true };
  if ((status === 405 || status === 501) && code === null && (method === 'PUT' || method === 'DELETE') && !manner.tunnelled) return { ...manner, tunnelled: true };
  return null;
}

export function requestOf(call: Call, credentials: Credentials, now: number, nonce: string, manner: Manner): WireRequest {
  const { base, plain } = siteOf(credentials.url);
  const wanted = call.method ?? 'GET';
  const method = manner.tunnelled && (wanted === 'PUT' || wanted === 'DELETE') ? 'POST' : wanted;
  const route = `${call.space ?? '/wc/v3'}${call.path}`;
  const path = plain ? '/' : `/wp-json${route}`;
  const query: Record<string, string> = plain ? { rest_route: route } : {};
  for (const [name, value] of Object.entries(call.query ?? {})) query[name] = String(value);
  if (method !== wanted) query._method = wanted;
  const basic = base.startsWith('https:') && !manner.signed;
  // Caches may serve an old answer to an address they know.
  if (basic && method === 'GET') query._ = nonce.slice(0, 12);
  const signed = basic ? query : signedQuery(method, `${base}${path}`, query, credentials, now, nonce);
  const tail = Object.entries(signed).map(([name, value]) => `${encode(name)}=${encode(value)}`).join('&');
  return {
    host: 'shop', method, path: tail === '' ? path : `${path}?${tail}`,
    headers: {
      accept: 'application/json',
      ...(basic ? { authorization: `Basic ${Buffer.from(`${credentials.consumer_key}:${credentials.consumer_secret}`).toString('base64')}` } : {}),
      ...(call.body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
  };
}

export const encode = (text: string): string => encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

/** OAuth 1.0a, one-legged: the query with its `oauth_*` parameters. `url` is the address without a query, as the shop knows itself. */
export function signedQuery(method: string, url: string, query: Readonly<Record<string, string>>, keys: Pick<Credentials, 'consumer_key' | 'consumer_secret'>, now: number, nonce: string): Record<string, string> {
  const params: Record<string, string> = {
    ...query, oauth_consumer_key: keys.consumer_key, oauth_nonce: nonce, oauth_signature_method: 'HMAC-SHA256', oauth_timestamp: String(Math.floor(now / 1000)),
  };
  const joined = Object.entries(params).map(([name, value]) => [encode(name), encode(value)] as const).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map((pair) => pair.join('=')).join('&');
  const base = [method, url, joined].map((part, index) => (index === 0 ? part : encode(part))).join('&');
  return { ...params, oauth_signature: createHmac('sha256', `${keys.consumer_secret}&`).update(base).digest('base64') };
}
