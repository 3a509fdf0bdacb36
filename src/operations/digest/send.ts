import { createHmac } from 'node:crypto';
import { request as plain } from 'node:http';
import { request as secure } from 'node:https';
import { createTransport } from 'nodemailer';
import { insideTransaction } from '../../kernel/index.js';
import { publicPlace } from '../../photos/index.js';

const withinMs = 15_000;
/** It was not taken; the message says why, without anything that was sent. */
export class NotTaken extends Error {}

/** One letter by SMTP. The same id twice is the same letter for whoever reads it. A password never crosses an unencrypted line but to this very machine. */
export async function sendMail(smtp: { readonly url: string; readonly from: string }, letter: { readonly id: string; readonly to: string; readonly subject: string; readonly text: string }): Promise<void> {
  if (insideTransaction()) throw new Error('A letter is sent with no transaction open: let it commit first.');
  const { hostname, password } = new URL(smtp.url);
  const transport = createTransport({ url: smtp.url, requireTLS: password !== '' && !/^(localhost|127\.|\[::1\])/.test(hostname), connectionTimeout: withinMs, greetingTimeout: withinMs, socketTimeout: withinMs, disableFileAccess: true, disableUrlAccess: true });
  try {
    await transport.sendMail({ from: smtp.from, to: letter.to, subject: letter.subject, text: letter.text, messageId: letter.id, headers: { 'Auto-Submitted': 'auto-generated' } });
  } catch (error) {
    // What the server said may quote the address or the login; its code says enough.
    const { code, responseCode } = error as { code?: string; responseCode?: number };
    throw new NotTaken(`smtp ${responseCode ?? code ?? 'failed'}`);
  } finally {
    transport.close();
  }
}

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
