import { resources } from '../../resources/index.ts';
import { type Operation, parameters } from '../../resources/resource.ts';
import type { Command, Leaf } from '../command/command.ts';

/**
 * A handwritten command: its words, one line of help, and its module. Only the requested command is loaded. Commands for plain operations need no
 * entry: they are derived from `resources/`.
 */
export interface Entry {
  readonly words: readonly [string, ...string[]];
  /** One line for help: starts with a verb, no full stop. */
  readonly about: string;
  /** Hidden from help: a name that users type from habit. */
  readonly hidden?: true;
  load(): Promise<{ readonly command: Command }>;
}

const key = (words: readonly string[]): string => words.join(' ');

/** Returns the commands derived from the registry, plus `get` by searching the list if the API has no such operation. */
const derived = (): Leaf[] =>
  Object.entries(resources).flatMap(([name, { operations, example }]) => {
    const leaves: Leaf[] = Object.entries(operations).map(([verb, operation]) => ({
      words: [name, verb],
      about: operation.summary,
      load: async () => (await import('../operation/operation.ts')).operationCommand(name, verb, operation),
    }));
    const list = operations['list'];
    if (list?.kind !== 'list' || Object.values(operations).some((operation) => isGet(operation))) return leaves;
    const get: Leaf = {
      words: [name, 'get'],
      about: `Show ${/^[aeiou]/.test(name) ? 'an' : 'a'} ${name.slice(0, -1)} (looked up in the list; the API has no single-${name.slice(0, -1)} endpoint)`,
      load: async () => (await import('../operation/find.ts')).findCommand(name, example, list),
    };
    leaves.splice(1, 0, get);
    return leaves;
  });

/** Whether an operation fetches one item by its id. */
const isGet = (operation: Operation): boolean =>
  operation.kind === 'read' && operation.output.shape === 'record' && parameters(operation).length === 1;

/** Returns all commands: derived and handwritten. A handwritten command replaces a derived one with the same words. */
export const leaves = (entries: readonly Entry[]): Leaf[] => {
  const written = new Map(entries.map((entry) => [key(entry.words), entry]));
  const fromEntry = (entry: Entry): Leaf => ({
    words: entry.words,
    about: entry.about,
    ...(entry.hidden ? { hidden: true } : {}),
    load: async () => (await entry.load()).command,
  });
  const all = derived().map((leaf) => {
    const entry = written.get(key(leaf.words));
    written.delete(key(leaf.words));
    return entry === undefined ? leaf : fromEntry(entry);
  });
  // A handwritten command of a resource follows the resource's other commands; the rest keep the order of the index.
  for (const entry of written.values()) {
    const last = all.findLastIndex((leaf) => leaf.words[0] === entry.words[0]);
    all.splice(last < 0 ? all.length : last + 1, 0, fromEntry(entry));
  }
  return all;
};

/** The description of each group of commands: a resource's own line, or one of these. */
export const groupAbout: Readonly<Record<string, string>> = {
  ...Object.fromEntries(Object.entries(resources).map(([name, resource]) => [name, resource.about])),
  profiles: 'manage saved keys and settings, one profile per workspace',
  ledger: 'show who was contacted, so that no one is contacted twice',
  sandbox: 'run a complete local Boltcall, offline',
  completion: 'set up shell completion',
  config: 'show where files are stored',
  'webhooks log': 'inspect the local log of received deliveries',
  auth: 'use login, logout and whoami by other names',
};
