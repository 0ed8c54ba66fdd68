/** What is known of a word after the command, beside what it is. */
interface Manner {
  readonly optional?: true;
  readonly repeat?: true;
  readonly choices?: readonly string[];
  /** Other words than `choices` are taken too: whoever reads it says what is wrong with them. */
  readonly open?: true;
  /** The resource whose ids it takes, for completion. */
  readonly resource?: string;
}

/** A word after the command as it is declared, under the key by which `run` gets it. `Value`: what `run` gets. */
export interface DeclaredArgument<Value = unknown> extends Manner {
  readonly about: string;
  /** Never there: it carries the type from the declaration to `run`. */
  readonly gives?: Value;
}

export type DeclaredArguments = Readonly<Record<string, DeclaredArgument>>;

/** A word after the command: its declaration, its name and its key. */
export interface Argument extends DeclaredArgument {
  readonly name: string;
  readonly key: string;
}

/** The words as they were typed, by key. */
export type Words = Readonly<Record<string, string | readonly string[] | undefined>>;

/** What `run` gets: a word, undefined for an optional one that was not typed, each once of those that repeat. */
export type WordsOf<Arguments> = {
  readonly [K in keyof Arguments]: Arguments[K] extends DeclaredArgument<infer Value> ? Value : never;
};

type Word<M> = M extends { readonly open: true } ? string : M extends { readonly choices: ReadonlyArray<infer Choice> } ? Choice : string;
type Given<M> = M extends { readonly repeat: true } ? ReadonlyArray<Word<M>> : M extends { readonly optional: true } ? Word<M> | undefined : Word<M>;

/** A word after the command: `argument('the agents', { repeat: true, resource: 'agents' })`. */
export const argument = <const M extends Manner = Record<never, never>>(about: string, manner?: M): DeclaredArgument<Given<M>> => ({
  ...manner,
  about,
});

/** The declared arguments with their names, in their order: the key, `newName` as `new-name`. */
export const namedWords = (words: DeclaredArguments): Argument[] =>
  Object.entries(words).map(([key, word]) => ({ ...word, name: key.replace(/(?=[A-Z])/g, '-').toLowerCase(), key }));
