import { lookup } from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';
import type { Adapter } from '../../adapters/contract/index.js';
import { syncErrors } from './errors.js';

const inner = new BlockList();
for (const [net, bits] of [['0.0.0.0', 8], ['10.0.0.0', 8], ['100.64.0.0', 10], ['127.0.0.0', 8], ['169.254.0.0', 16], ['172.16.0.0', 12], ['192.0.0.0', 24], ['192.168.0.0', 16], ['198.18.0.0', 15], ['224.0.0.0', 3]] as const) inner.addSubnet(net, bits, 'ipv4');
for (const [net, bits] of [['::', 128], ['::1', 128], ['64:ff9b::', 96], ['fc00::', 7], ['fe80::', 10], ['ff00::', 8]] as const) inner.addSubnet(net, bits, 'ipv6');

/** Loopback, private, link-local, shared, multicast; IPv4 written as IPv6 too. */
export const isInnerAddress = (address: string): boolean => {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped) return isInnerAddress(mapped);
  return isIP(address) === 6 ? inner.check(address, 'ipv6') : inner.check(address, 'ipv4');
};

const isLoopback = (host: string): boolean => host === 'localhost' || host === '[::1]' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host);

export interface Addressed { readonly environment: 'live' | 'test' | 'practice'; readonly baseUrl: string | null }

/**
 * Where calls of a connection go, by host name. Live and test lead to the adapter's hosts, or to the shop's own address, which must be https and must not lead into our own network.
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
