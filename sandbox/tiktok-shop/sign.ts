/** Signatures of calls and of pushes: lower-case hex HMAC-SHA256, the app's secret as the key. */
import { createHmac } from 'node:crypto';

/** `path` without host; `query` decoded, `sign` and `access_token` are passed over; `body` the raw bytes, null when they are left out (multipart). */
export function signOf(secret: string, path: string, query: Iterable<readonly [string, string]>, body: Uint8Array | null): string {
  const pairs = [...query].filter(([name]) => name !== 'sign' && name !== 'access_token').sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  const head = `${secret}${path}${pairs.map(([name, value]) => name + value).join('')}`;
  return createHmac('sha256', secret).update(head).update(body ?? '').update(secret).digest('hex');
}

export const pushSignature = (appKey: string, secret: string, body: string): string => createHmac('sha256', secret).update(appKey).update(body).digest('hex');
