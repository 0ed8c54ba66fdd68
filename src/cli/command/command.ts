import type { Client } from '../../client/client.ts';
import type { Printer } from '../../output/printer.ts';
import type { Settings } from '../../profiles/settings.ts';
import type { Effect, Field } from '../../resources/resource.ts';
import type { World } from '../../world.ts';
import type { Ask } from '../ask/ask.ts';

/** A flag of a command. */
export interface Option {
  /** Without dashes: `agent-id`. */
  readonly name: string;
  /** Under which its value is given, where that is not the name with underscores (`--tag` fills `tags`). */
  readonly key?: string;
  /** One letter, without the dash. */
  readonly short?: string;
  /** What stands for the value in help (`ID`, `FILE`); a flag without one is true or absent. */
  readonly value?: string;
  /** What the value is and how it is checked; its `about` is the help line. Kinds `list` and `pairs` repeat. */
  readonly field: Field;
  /** Other names, typed from habit and left out of help. */
  readonly aliases?: readonly string[];
  /** Left out of help. */
  readonly hidden?: true;
  /** Of a date: whether a day means its first second, its last, or both (given as `{from, to}`), and whether a plain date is wanted. */
  readonly edge?: 'from' | 'to' | 'day';
  readonly dateOnly?: true;
}

/** A word after the command. */
export interface Argument {
  readonly name: string;
  readonly about: string;
  readonly optional?: true;
  readonly repeat?: true;
  readonly choices?: readonly string[];
  /** The resource whose ids it takes, for completion. */
  readonly resource?: string;
}

/** What was typed, checked and turned into values. Options by their key; a flag is `true`. `given.ts` looks at them. */
export interface Given {
  readonly words: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly values: Readonly<Record<string, unknown>>;
  /** What stood behind `--`. */
  readonly rest: readonly string[];
}

/** One command of the tree: its words and how to load it. */
export interface Leaf {
  readonly words: readonly string[];
  readonly about: string;
  readonly hidden?: true;
  load(): Promise<Command>;
}

/** What a command works with. */
export interface Context {
  readonly world: World;
  readonly settings: Settings;
  readonly print: Printer;
  readonly ask: Ask;
  /** All commands, for what lists them. */
  readonly tree: readonly Leaf[];
  /** The command's words, `['webhooks', 'listen']`, for messages and the equivalent command. */
  readonly words: readonly string[];
  /** The client for the workspace in use; opened at the first call, closed when the command ends. Fails with `no_key`. */
  client(): Promise<Client>;
  /** Aborts on the first SIGINT, SIGTERM or SIGHUP, with a `Failure` as its reason. */
  readonly signal: AbortSignal;
}

/** A command as data and a function. */
export interface Command {
  readonly arguments?: readonly Argument[];
  readonly options?: readonly Option[];
  /** More than the one line of the index, for its own help. */
  readonly detail?: string;
  /** Lines that run as pasted in a sandbox, without `boltcall`. */
  readonly examples: readonly string[];
  /** Exit codes with a meaning of their own here, for help and the catalogue: what each says. */
  readonly exits?: Readonly<Record<number, string>>;
  /** What it does to the service; `none` by default. Checked against --read-only before `run`. */
  readonly effect?: Effect;
  /** Whether words behind `--` are taken (a program to run). */
  readonly rest?: true;
  /** Formats of its own for --output (`md`, `ics`), given as the value `output`; the view then keeps its default. */
  readonly formats?: readonly string[];
  /** The profile named need not exist yet (login). */
  readonly anyProfile?: true;
  /** Ends by itself on a signal (a server, a listener): the first signal only aborts `context.signal`. */
  readonly graceful?: true;
  run(context: Context, given: Given): Promise<void>;
}
