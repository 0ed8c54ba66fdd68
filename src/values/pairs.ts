import { usage } from '../errors.ts';
import type { World } from '../world.ts';
import { readJson } from './exact-json.ts';
import { isObject } from './json.ts';
import { readLong } from './text.ts';

/**
 * Returns values by name: `k=v` (the value stays text, whatever it looks like), or a JSON object, typed or from `@file` or `-`. Throws `usage` that
 * names `flag`.
 */
export const readPairs = async (raw: string, flag: string, world?: World): Promise<Readonly<Record<string, unknown>>> => {
  const whole = /^\s*\{/.test(raw) || raw === '-' || raw.startsWith('@');
  if (!whole) {
    const at = raw.indexOf('=');
    if (at < 1) throw usage(`${flag}: \`${raw}\` is not a name=value pair`, `Write it like ${flag} name=Ana, or give a JSON object or @file.json.`);
    return Object.fromEntries([[raw.slice(0, at), raw.slice(at + 1)]]);
  }
  const text = world ? await readLong(raw, flag, world) : raw;
  let value: unknown;
  try {
    value = readJson(text);
  } catch (cause) {
    throw usage(`${flag}: invalid JSON: ${cause instanceof Error ? cause.message : String(cause)}`, `Write it like ${flag} '{"name":"Ana"}'.`);
  }
  if (!isObject(value)) throw usage(`${flag}: must be a JSON object`, `Write it like ${flag} '{"name":"Ana"}'.`);
  return value;
};
