import type { Client } from '../../client/client.ts';
import type { Printer } from '../../output/printer.ts';
import type { Setting, Settings } from '../../profiles/settings.ts';
import type { Column, Effect } from '../../resources/resource.ts';
import type { World } from '../../world.ts';
import type { Ask } from '../ask/ask.ts';
import { type Argument, type DeclaredArguments, namedWords, type WordsOf } from './argument.ts';
import { type DeclaredOptions, named, type Option, type Together, type ValuesOf } from './option.ts';

/** The parsed and validated values of a command line, by key. */
export type Values = Readonly<Record<string, unknown>>;

/** One command in the tree: its words and how to load it. */
export interface Leaf {
  readonly words: readonly string[];
  readonly about: string;
  readonly hidden?: true;
  load(): Promise<Command>;
}

/** What a command works with at run time. */
export interface Context {
  readonly world: World;
  readonly settings: Settings;
  readonly print: Printer;
  readonly ask: Ask;
  /** All commands, for code that lists them. */
  readonly tree: readonly Leaf[];
  /** The command's words, such as `['webhooks', 'listen']`, for messages and the equivalent command. */
  readonly words: readonly string[];
  /** Returns the API key in use; a key command runs on the first call. Fails with `no_key`, or with the reason the key may not be used. */
  key(): Promise<Setting<string>>;
  /** Returns the client for the workspace in use. It is opened on the first call and closed when the command ends. Fails like `key`. */
  client(): Promise<Client>;
  /** Aborts on the first SIGINT, SIGTERM or SIGHUP, with a `Failure` as its reason. */
  readonly signal: AbortSignal;
}

/** A command as data plus a function. */
export interface Command {
  readonly arguments?: readonly Argument[];
  readonly options?: readonly Option[];
  /** The columns of its rows, for the completion of --columns. */
  readonly columns?: readonly Column[];
  /** Help text beyond the one-line description, for the command's own help page. */
  readonly detail?: string;
  /** Example lines without `boltcall`; each runs in a sandbox as pasted. */
  readonly examples: readonly string[];
  /** Exit codes with a specific meaning for this command, with that meaning, for help and the catalog. */
  readonly exits?: Readonly<Record<number, string>>;
  /** The command's effect on the service; default `none`. Checked against --read-only before `run`. */
  readonly effect?: Effect;
  /** Whether words after `--` are accepted (a program to run). */
  readonly rest?: true;
  /** Additional --output formats (`md`, `ics`), passed as the option `format`; the view then keeps its default format. */
  readonly formats?: readonly string[];
  /** The named profile does not have to exist yet (login). */
  readonly anyProfile?: true;
  /** Ends by itself on a signal (a server, a listener): the first signal only aborts `context.signal`. */
  readonly graceful?: true;
  /** Runs the command. `options` and `words` are parsed by its declarations; `rest` holds the words after `--`. */
  run(context: Context, options: Values, words: Values, rest: readonly string[]): Promise<void>;
}

/** A command as authored: `run` gets its types from the declared `options`, `arguments` and `formats`. */
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

/** Defines a command. The types `run` receives follow from its declarations, as do help, completion and the catalog. */
export const defineCommand = <
  const Options extends DeclaredOptions = Record<never, never>,
  const Arguments extends DeclaredArguments = Record<never, never>,
  const Format extends string = never,
>(
  typed: Typed<Options, Arguments, Format>,
): Command => {
  // Callers pass on values parsed by the command's own declarations, so the types can be erased here.
  const { run }: Pick<Command, 'run'> = typed;
  const { options, arguments: words, ...said } = typed;
  return { ...said, options: named(options ?? {}), arguments: namedWords(words ?? {}), run };
};
