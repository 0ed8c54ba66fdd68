/**
 * The vocabulary in which `resources/` says what Boltcall offers. Nothing here does anything: commands, requests, the
 * sandbox's routes, completion and the documentation are all derived from these values.
 */

/** What narrows a field's value. Formats are checked by `values/field.ts`, choices by whoever sends or takes the value. */
export interface Rules {
  /** The documented values. */
  readonly choices?: readonly string[];
  /** The documentation leaves other values open: a value outside `choices` is warned about and sent. */
  readonly open?: true;
  /** Of a phone number: one that cannot be called is taken with a warning (leads), or without (filters). By default it is refused. */
  readonly numbers?: 'noted' | 'unchecked';
  readonly format?: 'phone' | 'email' | 'url' | 'date-time' | 'duration' | 'agent' | 'lead' | 'event';
  /**
   * Where values that fit have been seen: the member `at` of the things of the resource `in`. Offered where the value is asked
   * for; others may be typed.
   */
  readonly seen?: { readonly in: string; readonly at: string };
  readonly min?: number;
  readonly max?: number;
  /** What the service takes when the field is left out; shown in help, never sent. */
  readonly preset?: string | number;
  /** Not documented for this operation (`x-open` in the contract): sent only when asked for. */
  readonly undocumented?: true;
  /** A long text: `@file` and `-` (standard input) are read. */
  readonly long?: true;
  /** Values that take something from people (a paused agent answers no calls): asked about first. */
  readonly weighty?: readonly string[];
  /** Never shown, logged or put in a process list without need; `@file` and `-` are read. */
  readonly secret?: true;
}

/** A `flag` has no value: it is there or not. No request has one. */
export type FieldKind = 'text' | 'integer' | 'choice' | 'list' | 'pairs' | 'flag';

/** One value that goes in: a flag for a person, a query parameter or a body member for the service. `Value`: what a typed text becomes. */
export interface Field<Value = unknown> {
  readonly kind: FieldKind;
  /** One line for help: starts with a small letter, ends without a full stop. */
  readonly about: string;
  readonly rules: Rules;
  readonly required?: true;
  /** Never there: it carries the type of the value from where a field is declared to where the value is used. */
  readonly becomes?: Value;
}

export type Fields = Readonly<Record<string, Field>>;

/** What a field's text becomes. */
export type ValueOf<F> = F extends Field<infer Value> ? Value : never;

/** How a cell is written for a person. Machine formats never look at it. */
export type CellKind =
  | 'text'
  | 'id'
  | 'phone'
  | 'number'
  | 'duration'
  | 'time'
  | 'status'
  /** `inbound` and `outbound`: `in` and `out` where room is short. */
  | 'direction'
  | 'list'
  | 'url'
  /** A longer text, below the card of a record. */
  | 'prose'
  /** `[{role, text}]`, as a dialogue below the card. */
  | 'turns';

/** What a member of a row is, where the service keeps its word; `any` is looked at by whoever reads it. */
interface Members {
  readonly text: string;
  readonly number: number;
  readonly yes: boolean;
  readonly list: readonly string[];
  readonly any: unknown;
}

/** The members that the service documents for a thing, by name. */
export interface Shape {
  readonly [name: string]: keyof Members | Shape;
}

/** A thing as the service gives it: what is documented may be missing, what has another type counts as missing. */
export type RowOf<S> = { readonly [K in keyof S]?: S[K] extends keyof Members ? Members[S[K]] : RowOf<S[K]> };

/** The paths into a row: `id`, `calls.total`; any text where nothing is known of the row. */
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
  /** The heading, where it is not the path in capitals. */
  readonly title?: string;
  /** A shorter heading, for a narrow terminal. */
  readonly narrow?: string;
  /** Left out of a table where nobody asked for it, so that what matters first has room; csv and tsv have it. */
  readonly aside?: true;
}

/** A column that shows a member of such a row. */
export type ColumnOf<Row> = Column<PathOf<Row>>;

/** What columns must be to show such rows; of those whose paths are known only at run time nothing can be said. */
export type Fitting<C extends Column, Row> = string extends C['path'] ? unknown : ReadonlyArray<ColumnOf<Row>>;

/**
 * A filter that the service does not have and that is applied while reading pages.
 * `equals` compares text in any case of letters; `search` looks for the text in any of the paths; `at-least` compares numbers;
 * `phone` compares digits; `includes` looks in a list.
 */
export interface Filter<Path extends string = string> {
  readonly test: 'equals' | 'search' | 'at-least' | 'phone' | 'includes';
  readonly paths: readonly Path[];
  readonly about: string;
  readonly choices?: readonly string[];
}

