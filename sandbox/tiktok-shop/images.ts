/** Uploads of one picture, multipart field `data`, at most 10 MB; a main image from 300 to 4000 pixels each way. */
import { boundaryOf, Photos, pictureKind, pictureSize, readParts, type Answer } from '../kit/index.js';
import type { Asked } from './auth.js';
import { ok, refuse, wrong } from './envelope.js';
import type { World } from './world.js';

const largest = 10 * 1024 * 1024;
const useCases = ['MAIN_IMAGE', 'ATTRIBUTE_IMAGE', 'DESCRIPTION_IMAGE', 'CERTIFICATION_IMAGE', 'SIZE_CHART_IMAGE'];

export function uploadImage(world: World, { call }: Asked): Answer {
  const found = readParts(call.body, boundaryOf(call) ?? '');
  const parts = new Map(found?.map(({ name, bytes }) => [name, bytes]));
  if (!found || parts.size < found.length) throw wrong('The multipart body is damaged.');
  const stray = [...parts.keys()].find((name) => name !== 'data' && name !== 'use_case');
  if (stray !== undefined) throw wrong(`${stray} is unknown.`);
  const useCase = parts.get('use_case')?.toString('utf8') ?? 'MAIN_IMAGE';
  if (!useCases.includes(useCase)) throw wrong(`use_case must be one of ${useCases.join(', ')}.`);
  const bytes = parts.get('data');
  if (!bytes || bytes.length === 0) throw wrong('data is required.');
  if (bytes.length > largest) throw refuse(12038004);
  const size = pictureKind(bytes) === 'gif' ? null : pictureSize(bytes);
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
