import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { rm, stat, writeFile } from 'node:fs/promises';
import sharp from 'sharp';
import { receive, Turns, type FileRequest } from '../kernel/index.js';
import type { Advice } from './advice.js';
import { assess, judgedAt } from './assess.js';
import { photoErrors } from './errors.js';
import { largestPicture } from './fetch-picture.js';
import { PhotoStore } from './photo-store.js';

// One thread a picture and no cache: a phone's photo takes 50 MB decoded. How many are open at once, `Photos` sees to.
sharp.concurrency(1);
sharp.cache(false);

const largestPixels = 40_000_000;
/** Megapixels that are open at once; what is smaller counts as `least`, so that never more than two are. */
const open = { most: 40, least: 20 };
const longestSeconds = 30;
const qualities = [88, 76, 64, 52, 40];
/** Below this a picture is not made smaller any more: it goes as it is. */
const smallestPx = 200;
export interface PhotoFacts { readonly sha256: string; readonly width: number; readonly height: number; readonly bytes: number; readonly format: string; readonly advice: readonly Advice[] }
/** Longest side in pixels, size in bytes. `minPx`: smaller originals are enlarged to it; none is enlarged otherwise. `width`: a thumbnail's longest side. `square`: on white. */
export interface Rendition { readonly width?: number; readonly maxPx: number; readonly minPx: number; readonly maxBytes: number; readonly format: 'jpeg' | 'png' | 'webp'; readonly square: boolean }

/** Photos by content. The original is kept as it came; what leaves is turned upright, without EXIF, in sRGB, on white. Pictures lie on disk until their turn: memory is bounded by what is open, not by how many come. */
export class Photos {
  readonly #turns = new Turns(open.most);

  /** @param secrets for signed addresses: the first signs, all are believed. */
  constructor(private readonly store: PhotoStore, private readonly secrets: Buffer | (() => readonly Buffer[])) {}

  /** A body or a form's file as it comes. Throws `tooHeavy`, and what `takeFile` throws. */
  async receive(body: FileRequest): Promise<PhotoFacts> {
    const path = this.store.arriving();
    await receive(body, path, largestPicture, photoErrors.tooHeavy);
    return this.takeFile(path);
  }

  async take(bytes: Uint8Array): Promise<PhotoFacts> {
    const path = this.store.arriving();
    await writeFile(path, bytes);
    return this.takeFile(path);
  }

  /** A path to lay a picture down at, before `takeFile`. */
  arriving(): string {
    return this.store.arriving();
  }

  /** Takes the file over, whatever comes of it. Looks at the bytes, not the name. Throws `notAPhoto`, `damaged`, `tooLarge`, `tooHard`. */
  async takeFile(path: string): Promise<PhotoFacts> {
    try {
      const { size } = await stat(path);
      if (size === 0) throw photoErrors.notAPhoto();
      const meta = await sharp(path, { limitInputPixels: false, failOn: 'none' }).metadata().catch(() => { throw photoErrors.notAPhoto(); });
      if (!meta.width || !meta.height || !['jpeg', 'png', 'webp'].includes(meta.format ?? '')) throw photoErrors.notAPhoto();
      if (meta.width * meta.height > largestPixels) throw photoErrors.tooLarge({ megapixel: Math.round((meta.width * meta.height) / 1_000_000) });
      const turned = (meta.orientation ?? 1) >= 5;
      const full = { width: turned ? meta.height : meta.width, height: turned ? meta.width : meta.height };
      const grey = await this.#inTurn(meta, () => lookAt(path));
      const hash = createHash('sha256');
      for await (const part of createReadStream(path)) hash.update(part as Buffer);
      const sha256 = hash.digest('hex');
      await this.store.keep(path, sha256);
      return { sha256, ...full, bytes: size, format: meta.format ?? '', advice: assess({ data: grey.data, width: grey.info.width, height: grey.info.height, full }) };
    } finally {
      await rm(path, { force: true });
    }
  }

  /** Rendered once, then kept beside the original. */
  async render(sha256: string, wish: Rendition): Promise<Buffer> {
    const name = `${sha256}.${wish.width ?? 0}-${wish.maxPx}-${wish.minPx}-${wish.maxBytes}-${wish.format}-${wish.square ? 'sq' : 'free'}`;
    if (await this.store.has(name)) return this.store.get(name);
    const path = this.store.path(sha256);
    const meta = await sharp(path, { limitInputPixels: largestPixels }).metadata().catch(() => { throw photoErrors.notFound(); });
    const bytes = await this.#inTurn(meta, async () => ((await this.store.has(name)) ? this.store.get(name) : draw(path, Math.max(meta.width, meta.height), wish)));
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

  #inTurn<T>(size: { readonly width: number; readonly height: number }, work: () => Promise<T>): Promise<T> {
    return this.#turns.run(work, Math.max(open.least, (size.width * size.height) / 1_000_000));
  }
}

/** Decodes all of it once: a cut-off picture decodes to half a grey one unless every warning counts. */
const lookAt = (path: string) => sharp(path, { failOn: 'warning', limitInputPixels: largestPixels, sequentialRead: true }).timeout({ seconds: longestSeconds })
  .flatten({ background: '#ffffff' }).resize(judgedAt, judgedAt, { fit: 'inside', withoutEnlargement: true }).greyscale().raw().toBuffer({ resolveWithObject: true })
  .catch((error: Error) => { throw /timeout/i.test(error.message) ? photoErrors.tooHard() : photoErrors.damaged(); });

/** Lower quality first, fewer pixels after that, until it is small enough. */
async function draw(path: string, longest: number, wish: Rendition): Promise<Buffer> {
  const most = wish.width ?? wish.maxPx;
  for (let side = Math.min(most, Math.max(longest, wish.minPx)), round = 0; ; round += 1) {
    const quality = qualities[wish.format === 'png' ? qualities.length - 1 : Math.min(round, qualities.length - 1)] ?? 40;
    const sized = sharp(path, { failOn: 'none', limitInputPixels: largestPixels }).timeout({ seconds: longestSeconds }).rotate().toColourspace('srgb').flatten({ background: '#ffffff' }).resize(side, side, { fit: wish.square ? 'contain' : 'inside', background: '#ffffff' });
    const bytes = await (wish.format === 'jpeg' ? sized.jpeg({ quality }) : wish.format === 'webp' ? sized.webp({ quality }) : sized.png()).toBuffer();
    if (bytes.length <= wish.maxBytes || side <= Math.max(smallestPx, wish.minPx)) return bytes;
    if (wish.format === 'png' || round >= qualities.length - 1) side = Math.max(Math.round(side * 0.8), smallestPx, wish.minPx);
  }
}

/** The grammar of `use`: '<size>-<format>[-square]', such as '1024-jpeg'. */
export function parseUse(use: string): Rendition | null {
  const match = /^(\d{2,4})-(jpeg|png|webp)(-square)?$/.exec(use);
  return match ? { maxPx: Number(match[1]), minPx: 0, maxBytes: 10_000_000, format: match[2] as Rendition['format'], square: match[3] !== undefined } : null;
}
