import { createTransport } from 'nodemailer';
import { insideTransaction } from './transaction.js';

const withinMs = 15_000;
export interface Smtp { readonly url: string; readonly from: string }
/** It was not taken; the message says why, without anything that was sent. */
export class NotTaken extends Error {}

/** One letter by SMTP. The same id twice is the same letter for whoever reads it. A password never crosses an unencrypted line but to this very machine. */
export async function sendMail(smtp: Smtp, letter: { readonly id: string; readonly to: string; readonly subject: string; readonly text: string }): Promise<void> {
  if (insideTransaction()) throw new Error('A letter is sent with no transaction open: let it commit first.');
  const { hostname, password } = new URL(smtp.url);
  const transport = createTransport({ url: smtp.url, requireTLS: password !== '' && !/^(localhost|127\.|\[::1\])/.test(hostname), connectionTimeout: withinMs, greetingTimeout: withinMs, socketTimeout: withinMs, disableFileAccess: true, disableUrlAccess: true });
  try {
    await transport.sendMail({ from: smtp.from, to: { name: '', address: letter.to }, subject: letter.subject, text: letter.text, messageId: letter.id, headers: { 'Auto-Submitted': 'auto-generated' } });
  } catch (error) {
    // What the server said may quote the address or the login; its code says enough.
    const { code, responseCode } = error as { code?: string; responseCode?: number };
    throw new NotTaken(`smtp ${responseCode ?? code ?? 'failed'}`);
  } finally {
    transport.close();
  }
}
