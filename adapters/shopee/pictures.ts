import { Reject, type ListingDraft, type Photo } from '../contract/index.js';
import type { Client } from './client.js';
import { axesOf } from './mapping.js';
import { list, number, part, text } from './wire.js';

const use = '1024-jpeg';
const perCall = 9;

/** Our photos in this shop: uploaded once, nine a call, known by content ever after. */
export class Pictures {
  constructor(private readonly client: Client) {}

  /** `main`: ids for the item, in order; `find`: ids for options; `remembered`: one of them was uploaded in an earlier run. */
  async of(draft: ListingDraft): Promise<{ readonly main: readonly string[]; readonly find: (sha256: string) => string | null; readonly remembered: boolean }> {
    const all = photosOf(draft);
    const fresh = all.filter((photo) => this.#known(photo.sha256) === null);
    for (let at = 0; at < fresh.length; at += perCall) await this.#upload(fresh.slice(at, at + perCall));
    return { main: draft.photos.flatMap((photo) => this.#known(photo.sha256) ?? []), find: (sha256) => this.#known(sha256), remembered: fresh.length < all.length };
  }

  async forget(draft: ListingDraft): Promise<void> {
    for (const photo of photosOf(draft)) await this.client.media.forget(photo.sha256, use);
  }

  #known(sha256: string): string | null {
    return this.client.media.find(sha256, use);
  }

  /** One picture is answered alone, several as a list whose `id` is their place in the call. */
  async #upload(photos: readonly Photo[]): Promise<void> {
    const bytes: Uint8Array[] = [];
    for (const photo of photos) bytes.push(await photo.render(use));
    const payload = await this.client.upload(bytes);
    const many = list(payload['image_info_list']).map(part);
    const answers = many.length > 0 ? many : [{ id: 0, image_info: payload['image_info'] }];
    for (const [index, photo] of photos.entries()) {
      const answer = part(answers.find((entry) => number(part(entry)['id']) === index) ?? answers[index]);
      const id = text(part(answer['image_info'])['image_id']);
      const rawCode = text(answer['error']) || 'no_image', rawMessage = text(answer['message']);
      if (id === '') throw new Reject(`picture ${index + 1} was not taken: ${rawMessage}`, { rawCode, issues: [{ cause: 'photo-unreadable', field: 'photos', value: photo.sha256, rawCode, rawMessage }] });
      await this.client.media.learn(photo.sha256, use, id);
    }
  }
}

/** Options need pictures only where each option of the first tier has one. */
function photosOf(draft: ListingDraft): readonly Photo[] {
  const axis = axesOf(draft)[0];
  const names = axis === undefined ? [] : [...new Set(draft.variants.map((variant) => variant.choice[axis]))];
  const ofOptions = names.map((name) => draft.variants.find((variant) => axis !== undefined && variant.choice[axis] === name && variant.photo !== null)?.photo ?? null);
  const options = ofOptions.every((photo) => photo !== null) ? ofOptions.filter((photo) => photo !== null) : [];
  return [...new Map([...draft.photos, ...options].map((photo) => [photo.sha256, photo])).values()];
}
