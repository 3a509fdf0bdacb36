import { lookup } from 'node:dns/promises';
import { request as plain } from 'node:http';
import { request as secure } from 'node:https';
import { isIP } from 'node:net';
import { insideTransaction } from '../kernel/index.js';
import { isInnerAddress } from './addresses.js';

const largestPicture = 20 * 1024 * 1024;
const withinMs = 15_000;
const mostRedirects = 3;

/** A picture's address leads where nobody should be sent, or brings nothing that fits. The message says which, without the answer. */
export class PictureRefused extends Error {}

/**
 * Fetches a picture whose address a marketplace or a person gave. Only http(s), at most three redirects, 20 MB and 15 s in all. Each step's name is looked up once and that very address is connected to, so that a name
 * cannot lead elsewhere between check and call; loopback, private, link-local and other inner addresses are refused. `loopback`: for practice shops, which run on this machine and nowhere else.
 */
export async function fetchPicture(address: string, options: { readonly loopback: boolean }): Promise<Buffer> {
  if (insideTransaction()) throw new Error('A picture is fetched with no transaction open: let it commit first.');
  const cut = AbortSignal.timeout(withinMs);
  let url = parse(address);
  for (let step = 0; step <= mostRedirects; step += 1) {
    const answer = await get(url, await publicPlace(url, options.loopback), cut);
    if (answer.bytes) return answer.bytes;
    url = parse(new URL(answer.location, url).href);
  }
  throw new PictureRefused('too many redirects');
}

function parse(address: string): URL {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (!url || !['http:', 'https:'].includes(url.protocol) || url.username !== '' || url.password !== '') throw new PictureRefused('no address of a picture');
  return url;
}

/** Where a host leads, looked up once; throws where it is not a public one (`loopback`: only this machine). */
export async function publicPlace(url: URL, loopback: boolean): Promise<{ address: string; family: number }> {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const found = isIP(host) ? [{ address: host, family: isIP(host) }] : await lookup(host, { all: true }).catch(() => []);
  const [first] = found;
  if (!first) throw new PictureRefused('its host is not known');
  const allowed = (address: string): boolean => (loopback ? /^(127\.|::1$)/.test(address) : !isInnerAddress(address));
  if (!found.every((entry) => allowed(entry.address))) throw new PictureRefused('its host is not a public one');
  return first;
}

const get = (url: URL, place: { address: string; family: number }, signal: AbortSignal): Promise<{ bytes: Buffer; location?: never } | { bytes?: never; location: string }> => new Promise((resolve, reject) => {
  const refuse = (why: string): void => reject(new PictureRefused(why));
  const call = (url.protocol === 'https:' ? secure : plain)(url, { signal, headers: { accept: 'image/*' }, lookup: (_, given, done) => (given.all ? done(null, [place]) : done(null, place.address, place.family)) }, (answer) => {
    const status = answer.statusCode ?? 0, location = answer.headers.location;
    if (status >= 300 && status < 400 && location) {
      answer.destroy();
      resolve({ location });
      return;
    }
    if (status !== 200) {
      answer.destroy();
      refuse(`answered ${status}`);
      return;
    }
    const parts: Buffer[] = [];
    let size = 0;
    answer.on('data', (part: Buffer) => {
      size += part.length;
      if (size > largestPicture) { answer.destroy(); refuse('larger than 20 MB'); } else parts.push(part);
    }).on('end', () => resolve({ bytes: Buffer.concat(parts, size) })).on('error', () => refuse('cut off'));
  });
  call.on('error', () => refuse(signal.aborted ? 'took too long' : 'could not be reached')).end();
});
