/**
 * The vocabulary in which `resources/` declares what Boltcall offers. Nothing here has behavior: commands, requests, the sandbox's routes, completion
 * and the documentation are all derived from these values.
 */

/** Restrictions on a field's value. Formats are checked by `values/field.ts`, choices by the sender or receiver of the value. */
export interface Rules {
  /** The documented values. */
  readonly choices?: readonly string[];
  /** The documentation allows other values: a value outside `choices` is sent with a warning. */
  readonly open?: true;
  /** For phone numbers: one that cannot be called is accepted with a warning (leads) or without (filters). By default it is refused. */
  readonly numbers?: 'noted' | 'unchecked';
  readonly format?: 'phone' | 'email' | 'url' | 'date-time' | 'duration' | 'agent' | 'lead' | 'event' | 'event-pattern';
  /** Where existing values can be found: the member `at` of items of the resource `in`. Offered as suggestions; other values may be typed. */
  readonly seen?: { readonly in: string; readonly at: string };
  readonly min?: number;
  readonly max?: number;
  /** The service's default when the field is omitted; shown in help, never sent. */
  readonly preset?: string | number;
  /** Not documented for this operation (`x-open` in the contract); sent only on request. */
  readonly undocumented?: true;
  /** A long text: `@file` and `-` (standard input) are read. */
  readonly long?: true;
  /** Values that have consequences for people (a paused agent does not answer calls) and need confirmation. */
  readonly weighty?: readonly string[];
  /** Never shown or logged, and kept out of process lists if possible; `@file` and `-` are read. */
  readonly secret?: true;
}

/** A `flag` has no value: it is present or not. Requests never contain one. */
export type FieldKind = 'text' | 'integer' | 'choice' | 'list' | 'pairs' | 'flag';

/** One input value: a flag on the command line, a query parameter or a body member for the service. `Value`: the type of the parsed text. */
export interface Field<Value = unknown> {
  readonly kind: FieldKind;
  /** One line for help: starts with a lower-case letter, no full stop. */
  readonly about: string;
  readonly rules: Rules;
  readonly required?: true;
  /** Never present: it only carries the value's type from the declaration of a field to its uses. */
  readonly becomes?: Value;
}

export type Fields = Readonly<Record<string, Field>>;

/** The type of a field's value. */
export type ValueOf<F> = F extends Field<infer Value> ? Value : never;

/** How a cell is formatted for people. Machine formats ignore it. */
export type CellKind =
  | 'text'
  | 'id'
  | 'phone'
  | 'number'
  | 'duration'
  | 'time'
  | 'status'
  /** `inbound` and `outbound`; `in` and `out` in narrow columns. */
  | 'direction'
  | 'list'
  | 'url'
  /** A longer text, shown below the card of a record. */
  | 'prose'
  /** `[{role, text}]`, shown as a dialogue below the card. */
  | 'turns';

/** The type of a row's member if the service follows its documentation; `any` is checked by its reader. */
interface Members {
  readonly text: string;
  readonly number: number;
  readonly yes: boolean;
  readonly list: readonly string[];
  readonly any: unknown;
}

/** The documented members of an object, by name. */
export interface Shape {
  readonly [name: string]: keyof Members | Shape;
}

/** An object as the service returns it: documented members may be missing, and one of the wrong type counts as missing. */
export type RowOf<S> = { readonly [K in keyof S]?: S[K] extends keyof Members ? Members[S[K]] : RowOf<S[K]> };

/** The paths into a row: `id`, `calls.total`; any text if nothing is known about the row. */
export type PathOf<Row> = unknown extends Row
  ? string
  : [Row] extends [never]
    ? string
    : Row extends object
      ? { [K in keyof Row & string]: K | `${K}.${PathBelow<NonNullable<Row[K]>>}` }[keyof Row & string]
      : never;
type PathBelow<Value> = unknown extends Value ? never : Value extends readonly unknown[] ? never : Value extends object ? PathOf<Value> : never;

/** One column of a table or one line of a card. `path` may be dotted (`calls.total`). */
export interface Column<Path extends string = string> {
  readonly path: Path;
  readonly kind: CellKind;
  /** The heading, if it is not the path in capitals. */
  readonly title?: string;
  /** A shorter heading for narrow terminals. */
  readonly narrow?: string;
  /** Omitted from tables unless requested, to leave room for what matters (`narrow`: only where other texts would be cut); csv and tsv include it. */
  readonly aside?: true | 'narrow';
}

/** A column that shows a member of this row type. */
export type ColumnOf<Row> = Column<PathOf<Row>>;

