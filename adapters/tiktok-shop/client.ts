/** TikTok Shop's calls: who signs what, which shop's cipher goes along, the envelope, and what an answer means. No call leaves but through `tools.send`. */
import { createHmac } from 'node:crypto';
import { Alarm, isAdapterError, LookFirst, Reject, Retry, retryAfter, Wait, type ListingDraft, type Photo, type Tools, type WireResponse } from '../contract/index.js';
import type { TikTokCredentials, TikTokSettings } from './credentials.js';
import { errorOf } from './errors.js';
import { platformsOf } from './mapping.js';
import { each, isDecoded, list, part, shopOf, text, type Body, type Raw, type Shop } from './wire.js';

/** HMAC-SHA256 in lower-case hex over secret, path, sorted query, body (none for an upload), secret. `query` holds decoded values. */
export function sign(secret: string, path: string, query: Readonly<Record<string, string>>, body: string): string {
  const sorted = Object.entries(query).filter(([name]) => name !== 'sign' && name !== 'access_token').sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, value]) => name + value).join('');
  return createHmac('sha256', secret).update(`${secret}${path}${sorted}${body}${secret}`, 'utf8').digest('hex');
}
/** Thrown while a call is built, before anything is sent. */
class CipherUnknown extends Error {}
export const ciphersOf = (credentials: TikTokCredentials): ReadonlyMap<string, string> => new Map((credentials.shop_ciphers ?? '').split(',').map((pair) => pair.split('=')).flatMap(([shop, cipher]) => (shop && cipher ? [[shop, cipher] as const] : [])));
export const ciphersText = (shops: readonly Shop[]): string | undefined => shops.filter((shop) => shop.cipher !== '').map((shop) => `${shop.remoteId}=${shop.cipher}`).join(',') || undefined;

type Effect = 'read' | 'set' | 'make';
interface Call {
  readonly op: string; readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'; readonly path: string; readonly effect: Effect; readonly query?: Readonly<Record<string, string | undefined>>; readonly body?: Body;
  readonly upload?: { readonly bytes: Uint8Array; readonly fields: Readonly<Record<string, string>> };
  /** Which cipher goes along: this shop's, one given, or (where TikTok forbids it) none. */
  readonly cipher?: string | null; readonly as?: TikTokCredentials;
}

export class Client {
  #asked: Promise<readonly Shop[]> | null = null;
  #version: string | null = null;
  #warehouses: Promise<readonly Raw[]> | null = null;

  constructor(readonly tools: Tools<TikTokCredentials>, readonly shopId: string, readonly country: string, readonly settings: Pick<TikTokSettings, 'warehouse_id' | 'listing_platforms' | 'category_version'>) {}
  get platforms(): readonly string[] { return platformsOf(this.settings.listing_platforms, this.country); }
  get(op: string, path: string, query: Call['query'] = {}, more: Partial<Call> = {}): Promise<Raw> { return this.call({ op, method: 'GET', path, effect: 'read', query, ...more }); }
  post(op: string, path: string, effect: Effect, body: Body, query: Call['query'] = {}): Promise<Raw> { return this.call({ op, method: 'POST', path, effect, body, query }); }
  turn(to: 'activate' | 'deactivate', itemId: string): Promise<Raw> { return this.post(`product/${to}`, `/product/202309/products/${to}`, 'set', { product_ids: [itemId], listing_platforms: this.platforms }); }
  /** Tokens: unsigned, with the secret in the query. The answer may be read once only. */
  async token(path: string, query: (credentials: TikTokCredentials) => Readonly<Record<string, string>>): Promise<Raw> {
    const response = await this.tools.send({ op: path.replace('/api/v2/', ''), effect: 'make', build: (known) => ({ host: 'auth', method: 'GET', path: `${path}?${new URLSearchParams({ app_key: known.app_key, app_secret: known.app_secret, ...query(known) })}` }) });
    return this.#open(response, 'make');
  }
  /** The shops of this grant, each with its cipher. */
  async shops(as?: TikTokCredentials): Promise<readonly Shop[]> {
    const data = await this.get('authorization/shops', '/authorization/202309/shops', {}, { cipher: null, ...(as ? { as } : {}) });
    return each(list(data['shops']), shopOf).filter(isDecoded);
  }
  /** A category call or a body that names one: the version this marketplace wants is not documented, so the other one is tried when it says so. */
  async versioned<T>(work: (version: string) => Promise<T>): Promise<T> {
    const first = this.#version ?? this.settings.category_version ?? 'v2';
    try {
      return await work(first);
    } catch (error) {
      if (!isAdapterError(error) || this.settings.category_version !== undefined || !error.issues.some((issue) => issue.rawCode === '12052217' || issue.rawCode === '12052230')) throw error;
      const other = first === 'v2' ? 'v1' : 'v2';
      const done = await work(other);
      this.#version = other;
      return done;
    }
  }
  /** The shop's warehouses, asked for once a slice. */
  async warehouses(): Promise<readonly Raw[]> {
    this.#warehouses ??= this.get('logistics/warehouses', '/logistics/202309/warehouses').then((data) => list(data['warehouses']).map(part));
    return this.#warehouses.catch((error: unknown) => { this.#warehouses = null; throw error; });
  }
  /** The cipher stands with the credentials, which only a build sees; where it is missing the shops are asked, once a slice. */
  async call(call: Call): Promise<Raw> {
    try {
      return await this.#call(call, await this.#asked);
    } catch (error) {
      if (!(error instanceof CipherUnknown)) throw error;
      this.#asked ??= this.shops();
      return this.#call(call, await this.#asked.catch((failed: unknown) => { this.#asked = null; throw failed; }));
    }
  }

