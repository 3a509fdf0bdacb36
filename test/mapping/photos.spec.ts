import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { Photos, PhotoStore } from '../../src/photos/index.js';
import { PhotoRenditions } from '../../src/apps/photo-renditions.js';
import { ContractShop, type Made } from '../contract/contract-shop.js';
import { Stand } from '../contract/stand.js';
import { marketplaces } from '../contract/terms.js';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CategoryRules } from '../../adapters/contract/index.js';
import { Clock } from '../../src/kernel/index.js';
import type { ShopRecord } from '../../src/shops/index.js';

const terms = new Map(await marketplaces());
const picture = (colour: string, width: number, height: number): Promise<Buffer> => sharp({ create: { width, height, channels: 3, background: colour } }).png().toBuffer();

describe.each(['shopee', 'tiktok-shop'].filter((name) => terms.has(name)))('photos at %s', (name) => {
  const stand = new Stand(name, terms.get(name) as NonNullable<ReturnType<typeof terms.get>>);
  beforeAll(() => stand.start(), 60_000);
  afterAll(async () => {
    await stand.closeShop();
    await stand.stop();
  });
  const add = async (product: Made, bytes: Buffer): Promise<void> => {
    const reply = await stand.api('POST', `/api/products/${product.id}/photos`, new Uint8Array(bytes), { 'content-type': 'image/png' });
    if (reply.status !== 201) throw new Error(JSON.stringify(reply.body));
  };
  const there = async (shop: ContractShop, product: Made): Promise<readonly string[]> => (await shop.there(product))[0]?.photos ?? [];
  const colourOf = async (sha256: string): Promise<string> => {
    const { dominant } = await sharp(Buffer.from(await (await fetch(`${stand.url}/_photo/${sha256}`)).arrayBuffer())).stats();
    return dominant.r > dominant.b ? 'red' : 'blue';
  };

  it('one original; each goes up once for a shop, in our order and the right size and format, and is used again', async () => {
    let shop = await stand.openShop();
    const [red, blue] = [await picture('#e02010', 2_400, 1_500), await picture('#1020e0', 900, 900)];
    const [one, two] = [await shop.product(), await shop.product()];
    for (const product of [one, two]) for (const bytes of [red, blue]) await add(product, bytes);
    await shop.publish(one, two);
    const first = await there(shop, one);
    expect(await Promise.all(first.slice(-2).map(colourOf))).toEqual(['red', 'blue']);
    expect((await there(shop, two)).slice(-2)).toEqual(first.slice(-2));
    const meta = await sharp(Buffer.from(await (await fetch(`${stand.url}/_photo/${first.at(-2) ?? ''}`)).arrayBuffer())).metadata();
    expect([meta.format, meta.width]).toEqual(['jpeg', 1_024]);
    const uploaded = async (): Promise<number> => (await shop.seen()).photos.length;
    expect(await uploaded()).toBe(new Set([...first, ...(await there(shop, two))]).size);
    const before = await uploaded();
    await shop.edit(one, { title: `Kopi bubuk robusta dari lereng gunung ${one.code}` });
    await shop.settle();
    expect([await uploaded(), await there(shop, one)]).toEqual([before, first]);
    shop = await stand.openShop();
    const third = await shop.product();
    await add(third, red);
    await shop.publish(third);
    expect(await uploaded()).toBe((await there(shop, third)).length);
  }, 90_000);
});

describe('what a marketplace demands of a picture', () => {
  it('size, bytes, format, and a white square where it is demanded', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'serentak-renditions-')), store = new PhotoStore(dir);
    await store.open();
    const photos = new Photos(store, Buffer.from('secret')), { sha256 } = await photos.take(await picture('#e02010', 1_600, 800));
    const renditions = new PhotoRenditions(photos, new Clock(), { publicUrl: null, ownUrl: () => 'http://127.0.0.1:1' });
    const shop = { connection: { environment: 'live' } } as ShopRecord;
    const rules = (more: Partial<CategoryRules['photos']>): CategoryRules => ({ photos: { min: 1, max: 9, minPx: 300, maxPx: 800, maxBytes: 500_000, formats: ['jpeg'], square: 'free', ...more } }) as CategoryRules;
    const seen = async (more: Partial<CategoryRules['photos']>) => { const bytes = await renditions.photo(shop, sha256, rules(more)).render('x'), { format, width, height } = await sharp(bytes).metadata(); return { bytes, shape: [format, width, height] }; };
    expect((await seen({})).shape).toEqual(['jpeg', 800, 400]);
    expect((await seen({ formats: ['webp', 'png'] })).shape).toEqual(['webp', 800, 400]);
    const square = await seen({ square: 'demanded' });
    expect(square.shape).toEqual(['jpeg', 800, 800]);
    const { data, info } = await sharp(square.bytes).raw().toBuffer({ resolveWithObject: true });
    expect([data[0], data[1], data[2]].every((value) => (value ?? 0) > 250)).toBe(true);
    expect(data[(400 * info.width + 400) * info.channels]).toBeGreaterThan(180);
    await rm(dir, { recursive: true, force: true });
  });
});
