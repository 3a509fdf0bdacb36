/** Pictures come as base64 or by address: JPEG, PNG or WebP, at most 4 MB, at least 600 × 600. */
import { pictureKind, pictureSize } from '../kit/index.js';
import type { Picture } from './documents.js';
import { invalid } from './envelope.js';
import type { World } from './world.js';

const most = 4 * 1024 * 1024;
const least = 600;

export async function takePicture(world: World, given: string): Promise<Picture> {
  const bytes = /^https?:\/\//.test(given) ? await download(world, given) : fromBase64(given);
  if (bytes.length > most) throw invalid('Image must not be larger than 4 MB');
  const size = ['jpeg', 'png', 'webp'].includes(pictureKind(bytes) ?? '') ? pictureSize(bytes) : null;
  if (!size) throw invalid('Image must be jpg, jpeg, png or webp');
  if (size.width < least || size.height < least) throw invalid(`Image must be at least ${least}x${least}`);
  const sha256 = world.kit.photos.keep(Buffer.from(bytes));
  return { sha256, bytes: bytes.length, path: `/_photo/${sha256}` };
}

function fromBase64(text: string): Buffer {
  if (text === '' || !/^[A-Za-z0-9+/]+={0,2}$/.test(text)) throw invalid('Image must be base64 or an https URL');
  return Buffer.from(text, 'base64');
}

async function download(world: World, url: string): Promise<Buffer> {
  const address = URL.canParse(url) ? new URL(url) : null;
  const own = address !== null && ['127.0.0.1', 'localhost'].includes(address.hostname) && world.kit.unconfirmed('refuseLoopback') !== true;
  if (!address || (!own && address.protocol !== 'https:')) throw invalid('Image must be base64 or an https URL');
  const answer = await fetch(url, { signal: AbortSignal.timeout(5000) }).catch(() => null);
  const bytes = answer?.ok ? await answer.arrayBuffer().catch(() => null) : null;
  if (!bytes) throw invalid(`Image cannot be downloaded: ${url}`);
  return Buffer.from(bytes);
}
