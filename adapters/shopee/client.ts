/** Shopee's calls: who signs what, the envelope, and what an answer means. No call leaves but through `tools.send`. */
import { createHmac } from 'node:crypto';
import { Alarm, isAdapterError, LookFirst, Reject, Retry, retryAfter, Wait, type ListingDraft, type Photo, type Tools, type WireRequest, type WireResponse } from '../contract/index.js';
import type { ShopeeCredentials } from './credentials.js';
import { errorOf } from './errors.js';
import { axesOf } from './mapping.js';
import { encode, list, number, part, record, text, type Body, type Raw } from './wire.js';
/** HMAC-SHA256 in lower-case hex; the key is its own text, not decoded; the parts are joined without separators. */
export const sign = (key: string, ...parts: readonly string[]): string => createHmac('sha256', key).update(parts.join(''), 'utf8').digest('hex');
type Query = Readonly<Record<string, string | number | boolean | readonly string[]>>;
interface Call { readonly path: string; readonly kind: 'public' | 'shop'; readonly method: 'GET' | 'POST'; readonly effect: 'read' | 'set' | 'make'; readonly query?: Query; readonly body?: (credentials: ShopeeCredentials, nonce: string) => { readonly type: string; readonly bytes: Uint8Array | string }; readonly as?: ShopeeCredentials; readonly timeoutMs?: number }

