import { usage } from '../errors.ts';

/** Hop-by-hop headers (RFC 9110 section 7.6.1) and headers that the HTTP client writes itself; they are never set or forwarded. */
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

/** Parses a header typed as `Name: value`. Throws `usage` if it is invalid or must not be set by hand; names in `but` are allowed. */
export const parseHeader = (typed: string, but: readonly string[] = []): readonly [string, string] => {
  const at = typed.indexOf(':');
  const name = typed.slice(0, Math.max(at, 0)).trim();
  const value = typed.slice(at + 1).trim();
  if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name)) throw usage(`-H: \`${typed}\` is not of the form 'Name: value'`, 'Write it like -H "X-Trace: 1".');
  if (!/^[\t\x20-\x7e\x80-\xff]*$/.test(value)) throw usage(`-H ${name}: the value has characters not allowed in a header`);
  const known = name.toLowerCase();
  if (ofConnection.has(known) && !but.includes(known)) throw usage(`-H ${name}: this header is set by the HTTP client`);
  return [name, value];
};
