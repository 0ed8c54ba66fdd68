import { lookup } from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';
import { Refusal } from '../api/refusal.ts';
import { isLoopback } from '../http/guard.ts';

const near = new BlockList();
for (const [network, bits] of [
  ['127.0.0.0', 8],
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['169.254.0.0', 16],
  ['100.64.0.0', 10],
] as const) {
  near.addSubnet(network, bits, 'ipv4');
}
for (const [network, bits] of [
  ['::1', 128],
  ['fc00::', 7],
  ['fe80::', 10],
] as const)
  near.addSubnet(network, bits, 'ipv6');

const isNear = (address: string): boolean => near.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');

/** Returns the IP addresses of a URL's host; none if the name is unknown. */
export const addressesOf = async (url: URL): Promise<string[]> => {
  const name = url.hostname.replace(/^\[(.*)\]$/, '$1');
  if (isIP(name) !== 0) return [name];
  if (isLoopback(name)) return ['127.0.0.1', '::1'];
  return lookup(name, { all: true }).then(
    (found) => found.map(({ address }) => address),
    () => [],
  );
};

/** Returns whether all of these are loopback or private; false for an empty list. */
export const allNear = (addresses: readonly string[]): boolean => addresses.length > 0 && addresses.every(isNear);

/** Refuses a URL that may not be registered. Allowed are https, or http to loopback and private addresses, without user name or password. */
export const admit = async (text: string): Promise<void> => {
  const url = new URL(text);
  if (url.username || url.password) throw new Refusal(422, "'url' must not hold a user name or a password");
  if (url.protocol === 'https:') return;
  if (url.protocol !== 'http:') throw new Refusal(422, "'url' must begin with https://");
  if (!allNear(await addressesOf(url))) throw new Refusal(422, "'url' must begin with https://, except for loopback and private addresses");
};
