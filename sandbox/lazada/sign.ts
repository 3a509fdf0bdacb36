import { createHmac } from 'node:crypto';

/** Upper-case hex HMAC-SHA256 over the path and every name with its value, by the bytes of the names; what is empty is left out. */
export function signOf(secret: string, path: string, params: ReadonlyMap<string, string>): string {
  const rows = [...params].filter(([name, value]) => name !== 'sign' && name !== '' && value !== '').sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  return createHmac('sha256', secret).update(path + rows.map(([name, value]) => name + value).join('')).digest('hex').toUpperCase();
}

/** Lower-case hex over the app's key and the raw body. */
export const pushSignature = (secret: string, appKey: string, body: string | Uint8Array): string => createHmac('sha256', secret).update(appKey).update(body).digest('hex');
