/** Pictures come in by upload or migration; products take none from elsewhere. JPG or PNG, 330 to 5000 px each side. */
import { isIP } from 'node:net';
import { pictureKind, pictureSize, type Answer, type Call } from '../kit/index.js';
import type { Asked } from './auth.js';
import type { Batch, Image } from './documents.js';
import { ok, okTop, refuse, Refused } from './envelope.js';
import { readPayload } from './payload.js';
import type { World } from './world.js';

export const picturePath = /^\/p\/([0-9a-f]{32})\.(jpg|png)$/;

export function showPicture(world: World, call: Call): Answer {
  const image = world.images.get(picturePath.exec(call.path)?.[1] ?? '');
  const bytes = image && world.kit.photos.get(image.sha256);
  return bytes ? { status: 200, headers: { 'content-type': image.type === 'png' ? 'image/png' : 'image/jpeg' }, body: bytes } : { status: 404, body: '' };
}

/** Only an address that this marketplace gave out. */
export function hosted(world: World, url: string): Image | undefined {
  const address = URL.canParse(url) ? new URL(url) : null;
  return address && new URL(world.kit.url()).hostname === address.hostname ? world.images.get(picturePath.exec(address.pathname)?.[1] ?? '') : undefined;
}

export function upload(world: World, asked: Asked): Answer {
  const file = asked.files.find((part) => part.name === 'image');
  if (!file) throw refuse('300', undefined, 'image');
  const image = keep(world, asked.shop.id, file.bytes);
  return ok({ image }, { effect: 'created', subject: `photo ${image.hash_code}` });
}

export async function migrate(world: World, asked: Asked): Promise<Answer> {
  const url = readPayload(asked.params.must('payload'), false).node('Image')?.text('Url');
  if (url === undefined) throw refuse('30', 'E030: Empty Request');
  const image = await fetchAndKeep(world, asked.shop.id, url);
  return ok({ image }, { effect: 'created', subject: `photo ${image.hash_code}` });
}

export function migrateMany(world: World, asked: Asked): Answer {
  const urls = readPayload(asked.params.must('payload'), false).node('Images')?.texts('Url') ?? [];
  if (urls.length === 0) throw refuse('30', 'E030: Empty Request');
  if (urls.length > 8) throw refuse('4169');
  const batch: Batch = { id: world.kit.random(32), shop: asked.shop.id, urls, done: false, images: [], errors: [] };
  world.batches.put(batch.id, batch);
  world.kit.schedule.at(world.now() + world.kit.settings().feedMs, 'lazada/migrate', { batch: batch.id });
  return okTop({ batch_id: batch.id }, { effect: 'created', subject: `batch ${batch.id}` });
}

/** Works a batch off when its time has come. */
export async function runBatch(world: World, id: string): Promise<void> {
  const batch = world.batches.get(id);
  if (!batch || batch.done) return;
  for (const url of batch.urls) {
    try {
      batch.images.push(await fetchAndKeep(world, batch.shop, url));
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      batch.errors.push({ field: 'Url', msg: `E${error.code}: ${error.message}`, original_url: url });
    }
  }
  world.batches.put(id, Object.assign(batch, { done: true }));
}

export function batchResult(world: World, { params, shop }: Asked): Answer {
  const batch = world.batches.get(params.must('batch_id'));
  if (!batch || batch.shop !== shop.id) throw refuse('1', 'E001: batch_id is unknown', 'batch_id');
  if (!batch.done && world.kit.unconfirmed('batchPending') === 'error') throw refuse('1000', 'The batch is being processed');
  return ok({ images: batch.images, errors: batch.errors });
}

function keep(world: World, shop: string, given: Buffer): { url: string; hash_code: string } {
  const bytes = Buffer.from(given);
  const kind = pictureKind(bytes);
  const type = kind === 'jpeg' ? 'jpg' as const : kind === 'png' ? kind : null;
  if (bytes.length === 0) throw refuse('300', undefined, 'image');
  if (!type) throw refuse('302', undefined, 'image');
  if (bytes.length > Number(world.kit.unconfirmed('imageMaxBytes'))) throw refuse('303', undefined, 'image');
  const size = pictureSize(bytes);
  if (!size || [size.width, size.height].some((side) => side < 330 || side > 5000)) throw refuse('304', undefined, 'image');
  const sha256 = world.kit.photos.keep(bytes);
  const hash = sha256.slice(0, 32);
  world.images.put(hash, { hash, sha256, bytes: bytes.length, shop, type });
  return { url: `${world.kit.url()}/p/${hash}.${type}`, hash_code: hash };
}

async function fetchAndKeep(world: World, shop: string, url: string): Promise<{ url: string; hash_code: string }> {
  const address = URL.canParse(url) ? new URL(url) : null;
  const own = address !== null && (address.hostname === '127.0.0.1' || address.hostname === 'localhost');
  const lax = own && world.kit.unconfirmed('refuseLoopback') !== true;
  if (!address || !/^https?:$/.test(address.protocol) || (!lax && (own || address.port !== '' || isIP(address.hostname.replace(/^\[|\]$/g, '')) !== 0))) throw refuse('301', 'Only public hosts by name, on ports 80 and 443', 'Url');
  const answer = await fetch(url, { signal: AbortSignal.timeout(5000) }).catch(() => null);
  const bytes = answer?.ok ? await answer.arrayBuffer().catch(() => null) : null;
  if (!bytes) throw refuse('301', undefined, 'Url');
  return keep(world, shop, Buffer.from(bytes));
}
