import { isIP } from 'node:net';
import { Refusal } from '../api/refusal.ts';

const bare = (host: string): string =>
  host
    .replace(/:\d*$/, '')
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.$/, '')
    .toLowerCase();

/** Whether a name or address, without a port, means this machine itself. */
export const isLoopback = (name: string): boolean =>
  name === 'localhost' || name.endsWith('.localhost') || name === '::1' || (isIP(name) === 4 && name.startsWith('127.'));

/**
 * Refuses what a browser page of another origin could send: a Host that is not ours (a name that was rebound to this machine),
 * or another Origin. Beyond loopback, addresses and names that no public DNS holds are taken too.
 */
export const guard = (host: string | undefined, origin: string | undefined, bound: string): void => {
  const name = bare(host ?? '');
  const local = isLoopback(name) || name === bound;
  const near = !isLoopback(bound) && (isIP(name) !== 0 || !name.includes('.') || /\.(local|internal)$/.test(name));
  if (!local && !near) throw new Refusal(403, `The sandbox does not answer for the host ${name || '(none)'}`);
  if (origin !== undefined && origin !== `http://${host}`) throw new Refusal(403, 'The sandbox does not answer pages of another origin');
};

/** The key of a request: any `sk_…` or `bc_…` of eight or more characters. Refuses with 401; with 403 a read-only one that writes. */
export const keyOf = (authorization: string | undefined, method: string): string => {
  const key = /^Bearer +((?:sk|bc)_[\x21-\x7e]{5,})$/i.exec(authorization ?? '')?.[1];
  if (key === undefined) {
    const message = authorization === undefined ? 'The API key is missing' : 'The API key is not valid';
    throw new Refusal(401, message, { 'www-authenticate': 'Bearer' });
  }
  if (key.startsWith('sk_test_readonly') && method !== 'GET') throw new Refusal(403, 'This key may only read');
  return key;
};
