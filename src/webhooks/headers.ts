import { isUtf8 } from 'node:buffer';
import { ofConnection, parseHeader as parseTyped } from '../values/header.ts';

export type Headers = ReadonlyArray<readonly [string, string]>;

/** Lower case, like all our header names that are compared. */
export const signatureHeader = 'x-boltcall-signature';

/** Converts Node's flat list of raw headers to pairs. */
export const pairsOf = (raw: readonly string[]): Array<readonly [string, string]> => {
  const pairs: Array<readonly [string, string]> = [];
  for (let index = 0; index + 1 < raw.length; index += 2) pairs.push([raw[index] ?? '', raw[index + 1] ?? '']);
  return pairs;
};

/** Returns all values of a header; `name` is in lower case. */
export const valuesOf = (headers: Headers, name: string): string[] => {
  const found: string[] = [];
  for (const [key, value] of headers) if (key.length === name.length && key.toLowerCase() === name) found.push(value);
  return found;
};

/** Returns the first value of a header; `name` is in lower case. */
export const headerOf = (headers: Headers, name: string): string | undefined => {
  for (const [key, value] of headers) if (key.length === name.length && key.toLowerCase() === name) return value;
  return undefined;
};

/** Returns a header value, which has one character per byte, as text if its bytes are UTF-8. */
export const valueText = (value: string): string => {
  const bytes = Buffer.from(value, 'latin1');
  return isUtf8(bytes) ? bytes.toString('utf8') : value;
};

const originalName = 'X-Boltcall-Original-Signature';
const originalHeader = originalName.toLowerCase();

const dropped = new Set([...ofConnection, 'x-boltcall-probe']);

const none: ReadonlySet<string> = new Set();

/** Changes to a delivery's headers on the way to a target. */
export interface Changes {
  /** Replaces the signature. The original is sent as `X-Boltcall-Original-Signature`, replacing any header of that name. */
  readonly signature?: string;
  /** Headers from the user or from us; they replace headers of the same name. */
  readonly extra: Headers;
  /** Authorization from the user name and password in the target's URL. */
  readonly authorization?: string;
}

/**
 * Returns the headers for a target as a flat list, in the order received and with duplicates. Omits hop-by-hop headers, leaves
 * `Host` to the client (the target's host), and passes the original host as `X-Forwarded-Host` unless a proxy in front set it.
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

/** Parses a header for a target, given as `Name: value`; it may override `Host`. Fails like any other header argument. */
export const parseHeader = (typed: string): readonly [string, string] => parseTyped(typed, ['host']);

/** Marks a replayed delivery, with its id in the log. */
export const replayHeader = 'X-Boltcall-Replay';
