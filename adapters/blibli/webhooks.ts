import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { Reject, type Adapter, type Notice } from '../contract/index.js';
import { md5, wibDate } from './client.js';
import type { BlibliCredentials } from './credentials.js';
import { productSkuOf } from './mapping.js';
import { part, text, type Raw } from './wire.js';

/** Numbers beyond 2^53 as text, so that no id is rounded; inside strings nothing changes. */
const exact = (body: string): unknown => JSON.parse(body.replace(/("(?:[^"\\]|\\.)*")|(-?\d{16,})(?![\d.eE])/g, (_, quoted: string | undefined, digits: string | undefined) => quoted ?? `"${digits ?? ''}"`));
/** The five lines a push is signed over: as a call's, with the whole address it came to. */
export const signedLines = (body: Uint8Array, contentType: string, requestTime: number, url: string): string => ['POST', md5(body), contentType, wibDate(requestTime), url].join('\n');

/** Bodies are flat and name no event: what they are news of is told by what they hold. A repetition has the same bytes. */
export function noticesOf(push: Raw, raw: Uint8Array): readonly Notice[] {
  const shop = text(push['storeCode']) || null, dedupe = createHash('sha256').update(raw).digest('hex'), product = part(push['product']);
  const item = text(push['orderItemId']), blibliSku = text(push['blibliSku']), productSku = text(push['productSku']) || text(product['productSku']) || (blibliSku === '' ? '' : productSkuOf(blibliSku));
  if (item !== '') return [{ shop, kind: 'order', id: item, dedupe }];
  if (text(push['rmaNumber']) !== '' || text(push['queueId']) !== '') return [];
  if (productSku !== '') return [{ shop, kind: blibliSku !== '' && push['product'] === undefined ? 'offer' : 'listing', id: productSku, dedupe }];
  return shop === null ? [] : [{ shop, kind: 'shop', id: shop, dedupe }];
}

export const webhooks: NonNullable<Adapter<BlibliCredentials>['webhooks']> = {
  /** Without a signature key nothing proves where a push came from: such pushes are refused, and polling alone finds the orders. Base64 and hex are both accepted. The signature covers the instant it was sent. */
  read(request, credentials) {
    const headers = new Map(Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), value])), key = credentials.signatureKey, given = headers.get('signature')?.trim() ?? '', at = headers.get('requesttime') ?? '';
    const types = new Set([headers.get('content-type') ?? 'application/json', 'application/json']);
    const signed = key !== undefined && given !== '' && /^\d{1,16}$/.test(at) && [...types].some((type) => {
      const right = createHmac('sha256', key).update(signedLines(request.body, type, Number(at), request.url)).digest();
      return [right.toString('base64'), right.toString('hex')].some((form) => form.length === given.length && timingSafeEqual(Buffer.from(form), Buffer.from(given.padEnd(form.length).slice(0, form.length), 'latin1')));
    });
    if (!signed) throw new Reject('the push is not signed', { rawCode: 'signature' });
    let push: Raw = {};
    try {
      push = part(exact(Buffer.from(request.body).toString('utf8')));
    } catch {
      // Signed, yet no JSON: no news, but received.
    }
    return { notices: noticesOf(push, request.body), reply: { status: 200, body: '' }, signedAt: Number(at) };
  },
};
