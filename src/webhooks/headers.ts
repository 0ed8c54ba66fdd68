import { usage } from '../errors.ts';

export type Headers = ReadonlyArray<readonly [string, string]>;

/** In lower case, as all header names of ours that are compared. */
export const signatureHeader = 'x-boltcall-signature';

/** Node's flat list of raw headers as pairs. */
export const pairsOf = (raw: readonly string[]): Array<readonly [string, string]> => {
  const pairs: Array<readonly [string, string]> = [];
  for (let index = 0; index + 1 < raw.length; index += 2) pairs.push([raw[index] ?? '', raw[index + 1] ?? '']);
  return pairs;
};

/** Every value of a header; `name` in lower case. */
export const valuesOf = (headers: Headers, name: string): string[] => {
  const found: string[] = [];
  for (const [key, value] of headers) if (key.length === name.length && key.toLowerCase() === name) found.push(value);
  return found;
};

/** The first value of a header; `name` in lower case. */
export const headerOf = (headers: Headers, name: string): string | undefined => {
  for (const [key, value] of headers) if (key.length === name.length && key.toLowerCase() === name) return value;
  return undefined;
};

const originalName = 'X-Boltcall-Original-Signature';
const originalHeader = originalName.toLowerCase();

// RFC 9110 section 7.6.1, and what the HTTP client writes itself.
const dropped = new Set([
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
  'x-boltcall-probe',
]);

const none: ReadonlySet<string> = new Set();

/** What is done to a delivery's headers on their way to a target. */
export interface Changes {
  /** Replaces the signature; the original goes to `X-Boltcall-Original-Signature`, in place of what came under that name. */
  readonly signature?: string;
  /** Typed by the user or of ours: they replace what has their name. */
  readonly extra: Headers;
  /** For the user name and password of the target's address. */
  readonly authorization?: string;
}

/**
 * The headers for a target, flat, in the order received and with repeated ones: hop-by-hop ones are left out, `Host` is left to
 * the client (the target's), the original host is handed on in `X-Forwarded-Host` where nobody in front has put one.
 */
export const outgoing = (headers: Headers, changes: Changes): string[] => {
  const replaced = changes.extra.length === 0 ? none : new Set(changes.extra.map(([name]) => name.toLowerCase()));
  const named = valuesOf(headers, 'connection').join(',').toLowerCase();
  const listed = named === '' || named === 'keep-alive' || named === 'close' ? none : new Set(named.split(/\s*,\s*/));
  const flat: string[] = [];
  let host: string | undefined;
  let forwarded = false;
  for (const [name, value] of headers) {
    const lower = name.toLowerCase();
    if (lower === 'host') host ??= value;
    if (dropped.has(lower) || replaced.has(lower) || listed.has(lower)) continue;
    if (lower === originalHeader && changes.signature !== undefined) continue;
    if (lower === 'x-forwarded-host') forwarded = true;
    if (lower === signatureHeader && changes.signature !== undefined) {
      flat.push(name, changes.signature, originalName, value);
    } else flat.push(name, value);
  }
  if (host !== undefined && !forwarded && !replaced.has('x-forwarded-host')) flat.push('X-Forwarded-Host', host);
  if (changes.authorization !== undefined && !replaced.has('authorization')) flat.push('Authorization', changes.authorization);
  for (const [name, value] of changes.extra) flat.push(name, value);
  return flat;
};

/** `-H 'Name: value'` as a pair; a usage error where it is not that form or names a header that the client must write itself. */
export const parseHeader = (typed: string): readonly [string, string] => {
  const at = typed.indexOf(':');
  const name = typed.slice(0, Math.max(at, 0)).trim();
  const value = typed.slice(at + 1).trim();
  if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name)) throw usage(`-H ${JSON.stringify(typed)} is not of the form 'Name: value'`);
  if (!/^[\t\x20-\x7e\x80-\xff]*$/.test(value)) throw usage(`-H ${name}: the value has characters not allowed in a header`);
  if (name.toLowerCase() !== 'host' && dropped.has(name.toLowerCase())) throw usage(`-H ${name}: this header is set by the HTTP client`);
  return [name, value];
};

/** Marks a delivery that was sent again, with its id in the log. */
export const replayHeader = 'X-Boltcall-Replay';
