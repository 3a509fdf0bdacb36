/** Pictures come as base64 or by address: JPEG, PNG or WebP, at most 4 MB, at least 600 × 600. */
import type { Picture } from './documents.js';
import { invalid } from './envelope.js';
import type { World } from './world.js';

const most = 4 * 1024 * 1024;
const least = 600;

export async function takePicture(world: World, given: string): Promise<Picture> {
  const bytes = /^https?:\/\//.test(given) ? await download(world, given) : fromBase64(given);
  if (bytes.length > most) throw invalid('Image must not be larger than 4 MB');
  const size = sizeOf(bytes);
  if (!size) throw invalid('Image must be jpg, jpeg, png or webp');
  if (size.some((side) => side < least)) throw invalid(`Image must be at least ${least}x${least}`);
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

function sizeOf(bytes: Buffer): readonly number[] | null {
  if (bytes.length < 30) return null;
  if (bytes.readUInt32BE(0) === 0x89504e47) return [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
  if (bytes.toString('latin1', 0, 4) === 'RIFF' && bytes.toString('latin1', 8, 12) === 'WEBP') return webpSize(bytes);
  return bytes.readUInt16BE(0) === 0xffd8 ? jpegSize(bytes) : null;
}

function webpSize(bytes: Buffer): readonly number[] | null {
  const form = bytes.toString('latin1', 12, 16);
  if (form === 'VP8X') return [bytes.readUIntLE(24, 3) + 1, bytes.readUIntLE(27, 3) + 1];
  if (form === 'VP8 ') return [bytes.readUInt16LE(26) & 0x3fff, bytes.readUInt16LE(28) & 0x3fff];
  if (form !== 'VP8L') return null;
  const bits = bytes.readUInt32LE(21);
  return [(bits & 0x3fff) + 1, ((bits >>> 14) & 0x3fff) + 1];
}

function jpegSize(bytes: Buffer): readonly number[] | null {
  for (let at = 2; at + 9 < bytes.length && bytes[at] === 0xff;) {
    const mark = bytes[at + 1] ?? 0;
    if (mark >= 0xc0 && mark <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(mark)) return [bytes.readUInt16BE(at + 5), bytes.readUInt16BE(at + 7)];
    at += 2 + bytes.readUInt16BE(at + 2);
  }
  return null;
}
