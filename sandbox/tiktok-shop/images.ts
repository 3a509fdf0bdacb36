/** Uploads of one picture, multipart field `data`, at most 10 MB; a main image from 300 to 4000 pixels each way. */
import { Photos, type Answer } from '../kit/index.js';
import type { Asked } from './auth.js';
import { ok, refuse, wrong } from './envelope.js';
import { measurePicture } from './measure-picture.js';
import type { World } from './world.js';

const largest = 10 * 1024 * 1024;
const useCases = ['MAIN_IMAGE', 'ATTRIBUTE_IMAGE', 'DESCRIPTION_IMAGE', 'CERTIFICATION_IMAGE', 'SIZE_CHART_IMAGE'];

export function uploadImage(world: World, { call }: Asked): Answer {
  const boundary = /boundary="?([^";]+)"?/.exec(call.headers['content-type'] ?? '')?.[1];
  const parts = readParts(call.body, boundary ?? '');
  const stray = [...parts.keys()].find((name) => name !== 'data' && name !== 'use_case');
  if (stray !== undefined) throw wrong(`${stray} is unknown.`);
  const useCase = parts.get('use_case')?.toString('utf8') ?? 'MAIN_IMAGE';
  if (!useCases.includes(useCase)) throw wrong(`use_case must be one of ${useCases.join(', ')}.`);
  const bytes = parts.get('data');
  if (!bytes || bytes.length === 0) throw wrong('data is required.');
  if (bytes.length > largest) throw refuse(12038004);
  const size = measurePicture(bytes);
  if (!size) throw refuse(12038002);
  if (useCase === 'MAIN_IMAGE' && [size.width, size.height].some((side) => side < 300 || side > 4000)) throw refuse(12038005);
  const sha256 = world.kit.photos.keep(Buffer.from(bytes));
  const uri = `tos-maliva-i-latihan/${world.kit.random(32)}`;
  world.images.put(uri, { uri, sha256, bytes: bytes.length, ...size, useCase });
  return ok({ uri, url: urlOf(world, uri), ...size, use_case: useCase }, { effect: 'created', subject: `photo ${uri}` });
}

export function urlOf(world: World, uri: string): string {
  return `${world.kit.url()}${Photos.path(world.images.get(uri)?.sha256 ?? '')}`;
}

function readParts(body: Buffer, boundary: string): Map<string, Buffer> {
  const found = new Map<string, Buffer>();
  const mark = Buffer.from(`--${boundary}`);
  for (let at = body.indexOf(mark); at >= 0;) {
    const next = body.indexOf(Buffer.concat([Buffer.from('\r\n'), mark]), at + mark.length);
    if (next < 0) break;
    const part = body.subarray(at + mark.length + 2, next);
    const head = part.indexOf('\r\n\r\n');
    const name = /\bname="?([^";\r\n]+)"?/.exec(part.subarray(0, Math.max(0, head)).toString('utf8'))?.[1];
    if (head < 0 || name === undefined || found.has(name)) throw wrong('The multipart body is damaged.');
    found.set(name, part.subarray(head + 4));
    at = next + 2;
  }
  return found;
}
