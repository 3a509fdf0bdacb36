/** Uploads of one to nine JPG or PNG files, field `image`, at most 10 MB each; the bytes are looked at, not the name. */
import { boundaryOf, Photos, pictureKind, readParts, type Answer } from '../kit/index.js';
import type { Asked } from './auth.js';
import { ok, refuse } from './envelope.js';
import type { World } from './world.js';

const largest = 10 * 1024 * 1024;

export function uploadImages(world: World, asked: Asked): Answer {
  const boundary = boundaryOf(asked.call);
  if (boundary === null) throw refuse('error_param', 'The request must be multipart/form-data.');
  const parts = readParts(asked.call.body, boundary);
  if (!parts) throw refuse('error_param', 'The multipart body is damaged.');
  for (const { name } of parts) if (!['image', 'scene', 'ratio'].includes(name)) throw refuse('error_param', `Unknown parameter ${name}.`);
  const files = parts.filter((part) => part.name === 'image');
  if (files.length === 0) throw refuse('error_param', 'image is required.');
  if (files.length > 9) throw refuse('error_param', 'At most 9 images can be uploaded at once.');
  const scene = parts.find((part) => part.name === 'scene')?.bytes.toString('utf8');
  if (scene !== undefined && scene !== 'normal' && scene !== 'desc') throw refuse('error_param', 'scene should be normal or desc.');
  const results = files.map((file, id) => ({ id, ...keep(world, asked, file.bytes) }));
  const made = results.filter((one) => one.error === '').length;
  const more = { effect: made > 0 ? 'created' as const : 'none' as const, subject: `${made} photos` };
  const [first] = results;
  if (results.length > 1 || !first) return ok({ image_info_list: results }, more);
  if (first.error !== '') throw refuse(first.error, first.message);
  return ok({ image_info: first.image_info }, more);
}

function keep(world: World, asked: Asked, bytes: Buffer) {
  if (!['jpeg', 'png'].includes(pictureKind(bytes) ?? '')) return { error: 'error_param', message: 'The image format must be JPG, JPEG or PNG.' };
  if (bytes.length > largest) return { error: 'error_param', message: 'The image is larger than 10 MB.' };
  const sha256 = world.kit.photos.keep(Buffer.from(bytes));
  const id = `id-11134207-${world.kit.random(8)}-${sha256.slice(0, 14)}`;
  world.images.put(id, { id, sha256, bytes: bytes.length, shop: asked.shop?.id ?? null });
  return { error: '', message: '', image_info: { image_id: id, image_url_list: [{ image_url_region: 'ID', image_url: `${world.kit.url()}${Photos.path(sha256)}` }] } };
}
