import { createHmac } from 'node:crypto';
import { request as plain } from 'node:http';
import { request as secure } from 'node:https';
import { insideTransaction, NotTaken } from '../../kernel/index.js';
import { publicPlace } from '../../photos/index.js';

const withinMs = 15_000;

/** Signs `timestamp.body`: the receiver makes the same and compares, refuses what is old, and drops an id it has seen. */
export const signature = (secret: string, timestamp: string, body: string): string => `v1=${createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')}`;

/**
 * One POST to an address that a person gave. Only https, no redirect, 15 s; its name is looked up once and that very address is called, which must not lead into our own network. `practice`: loopback too, by http.
 */
export async function postWebhook(to: { readonly url: string; readonly secret: string; readonly practice: boolean }, message: { readonly id: string; readonly at: number; readonly body: string }): Promise<void> {
  if (insideTransaction()) throw new Error('A webhook is sent with no transaction open: let it commit first.');
  const url = new URL(to.url), loopback = to.practice && /^(localhost|127\.|\[::1\])/.test(url.hostname), timestamp = String(Math.floor(message.at / 1000));
  if (url.protocol !== 'https:' && !loopback) throw new NotTaken('not https');
  const place = await publicPlace(url, loopback, AbortSignal.timeout(withinMs)).catch((error: Error) => { throw new NotTaken(error.message); });
  const status = await new Promise<number>((resolve, reject) => {
    const call = (url.protocol === 'https:' ? secure : plain)(url, {
      method: 'POST', signal: AbortSignal.timeout(withinMs), lookup: (_, given, done) => (given.all ? done(null, [place]) : done(null, place.address, place.family)),
      headers: { 'content-type': 'application/json; charset=utf-8', 'content-length': Buffer.byteLength(message.body), 'user-agent': 'Serentak', 'x-serentak-id': message.id, 'x-serentak-timestamp': timestamp, 'x-serentak-signature': signature(to.secret, timestamp, message.body) },
    }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
      answer.destroy();
    });
    call.on('error', (error: NodeJS.ErrnoException) => reject(new NotTaken(error.name === 'AbortError' || error.name === 'TimeoutError' ? 'took too long' : `could not be reached (${error.code ?? 'cut off'})`))).end(message.body);
  });
  if (status < 200 || status > 299) throw new NotTaken(`answered ${status}`);
}
