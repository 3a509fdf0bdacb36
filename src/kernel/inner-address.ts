import { BlockList, isIP } from 'node:net';

const inner = new BlockList();
// The last one is a cloud's inner door with a public number.
for (const [net, bits] of [['0.0.0.0', 8], ['10.0.0.0', 8], ['100.64.0.0', 10], ['127.0.0.0', 8], ['169.254.0.0', 16], ['172.16.0.0', 12], ['192.0.0.0', 24], ['192.0.2.0', 24], ['192.88.99.0', 24], ['192.168.0.0', 16], ['198.18.0.0', 15], ['198.51.100.0', 24], ['203.0.113.0', 24], ['224.0.0.0', 3], ['168.63.129.16', 32]] as const) inner.addSubnet(net, bits, 'ipv4');
// Also whatever carries an IPv4 address inside: compatible, translated, NAT64, Teredo, 6to4.
for (const [net, bits] of [['::', 96], ['::ffff:0:0:0', 96], ['64:ff9b::', 96], ['64:ff9b:1::', 48], ['100::', 64], ['2001::', 32], ['2001:db8::', 32], ['2002::', 16], ['fc00::', 7], ['fe80::', 10], ['fec0::', 10], ['ff00::', 8]] as const) inner.addSubnet(net, bits, 'ipv6');

/** Whether an IP address leads into some network's inside or nowhere: loopback, private, link-local, unique-local, shared, metadata, multicast, reserved; IPv4 written as IPv6 too. What is no address counts as one. */
export const isInnerAddress = (address: string): boolean => {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped) return isInnerAddress(mapped);
  const family = isIP(address);
  return family === 0 || inner.check(address, family === 6 ? 'ipv6' : 'ipv4');
};
