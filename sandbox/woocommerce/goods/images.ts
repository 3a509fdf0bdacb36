import { decodedPart, pictureKind } from '../../kit/index.js';
import type { ItemImage, Picture } from '../documents.js';
import type { Shop } from '../shop.js';
import { WpError, badImage } from '../wire/wp-error.js';
import { isObject, type Params } from '../wire/check-params.js';
import { gmt, local } from '../dates.js';

const KINDS = ['jpeg', 'png', 'gif', 'webp'];

/** `images` of a request: an `id` uses a picture the shop has, a `src` is downloaded on the spot, a new picture each time. */
export async function readImages(shop: Shop, given: readonly unknown[]): Promise<ItemImage[]> {
  const images: ItemImage[] = [];
  for (const entry of given) {
    if (!isObject(entry)) continue;
    const id = Number(entry.id ?? 0);
    if (id === 0 && typeof entry.src !== 'string') continue;
    const picture = id === 0 ? await download(shop, String(entry.src)) : shop.shelves.pictures.get(id);
    if (!picture) throw new WpError('woocommerce_product_invalid_image_id', 400, `#${id} is an invalid image ID.`);
    images.push({ id: picture.id, name: words(entry, 'name') || picture.name, alt: words(entry, 'alt') || picture.alt });
  }
  return images;
}

const words = (entry: Params, field: string) => (typeof entry[field] === 'string' ? entry[field] : '');

async function download(shop: Shop, src: string): Promise<Picture> {
  const url = URL.canParse(src) ? new URL(src) : null;
  if (!url || !/^https?:$/.test(url.protocol)) throw badImage(src, 'Error: A valid URL was not provided.');
  if (shop.world.unconfirmed('refuseLoopback') === true && isPrivate(url.hostname)) throw badImage(src, 'Error: A valid URL was not provided.');
  const bytes = await shop.world.fetch(src).catch((error: unknown) => {
    throw badImage(src, `Error: ${error instanceof Error ? error.message : 'unknown'}.`);
  });
  const kind = pictureKind(bytes);
  if (!kind || !KINDS.includes(kind)) throw badImage(src, 'Error: Sorry, you are not allowed to upload this file type.');
  const sha256 = shop.world.keepPicture(bytes);
  const base = decodedPart(url.pathname.split('/').pop() ?? '').replace(/\.[a-z]+$/i, '') || 'gambar';
  const picture: Picture = { id: shop.next('posts'), name: base, alt: '', source: src, sha256, bytes: bytes.length, mime: `image/${kind}`, created: shop.now() };
  shop.shelves.pictures.put(picture);
  return picture;
}

/** Hosts that a safe-request check keeps out: this machine and private networks. */
export function isPrivate(host: string): boolean {
  return /^(localhost|127\.|10\.|192\.168\.|169\.254\.|172\.(1[6-9]|2\d|3[01])\.|0\.|\[(::1|f[cd]|fe80))/i.test(host) || host.endsWith('.localhost');
}

export const extensionOf = (mime: string) => mime.replace('image/', '').replace('jpeg', 'jpg');
export const pictureUrl = (shop: Shop, picture: Picture) => `${shop.world.home()}/wp-content/uploads/${picture.id}-${encodeURIComponent(picture.name)}.${extensionOf(picture.mime)}`;

export function presentImage(shop: Shop, image: ItemImage): Params | null {
  const picture = shop.shelves.pictures.get(image.id);
  if (!picture) return null;
  const [here, there] = [local(picture.created), gmt(picture.created)];
  return { id: picture.id, date_created: here, date_created_gmt: there, date_modified: here, date_modified_gmt: there, src: pictureUrl(shop, picture), name: image.name, alt: image.alt };
}