  async #call(call: Call, asked: readonly Shop[] | null): Promise<Raw> {
    const response = await this.tools.send({
      op: call.op, effect: call.effect, ...(call.upload ? { timeoutMs: 30_000 } : {}),
      build: (given, now, nonce) => {
        const known = call.as ?? given, boundary = `serentak-${nonce}`, json = call.body === undefined ? '' : JSON.stringify(call.body);
        const query: Record<string, string> = { app_key: known.app_key, timestamp: String(Math.floor(now / 1000)) };
        const cipher = call.cipher === undefined ? this.#cipherIn(known, asked) : call.cipher;
        if (cipher !== null) query['shop_cipher'] = cipher;
        for (const [name, value] of Object.entries(call.query ?? {})) if (value !== undefined) query[name] = value;
        const signed = new URLSearchParams({ ...query, sign: sign(known.app_secret, call.path, query, json) });
        return {
          host: 'api', method: call.method, path: `${call.path}?${signed}`, body: call.upload ? multipart(call.upload, boundary) : json === '' ? undefined : json,
          headers: { 'x-tts-access-token': known.access_token ?? '', 'content-type': call.upload ? `multipart/form-data; boundary=${boundary}` : 'application/json' },
        };
      },
    });
    return this.#open(response, call.effect);
  }

  #cipherIn(known: TikTokCredentials, asked: readonly Shop[] | null): string {
    const kept = ciphersOf(known).get(this.shopId) ?? asked?.find((shop) => shop.remoteId === this.shopId)?.cipher;
    if (kept !== undefined) return kept;
    if (asked === null) throw new CipherUnknown();
    throw errorOf({ code: '106011', message: `shop ${this.shopId} is not among the shops of this grant`, effect: 'read' });
  }
  /** Success is code 0, whatever the status; inner errors are the caller's business. */
  #open(response: WireResponse, effect: Effect): Raw {
    const retryAfterMs = retryAfter(response);
    if (response.status === 429) throw new Wait('too many calls', { rawCode: '36009002', scope: 'shop', afterMs: retryAfterMs ?? 1_000 });
    const unclear = (why: string): Error => (effect === 'make' ? new LookFirst(why, { rawCode: 'unclear' }) : new Retry(why, { rawCode: 'unclear' }));
    const envelope = part(this.tools.json(response)), code = text(envelope['code']), message = text(envelope['message']);
    if (code !== '' && code !== '0') throw response.status >= 500 && effect !== 'make' ? new Retry(`${code}: ${message}`, { rawCode: code }) : response.status >= 500 ? unclear(`${code}: ${message}`) : errorOf({ code, message, effect, retryAfterMs });
    if (response.status >= 400) throw unclear(`HTTP ${response.status}`);
    if (code === '') throw effect === 'make' ? unclear('no envelope') : new Alarm('an answer without an envelope', { rawCode: 'undecodable' });
    return part(envelope['data']);
  }
}
function multipart(upload: { readonly bytes: Uint8Array; readonly fields: Readonly<Record<string, string>> }, boundary: string): Uint8Array {
  const fields = Object.entries(upload.fields).map(([name, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`).join('');
  return Buffer.concat([Buffer.from(`${fields}--${boundary}\r\nContent-Disposition: form-data; name="data"; filename="photo.jpg"\r\nContent-Type: image/jpeg\r\n\r\n`), Buffer.from(upload.bytes), Buffer.from(`\r\n--${boundary}--\r\n`)]);
}

type Use = 'MAIN_IMAGE' | 'ATTRIBUTE_IMAGE';
/** Our photos in this shop: uploaded once for each use, known by content ever after. An upload that is repeated harms nobody. */
export class Pictures {
  constructor(private readonly client: Client) {}
  /** `remembered`: one of them was uploaded in an earlier run. */
  async of(draft: ListingDraft): Promise<{ readonly main: readonly string[]; readonly option: (photo: Photo) => string | null; readonly remembered: boolean }> {
    let remembered = false;
    const known = async (photo: Photo, use: Use): Promise<string> => {
      const found = this.client.tools.media.find(photo.sha256, use);
      if (found !== null) { remembered = true; return found; }
      const data = await this.client.call({ op: 'product/images/upload', method: 'POST', path: '/product/202309/images/upload', effect: 'set', cipher: null, upload: { bytes: await photo.render(use), fields: { use_case: use } } });
      const uri = text(data['uri']);
      if (uri === '') throw new Reject('the picture was not taken', { rawCode: 'no_uri', issues: [{ cause: 'photo-unreadable', field: 'photos', value: photo.sha256, rawCode: 'no_uri', rawMessage: '' }] });
      await this.client.tools.media.learn(photo.sha256, use, uri);
      return uri;
    };
    const main: string[] = [], options = new Map<string, string>();
    for (const photo of draft.photos) main.push(await known(photo, 'MAIN_IMAGE'));
    for (const { photo } of draft.variants) if (photo && !options.has(photo.sha256)) options.set(photo.sha256, await known(photo, 'ATTRIBUTE_IMAGE'));
    return { main, option: (photo) => options.get(photo.sha256) ?? null, remembered };
  }

  async forget(draft: ListingDraft): Promise<void> {
    for (const photo of [...draft.photos, ...draft.variants.flatMap((variant) => variant.photo ?? [])]) for (const use of ['MAIN_IMAGE', 'ATTRIBUTE_IMAGE']) await this.client.tools.media.forget(photo.sha256, use);
  }
}
