import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PhotoStore } from '../../src/photos/index.js';
import { Stand } from '../contract/stand.js';
import type { Step } from '../contract/terms.js';
import { terms } from '../contract/woocommerce.terms.js';
import { root, serve, signIn, until, type TestHouse } from '../house/serve.js';
import { toyHouse, type ToyHouse } from '../toy/toy-house.js';
import { Desk } from './desk.js';

const hour = 3_600_000;
const picture = Buffer.from('bytes of a picture'), sha = createHash('sha256').update(picture).digest('hex');

describe('a restore while the marketplaces went on', () => {
  let toy: ToyHouse, desk: Desk, lost: TestHouse | undefined, later: TestHouse | undefined, file: string;
  const variants: Record<string, string> = {};
  const wanted = ['satu', 'dua'] as const;
  beforeAll(async () => {
    toy = await toyHouse([...wanted]);
    desk = new Desk(toy.database);
    file = desk.file('before.backup');
  });
  afterAll(async () => {
    await lost?.house.stop();
    await later?.stop();
    await toy.stop();
    rmSync(desk.place, { recursive: true, force: true });
  });
  const make = async (code: string, stock: number): Promise<string> => {
    const made = await toy.product(code, { stock });
    variants[code] = made.variantId;
    return made.productId;
  };

  it('takes a backup while orders come in, and says which key it needs', async () => {
    const ids = [await make('A', 40), await make('B', 30), await make('LATER', 20), await make('GONE', 5)];
    await toy.publish([ids[0] ?? '', ids[1] ?? '', ids[3] ?? ''], wanted);
    await toy.quiet();
    await toy.publish([ids[3] ?? ''], ['satu'], 'withdrawn');
    toy.market.buy('satu', 'A', 3);
    await toy.pull('satu');
    await toy.quiet();
    let going = true;
    const rush = (async () => { while (going) { toy.market.buy('dua', 'B', 1); await toy.pull('dua'); if (toy.market.orders.get('dua')?.length === 6) going = false; } })();
    const store = new PhotoStore(desk.file('photos'));
    await store.open();
    await store.put(sha, picture);
    const { said } = await desk.run('backup', [file]);
    await rush;
    expect(said).toMatch(/Backed up: .*before\.backup \(.* rows, 1 photos\)/);
    expect(said).toMatch(/key with id [0-9a-f]{8}/);
    await expect(desk.run('backup', [file])).rejects.toThrow(/is there already/);
  }, 60_000);

  it('refuses while the service runs, over data, and what is no whole backup of this version', async () => {
    await expect(desk.run('restore', [file, '--replace'])).rejects.toThrow(/stop all of its processes first/);
    const bytes = readFileSync(file), write = (name: string, content: Uint8Array): string => { writeFileSync(desk.file(name), content); return desk.file(name); };
    const [head, body] = [bytes.subarray(0, 18), gunzipSync(bytes.subarray(18))];
    const bad: readonly [string, Uint8Array, RegExp][] = [
      ['foreign', Buffer.from('PK\x03\x04 something else'), /no backup of Serentak/], ['empty', Buffer.alloc(0), /no backup of Serentak/], ['cut', bytes.subarray(0, bytes.length - 400), /cut short/], ['early', Buffer.concat([head, gzipSync(body.subarray(0, body.length - 2_000))]), /cut short/],
      ['flipped', Buffer.concat([head, gzipSync(Buffer.from(body.toString('latin1').replace('Barang A', 'Barang Z'), 'latin1'))]), /damaged/],
      ['format', Buffer.concat([Buffer.from('SERENTAK BACKUP 9\n'), bytes.subarray(18)]), /later Serentak/], ['newer', Buffer.concat([head, gzipSync(Buffer.from(body.toString('latin1').replace('Ground1764000000001', 'Ground9764000000001'), 'latin1'))]), /later Serentak/],
    ];
    for (const [name, content] of bad) write(name, content);
    await toy.house.stop();
    await expect(desk.run('restore', [file])).rejects.toThrow(/not empty/);
    await expect(desk.run('restore', [file, '--replace'], { ENCRYPTION_KEY: 'ab'.repeat(31) + '12' })).rejects.toThrow(/--without-key/);
    await expect(desk.run('restore', ['nowhere.backup'])).rejects.toThrow(/There is no file/);
    const before = await desk.sql('SELECT count(*) AS n, max(id) AS last FROM app.stock_movement');
    for (const [name, , says] of bad) await expect(desk.run('restore', [desk.file(name), '--replace'])).rejects.toThrow(says);
    await expect(desk.run('restore', [desk.file('cut'), '--replace'], { LANG: 'id_ID.UTF-8' })).rejects.toThrow(/terpotong.*Tidak ada yang diubah/);
    expect(await desk.sql('SELECT count(*) AS n, max(id) AS last FROM app.stock_movement')).toEqual(before);
  }, 60_000);

  it('loses an hour of its own, doubles nothing there, and ends with the exact stock', async () => {
    // The hour that will be lost: a product made and published, another one only published, orders, a cancellation; the house kept up with all of it.
    const options = { adapterDirs: [join(root, 'test', 'toy', 'adapters')], practiceUrl: () => toy.market.url, database: toy.database };
    lost = await serve(options);
    lost.clock.advance(hour);
    toy.clock.advance(hour);
    const manager = await signIn(lost.url, toy.people.manager);
    const category = (await desk.sql<{ category_id: string }>(`SELECT category_id FROM app.product WHERE code = 'A'`))[0]?.category_id;
    const fresh = async (): Promise<string> => (await manager.send<{ id: string }>('POST', '/api/products', { code: 'NEW', title: 'Barang NEW', description: 'Dibuat untuk uji.', categoryId: category, variants: [{ sku: 'NEW', price: 10_000, grams: 200, stock: 15 }] })).body.id;
    const publish = async (client: typeof manager, ids: readonly string[]): Promise<void> => { expect((await client.send('POST', '/api/listings', { products: { ids }, shops: wanted.map((name) => toy.shops[name]), wanted: 'live' })).status).toBe(202); };
    const [laterProduct, goneProduct] = (await desk.sql<{ id: string }>(`SELECT id FROM app.product WHERE code IN ('LATER', 'GONE') ORDER BY code DESC`)).map((row) => row.id);
    await publish(manager, [await fresh(), laterProduct ?? '', goneProduct ?? '']);
    await until(async () => wanted.every((name) => ['NEW', 'LATER', 'GONE'].every((sku) => toy.market.variant(name, sku) && toy.market.items.get(name)?.find((item) => item.code === sku)?.shown)), 'published in the lost hour');
    for (const [name, sku, n] of [['satu', 'A', 2], ['dua', 'A', 4], ['satu', 'LATER', 3], ['dua', 'NEW', 1], ['satu', 'B', 1]] as const) toy.market.buy(name, sku, n);
    toy.market.move('satu', toy.market.buy('satu', 'B', 5).id, 'cancelled');
    const orders = wanted.reduce((sum, name) => sum + (toy.market.orders.get(name)?.length ?? 0), 0);
    for (const name of wanted) await manager.send('PATCH', `/api/shops/${toy.shops[name]}/schedule`, { pullNow: true });
    await until(async () => (await desk.sql<{ n: number }>('SELECT count(*)::int AS n FROM app.orders'))[0]?.n === orders, 'the house knew all orders');
    await lost.house.stop();

    // On a new machine, whose disk has no folder for photos yet.
    const { said } = await desk.run('restore', [file, '--replace'], { PHOTO_DIR: desk.file('new/photos') });
    expect(readFileSync(desk.file(join('new/photos', sha.slice(0, 2), sha)))).toEqual(picture);
    expect(said).toMatch(/Everybody signs in again/);
    expect((await desk.sql<{ n: number }>(`SELECT (SELECT count(*) FROM app.session)::int AS n`))[0]?.n).toBe(0);
    later = await serve(options);
    later.clock.advance(hour);
    const again = await signIn(later.url, toy.people.manager);
    await publish(again, [laterProduct ?? '']);
    expect((await desk.sql(`SELECT 1 FROM app.product WHERE code = 'NEW'`)).length).toBe(0);
    // The product that was lost with the hour is typed in again and published again.
    await publish(again, [(await again.send<{ id: string }>('POST', '/api/products', { code: 'NEW', title: 'Barang NEW', description: 'Dibuat untuk uji.', categoryId: category, variants: [{ sku: 'NEW', price: 10_000, grams: 200, stock: 15 }] })).body.id]);
    await later.house.sweep.once();
    const open = () => desk.sql<{ n: number }>(`SELECT ((SELECT count(*) FROM app.listing WHERE wanted_rev > answered_rev) + (SELECT count(*) FROM app.offer_side WHERE wanted_rev > answered_rev AND reason IS NULL) + (SELECT count(*) FROM app.checkpoint WHERE stream IN ('pull-orders', 'read-back') AND next_at <= now() + interval '1 hour'))::int AS n`);
    await until(async () => (await open())[0]?.n === 0 && (await desk.sql<{ n: number }>('SELECT count(*)::int AS n FROM app.orders'))[0]?.n === orders, 'the house has caught up', 60_000);

    for (const name of wanted) expect(toy.market.items.get(name)?.map((item) => item.code).sort()).toEqual(['A', 'B', 'GONE', 'LATER', 'NEW']);
    expect(toy.market.items.get('satu')?.find((item) => item.code === 'GONE')?.shown).toBe(false);
    expect((await desk.sql<{ n: number }>('SELECT count(DISTINCT (shop_id, remote_id))::int AS n FROM app.orders'))[0]?.n).toBe(orders);
    const sold = (sku: string): number => wanted.flatMap((name) => toy.market.orders.get(name) ?? []).filter((order) => order.status !== 'cancelled').flatMap((order) => order.lines).filter((line) => line.sku === sku).reduce((sum, line) => sum + line.quantity, 0);
    const levels = await desk.sql<{ sku: string; free: number }>('SELECT v.sku, l.on_hand - l.reserved AS free FROM app.stock_level l JOIN app.variant v ON v.id = l.variant_id ORDER BY v.sku');
    expect(levels).toEqual([['A', 40], ['B', 30], ['GONE', 5], ['LATER', 20], ['NEW', 15]].map(([sku, stock]) => ({ sku, free: Number(stock) - sold(String(sku)) })));
    for (const { sku, free } of levels) if (sku !== 'GONE') for (const name of wanted) expect([sku, name, toy.market.variant(name, sku)?.stock]).toEqual([sku, name, free]);
    await expect(desk.sql(`INSERT INTO app.listing (cooperative_id, owner_id, shop_id, product_id, remote_code) VALUES (1, 1, 999999, 1, 'x')`)).rejects.toThrow(/foreign key/);
  }, 150_000);
});

