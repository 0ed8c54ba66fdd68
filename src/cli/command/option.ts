import type { Field, ValueOf } from '../../resources/resource.ts';

/** How an option is typed and what it goes with, beside what it is. */
interface Manner<Other extends string = string> {
  /** Without dashes, where it is not the key (`tags` is typed as `--tag`). */
  readonly name?: string;
  /** One letter, without the dash. */
  readonly short?: string;
  /** Other names, typed from habit and left out of help. */
  readonly aliases?: readonly string[];
  /** Left out of help. */
  readonly hidden?: true;
  /** Of a date: whether a day means its first second, its last, or both (given as `{from, to}`), and whether a plain date is wanted. */
  readonly edge?: 'from' | 'to' | 'day';
  readonly dateOnly?: true;
  /** Keys of the options and arguments beside which it has no meaning; said on one side, it holds for both. */
  readonly conflicts?: readonly Other[];
  /** Key of the option without which it has no meaning. */
  readonly needs?: Other;
  /** The environment variable that stands in for it. */
  readonly env?: string;
}

/** An option as it is declared, under the key by which `run` gets its value. `Value`: what `run` gets; `Other`: what it goes with or not. */
export interface Declared<Value = unknown, Other extends string = string> extends Manner<Other> {
  /** What stands for the value in help (`ID`, `FILE`); a flag has none. */
  readonly value?: string;
  /** What the value is and how it is checked; its `about` is the help line. Kinds `list` and `pairs` repeat. */
  readonly field: Field;
  /** Never there: it carries the type from the declaration to `run`. */
  readonly gives?: Value;
}

export type DeclaredOptions = Readonly<Record<string, Declared>>;

/** An option of a command: its declaration, its name without dashes, and its key. */
export interface Option extends Declared {
  readonly name: string;
  readonly key: string;
}

/** An option as it was typed: texts of one that repeats, true for a flag. */
export type Raw = string | readonly string[] | boolean;

/** What `run` gets: of a flag whether it was typed, of a list what was typed (perhaps nothing), of anything else the value or undefined. */
export type ValuesOf<Options> = {
  readonly [K in keyof Options]: NonNullable<Options[K]> extends Declared<infer Value> ? Value : never;
};

type OtherOf<One> = One extends Declared<unknown, infer Other> ? Other : never;

/** Refuses options that name as their company what is no option or argument of the command, where the names are known. */
export type Together<Options, Arguments, Other = OtherOf<Options[keyof Options]>> = string extends Other
  ? unknown
  : [Other] extends [keyof Options | keyof Arguments]
    ? unknown
    : Readonly<Record<Exclude<Other, keyof Options | keyof Arguments> & string, Declared>>;

/** What `run` gets of an option with such a field. */
export type GivenOf<F> = [ValueOf<F>] extends [readonly unknown[]] ? ValueOf<F> : ValueOf<F> | undefined;

/** An option with a value: `option('url', list('target (repeatable)'), { short: 'f' })`. */
export const option = <F extends Field, const Other extends string = never>(
  value: string,
  field: F,
  manner: Manner<Other> = {},
): Declared<GivenOf<F>, Other> => ({ ...manner, value, field });

/** An option without a value. */
export const flag = <const Other extends string = never>(about: string, manner: Manner<Other> = {}): Declared<boolean, Other> => ({
  ...manner,
  field: { kind: 'flag', about, rules: {} },
});

/** `agentId` and `agent_id` as they are typed: `agent-id`. */
const typedAs = (key: string): string => key.replace(/_|(?=[A-Z])/g, '-').toLowerCase();

/** The declared options with their names, in their order. */
export const named = (options: DeclaredOptions): Option[] =>
  Object.entries(options).map(([key, declared]) => ({ name: typedAs(key), ...declared, key }));