/** The type columns need to show these rows; columns whose paths are known only at run time cannot be checked. */
export type Fitting<C extends Column, Row> = string extends C['path'] ? unknown : ReadonlyArray<ColumnOf<Row>>;

/**
 * A filter that the service does not have, applied while reading pages. `equals` compares text in any case; `search` looks for the text in any of the
 * paths; `at-least` compares numbers; `phone` compares digits; `includes` looks in a list.
 */
export interface Filter<Path extends string = string> {
  readonly test: 'equals' | 'search' | 'at-least' | 'phone' | 'includes';
  readonly paths: readonly Path[];
  readonly about: string;
  readonly choices?: readonly string[];
}

/** A filter on members of this row type. */
export type FilterOf<Row> = Filter<PathOf<Row>>;

/** `page`: `{data, meta}`, read page by page; `rows`: `{data}` in one response. */
export interface ListOutput<S extends Shape = Shape> {
  readonly shape: 'page' | 'rows';
  readonly row: S;
  readonly columns: readonly Column[];
  readonly filters?: Readonly<Record<string, Filter>>;
  /** This list does not document `limit`, which is sent only if the user asks for a number. */
  readonly limitUndocumented?: true;
}

/** One object. */
export interface RecordOutput<S extends Shape = Shape> {
  readonly shape: 'record';
  readonly row: S;
  readonly columns: readonly Column[];
}

/** Bytes. */
export interface AudioOutput {
  readonly shape: 'audio';
}

/** The effect of an operation on the outside world; by default none for lists and reads, ordinary for POST and PATCH, `final` for DELETE. */
export type Effect = 'none' | 'ordinary' | 'reaches-a-person' | 'final';

/** What all operations of the API have in common. At most six keys: whatever can be derived is not declared. */
interface Described<Route extends string, Input extends Fields> {
  /** One line for help: starts with a verb, no full stop. */
  readonly summary: string;
  /** `METHOD /path/{id}`. */
  readonly route: Route;
  /** The query of a GET, the body of any other request. */
  readonly input: Input;
  /** Command lines that run unchanged in a sandbox, without the leading `boltcall`. */
  readonly examples: readonly string[];
}

/** Reads a list. */
export interface ListOperation<Route extends string = string, Input extends Fields = Fields, S extends Shape = Shape>
  extends Described<Route, Input> {
  readonly kind: 'list';
  readonly output: ListOutput<S>;
}

/** Reads one object. */
export interface ReadOperation<
  Route extends string = string,
  Input extends Fields = Fields,
  Output extends RecordOutput | AudioOutput = RecordOutput | AudioOutput,
> extends Described<Route, Input> {
  readonly kind: 'read';
  readonly output: Output;
}

/** Changes something. */
export interface ChangeOperation<Route extends string = string, Input extends Fields = Fields, S extends Shape = Shape>
  extends Described<Route, Input> {
  readonly kind: 'change';
  readonly output: RecordOutput<S>;
  readonly effect?: 'reaches-a-person';
}

/** One operation of the API. */
export type Operation = ListOperation | ReadOperation | ChangeOperation;

type ParameterIn<Route> = Route extends `${string}{${infer Name}}${infer Rest}` ? Name | ParameterIn<Rest> : never;
type RequiredIn<Input> = { [K in keyof Input]: Input[K] extends { readonly required: true } ? K : never }[keyof Input];

/** Values for some of an operation's fields. */
export type SomeInputOf<O extends Operation> = { readonly [K in keyof O['input']]?: ValueOf<O['input'][K]> | undefined };

/** The input of an operation: the ids in its path, its required fields, and optional ones. Undefined values are omitted. */
export type InputOf<O extends Operation> = SomeInputOf<O> & {
  readonly [K in RequiredIn<O['input']>]: ValueOf<O['input'][K]>;
} & { readonly [K in ParameterIn<O['route']>]: string };

/** A noun on the command line and its operations, by verb. */
export interface Resource {
  /** One line for the list of commands. */
  readonly about: string;
  /** An id in the form of the documentation, for examples and messages. */
  readonly example: string;
  readonly operations: Readonly<Record<string, Operation>>;
}

/** Declares an operation that reads a list. */
export const lists = <const Route extends `GET ${string}`, const Input extends Fields, const S extends Shape>(
  operation: Omit<ListOperation<Route, Input, S>, 'kind'>,
): ListOperation<Route, Input, S> => ({ kind: 'list', ...operation });
/** Declares an operation that reads one object. */
export const reads = <const Route extends `GET ${string}`, const Input extends Fields, Output extends RecordOutput | AudioOutput>(
  operation: Omit<ReadOperation<Route, Input, Output>, 'kind'>,
): ReadOperation<Route, Input, Output> => ({ kind: 'read', ...operation });
/** Declares an operation that changes something. */
export const changes = <const Route extends `${'POST' | 'PATCH' | 'DELETE'} ${string}`, const Input extends Fields, const S extends Shape>(
  operation: Omit<ChangeOperation<Route, Input, S>, 'kind'>,
): ChangeOperation<Route, Input, S> => ({ kind: 'change', ...operation });

