import type { Field, ValueOf } from '../../resources/resource.ts';

/** How an option is typed and combined with others, besides its description. */
interface Manner<Other extends string = string> {
  /** Name without dashes, if it differs from the key (`tags` is typed as `--tag`). */
  readonly name?: string;
  /** One letter, without the dash. */
  readonly short?: string;
  /** Other names that users type from habit; hidden from help. */
  readonly aliases?: readonly string[];
  /** Hidden from help. */
  readonly hidden?: true;
  /** For dates: whether a day means its first second, its last second, or both (as `{from, to}`), and whether a plain date is expected. */
  readonly edge?: 'from' | 'to' | 'day';
  readonly dateOnly?: true;
  /** Keys of options and arguments it cannot be combined with. Declaring it on one side covers both. */
  readonly conflicts?: readonly Other[];
  /** Key of the option it requires. */
  readonly needs?: Other;
  /** The environment variable that replaces it. */
  readonly env?: string;
  /** The API does not have this filter: it is applied while the list is read. */
  readonly whileReading?: true;
}

/** A declared option, stored under the key that `run` receives it by. `Value` is the type `run` receives; `Other` are the keys it refers to. */
export interface Declared<Value = unknown, Other extends string = string> extends Manner<Other> {
  /** Placeholder for the value in help (`ID`, `FILE`); absent for a flag. */
  readonly value?: string;
  /** The type of the value and how it is validated; its `about` is the help line. Kinds `list` and `pairs` are repeatable. */
  readonly field: Field;
  /** Never set: carries the type from the declaration to `run`. */
  readonly gives?: Value;
}

export type DeclaredOptions = Readonly<Record<string, Declared>>;

/** A command's option with its declaration, its name without dashes, and its key. */
export interface Option extends Declared {
  readonly name: string;
  readonly key: string;
}

/** An option as typed: an array of strings if repeatable, true for a flag. */
export type Raw = string | readonly string[] | boolean;

/** What `run` receives: a boolean for a flag, an array (possibly empty) for a list, otherwise the value or undefined. */
export type ValuesOf<Options> = {
  readonly [K in keyof Options]: NonNullable<Options[K]> extends Declared<infer Value> ? Value : never;
};

type OtherOf<One> = One extends Declared<unknown, infer Other> ? Other : never;

/** Rejects, at compile time, options that refer to a key that is not an option or argument of the command, if the keys are known. */
export type Together<Options, Arguments, Other = OtherOf<Options[keyof Options]>> = string extends Other
  ? unknown
  : [Other] extends [keyof Options | keyof Arguments]
    ? unknown
    : Readonly<Record<Exclude<Other, keyof Options | keyof Arguments> & string, Declared>>;

/** What `run` receives for an option with this field type. */
export type GivenOf<F> = [ValueOf<F>] extends [readonly unknown[]] ? ValueOf<F> : ValueOf<F> | undefined;

/** Declares an option with a value: `option('url', list('target (repeatable)'), { short: 'f' })`. */
export const option = <F extends Field, const Other extends string = never>(
  value: string,
  field: F,
  manner: Manner<Other> = {},
): Declared<GivenOf<F>, Other> => ({ ...manner, value, field });

/** Declares an option without a value. */
export const flag = <const Other extends string = never>(about: string, manner: Manner<Other> = {}): Declared<boolean, Other> => ({
  ...manner,
  field: { kind: 'flag', about, rules: {} },
});

/** Returns `agentId` and `agent_id` as typed on the command line: `agent-id`. */
const typedAs = (key: string): string => key.replace(/_|(?=[A-Z])/g, '-').toLowerCase();

/** Returns the declared options in order, with their names. */
export const named = (options: DeclaredOptions): Option[] =>
  Object.entries(options).map(([key, declared]) => ({ name: typedAs(key), ...declared, key }));
