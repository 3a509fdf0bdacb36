/** Lazada's calls: the signature over every text parameter, the envelope, pictures. No call leaves but through `tools.send`. */
import { createHmac } from 'node:crypto';
import { Alarm, isAdapterError, LookFirst, Reject, Retry, Wait, type ListingDraft, type Photo, type Tools, type WireResponse } from '../contract/index.js';
import type { LazadaCredentials, LazadaSettings } from './credentials.js';
import { detailsOf, errorOf, isKnown } from './errors.js';
import { list, part, text, xml, type Raw } from './wire.js';

type Params = Readonly<Record<string, string>>;
/** Upper-case hex HMAC-SHA256 of path + name + value…, sorted by the bytes of the names, nothing encoded. `sign`, files and empties are left out. */
export function sign(secret: string, path: string, params: Params): string {
  const sorted = Object.entries(params).filter(([name, value]) => name !== 'sign' && name !== '' && value !== '').sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  return createHmac('sha256', secret).update(path + sorted.map(([name, value]) => name + value).join(''), 'utf8').digest('hex').toUpperCase();
}

type Effect = 'read' | 'set' | 'make';
interface Call {
  readonly path: string; readonly effect: Effect; readonly method?: 'GET' | 'POST'; readonly host?: string; readonly params?: (known: LazadaCredentials, now: number) => Params;
  readonly subject?: string; readonly public?: boolean; readonly file?: Uint8Array;
}

export class Client {
  constructor(readonly tools: Tools<LazadaCredentials>, readonly shopId: string, readonly country: string, readonly settings: LazadaSettings) {}

  get(path: string, params: Params = {}, more: Partial<Call> = {}): Promise<Raw> { return this.call({ path, effect: 'read', params: () => params, ...more }); }
  post(path: string, effect: Effect, params: Params): Promise<Raw> { return this.call({ path, effect, method: 'POST', params: () => params }); }
  /** A whole answer: what is told stands in `data`, for some calls beside it. */
  async call(call: Call): Promise<Raw> {
    const method = call.method ?? 'GET';
    const response = await this.tools.send({
      op: call.path.slice(1), effect: call.effect, ...(call.subject === undefined ? {} : { subject: call.subject }), ...(call.file ? { timeoutMs: 30_000 } : {}),
      build: (known, now, nonce) => {
        const own = call.params?.(known, now) ?? {};
        const common: Record<string, string> = { app_key: known.app_key, timestamp: String(Math.floor(now)), sign_method: 'sha256', ...(call.public === true || !known.access_token ? {} : { access_token: known.access_token }) };
        const given = Object.fromEntries(Object.entries(own).filter(([, value]) => value !== ''));
        const query = new URLSearchParams({ ...common, ...(method === 'GET' ? given : {}), sign: sign(known.app_secret, call.path, { ...common, ...given }) });
        const sent = { host: call.host ?? this.country.toLowerCase(), method, path: `/rest${call.path}?${query}` };
        if (method === 'GET') return sent;
        if (!call.file) return { ...sent, headers: { 'content-type': 'application/x-www-form-urlencoded;charset=utf-8' }, body: new URLSearchParams(given).toString() };
        const edge = `serentak-${nonce}`;
        return { ...sent, headers: { 'content-type': `multipart/form-data; boundary=${edge}` }, body: Buffer.concat([Buffer.from(`--${edge}\r\nContent-Disposition: form-data; name="image"; filename="photo.jpg"\r\nContent-Type: image/jpeg\r\n\r\n`), Buffer.from(call.file), Buffer.from(`\r\n--${edge}--\r\n`)]) };
      },
    });
    return this.#open(response, call.effect);
  }
  /** Success is code "0", whatever the status. */
  #open(response: WireResponse, effect: Effect): Raw {
    const header = response.headers['retry-after'], retryAfterMs = header !== undefined && /^\d+(\.\d+)?$/.test(header.trim()) ? Number(header) * 1000 : null;
    if (response.status === 429) throw new Wait('too many calls', { rawCode: 'ApiCallLimit', scope: 'op', afterMs: Math.max(1_000, retryAfterMs ?? 0) });
    const unclear = (why: string): Error => (effect === 'make' ? new LookFirst(why, { rawCode: 'unclear' }) : new Retry(why, { rawCode: 'unclear' }));
    const envelope = part(this.tools.json(response)), code = text(envelope['code']), message = text(envelope['message']);
    if (response.status >= 500 && !isKnown(code)) throw unclear(`HTTP ${response.status} ${code}: ${message}`);
    if (code !== '' && code !== '0') throw errorOf({ code, message, effect, detail: detailsOf(envelope), retryAfterMs });
    if (response.status >= 400) throw unclear(`HTTP ${response.status}`);
    if (code === '') throw effect === 'make' ? unclear('no envelope') : new Alarm('an answer without an envelope', { rawCode: 'undecodable' });
    return envelope;
  }
}

