import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { parseUse, Photos } from './photos.js';
import { PhotoStore } from './photo-store.js';

let dir: string, photos: Photos;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'serentak-photos-'));
  const store = new PhotoStore(dir);
  await store.open();
  photos = new Photos(store, Buffer.from('a secret of the spec'));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

/** Red above, green below: so that one can see how it lies. */
const drawing = (width: number, height: number) => sharp({ create: { width, height, channels: 3, background: '#00c000' } }).composite([{ input: { create: { width, height: Math.floor(height / 2), channels: 3, background: '#e00000' } }, top: 0, left: 0 }]);
const noise = (side: number) => sharp({ create: { width: side, height: side, channels: 3, background: '#808080', noise: { type: 'gaussian', mean: 128, sigma: 60 } } });
const pixel = async (bytes: Buffer, x: number, y: number): Promise<number[]> => [...(await sharp(bytes).extract({ left: x, top: y, width: 1, height: 1 }).raw().toBuffer())];
const usual = { maxPx: 1024, minPx: 0, maxBytes: 2_000_000, format: 'jpeg', square: false } as const;

describe('take', () => {
  it('looks at the bytes: what they are, how large, and that one picture is one', async () => {
    const bytes = await drawing(90, 60).png().toBuffer();
    const facts = await photos.take(bytes);
    expect(facts).toMatchObject({ width: 90, height: 60, format: 'png', bytes: bytes.length });
    expect((await photos.take(Buffer.from(bytes))).sha256).toBe(facts.sha256);
  });

  it('measures a turned picture as it is seen', async () => {
    expect(await photos.take(await drawing(90, 60).withMetadata({ orientation: 6 }).jpeg().toBuffer())).toMatchObject({ width: 60, height: 90 });
  });

  it.each([['text named as a picture', Buffer.from('bukan foto '.repeat(500))], ['nothing', Buffer.alloc(0)], ['a drawing', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')]])('refuses %s', async (_, bytes) => {
    await expect(photos.take(bytes)).rejects.toMatchObject({ entry: { code: 'SRT-PHO-001' } });
  });

  it.each(['jpeg', 'png', 'webp'] as const)('refuses a %s that was cut off', async (format) => {
    const whole = await noise(300).toFormat(format).toBuffer();
    await expect(photos.take(whole.subarray(0, Math.floor(whole.length * 0.6)))).rejects.toMatchObject({ entry: { code: expect.stringMatching(/SRT-PHO-00[12]/) as unknown } });
  });

  it('refuses more than 40 megapixels without decoding them', async () => {
    const bytes = await sharp({ create: { width: 8_000, height: 5_100, channels: 3, background: '#fff' } }).png().toBuffer();
    await expect(photos.take(bytes)).rejects.toMatchObject({ entry: { code: 'SRT-PHO-003' } });
  });
});

describe('render', () => {
  it('turns it upright and leaves the camera behind', async () => {
    const { sha256 } = await photos.take(await drawing(90, 60).withMetadata({ orientation: 6 }).jpeg().toBuffer());
    const shown = await photos.render(sha256, usual);
    const meta = await sharp(shown).metadata();
    expect([meta.width, meta.height, meta.orientation, meta.exif]).toEqual([60, 90, undefined, undefined]);
    // Turned clockwise, what was above lies at the right.
    const [left, right] = [await pixel(shown, 5, 45), await pixel(shown, 55, 45)];
    expect(left[1]).toBeGreaterThan(150);
    expect(right[0]).toBeGreaterThan(150);
  });

  it('puts what is transparent on white, and print colours into sRGB', async () => {
    const clear = await photos.take(await sharp({ create: { width: 40, height: 40, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } } }).png().toBuffer());
    expect((await pixel(await photos.render(clear.sha256, usual), 20, 20)).every((value) => value >= 250)).toBe(true);
    const print = await photos.take(await drawing(40, 40).toColourspace('cmyk').jpeg().toBuffer());
    const shown = await photos.render(print.sha256, usual);
    expect(await sharp(shown).metadata()).toMatchObject({ space: 'srgb', channels: 3 });
    const [red = 0, green = 255] = await pixel(shown, 20, 5);
    expect(red - green).toBeGreaterThan(100);
  });

  it('keeps to the longest side, never enlarges but to what is demanded, and squares on white', async () => {
    const { sha256 } = await photos.take(await drawing(400, 200).jpeg().toBuffer());
    const size = async (bytes: Buffer) => { const { width, height } = await sharp(bytes).metadata(); return [width, height]; };
    expect(await size(await photos.render(sha256, { ...usual, maxPx: 100 }))).toEqual([100, 50]);
    expect(await size(await photos.render(sha256, usual))).toEqual([400, 200]);
    expect(await size(await photos.render(sha256, { ...usual, minPx: 500 }))).toEqual([500, 250]);
    const square = await photos.render(sha256, { ...usual, square: true });
    expect(await size(square)).toEqual([400, 400]);
    expect((await pixel(square, 200, 10)).every((value) => value >= 250)).toBe(true);
  });

  it.each(['jpeg', 'png', 'webp'] as const)('becomes small enough as %s', async (format) => {
    const { sha256 } = await photos.take(await noise(900).jpeg({ quality: 95 }).toBuffer());
    const bytes = await photos.render(sha256, { ...usual, format, maxBytes: 150_000 });
    expect(bytes.length).toBeLessThanOrEqual(150_000);
    expect((await sharp(bytes).metadata()).format).toBe(format);
  });

  it('answers the same bytes every time, and none for a picture that is not there', async () => {
    const { sha256 } = await photos.take(await drawing(50, 50).jpeg().toBuffer());
    const [first, second] = await Promise.all([photos.render(sha256, usual), photos.render(sha256, usual)]);
    expect(first.equals(second)).toBe(true);
    await expect(photos.render('0'.repeat(64), usual)).rejects.toMatchObject({ entry: { code: 'SRT-PHO-004' } });
  });
});

describe('signed links', () => {
  const sha = 'ab'.repeat(32);
  it('hold for this picture, this use and this time only', () => {
    const link = photos.sign(sha, '1024-jpeg.jpg', 1_000);
    const signature = /sig=(\w+)/.exec(link)?.[1] ?? '';
    expect(photos.isSigned(sha, '1024-jpeg.jpg', 1_000, signature, 999_999)).toBe(true);
    expect(photos.isSigned(sha, '1024-jpeg.jpg', 1_000, signature, 1_000_000)).toBe(false);
    expect(photos.isSigned(sha, '1024-jpeg.jpg', 1_001, signature, 0)).toBe(false);
    expect(photos.isSigned(sha, '2048-jpeg.jpg', 1_000, signature, 0)).toBe(false);
    expect(photos.isSigned('cd'.repeat(32), '1024-jpeg.jpg', 1_000, signature, 0)).toBe(false);
    for (let at = 0; at < signature.length; at += 1) expect(photos.isSigned(sha, '1024-jpeg.jpg', 1_000, signature.slice(0, at) + (signature[at] === '0' ? '1' : '0') + signature.slice(at + 1), 0)).toBe(false);
  });

  it('read the use by its grammar', () => {
    expect(parseUse('1024-jpeg')).toMatchObject({ maxPx: 1024, format: 'jpeg', square: false });
    expect(parseUse('600-png-square')).toMatchObject({ maxPx: 600, format: 'png', square: true });
    for (const wrong of ['', '1024', '1024-gif', '0x10-jpeg', '99999-jpeg', '1024-jpeg-round']) expect(parseUse(wrong)).toBeNull();
  });
});