/** A filter that looks at members of such a row. */
export type FilterOf<Row> = Filter<PathOf<Row>>;

/** `page`: `{data, meta}` read page by page; `rows`: `{data}` in one answer. */
export interface ListOutput<S extends Shape = Shape> {
  readonly shape: 'page' | 'rows';
  readonly row: S;
  readonly columns: readonly Column[];
  readonly filters?: Readonly<Record<string, Filter>>;
  /** This list does not document `limit`: it is sent only where the user asks for a number. */
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

/** What an operation does to the world outside; by default none for a list and a read, ordinary for POST and PATCH, `final` for DELETE. */
export type Effect = 'none' | 'ordinary' | 'reaches-a-person' | 'final';

/** What all operations of the API have. Six keys are the budget: whatever can be derived is not declared. */
interface Described<Route extends string, Input extends Fields> {
  /** One line for help: a verb first, no full stop. */
  readonly summary: string;
  /** `METHOD /path/{id}`. */
  readonly route: Route;
  /** Query of a GET, body of anything else. */
  readonly input: Input;
  /** Command lines that run as they are in a sandbox, without the leading `boltcall`. */
  readonly examples: readonly string[];
}

/** Reads many things. */
export interface ListOperation<Route extends string = string, Input extends Fields = Fields, S extends Shape = Shape>
  extends Described<Route, Input> {
  readonly kind: 'list';
  readonly output: ListOutput<S>;
}

/** Reads one thing. */
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

/** What an operation is called with: the ids in its path, what it requires, and what else it takes. Undefined values are left out. */
export type InputOf<O extends Operation> = SomeInputOf<O> & {
  readonly [K in RequiredIn<O['input']>]: ValueOf<O['input'][K]>;
} & { readonly [K in ParameterIn<O['route']>]: string };

/** A noun of the command line and its operations, by verb. */
export interface Resource {
  /** One line for the list of commands. */
  readonly about: string;
  /** An id as the documentation writes it, for examples and messages. */
  readonly example: string;
  readonly operations: Readonly<Record<string, Operation>>;
}

/** An operation that reads many things. */
export const lists = <const Route extends `GET ${string}`, const Input extends Fields, const S extends Shape>(
  operation: Omit<ListOperation<Route, Input, S>, 'kind'>,
): ListOperation<Route, Input, S> => ({ kind: 'list', ...operation });
/** An operation that reads one thing. */
export const reads = <const Route extends `GET ${string}`, const Input extends Fields, Output extends RecordOutput | AudioOutput>(
  operation: Omit<ReadOperation<Route, Input, Output>, 'kind'>,
): ReadOperation<Route, Input, Output> => ({ kind: 'read', ...operation });
/** An operation that changes something. */
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
/** One of the documented values; any text where they are left open. */
export const choice = <const C extends readonly string[], const R extends Extra = Extra>(
  about: string,
  choices: C,
  rules?: R,
): Field<R extends { readonly open: true } ? string : C[number]> => ({ kind: 'choice', about, rules: { ...rules, choices } });
/** Several texts; a flag that is repeated. */
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

/** A column that tables leave out unless it is asked for. */
export const aside = <Path extends string>(one: Column<Path>): Column<Path> => ({ ...one, aside: true });

/** A list read page by page. */
export const page = <const S extends Shape>(
  row: S,
  columns: ReadonlyArray<ColumnOf<RowOf<NoInfer<S>>>>,
  filters: Readonly<Record<string, FilterOf<RowOf<NoInfer<S>>>>> = {},
  extra: { readonly limitUndocumented?: true } = {},
): ListOutput<S> => ({ shape: 'page', row, columns, filters, ...extra });
/** A list that comes whole. */
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
/** A sound file. */
export const audio = (): AudioOutput => ({ shape: 'audio' });

/** The method of a route. */
export const method = (operation: Operation): string => operation.route.slice(0, operation.route.indexOf(' '));
/** The path of a route, ids in braces. */
export const path = (operation: Operation): string => operation.route.slice(operation.route.indexOf(' ') + 1);
/** The names in braces of a route, in order. */
export const parameters = (operation: Operation): string[] => [...path(operation).matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '');

/** What an operation does to the world outside. */
export const effect = (operation: Operation): Effect => {
  if (operation.kind !== 'change') return 'none';
  return operation.effect ?? (method(operation) === 'DELETE' ? 'final' : 'ordinary');
};

/** `agents` → `agent`. */
export const singular = (name: string): string => name.replace(/s$/, '');

/** The paging parameters, which each page operation takes beside its own input; from them derive --page, --limit and --all. */
export const paging = {
  page: integer('page number', { min: 1, preset: 1 }),
  limit: integer('results per page', { min: 1, max: 100, preset: 20 }),
};
