import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import type { Adapter } from '../../adapters/contract/index.js';
import { isInnerAddress } from '../kernel/index.js';
import { syncErrors } from './errors.js';

const isLoopback = (host: string): boolean => host === 'localhost' || host === '[::1]' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host);

export interface Addressed { readonly environment: 'live' | 'test' | 'practice'; readonly baseUrl: string | null }

/**
 * Where calls of a connection go, by host name. A shop's own name is looked up here and again at the call: one that leads inside by then is met by a certificate that is not its own, and nothing is sent. Live and test lead to the adapter's hosts, or to the shop's own address, which must be https and must not lead into our own network.
 * Practice leads to the practice marketplace, and only there loopback is allowed.
 */
export async function addressesOf<C extends object>(adapter: Adapter<C>, credentials: C, where: Addressed, practiceUrl: string | null): Promise<(host: string) => string> {
  const own = adapter.addresses?.(credentials);
  if (where.environment === 'practice') {
    const base = where.baseUrl ?? practiceUrl;
    return (host) => {
      const address = own?.[host] ?? base;
      if (!address || !isLoopback(new URL(address).hostname)) throw syncErrors.notPractice({ address: address ?? host });
      return address.replace(/\/$/, '');
    };
  }
  if (own) {
    for (const address of Object.values(own)) await assertPublic(address);
    return (host) => required(own[host], host);
  }
  const hosts = adapter.hosts[where.environment];
  return (host) => required(hosts[host], host);
}

const required = (address: string | undefined, host: string): string => {
  if (!address) throw new Error(`The adapter names no address for host "${host}".`);
  return address.replace(/\/$/, '');
};

async function assertPublic(address: string): Promise<void> {
  const url = new URL(address);
  if (url.protocol !== 'https:') throw syncErrors.notHttps({ address: url.origin });
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const found = isIP(host) ? [{ address: host }] : await lookup(host, { all: true }).catch(() => []);
  if (isLoopback(host) || found.some((entry) => isInnerAddress(entry.address))) throw syncErrors.innerAddress({ address: url.origin });
}
