/** Properties of an argument besides its description. */
interface Manner {
  readonly optional?: true;
  readonly repeat?: true;
  readonly choices?: readonly string[];
  /** Accepts values outside `choices`; the code that reads them validates them. */
  readonly open?: true;
  /** Is taken as typed: a file or a free value, which may hold characters that are not seen. */
  readonly verbatim?: true;
  /** What it names, for completion and prompts: a resource whose ids it accepts, or one of the kinds in `operation/local-words.ts`. */
  readonly resource?: string;
  /** Items of the resource that it has no use for, by member and value; a prompt does not offer them. */
  readonly unless?: Readonly<Record<string, readonly string[]>>;
}

/** A declared argument, stored under the key that `run` receives it by. `Value` is the type that `run` receives. */
export interface DeclaredArgument<Value = unknown> extends Manner {
  readonly about: string;
  /** Never set: carries the type from the declaration to `run`. */
  readonly gives?: Value;
}

export type DeclaredArguments = Readonly<Record<string, DeclaredArgument>>;

/** An argument with its declaration, name and key. */
export interface Argument extends DeclaredArgument {
  readonly name: string;
  readonly key: string;
}

/** The arguments as typed, by key. */
export type Words = Readonly<Record<string, string | readonly string[] | undefined>>;

/** What `run` receives: a word, undefined for an omitted optional argument, or distinct values for a repeatable one. */
export type WordsOf<Arguments> = {
  readonly [K in keyof Arguments]: Arguments[K] extends DeclaredArgument<infer Value> ? Value : never;
};

type Word<M> = M extends { readonly open: true } ? string : M extends { readonly choices: ReadonlyArray<infer Choice> } ? Choice : string;
type Given<M> = M extends { readonly repeat: true } ? ReadonlyArray<Word<M>> : M extends { readonly optional: true } ? Word<M> | undefined : Word<M>;

/** Declares an argument: `argument('the agents', { repeat: true, resource: 'agents' })`. */
export const argument = <const M extends Manner = Record<never, never>>(about: string, manner?: M): DeclaredArgument<Given<M>> => ({
  ...manner,
  about,
});

/** Returns the declared arguments in order, with names derived from their keys (`newName` becomes `new-name`). */
export const namedWords = (words: DeclaredArguments): Argument[] =>
  Object.entries(words).map(([key, word]) => ({ ...word, name: key.replace(/(?=[A-Z])/g, '-').toLowerCase(), key }));