describe('a restore beside a web shop, with the keys of its creates lost', () => {
  const photos = mkdtempSync(join(tmpdir(), 'serentak-photos-')), env = { PHOTO_DIR: photos }, stand = new Stand('woocommerce', terms);
  let desk: Desk;
  beforeAll(async () => {
    await stand.start(env);
    desk = new Desk(stand.house.database, env);
  }, 60_000);
  afterAll(async () => {
    await stand.stop();
    for (const place of [desk?.place, photos]) if (place) rmSync(place, { recursive: true, force: true });
  });

  it('knows what was made in the lost hour again by code and SKUs, once, half made or whole', async () => {
    const shop = await stand.openShop(), file = desk.file('older.backup');
    const [old, whole, choices, half] = [await shop.product({ stock: 12 }), await shop.product({ stock: 8 }), await shop.product({ choices: ['100 gram', '200 gram'], stock: 6 }), await shop.product({ choices: ['100 gram', '200 gram'], stock: 4 })];
    await shop.publish(old);
    await desk.run('backup', [file]);
    await stand.passTime(hour);
    await shop.publish(whole, choices);
    for (const [sku, quantity] of [[whole.skus[0], 3], [old.skus[0], 2]] as const) await shop.order(sku, quantity);
    await shop.pull();
    // The house dies over a create: the product is there, its variants are not.
    const steps = terms.create;
    await shop.fault(steps[1] as Step, { kind: 'reset' }, 50);
    const mark = await shop.mark();
    await shop.wish([half]);
    await until(async () => (await shop.calls(mark, steps[0])).length > 0, 'the half of it is there');
    await stand.house.house.stop();
    await stand.control('DELETE', '/faults');
    await desk.run('restore', [file, '--replace']);
    await stand.serveAgain(env);
    const after = await shop.mark();
    await shop.publish(whole, choices, half);
    expect(await shop.calls(after, steps[0])).toEqual([]);
    const listings = (await shop.seen()).listings.filter((listing) => listing.live);
    expect(listings.map((listing) => listing.code).sort()).toEqual([old, whole, choices, half].map((product) => product.code).sort());
    expect(listings.flatMap((listing) => listing.variants.map((variant) => [variant.sku, variant.stock])).sort()).toEqual([[old.skus[0], 10], [whole.skus[0], 5], ...choices.skus.map((sku) => [sku, 6]), ...half.skus.map((sku) => [sku, 4])].sort());
    expect((await shop.orders()).map((order) => order.lines)).toEqual([1, 1]);
    expect(await shop.causes()).toEqual([]);
  }, 150_000);
});
