import { globalOptions } from '../cli/command/global-options.ts';
import { recall, scopeOf } from '../cli/operation/id-cache.ts';
import { canonical } from '../cli/tree/aliases.ts';
import { type Entry, groupAbout, leaves } from '../cli/tree/tree.ts';
import { send } from '../output/sink.ts';
import { safe } from '../output/text/safe.ts';
import type { Places } from '../profiles/directories.ts';
import { placesOf } from '../profiles/directories.ts';
import { profileOf, readStore, type Store } from '../profiles/store.ts';
import type { World } from '../world.ts';
import { type Completion, complete, type Sources } from './complete.ts';
import { bashQuoted, bashWords } from './words.ts';

/**
 * Handles `boltcall __complete SHELL …`, which the shell scripts call. For zsh, fish and PowerShell the words up to the cursor follow; for bash the
 * line, the cursor position, the word-break characters, and COMP_TYPE. Prints `files` or `words`, then one candidate per line, with a tab before its
 * description. Sends no requests, and prints nothing rather than fail.
 */
export const answerCompletion = async (world: World, entries: readonly Entry[]): Promise<void> => {
  const [, shell = '', ...asked] = world.argv;
  try {
    const typed = shell === 'bash' ? bashWords(asked[0] ?? '', Number(asked[1] ?? 0), asked[2] ?? '') : { words: asked, cut: 0, quote: '' };
    const { candidates, files } = await complete(
      typed.words,
      { leaves: leaves(entries), globals: globalOptions, groups: groupAbout, canonical },
      sourcesOf(world),
    );
    // Ids and names come from the service. Anything that cannot be put on a line safely, or that terminals would interpret, is not offered.
    const completion = { files, candidates: candidates.filter(({ value }) => safe(value) === value) };
    await send(world.stdout, shell === 'bash' ? forBash(completion, typed, asked[3] ?? '') : lines(completion));
  } catch {
    // No completion is better than an error message at each Tab key.
  }
};

const flat = (text: string): string => safe(text).trim();

/** The maximum length of a description in bash. */
const most = 50;

/** Returns a text cut at a word, with `…`, if it is too long for bash. */
const cutAtWord = (text: string): string => {
  const letters = [...text];
  if (letters.length <= most) return text;
  const start = letters.slice(0, most).join('');
  const space = start.lastIndexOf(' ');
  return `${(space > most / 2 ? start.slice(0, space) : start.slice(0, -1)).trimEnd()}…`;
};

const lines = ({ candidates, files }: Completion): string =>
  `${files ? 'files' : 'words'}\n${candidates.map(({ value, about }) => `${value}${about ? `\t${flat(about)}` : ''}\n`).join('')}`;

/** COMP_TYPE of `menu-complete` and `insert-completions`, which insert a candidate into the line as is. */
const inserting = new Set(['37', '42']);

/**
 * bash has no place for descriptions, so a description follows its candidate if bash only lists them. Each candidate is quoted, because bash inserts
 * the common prefix of several.
 */
const forBash = ({ candidates, files }: Completion, { cut, quote }: { readonly cut: number; readonly quote: string }, type: string): string => {
  const listed = candidates.length > 1 && !inserting.has(type);
  const shown = candidates.map(({ value, about }) => bashQuoted(value.slice(cut), quote) + (listed && about ? `  (${cutAtWord(flat(about))})` : ''));
  return `${files ? 'files' : 'words'}\n${shown.map((line) => `${line}\n`).join('')}`;
};

/** Returns the profile store; an empty one if it cannot be read. */
const storeOf = (places: Places): Store => {
  try {
    return readStore(places);
  } catch {
    return { profiles: {} };
  }
};

const sourcesOf = (world: World): Sources => {
  const places = placesOf(world);
  const { env } = world;
  const valueAfter = (words: readonly string[], ...flags: string[]): string | undefined => {
    const at = words.findLastIndex((word) => flags.includes(word));
    return at < 0 ? undefined : words[at + 1];
  };
  return async (resource, words) => {
    const local = (await import('../cli/operation/local-words.ts')).localWords(resource);
    if (local !== undefined) {
      const { machineZone } = await import('../profiles/zone.ts');
      const found = await local.words({ places, world, view: { zone: machineZone(env), now: world.now() } });
      return found.map(({ name, value, about = '' }) => ({ value, about: name === value ? about : `${name}  ${about}` }));
    }
    const typed = valueAfter(words, '-p', '--profile');
    const sandbox = words.includes('--sandbox') || ['1', 'true'].includes(env['BOLTCALL_SANDBOX'] ?? '');
    const store = storeOf(places);
    const profile = typed ?? (env['BOLTCALL_PROFILE'] || (store.current ?? 'default'));
    const stored = profileOf(store, profile) ?? {};
    // As for a command: an option, then the environment unless a profile was typed, then the profile.
    const setting = (flag: string, name: string, member: string): string | undefined => {
      const found = valueAfter(words, flag) ?? (typed === undefined ? env[name]?.trim() || stored[member] : stored[member]);
      return typeof found === 'string' ? found : undefined;
    };
    const { checkedBaseUrl, usualBaseUrl } = await import('../profiles/base-url.ts');
    const baseUrl = checkedBaseUrl({ value: setting('--base-url', 'BOLTCALL_BASE_URL', 'base_url') ?? usualBaseUrl, from: '' }).href;
    const key = setting('--api-key', 'BOLTCALL_API_KEY', 'api_key') ?? profile;
    return recall(places, await scopeOf(sandbox, baseUrl, key), resource);
  };
};
