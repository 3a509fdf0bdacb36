import { createHmac } from 'node:crypto';

/** Lower-case hex HMAC-SHA256 over the parts, joined without separators. The key is text, never decoded. */
export const signOf = (key: string, ...parts: readonly string[]): string => createHmac('sha256', key).update(parts.join('')).digest('hex');

export const pushSignature = (key: string, url: string, body: string | Uint8Array): string => createHmac('sha256', key).update(`${url}|`).update(body).digest('hex');
