import { resources } from '../../resources/index.ts';
import { type Operation, parameters } from '../../resources/resource.ts';
import type { Command, Leaf } from '../command/command.ts';

/**
 * A command written by hand: its words, one line of help, and where it is. Only the one that is asked for is loaded. Commands of plain
 * operations need none: they derive from `resources/`.
 */
export interface Entry {
  readonly words: readonly [string, ...string[]];
  /** One line for help: a verb first, no full stop. */
  readonly about: string;
  /** Left out of help: a name typed from habit. */
  readonly hidden?: true;
  load(): Promise<{ readonly command: Command }>;
}

const key = (words: readonly string[]): string => words.join(' ');

/** The commands that derive from the registry, and `get` by searching the list where the API has no such operation. */
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

/** Whether an operation fetches one thing by its id. */
const isGet = (operation: Operation): boolean =>
  operation.kind === 'read' && operation.output.shape === 'record' && parameters(operation).length === 1;

/** All commands: derived ones, and hand-written ones, which stand in for a derived one with the same words. */
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
  // A hand-written command of a resource follows that resource's others; the rest comes in the order of the index.
  for (const entry of written.values()) {
    const last = all.findLastIndex((leaf) => leaf.words[0] === entry.words[0]);
    all.splice(last < 0 ? all.length : last + 1, 0, fromEntry(entry));
  }
  return all;
};

/** What a group of commands is about: a resource's own line, or one of these. */
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
