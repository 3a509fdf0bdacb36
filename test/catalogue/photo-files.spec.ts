import { readFile, readdir } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { until } from '../house/serve.js';
import { openCoOp, type Client, type CoOp } from './co-op.js';
import { zip } from './workbook.js';

interface Archive { id: string; state: string; files: number; taken: number; attached: number; unused: number; ambiguous: number; refused: number; missing: number; refusal: { code: string; title: string; next: string } | null }
interface Mention { name: string; state: string; product: { code: string }; problem: { code: string } | null }
let coOp: CoOp, manager: Client;
beforeAll(async () => { coOp = await openCoOp(); manager = await coOp.as('manager'); });
afterAll(() => coOp.close());

const picture = (colour: string, format: 'jpeg' | 'png' | 'webp' = 'jpeg'): Promise<Buffer> => sharp({ create: { width: 600, height: 600, channels: 3, background: colour } }).composite([{ input: { create: { width: 300, height: 300, channels: 3, background: '#222' } } }]).toFormat(format).toBuffer();
/** A picture of side², as its head says; a decoder that believed it would ask for a gigabyte. */
function hugePng(side: number): Buffer {
  const chunk = (name: string, body: Buffer): Buffer => {
    const named = Buffer.concat([Buffer.from(name, 'latin1'), body]), [size, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    size.writeUInt32BE(body.length);
    sum.writeUInt32BE(crc32(named));
    return Buffer.concat([size, named, sum]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(side, 0);
  head.writeUInt32BE(side, 4);
  head.set([8, 2], 8);
  return Buffer.concat([Buffer.from('\u0089PNG\r\n\u001a\n', 'latin1'), chunk('IHDR', head), chunk('IDAT', deflateSync(Buffer.alloc(1_000))), chunk('IEND', Buffer.alloc(0))]);
}
async function take(rows: string): Promise<string> {
  const { id } = (await manager.send('post', '/api/imports').set('Content-Type', 'text/csv').send(`kode_produk;nama;sku;harga;stok;foto\n${rows}\n`).expect(202)).body as { id: string };
  await until(async () => ((await manager.get(`/api/imports/${id}`)).body as { state: string }).state === 'done', 'the import ends');
  return id;
}
async function send(bytes: Buffer, client = manager): Promise<Archive> {
  const { id } = (await client.send('post', '/api/photo-archives?name=foto.zip').set('Content-Type', 'application/zip').send(bytes).expect(202)).body as { id: string };
  return until(async () => {
    const seen = (await client.get(`/api/photo-archives/${id}`).expect(200)).body as Archive;
    return seen.state !== 'running' && seen;
  }, 'the archive is read');
}
const filesOf = async (id: string): Promise<[string, string, string | null][]> => ((await manager.get(`/api/photo-archives/${id}/files`).expect(200)).body as { items: { name: string; outcome: string; problem: { code: string } | null }[] }).items.map((file) => [file.name, file.outcome, file.problem?.code ?? null]);
const mentions = async (code: string): Promise<[string, string, string | null][]> => ((await manager.get(`/api/photo-mentions?product=${await idOf(code)}`).expect(200)).body as { items: Mention[] }).items.map((mention) => [mention.name, mention.state, mention.problem?.code ?? null]);
const idOf = async (code: string): Promise<string> => (await coOp.database.inScope(coOp.scope, (tx) => tx.row<{ id: string }>('SELECT id FROM app.product WHERE code = $1', [code])))?.id ?? '';
const photosOf = async (code: string): Promise<string[]> => (await coOp.database.inScope(coOp.scope, (tx) => tx.rows<{ sha256: string }>('SELECT f.sha256 FROM app.photo f JOIN app.product p ON p.id = f.product_id WHERE p.code = $1 ORDER BY f.position, f.id', [code]))).map((row) => row.sha256);
const shaOf = async (bytes: Buffer): Promise<string> => (await coOp.photos.take(bytes)).sha256;

describe('photos by file name', () => {
  it('a ZIP sent after the list gives each row its photos, whatever folder, capitals or ending they have; what is missing, unused or no photo is named', async () => {
    await take('A-1;Satu;A-1-1;1000;1;satu.jpg|satu-2.jpg\nA-2;Dua;A-2-1;1000;1;Dua.JPG\nA-3;Tiga;A-3-1;1000;1;tiga.jpg|hilang.jpg');
    expect(await mentions('A-3')).toEqual([['tiga.jpg', 'missing', 'SRT-PHO-019'], ['hilang.jpg', 'missing', 'SRT-PHO-019']]);
    const [one, second, two, three] = await Promise.all([picture('#f00'), picture('#0f0'), picture('#00f'), picture('#ff0', 'png')]);
    coOp.told['product-changed'] = [];
    const done = await send(zip([['foto/', Buffer.alloc(0)], ['foto/SATU.jpg', one], ['foto/satu-2.jpg', second], ['dua.jpeg', two], ['lain/tiga.png', three], ['asing.jpg', await picture('#0ff')], ['catatan.txt', Buffer.from('bukan foto')], ['__MACOSX/._satu.jpg', Buffer.from('x')]]));
    expect(done).toMatchObject({ state: 'done', files: 6, taken: 5, attached: 4, unused: 1, refused: 1, refusal: null });
    expect(await filesOf(done.id)).toEqual([['foto/SATU.jpg', 'attached', null], ['foto/satu-2.jpg', 'attached', null], ['dua.jpeg', 'attached', null], ['lain/tiga.png', 'attached', null], ['asing.jpg', 'unused', null], ['catatan.txt', 'refused', 'SRT-PHO-001']]);
    expect([await photosOf('A-1'), await photosOf('A-2'), await photosOf('A-3')]).toEqual([[await shaOf(one), await shaOf(second)], [await shaOf(two)], [await shaOf(three)]]);
    expect(await mentions('A-3')).toEqual([['hilang.jpg', 'missing', 'SRT-PHO-019']]);
    expect(((await manager.get('/api/photo-files/unused').expect(200)).body as { items: { name: string }[] }).items.map((file) => file.name)).toEqual(['asing.jpg']);
    expect(new Set((coOp.told['product-changed'] ?? []).flatMap((fact) => fact.productIds))).toEqual(new Set([await idOf('A-1'), await idOf('A-2'), await idOf('A-3')]));
  });

  it('a ZIP sent before the list is found by it; another picture under the same name takes the place of the first', async () => {
    const [old, better] = await Promise.all([picture('#a00'), picture('#0a0')]);
    await send(zip([['empat.jpg', old]]));
    await take('A-4;Empat;A-4-1;1000;1;empat.jpg');
    expect(await photosOf('A-4')).toEqual([await shaOf(old)]);
    expect((await manager.send('put', '/api/photo-files/empat.jpg').set('Content-Type', 'image/jpeg').send(better).expect(200)).body).toMatchObject({ products: [await idOf('A-4')], ambiguous: false });
    expect(await photosOf('A-4')).toEqual([await shaOf(better)]);
  });

  it('a name that fits two different pictures gives none and says so; with its folder it gives the one', async () => {
    await take('A-5;Lima;A-5-1;1000;1;lima.jpg\nA-6;Enam;A-6-1;1000;1;batik/lima.jpg');
    const [here, there] = await Promise.all([picture('#123'), picture('#456')]);
    const done = await send(zip([['batik/lima.jpg', here], ['kopi/lima.jpg', there]]));
    expect(done).toMatchObject({ files: 2, taken: 2, attached: 1, ambiguous: 1 });
    expect(await mentions('A-5')).toEqual([['lima.jpg', 'ambiguous', 'SRT-PHO-018']]);
    expect([await photosOf('A-5'), await photosOf('A-6')]).toEqual([[], [await shaOf(here)]]);
  });

  it('a photo somebody took away stays away until a list names it again', async () => {
    await take('A-7;Tujuh;A-7-1;1000;1;tujuh.jpg');
    await manager.send('put', '/api/photo-files/tujuh.jpg').set('Content-Type', 'image/jpeg').send(await picture('#777')).expect(200);
    const [photo] = ((await manager.get(`/api/products/${await idOf('A-7')}`).expect(200)).body as { photos: { id: string }[] }).photos;
    await manager.send('delete', `/api/photos/${photo?.id ?? ''}`).expect(204);
    await send(zip([['tujuh.jpg', await picture('#777')]]));
    expect(await photosOf('A-7')).toEqual([]);
  });
});

it('a photo that came for an import is taken back with it, and is no touch of somebody else\'s', async () => {
  const id = await take('T-1;Satu;T-1-1;1000;1;kembali.jpg');
  await manager.send('put', '/api/photo-files/kembali.jpg').set('Content-Type', 'image/jpeg').send(await picture('#fab')).expect(200);
  expect(await photosOf('T-1')).toHaveLength(1);
  await manager.send('post', `/api/imports/${id}/undo`).send({}).expect(202);
  await until(async () => ((await manager.get(`/api/imports/${id}`)).body as { state: string }).state === 'undone', 'the import is taken back');
  expect((await manager.get(`/api/imports/${id}`)).body).toMatchObject({ undone: 1 });
  expect([await photosOf('T-1'), await mentions('T-1')]).toEqual([[], []]);
});

describe('hostile archives end in a clear error', () => {
  const code = async (bytes: Buffer): Promise<string | undefined> => (await send(bytes)).refusal?.code;
  it('no ZIP, a cut one, names that lead out, and sizes that lie', async () => {
    const ok = zip([['a.jpg', await picture('#aaa')]]);
    expect(await code(Buffer.from('bukan zip'))).toBe('SRT-PHO-010');
    expect(await code(ok.subarray(0, ok.length - 30))).toBe('SRT-PHO-010');
    for (const name of ['../../etc/passwd.jpg', '/etc/passwd.jpg', 'C:\\x.jpg', 'a/../../b.jpg']) expect([name, await code(zip([[name, await picture('#aaa')]]))]).toEqual([name, 'SRT-PHO-012']);
    expect(await code(zip(Array.from({ length: 300 }, (_, n): [string, Buffer] => [`${n}.jpg`, Buffer.alloc(9)]), 19_000_000))).toBe('SRT-PHO-011');
    expect(await code(zip(Array.from({ length: 5_100 }, (_, n): [string, Buffer] => [`${n}.jpg`, Buffer.alloc(1)])))).toBe('SRT-PHO-011');
  });

  it('what is too large, lies about its size, is a ZIP itself or a huge picture is told file by file, and the others are taken', async () => {
    const done = await send(zip([['dalam.zip', zip([['a.jpg', await picture('#aaa')]])], ['kosong.jpg', Buffer.alloc(0)], ['besar.jpg', Buffer.alloc(21_000_000)], ['raksasa.png', hugePng(16_000)], ['baik.jpg', await picture('#bbb')]]));
    expect(await filesOf(done.id)).toEqual([['dalam.zip', 'refused', 'SRT-PHO-016'], ['kosong.jpg', 'refused', 'SRT-PHO-001'], ['besar.jpg', 'refused', 'SRT-PHO-007'], ['raksasa.png', 'refused', 'SRT-PHO-003'], ['baik.jpg', 'unused', null]]);
    const lying = await send(zip([['bohong.jpg', Buffer.alloc(200_000)]], 1_000));
    expect(await filesOf(lying.id)).toEqual([['bohong.jpg', 'refused', 'SRT-PHO-002']]);
    expect(await readdir(join(coOp.dir, 'photos', 'arriving'))).toEqual([]);
  });

  it('belong to their co-op alone', async () => {
    const done = await send(zip([['b.jpg', await picture('#b0b')]]));
    await (await coOp.as('kopi')).get(`/api/photo-archives/${done.id}`).expect(404);
    expect(((await (await coOp.as('batik')).get('/api/photo-mentions').expect(200)).body as { items: unknown[] }).items).toEqual([]);
  });
});

describe('photos by address', () => {
  let server: Server, base = '';
  beforeAll(async () => {
    const good = await picture('#c0ffee', 'webp');
    server = createServer((request, response) => {
      if (request.url === '/Foto%20A.webp') response.writeHead(200, { 'content-type': 'image/webp' }).end(good);
      else if (request.url === '/inner') response.writeHead(302, { location: 'http://169.254.169.254/latest/meta-data' }).end();
      else if (request.url === '/page') response.writeHead(200).end('<html>no photo</html>');
      else response.writeHead(404).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => void server.close());

  it('are fetched after the import; each that fails says why, and can be tried again', async () => {
    await take(`U-1;Satu;U-1-1;1000;1;${base}/Foto%20A.webp\nU-2;Dua;U-2-1;1000;1;${base}/none|${base}/inner|${base}/page|http://10.0.0.1/x.jpg`);
    await until(async () => (await coOp.database.inScope(coOp.scope, (tx) => tx.rows(`SELECT 1 FROM app.photo_mention WHERE state = 'waiting'`))).length === 0, 'all were tried');
    expect(await photosOf('U-1')).toHaveLength(1);
    expect(await mentions('U-2')).toEqual([[`${base}/none`, 'failed', 'SRT-PHO-023'], [`${base}/inner`, 'failed', 'SRT-PHO-021'], [`${base}/page`, 'failed', 'SRT-PHO-001'], ['http://10.0.0.1/x.jpg', 'failed', 'SRT-PHO-021']]);
    expect((await manager.send('post', '/api/photo-mentions/retries').expect(202)).body).toEqual({ waiting: 4 });
    await until(async () => (await mentions('U-2')).every(([, state]) => state === 'failed'), 'all failed again');
    await take(`U-1;Satu;U-1-1;1000;1;${base}/Foto%20A.webp`);
    expect(await photosOf('U-1')).toHaveLength(1);
  });
});

describe('the twelve faulty photos', () => {
  const folder = join(process.cwd(), 'test', 'catalogue', 'photos-bad');
  const put = async (name: string) => (await manager.send('put', `/api/photo-files/${name}`).set('Content-Type', 'image/jpeg').send(await readFile(join(folder, name)))) as { status: number; body: { code?: string; sha256: string; width: number; height: number; advice: { code: string; title: string; steps: string[] }[] } };
  it.each([
    ['01-buram.jpg', ['SRT-PHO-101']], ['02-gelap.jpg', ['SRT-PHO-102']], ['03-terlalu-terang.jpg', ['SRT-PHO-103']], ['04-kecil-300x300.jpg', ['SRT-PHO-104']], ['05-pita-4000x300.jpg', ['SRT-PHO-105']], ['06-latar-ramai.jpg', ['SRT-PHO-106']],
    ['07-exif-orientasi-6.jpg', []], ['08-cmyk.jpg', []], ['09-transparan.png', []], ['10-webp.webp', []],
  ])('%s is taken, and the coach says %j', async (name, codes) => {
    const { status, body } = await put(name);
    expect([status, body.advice.map((advice) => advice.code)]).toEqual([200, codes]);
    for (const advice of body.advice) expect(advice.steps).toHaveLength(3);
  });
  it.each([['11-teks-bernama.jpg', 'SRT-PHO-001'], ['12-terpotong-60-persen.jpg', 'SRT-PHO-002']])('%s is refused: %s', async (name, code) => {
    const { status, body } = await put(name);
    expect([status, body.code]).toEqual([422, code]);
  });
  it('none of the good ones is told anything but a hint', async () => {
    const good = join(process.cwd(), 'demo', 'photos'), told: string[] = [];
    for (const name of (await readdir(good)).filter((_, n) => n % 12 === 0)) told.push(...(await coOp.photos.take(await readFile(join(good, name)))).advice);
    expect(told).toEqual([]);
  });
  it('what leaves is upright, without EXIF, in sRGB, on white, as JPEG', async () => {
    const shown = async (name: string) => coOp.photos.render((await put(name)).body.sha256, { maxPx: 900, minPx: 0, maxBytes: 2_000_000, format: 'jpeg', square: false });
    const [turned, print, clear, web] = [await shown('07-exif-orientasi-6.jpg'), await shown('08-cmyk.jpg'), await shown('09-transparan.png'), await shown('10-webp.webp')];
    const { width, height, orientation, exif } = await sharp(turned).metadata();
    expect([width, height, orientation, exif]).toEqual([780, 900, undefined, undefined]);
    expect(await sharp(print).metadata()).toMatchObject({ space: 'srgb', channels: 3 });
    expect([...(await sharp(clear).extract({ left: 2, top: 2, width: 1, height: 1 }).raw().toBuffer())].every((value) => value > 250)).toBe(true);
    expect(await sharp(web).metadata()).toMatchObject({ format: 'jpeg' });
  });
});