type Extra = Omit<Rules, 'choices'>;

/** A text; a `duration` becomes milliseconds. */
export const text = <const R extends Rules = Rules>(
  about: string,
  rules?: R,
): Field<R extends { readonly format: 'duration' } ? number : string> => ({ kind: 'text', about, rules: rules ?? {} });
/** A whole number. */
export const integer = (about: string, rules: Rules = {}): Field<number> => ({ kind: 'integer', about, rules });
/** One of the documented values, or any text if the choice is open. */
export const choice = <const C extends readonly string[], const R extends Extra = Extra>(
  about: string,
  choices: C,
  rules?: R,
): Field<R extends { readonly open: true } ? string : C[number]> => ({ kind: 'choice', about, rules: { ...rules, choices } });
/** Several texts; a repeatable flag. */
export const list = (about: string, rules: Rules = {}): Field<readonly string[]> => ({ kind: 'list', about, rules });
/** An object of values by name. */
export const pairs = (about: string, rules: Rules = {}): Field<Readonly<Record<string, unknown>>> => ({ kind: 'pairs', about, rules });
/** The same field, required. */
export const required = <Value>(field: Field<Value>): Field<Value> & { readonly required: true } => ({ ...field, required: true });

/** A column: `column('duration_seconds', 'duration', 'DURATION')`. */
export const column = <const Path extends string>(path: Path, kind: CellKind = 'text', title?: string, narrow?: string): Column<Path> => ({
  path,
  kind,
  ...(title === undefined ? {} : { title }),
  ...(narrow === undefined ? {} : { narrow }),
});

/** A column that tables omit unless requested; with `narrow`, only tables in which other texts would be cut. */
export const aside = <Path extends string>(one: Column<Path>, where: true | 'narrow' = true): Column<Path> => ({ ...one, aside: where });

/** A list read page by page. */
export const page = <const S extends Shape>(
  row: S,
  columns: ReadonlyArray<ColumnOf<RowOf<NoInfer<S>>>>,
  filters: Readonly<Record<string, FilterOf<RowOf<NoInfer<S>>>>> = {},
  extra: { readonly limitUndocumented?: true } = {},
): ListOutput<S> => ({ shape: 'page', row, columns, filters, ...extra });
/** A list that arrives in one response. */
export const rows = <const S extends Shape>(row: S, columns: ReadonlyArray<ColumnOf<RowOf<NoInfer<S>>>>): ListOutput<S> => ({
  shape: 'rows',

  row,
  columns,
});
/** One object. */
export const record = <const S extends Shape>(row: S, columns: ReadonlyArray<ColumnOf<RowOf<NoInfer<S>>>>): RecordOutput<S> => ({
  shape: 'record',
  row,
  columns,
});
/** An audio file. */
export const audio = (): AudioOutput => ({ shape: 'audio' });

/** Returns the columns of an operation's rows: those it shows, then their other documented members. */
export const allColumns = ({ output }: Operation): readonly Column[] => {
  if (output.shape === 'audio') return [];
  const shown = new Set(output.columns.map((one) => one.path));
  return [
    ...output.columns,
    ...Object.keys(output.row)
      .filter((name) => !shown.has(name))
      .map((name) => column(name)),
  ];
};

/** Returns the method of a route. */
export const method = (operation: Operation): string => operation.route.slice(0, operation.route.indexOf(' '));
/** Returns the path of a route, with ids in braces. */
export const path = (operation: Operation): string => operation.route.slice(operation.route.indexOf(' ') + 1);
/** Returns the names in braces of a route, in order. */
export const parameters = (operation: Operation): string[] => [...path(operation).matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '');

/** Returns the effect of an operation on the outside world. */
export const effect = (operation: Operation): Effect => {
  if (operation.kind !== 'change') return 'none';
  return operation.effect ?? (method(operation) === 'DELETE' ? 'final' : 'ordinary');
};

/** `agents` → `agent`, `deliveries` → `delivery`. */
export const singular = (name: string): string => name.replace(/ies$/, 'ys').replace(/s$/, '');

/** The paging parameters, which each page operation accepts in addition to its own input; --page, --limit and --all derive from them. */
export const paging = {
  page: integer('page number', { min: 1, preset: 1 }),
  limit: integer('results per page', { min: 1, max: 100, preset: 20 }),
};
