import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import sharp from 'sharp';
import { photoErrors } from './errors.js';
import { PhotoStore } from './photo-store.js';

// One thread a picture and no cache: a phone's photo takes 50 MB decoded. How many are open at once, `Photos` sees to.
sharp.concurrency(1);
sharp.cache(false);

const largestPixels = 40_000_000;
const atOnce = 2;
const qualities = [88, 76, 64, 52, 40];
/** Below this a picture is not made smaller any more: it goes as it is. */
const smallestPx = 200;
export interface PhotoFacts { readonly sha256: string; readonly width: number; readonly height: number; readonly bytes: number; readonly format: string }
/** Longest side in pixels, size in bytes. `minPx`: smaller originals are enlarged to it; none is enlarged otherwise. `width`: a thumbnail's longest side. `square`: on white. */
export interface Rendition { readonly width?: number; readonly maxPx: number; readonly minPx: number; readonly maxBytes: number; readonly format: 'jpeg' | 'png' | 'webp'; readonly square: boolean }

/** Photos by content. The original is kept as it came; what leaves is turned upright, without EXIF, in sRGB, on white. */
export class Photos {
  #open = 0;
  readonly #waiting: (() => void)[] = [];

  /** @param secrets for signed addresses: the first signs, all are believed. */
  constructor(private readonly store: PhotoStore, private readonly secrets: Buffer | (() => readonly Buffer[])) {}

  /** Looks at the bytes, not the name. Throws `notAPhoto`, `damaged`, `tooLarge`. */
  async take(bytes: Uint8Array): Promise<PhotoFacts> {
    if (bytes.length === 0) throw photoErrors.notAPhoto();
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const meta = await sharp(bytes, { limitInputPixels: false, failOn: 'none' }).metadata().catch(() => { throw photoErrors.notAPhoto(); });
    if (!meta.width || !meta.height || !['jpeg', 'png', 'webp'].includes(meta.format ?? '')) throw photoErrors.notAPhoto();
    if (meta.width * meta.height > largestPixels) throw photoErrors.tooLarge({ megapixel: Math.round((meta.width * meta.height) / 1_000_000) });
    // A cut-off picture decodes to half a grey one unless every warning counts.
    if (!(await this.store.has(sha256))) await this.#inTurn(() => sharp(bytes, { failOn: 'warning', limitInputPixels: largestPixels }).resize(8, 8).raw().toBuffer()).catch(() => { throw photoErrors.damaged(); });
    await this.store.put(sha256, bytes);
    const turned = (meta.orientation ?? 1) >= 5;
    return { sha256, width: turned ? meta.height : meta.width, height: turned ? meta.width : meta.height, bytes: bytes.length, format: meta.format ?? '' };
  }

  /** Rendered once, then kept beside the original. */
  async render(sha256: string, wish: Rendition): Promise<Buffer> {
    const name = `${sha256}.${wish.width ?? 0}-${wish.maxPx}-${wish.minPx}-${wish.maxBytes}-${wish.format}-${wish.square ? 'sq' : 'free'}`;
    if (await this.store.has(name)) return this.store.get(name);
    const original = await this.store.get(sha256).catch(() => { throw photoErrors.notFound(); });
    const bytes = await this.#inTurn(() => this.#draw(original, wish));
    await this.store.put(name, bytes);
    return bytes;
  }

  /** Address for a marketplace that fetches by itself; valid until `expires` (s). */
  sign(sha256: string, use: string, expires: number): string {
    return `/api/public/photos/${sha256}/${use}?exp=${expires}&sig=${this.#signatures(sha256, use, expires)[0]}`;
  }

  isSigned(sha256: string, use: string, expires: number, signature: string, nowMs: number): boolean {
    const given = Buffer.from(signature);
    return expires * 1000 > nowMs && this.#signatures(sha256, use, expires).map((text) => Buffer.from(text)).some((right) => right.length === given.length && timingSafeEqual(right, given));
  }

  #signatures(sha256: string, use: string, expires: number): string[] {
    return (typeof this.secrets === 'function' ? this.secrets() : [this.secrets]).map((secret) => createHmac('sha256', secret).update(`${sha256}/${use}/${expires}`).digest('hex').slice(0, 40));
  }

  /** Lower quality first, fewer pixels after that, until it is small enough. */
  async #draw(original: Buffer, wish: Rendition): Promise<Buffer> {
    const upright = await sharp(original, { failOn: 'none', limitInputPixels: largestPixels }).metadata();
    const longest = Math.max(upright.width ?? 0, upright.height ?? 0);
    const most = wish.width ?? wish.maxPx;
    for (let side = Math.min(most, Math.max(longest, wish.minPx)), round = 0; ; round += 1) {
      const quality = qualities[wish.format === 'png' ? qualities.length - 1 : Math.min(round, qualities.length - 1)] ?? 40;
      const sized = sharp(original, { failOn: 'none', limitInputPixels: largestPixels }).rotate().toColourspace('srgb').flatten({ background: '#ffffff' }).resize(side, side, { fit: wish.square ? 'contain' : 'inside', background: '#ffffff' });
      const bytes = await (wish.format === 'jpeg' ? sized.jpeg({ quality }) : wish.format === 'webp' ? sized.webp({ quality }) : sized.png()).toBuffer();
      if (bytes.length <= wish.maxBytes || side <= Math.max(smallestPx, wish.minPx)) return bytes;
      if (wish.format === 'png' || round >= qualities.length - 1) side = Math.max(Math.round(side * 0.8), smallestPx, wish.minPx);
    }
  }

  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.#open >= atOnce) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#open += 1;
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#open -= 1;
    }
  }
}

/** The grammar of `use`: '<size>-<format>[-square]', such as '1024-jpeg'. */
export function parseUse(use: string): Rendition | null {
  const match = /^(\d{2,4})-(jpeg|png|webp)(-square)?$/.exec(use);
  return match ? { maxPx: Number(match[1]), minPx: 0, maxBytes: 10_000_000, format: match[2] as Rendition['format'], square: match[3] !== undefined } : null;
}