const perBatch = 8, polls = 4, patience = 15;
/** Two uses of a photo's memory: its Lazada address, and the batch it is being migrated in (`<place>.<size>.<rounds waited>.<batch>`). */
const address = 'image', batchOf = 'image-batch';
interface Fetched { readonly photo: Photo; readonly place: number; readonly size: number; readonly rounds: number }
/** A migration refused for good (a private address, a port, a batch that is forgotten there) is no end: its pictures are uploaded. */
const noneIfRefused = (error: unknown): null => {
  if (isAdapterError(error) && ['reject', 'gone', 'alarm'].includes(error.verdict) && error.rawCode !== 'undecodable') return null;
  throw error;
};
/** A batch that is not done yet answers with nothing in it, or with passing trouble. */
const emptyIfPending = (error: unknown): Raw => {
  if (isAdapterError(error) && error.verdict === 'retry' && error.rawCode !== 'unclear') return {};
  throw error;
};
/**
 * Pictures become Lazada's own before a product may name them: (1) migrated from where the house shows them, several in a batch, a single one at once; (2) a batch is polled, half a second apart, and kept between runs;
 * (3) what Lazada could not fetch, what it never ends fetching, or what has no public address, is uploaded. All are harmless when repeated.
 */
export class Pictures {
  constructor(private readonly client: Client) {}

  async of(draft: ListingDraft): Promise<(photo: Photo) => string> {
    const { media } = this.client.tools, all = new Map<string, Photo>();
    for (const photo of [...draft.photos, ...draft.variants.flatMap((variant) => variant.photo ?? [])]) all.set(photo.sha256, photo);
    const missing = (): Photo[] => [...all.values()].filter((photo) => media.find(photo.sha256, address) === null);
    const fresh = missing().filter((photo) => photo.url !== null && media.find(photo.sha256, batchOf) === null);
    for (let at = 0; at < fresh.length; at += perBatch) {
      const group = fresh.slice(at, at + perBatch), [only] = group;
      await (only && group.length === 1 ? this.#migrateOne(only) : this.#migrate(group));
    }
    const open = new Map<string, Fetched[]>();
    for (const photo of missing()) {
      const [place, size, rounds, ...batch] = (media.find(photo.sha256, batchOf) ?? '').split('.'), name = batch.join('.');
      if (name !== '') open.set(name, [...(open.get(name) ?? []), { photo, place: Number(place), size: Number(size), rounds: Number(rounds) }]);
    }
    for (const [batch, fetched] of open) await this.#collect(batch, fetched);
    for (const photo of missing()) await this.#upload(photo);
    return (photo) => media.find(photo.sha256, address) ?? '';
  }

  async #migrate(photos: readonly Photo[]): Promise<void> {
    const payload = xml({ Request: { Images: { Url: photos.map((photo) => photo.url ?? '') } } });
    const answer = await this.client.post('/images/migrate', 'set', { payload }).catch(noneIfRefused);
    const batch = text(answer?.['batch_id']) || text(part(answer?.['data'])['batch_id']);
    if (batch === '') return;
    for (const [place, photo] of photos.entries()) await this.client.tools.media.learn(photo.sha256, batchOf, `${place}.${photos.length}.0.${batch}`);
  }

  async #migrateOne(photo: Photo): Promise<void> {
    const answer = await this.client.post('/image/migrate', 'set', { payload: xml({ Request: { Image: { Url: photo.url ?? '' } } }) }).catch(noneIfRefused);
    const url = text(part(part(answer?.['data'])['image'])['url']);
    if (url !== '') await this.client.tools.media.learn(photo.sha256, address, url);
  }

  async #collect(batch: string, fetched: readonly Fetched[]): Promise<void> {
    const { media } = this.client.tools, size = Math.max(...fetched.map((entry) => entry.size)), rounds = Math.max(...fetched.map((entry) => entry.rounds));
    const done = async (url: (entry: Fetched) => string): Promise<void> => {
      for (const entry of fetched) {
        const found = url(entry);
        if (found !== '') await media.learn(entry.photo.sha256, address, found);
        await media.forget(entry.photo.sha256, batchOf);
      }
    };
    for (let poll = 0; poll < polls; poll += 1) {
      const answer = await this.client.get('/image/response/get', { batch_id: batch }, { subject: batch }).catch(noneIfRefused).catch(emptyIfPending);
      if (answer === null) return done(() => '');
      const data = part(answer['data']), images = list(data['images']).map(part), errors = list(data['errors']).map(part);
      if (images.length + errors.length < size) continue;
      // Without addresses of origin only a whole batch can be told apart by place.
      const placed = errors.length === 0 && images.length === size && images.every((image) => text(image['original_url']) === '');
      return done(({ photo, place }) => text((images.find((image) => text(image['original_url']) === photo.url) ?? (placed ? images[place] : undefined))?.['url']));
    }
    if (rounds >= patience) return done(() => '');
    for (const { photo, place } of fetched) await media.learn(photo.sha256, batchOf, `${place}.${size}.${rounds + 1}.${batch}`);
    throw new Wait(`pictures of batch ${batch} are still being fetched`, { rawCode: 'images-pending', scope: 'subject', afterMs: 2_000 });
  }

  async #upload(photo: Photo): Promise<void> {
    const file = await photo.render(address);
    const answer = await this.client.call({ path: '/image/upload', method: 'POST', effect: 'set', file });
    const url = text(part(part(answer['data'])['image'])['url']);
    if (url === '') throw new Reject('the picture was not taken', { rawCode: 'no_url', issues: [{ cause: 'photo-unreadable', field: 'photos', value: photo.sha256, rawCode: 'no_url', rawMessage: '' }] });
    await this.client.tools.media.learn(photo.sha256, address, url);
  }
}
