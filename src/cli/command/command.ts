import type { Client } from '../../client/client.ts';
import type { Printer } from '../../output/printer.ts';
import type { Setting, Settings } from '../../profiles/settings.ts';
import type { Effect } from '../../resources/resource.ts';
import type { World } from '../../world.ts';
import type { Ask } from '../ask/ask.ts';
import { type Argument, type DeclaredArguments, namedWords, type WordsOf } from './argument.ts';
import { type DeclaredOptions, named, type Option, type Together, type ValuesOf } from './option.ts';

/** What was typed, checked and turned into values, by key. */
export type Values = Readonly<Record<string, unknown>>;

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
  /** The key of the workspace in use; a key command is run at the first call. Fails with `no_key`, or with what forbids the key's use. */
  key(): Promise<Setting<string>>;
  /** The client for the workspace in use; opened at the first call, closed when the command ends. Fails as `key`. */
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
  /** Formats of its own for --output (`md`, `ics`), given as the option `format`; the view then keeps its default. */
  readonly formats?: readonly string[];
  /** The profile named need not exist yet (login). */
  readonly anyProfile?: true;
  /** Ends by itself on a signal (a server, a listener): the first signal only aborts `context.signal`. */
  readonly graceful?: true;
  /** `options` and `words` were read by its declarations; `rest` is what stood behind `--`. */
  run(context: Context, options: Values, words: Values, rest: readonly string[]): Promise<void>;
}

/** A command as it is written: `run` gets the types of what `options`, `arguments` and `formats` declare. */
interface Typed<Options, Arguments, Format> extends Omit<Command, 'options' | 'arguments' | 'formats' | 'run'> {
  readonly options?: Options & Together<Options, Arguments>;
  readonly arguments?: Arguments;
  readonly formats?: readonly Format[];
  run(
    context: Context,
    options: ValuesOf<Options> & ([Format] extends [never] ? unknown : { readonly format: Format | undefined }),
    words: WordsOf<Arguments>,
    rest: readonly string[],
  ): Promise<void>;
}

/** A command of its declarations: the types of what `run` gets follow from them, as do help, completion and the catalogue. */
export const defineCommand = <
  const Options extends DeclaredOptions = Record<never, never>,
  const Arguments extends DeclaredArguments = Record<never, never>,
  const Format extends string = never,
>(
  typed: Typed<Options, Arguments, Format>,
): Command => {
  // Whoever runs a command hands on what its own declarations read, so that it may be known without its types.
  const { run }: Pick<Command, 'run'> = typed;
  const { options, arguments: words, ...said } = typed;
  return { ...said, options: named(options ?? {}), arguments: namedWords(words ?? {}), run };
};
