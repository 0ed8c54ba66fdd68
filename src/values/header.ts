import { usage } from '../errors.ts';

/** Headers of one connection (RFC 9110 section 7.6.1), and what the HTTP client writes itself: nobody sets or passes on these. */
export const ofConnection: ReadonlySet<string> = new Set([
  'connection',
  'proxy-connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'expect',
  'content-length',
  'host',
]);

/** A header typed as `Name: value`. Fails with `usage` where it is none, or one that is not set by hand; `but` may be all the same. */
export const parseHeader = (typed: string, but: readonly string[] = []): readonly [string, string] => {
  const at = typed.indexOf(':');
  const name = typed.slice(0, Math.max(at, 0)).trim();
  const value = typed.slice(at + 1).trim();
  if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name))
    throw usage(`-H ${JSON.stringify(typed)} is not of the form 'Name: value'`, 'Write it like -H "X-Trace: 1".');
  if (!/^[\t\x20-\x7e\x80-\xff]*$/.test(value)) throw usage(`-H ${name}: the value has characters not allowed in a header`);
  const known = name.toLowerCase();
  if (ofConnection.has(known) && !but.includes(known)) throw usage(`-H ${name}: this header is set by the HTTP client`);
  return [name, value];
};