export class Client {
  constructor(readonly tools: Tools<ShopeeCredentials>, readonly shopId: string) {}
  async get(path: string, query: Query = {}, as?: ShopeeCredentials): Promise<Raw> {
    return (await this.#call({ path, kind: 'shop', method: 'GET', effect: 'read', query, as })).payload;
  }
  /** `told` takes what Shopee remarks beside its yes. */
  async post(path: string, effect: 'read' | 'set' | 'make', body: Body, told?: string[]): Promise<Raw> {
    const { payload, warning } = await this.#call({ path, kind: 'shop', method: 'POST', effect, body: json(() => body) });
    if (warning !== '') told?.push(warning);
    return payload;
  }
  /** A call whose effect must not be repeated: also an answer that says yes but cannot be read ends unclear. */
  async make<T>(path: string, body: Body, decode: (payload: Raw) => T, told?: string[]): Promise<T> {
    const payload = await this.post(path, 'make', body, told);
    try {
      return decode(payload);
    } catch (error) {
      throw isAdapterError(error) && error.verdict !== 'alarm' ? error : new LookFirst(`${path} answered what cannot be read: ${(error as Error).message}`, { rawCode: 'undecodable' });
    }
  }
  /** Calls signed by the app alone: tokens and pushes. `answered` is Shopee's own clock where it names one, ms. */
  async app(path: string, effect: 'read' | 'set' | 'make', body: (credentials: ShopeeCredentials) => Body): Promise<{ payload: Raw; answered: number }> {
    return this.#call({ path, kind: 'public', method: 'POST', effect, body: json(body) });
  }
  /** At most nine pictures in one call. Repeating it harms nobody: an unused picture is forgotten there. */
  async upload(pictures: readonly Uint8Array[]): Promise<Raw> {
    const body = (_: ShopeeCredentials, nonce: string): { type: string; bytes: Uint8Array } => {
      const boundary = `serentak-${nonce}`;
      const chunks = pictures.flatMap((bytes, index) => [Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="image"; filename="${index}.jpg"\r\nContent-Type: image/jpeg\r\n\r\n`), Buffer.from(bytes), Buffer.from('\r\n')]);
      const scene = Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="scene"\r\n\r\nnormal\r\n--${boundary}--\r\n`);
      return { type: `multipart/form-data; boundary=${boundary}`, bytes: Buffer.concat([...chunks, scene]) };
    };
    return (await this.#call({ path: '/api/v2/media_space/upload_image', kind: 'shop', method: 'POST', effect: 'set', body, timeoutMs: 30_000 })).payload;
  }
  async #call(call: Call): Promise<{ payload: Raw; warning: string; answered: number }> {
    const response = await this.tools.send({ op: call.path.replace('/api/v2/', ''), effect: call.effect, ...(call.timeoutMs === undefined ? {} : { timeoutMs: call.timeoutMs }), build: (credentials, now, nonce) => this.#build(call, call.as ?? credentials, now, nonce) });
    return { ...this.#open(call, response), answered: response.remoteDate ?? response.receivedAt };
  }
  #build(call: Call, credentials: ShopeeCredentials, now: number, nonce: string): WireRequest {
    const timestamp = String(Math.floor(now / 1000)), { partner_id, partner_key, access_token = '' } = credentials;
    const shop: Readonly<Record<string, string>> = call.kind === 'shop' ? { access_token, shop_id: this.shopId } : {};
    const query = new URLSearchParams({ partner_id, timestamp, ...shop, sign: sign(partner_key, partner_id, call.path, timestamp, ...Object.values(shop)) });
    for (const [name, value] of Object.entries(call.query ?? {})) for (const entry of Array.isArray(value) ? (value as readonly string[]) : [String(value)]) query.append(name, entry);
    const body = call.body?.(credentials, nonce);
    return { host: 'api', method: call.method, path: `${call.path}?${query}`, headers: { accept: 'application/json', ...(body ? { 'content-type': body.type } : {}) }, ...(body ? { body: body.bytes } : {}) };
  }
  /** Success is an empty `error`, whatever the status; the payload is `response`, or the top level where there is none. */
  #open(call: Call, response: WireResponse): { payload: Raw; warning: string } {
    const retryAfterMs = retryAfter(response);
    if (response.status === 429 && !Buffer.from(response.body).includes('error_limit')) throw new Wait('too many calls', { rawCode: 'error_rate_limit', scope: 'shop', afterMs: retryAfterMs ?? 1_000 });
    const unclear = (why: string): Error => (call.effect === 'make' ? new LookFirst(why, { rawCode: 'unclear' }) : new Retry(why, { rawCode: 'unclear' }));
    const envelope = part(this.tools.json(response)), code = text(envelope['error']).trim(), message = text(envelope['message']).trim();
    if (code !== '' && code !== '-') throw errorOf({ code, message, effect: call.effect, retryAfterMs, now: response.remoteDate ?? response.receivedAt });
    if (response.status >= 400) throw unclear(`HTTP ${response.status}`);
    if (!['error', 'response', 'request_id'].some((name) => name in envelope)) throw call.effect === 'make' ? unclear('no envelope') : new Alarm('an answer without an envelope', { rawCode: 'undecodable' });
    const payload = envelope['response'], warning = text(envelope['warning']).trim();
    return { payload: typeof payload === 'object' && payload !== null ? record(payload, 'response') : envelope, warning: warning === '-' ? '' : warning };
  }
}

const json = (body: (credentials: ShopeeCredentials) => Body) => (credentials: ShopeeCredentials) => ({ type: 'application/json', bytes: encode(body(credentials)) });

const use = '1024-jpeg', perCall = 9;
/** Our photos in this shop: uploaded once, nine a call, known by content ever after. */
export class Pictures {
  constructor(private readonly client: Client) {}
  /** `main`: ids for the item, in order; `find`: ids for options; `remembered`: one of them was uploaded in an earlier run. */
  async of(draft: ListingDraft): Promise<{ readonly main: readonly string[]; readonly find: (sha256: string) => string | null; readonly remembered: boolean }> {
    const all = photosOf(draft), fresh = all.filter((photo) => this.#known(photo.sha256) === null);
    for (let at = 0; at < fresh.length; at += perCall) await this.#upload(fresh.slice(at, at + perCall));
    return { main: draft.photos.flatMap((photo) => this.#known(photo.sha256) ?? []), find: this.#known, remembered: fresh.length < all.length };
  }
  async forget(draft: ListingDraft): Promise<void> {
    for (const photo of photosOf(draft)) await this.client.tools.media.forget(photo.sha256, use);
  }
  readonly #known = (sha256: string): string | null => this.client.tools.media.find(sha256, use);
  /** One picture is answered alone, several as a list whose `id` is their place in the call. */
  async #upload(photos: readonly Photo[]): Promise<void> {
    const bytes: Uint8Array[] = [];
    for (const photo of photos) bytes.push(await photo.render(use));
    const payload = await this.client.upload(bytes);
    const many = list(payload['image_info_list']).map(part), answers = many.length > 0 ? many : [{ id: 0, image_info: payload['image_info'] }];
    for (const [index, photo] of photos.entries()) {
      const answer = part(answers.find((entry) => number(part(entry)['id']) === index) ?? answers[index]);
      const id = text(part(answer['image_info'])['image_id']), rawCode = text(answer['error']) || 'no_image', rawMessage = text(answer['message']);
      if (id === '') throw new Reject(`picture ${index + 1} was not taken: ${rawMessage}`, { rawCode, issues: [{ cause: 'photo-unreadable', field: 'photos', value: photo.sha256, rawCode, rawMessage }] });
      await this.client.tools.media.learn(photo.sha256, use, id);
    }
  }
}
/** Options need pictures only where each option of the first tier has one. */
function photosOf(draft: ListingDraft): readonly Photo[] {
  const [axis] = axesOf(draft), names = axis === undefined ? [] : [...new Set(draft.variants.map((variant) => variant.choice[axis]))];
  const ofOptions = names.map((name) => draft.variants.find((variant) => axis !== undefined && variant.choice[axis] === name && variant.photo !== null)?.photo ?? null);
  const options = ofOptions.every((photo) => photo !== null) ? ofOptions.filter((photo) => photo !== null) : [];
  return [...new Map([...draft.photos, ...options].map((photo) => [photo.sha256, photo])).values()];
}
