import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Failure, usage, whyNotRead } from '../errors.ts';
import { isObject } from '../values/json.ts';
import type { World } from '../world.ts';

/** The allowed contents of `.boltcall.json`. */
export interface Project {
  /** The absolute path of the file; absent if there is none. */
  readonly file?: string;
  readonly profile?: string;
  readonly output?: string;
  readonly columns?: readonly string[];
  readonly default_agent?: string;
  readonly forward_to?: readonly string[];
  /** Event patterns with their targets, a pair for each target. */
  readonly routes?: ReadonlyArray<readonly [pattern: string, target: string]>;
  readonly events?: readonly string[];
  readonly region?: string;
  readonly timezone?: string;
}

const texts = ['profile', 'output', 'default_agent', 'region', 'timezone'] as const;
const lists = ['columns', 'forward_to', 'events'] as const;
const allowed: readonly string[] = [...texts, ...lists, 'routes'];

/** The maximum size of a project file in bytes: anyone may have written it. */
const largest = 64 * 1024;

/** Returns the contents of a small regular file. Throws `usage` for any other, because a link may lead to an endless one. */
const readStart = (file: string): string => {
  // Checked before opening, because opening a pipe would block.
  if (!statSync(file).isFile()) throw usage(`${file} is not a plain file`, 'Remove it.');
  const descriptor = openSync(file, 'r');
  try {
    const bytes = Buffer.alloc(largest + 1);
    let size = 0;
    for (let got = -1; got !== 0 && size < bytes.length; size += got) got = readSync(descriptor, bytes, size, bytes.length - size, null);
    if (size > largest) throw usage(`${file} is larger than 64 KiB`, `Make it smaller. ${why('')}`);
    return bytes.toString('utf8', 0, size);
  } finally {
    closeSync(descriptor);
  }
};

/** Returns the directory and its parents up to the root of the repository; outside a repository, only the directory. */
const places = (from: string): string[] => {
  const found: string[] = [];
  for (let at = from; ; at = dirname(at)) {
    found.push(at);
    if (existsSync(join(at, '.git'))) return found;
    if (dirname(at) === at) return [from];
  }
};

/** Returns the project file that applies here, if any. */
export const projectFile = (world: Pick<World, 'cwd'>): string | undefined =>
  places(world.cwd)
    .map((directory) => join(directory, '.boltcall.json'))
    .find((file) => existsSync(file));

const why = (name: string): string =>
  /key|secret|token/i.test(name)
    ? 'Keep keys and secrets out of repositories: save a key with `boltcall login`, or set BOLTCALL_API_KEY.'
    : /url|via|tunnel|ssh|proxy|ledger/i.test(name)
      ? 'A cloned repository must not redirect keys, deliveries or the record of who was contacted. Use `boltcall profiles set`, an option, or the environment.'
      : `Allowed keys: ${allowed.join(', ')}.`;

const isTarget = (value: unknown): value is string => typeof value === 'string' && value.trim() !== '';

/** Returns the member `routes` as pairs: `{"call.*": "3000/calls"}`, or a list of targets for a pattern. Throws `usage`. */
const readRoutes = (file: string, content: unknown): ReadonlyArray<readonly [string, string]> => {
  const form = 'Write it like "routes": {"call.*": "3000/calls"}.';
  if (!isObject(content)) throw usage(`${file}: \`routes\` must be an object of event patterns and targets`, form);
  return Object.entries(content).flatMap(([pattern, targets]) => {
    const several = Array.isArray(targets) ? targets : [targets];
    if (pattern.trim() === '') throw usage(`${file}: \`routes\` has an empty pattern`, form);
    if (several.length === 0 || !several.every(isTarget))
      throw usage(`${file}: \`routes\`: the target of \`${pattern}\` must be a text or a list of texts`, form);
    return several.map((target) => [pattern, target] as const);
  });
};

/**
 * Reads `.boltcall.json`. Throws `usage` that names the file if it is not a JSON object, has a member that is not allowed (with the reason), or one
 * of the wrong type.
 */
export const readProject = (world: Pick<World, 'cwd'>): Project => {
  const file = projectFile(world);
  if (file === undefined) return {};
  let text: string;
  try {
    text = readStart(file).replace(/^\uFEFF/, '');
  } catch (cause) {
    if (cause instanceof Failure) throw cause;
    throw usage(`cannot read ${file}: ${whyNotRead(cause)}`, 'Make it readable, or remove it.');
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw usage(`${file} is not valid JSON`, `Repair it, or remove it. ${why('')}`);
  }
  if (!isObject(value)) throw usage(`${file} is not a JSON object`, why(''));
  const project: Record<string, string | Project['routes'] | readonly string[]> = { file };
  for (const [name, content] of Object.entries(value)) {
    if (!allowed.includes(name)) throw usage(`${file}: \`${name}\` is not allowed there`, why(name));
    if (name === 'routes') {
      const routes = readRoutes(file, content);
      if (routes.length > 0) project[name] = routes;
      continue;
    }
    const many = lists.some((list) => list === name);
    if (typeof content === 'string' && content !== '') {
      project[name] = many
        ? content
            .split(',')
            .map((part) => part.trim())
            .filter(Boolean)
        : content;
    } else if (many && Array.isArray(content) && content.every((part) => typeof part === 'string' && part !== '')) {
      project[name] = content;
    } else {
      throw usage(`${file}: \`${name}\` must be ${many ? 'a list of texts' : 'a text'}`);
    }
  }
  return project;
};
