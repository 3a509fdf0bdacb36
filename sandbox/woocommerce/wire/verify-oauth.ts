import { createHmac } from 'node:crypto';
import { decodedPart, sameText } from '../../kit/index.js';
import type { QueryTree, QueryValue } from './parse-query.js';
import { authentication } from './wp-error.js';

/**
 * OAuth 1.0a, one-legged, as WooCommerce checks it over plain HTTP. The address is rebuilt from the shop's own home address, not from
 * what the request was sent to; query parameters are signed, JSON bodies are not; a nonce lives for fifteen minutes.
 */
export const WINDOW_SECONDS = 15 * 60;
const NAMES = ['oauth_consumer_key', 'oauth_timestamp', 'oauth_nonce', 'oauth_signature', 'oauth_signature_method'] as const;
const HASHES: Readonly<Record<string, string>> = { 'HMAC-SHA1': 'sha1', 'HMAC-SHA256': 'sha256' };

export function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** `params`: everything in the query and the OAuth header but the signature itself. `method`: the request's own, whatever `_method` says. */
export function baseString(method: string, url: string, params: QueryTree): string {
  const names = Object.keys(params).sort((left, right) => (left < right ? -1 : left > right ? 1 : 0));
  const pairs = names.flatMap((name) => flat(encode(name), params[name] ?? ''));
  return `${method}&${encode(url)}&${pairs.map(encode).join('%26')}`;
}

function flat(name: string, value: QueryValue): string[] {
  if (typeof value === 'string') return [`${name}=${encode(value)}`];
  return Object.entries(value).flatMap(([key, below]) => flat(`${name}%5B${encode(key)}%5D`, below));
}

export function sign(base: string, secret: string, method: string): string | null {
  const hash = HASHES[method];
  return hash ? createHmac(hash, `${secret}&`).update(base).digest('base64') : null;
}

/** The parameters of an `Authorization: OAuth …` header. */
export function parseHeader(header: string | undefined): Record<string, string> {
  if (!header || !/^OAuth /i.test(header)) return {};
  return Object.fromEntries([...header.matchAll(/(oauth_[a-z_-]+)=(?:"([^"]*)"|([^\s,"]*))/g)].map((match) => [match[1], decodedPart(match[2] ?? match[3] ?? '')]));
}

export interface OAuthKey { readonly secret: string; readonly nonces: Map<string, number> }

/** Null: no OAuth was tried. Throws what the shop answers; a nonce is taken only by a request that was signed well. */
export function verifyOAuth<K extends OAuthKey>(
  ask: { readonly method: string; readonly url: string; readonly query: QueryTree; readonly header: string | undefined },
  find: (consumerKey: string) => K | undefined, nowSeconds: number,
): K | null {
  const params: QueryTree = Object.assign(Object.create(null) as QueryTree, ask.query, parseHeader(ask.header));
  const absent = NAMES.filter((name) => typeof params[name] !== 'string' || params[name] === '');
  if (absent.length === NAMES.length) return null;
  if (absent.length > 0) throw authentication.parameters(absent);
  const text = (name: (typeof NAMES)[number]) => String(params[name]);
  const key = find(text('oauth_consumer_key'));
  if (!key) throw authentication.key();
  const given = text('oauth_signature').replaceAll(' ', '+');
  delete params.oauth_signature;
  const due = sign(baseString(ask.method, ask.url, params), key.secret, text('oauth_signature_method'));
  if (due === null) throw authentication.method();
  if (!sameText(due, given)) throw authentication.signature();
  takeNonce(key, text('oauth_nonce'), Number(text('oauth_timestamp')), nowSeconds);
  return key;
}

function takeNonce(key: OAuthKey, nonce: string, stamp: number, now: number): void {
  if (!(Math.abs(now - stamp) <= WINDOW_SECONDS)) throw authentication.timestamp();
  if (key.nonces.has(nonce)) throw authentication.nonce();
  for (const [old, at] of key.nonces) {
    if (at >= now - WINDOW_SECONDS) break;
    key.nonces.delete(old);
  }
  key.nonces.set(nonce, stamp);
}
