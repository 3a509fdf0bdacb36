import { lookup } from 'node:dns/promises';
import { request as plain } from 'node:http';
import { request as secure } from 'node:https';
import { isIP } from 'node:net';
import { insideTransaction, isInnerAddress, type DomainError } from '../kernel/index.js';
import { photoErrors } from './errors.js';

/** Bytes one picture may have, from wherever it comes. */
export const largestPicture = 20 * 1024 * 1024;
const withinMs = 15_000;
const mostRedirects = 3;

/** A picture's address leads where nobody should be sent, or brings nothing that fits. The message says which, without the answer; `problem` says it to a person. */
export class PictureRefused extends Error {
  constructor(message: string, readonly problem: DomainError) {
    super(message);
  }
}

/**
 * Fetches a picture whose address a marketplace or a person gave. Only http(s), at most three redirects, 20 MB and 15 s in all. Each step's name is looked up once and that very address is connected to, so that a name
 * cannot lead elsewhere between check and call; loopback, private, link-local and other inner addresses are refused. `loopback`: for practice shops, which run on this machine and nowhere else.
 */
export async function fetchPicture(address: string, options: { readonly loopback: boolean }): Promise<Buffer> {
  if (insideTransaction()) throw new Error('A picture is fetched with no transaction open: let it commit first.');
  const cut = AbortSignal.timeout(withinMs);
  let url = parse(address);
  for (let step = 0; step <= mostRedirects; step += 1) {
    const answer = await get(url, await publicPlace(url, options.loopback, cut), cut);
    if (answer.bytes) return answer.bytes;
    url = parse(new URL(answer.location, url).href);
  }
  throw new PictureRefused('too many redirects', photoErrors.notReached());
}

function parse(address: string): URL {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (!url || !['http:', 'https:'].includes(url.protocol) || url.username !== '' || url.password !== '') throw new PictureRefused('no address of a picture', photoErrors.noAddress());
  return url;
}

/** Where a host leads, looked up once; throws where it is not a public one (`loopback`: only this machine). */
export async function publicPlace(url: URL, loopback: boolean, cut: AbortSignal): Promise<{ address: string; family: number }> {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const found = isIP(host) ? [{ address: host, family: isIP(host) }] : await withinTime(lookup(host, { all: true }), cut).catch(() => []);
  const [first] = found;
  if (!first) throw new PictureRefused('its host is not known', photoErrors.notReached());
  const allowed = (address: string): boolean => (loopback ? /^(127\.|::1$)/.test(address) : !isInnerAddress(address));
  if (!found.every((entry) => allowed(entry.address))) throw new PictureRefused('its host is not a public one', photoErrors.innerHost());
  return first;
}

/** Looking up a name knows no signal of its own. */
const withinTime = <T>(work: Promise<T>, cut: AbortSignal): Promise<T> => Promise.race([work, new Promise<never>((_, reject) => cut.addEventListener('abort', () => reject(new Error('took too long')), { once: true }))]);

const get = (url: URL, place: { address: string; family: number }, signal: AbortSignal): Promise<{ bytes: Buffer; location?: never } | { bytes?: never; location: string }> => new Promise((resolve, reject) => {
  const refuse = (why: string, problem = photoErrors.notReached()): void => reject(new PictureRefused(why, problem));
  const call = (url.protocol === 'https:' ? secure : plain)(url, { signal, headers: { accept: 'image/*' }, lookup: (_, given, done) => (given.all ? done(null, [place]) : done(null, place.address, place.family)) }, (answer) => {
    const status = answer.statusCode ?? 0, location = answer.headers.location;
    if (status >= 300 && status < 400 && location) {
      answer.destroy();
      resolve({ location });
      return;
    }
    if (status !== 200) {
      answer.destroy();
      refuse(`answered ${status}`, photoErrors.answered({ status }));
      return;
    }
    const parts: Buffer[] = [];
    let size = 0;
    answer.on('data', (part: Buffer) => {
      size += part.length;
      if (size > largestPicture) { answer.destroy(); refuse('larger than 20 MB', photoErrors.tooHeavy()); } else parts.push(part);
    }).on('end', () => resolve({ bytes: Buffer.concat(parts, size) })).on('error', () => refuse(signal.aborted ? 'took too long' : 'cut off', signal.aborted ? photoErrors.tooSlow() : photoErrors.notReached()));
  });
  call.on('error', () => refuse(signal.aborted ? 'took too long' : 'could not be reached', signal.aborted ? photoErrors.tooSlow() : photoErrors.notReached())).end();
});
