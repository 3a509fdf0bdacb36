/** Five lines, md5 of the exact body, the date as Jakarta's clock shows it: base64(HMAC-SHA256). */
import { createHash, createHmac } from 'node:crypto';

const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const two = (value: number) => String(value).padStart(2, '0');

/** `Tue May 12 16:28:52 WIB 2020`; Jakarta is seven hours ahead the whole year. */
export function jakartaDate(ms: number): string {
  const at = new Date(ms + 7 * 3_600_000);
  return `${days[at.getUTCDay()]} ${months[at.getUTCMonth()]} ${two(at.getUTCDate())} ${two(at.getUTCHours())}:${two(at.getUTCMinutes())}:${two(at.getUTCSeconds())} WIB ${at.getUTCFullYear()}`;
}

/** `place`: the path after /proxy, or a callback's whole address. `type`: application/json or empty. */
export function signOf(key: string, method: string, body: Buffer | string, type: string, ms: number, place: string): Buffer {
  const digest = body.length === 0 ? '' : createHash('md5').update(body).digest('hex');
  return createHmac('sha256', key).update([method, digest, type, jakartaDate(ms), place].join('\n')).digest();
}

/** /v2/proxy/mta/api/x → /mtaapi/api/x */
export function signedPath(path: string): string {
  return path.replace(/^\/v2\/proxy/, '').replace(/^\/mta(?=\/)/, '/mtaapi');
}
