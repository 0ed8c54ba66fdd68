import { ofConnection, parseHeader as parseTyped } from '../values/header.ts';

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

const dropped = new Set([...ofConnection, 'x-boltcall-probe']);

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

/** A header for a target, typed as `Name: value`; its host may be another. Fails as any header that is typed. */
export const parseHeader = (typed: string): readonly [string, string] => parseTyped(typed, ['host']);

/** Marks a delivery that was sent again, with its id in the log. */
export const replayHeader = 'X-Boltcall-Replay';
