import { isIP } from 'node:net';
import { Refusal } from '../api/refusal.ts';

const bare = (host: string): string =>
  host
    .replace(/:\d*$/, '')
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.$/, '')
    .toLowerCase();

/** Returns whether a name or address, without a port, means this machine. */
export const isLoopback = (name: string): boolean =>
  name === 'localhost' || name.endsWith('.localhost') || name === '::1' || (isIP(name) === 4 && name.startsWith('127.'));

/**
 * Refuses requests that a browser page from another origin could send: a foreign Host (DNS rebinding to this machine) or a foreign Origin. If bound
 * beyond loopback, addresses and names outside public DNS are also allowed.
 */
export const guard = (host: string | undefined, origin: string | undefined, bound: string): void => {
  const name = bare(host ?? '');
  const local = isLoopback(name) || name === bound;
  const near = !isLoopback(bound) && (isIP(name) !== 0 || !name.includes('.') || /\.(local|internal)$/.test(name));
  if (!local && !near) throw new Refusal(403, `The sandbox does not answer for the host ${name || '(none)'}`);
  if (origin !== undefined && origin !== `http://${host}`) throw new Refusal(403, 'The sandbox does not answer pages of another origin');
};

/**
 * Returns the key of a request: any `sk_…` or `bc_…` with eight or more characters. Refuses a missing key with 401, and a write with a read-only key
 * with 403.
 */
export const keyOf = (authorization: string | undefined, method: string): string => {
  const key = /^Bearer +((?:sk|bc)_[\x21-\x7e]{5,})$/i.exec(authorization ?? '')?.[1];
  if (key === undefined) {
    const message = authorization === undefined ? 'The API key is missing' : 'The API key is not valid';
    throw new Refusal(401, message, { 'www-authenticate': 'Bearer' });
  }
  if (key.startsWith('sk_test_readonly') && method !== 'GET') throw new Refusal(403, 'This key may only read');
  return key;
};
