/**
 * The vocabulary in which `resources/` says what Boltcall offers. Nothing here does anything: commands, requests, the
 * sandbox's routes, completion and the documentation are all derived from these values.
 */

/** What narrows a field's value. Formats are checked by `commands/fields.ts`, choices by whoever sends or takes the value. */
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

export type FieldKind = 'text' | 'integer' | 'choice' | 'list' | 'pairs';

/** One value that goes in: a flag for a person, a query parameter or a body member for the service. */
export interface Field {
  readonly kind: FieldKind;
  /** One line for help: starts with a small letter, ends without a full stop. */
  readonly about: string;
  readonly rules: Rules;
  readonly required?: true;
}

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

/** One column of a table or one line of a card. `path` may be dotted (`calls.total`). */
export interface Column {
  readonly path: string;
  readonly kind: CellKind;
  /** The heading, where it is not the path in capitals. */
  readonly title?: string;
  /** A shorter heading, for a narrow terminal. */
  readonly narrow?: string;
  /** Left out of a table where nobody asked for it, so that what matters first has room; csv and tsv have it. */
  readonly aside?: true;
}

/**
 * A filter that the service does not have and that is applied while reading pages.
 * `equals` compares text in any case of letters; `search` looks for the text in any of the paths; `at-least` compares numbers;
 * `phone` compares digits; `includes` looks in a list.
 */
export interface Filter {
  readonly test: 'equals' | 'search' | 'at-least' | 'phone' | 'includes';
  readonly paths: readonly string[];
  readonly about: string;
  readonly choices?: readonly string[];
}

/**
 * What comes out. `page`: `{data, meta}` read page by page; `rows`: `{data}` in one answer; `record`: one object; `audio`:
 * bytes.
 */
export type Output =
  | {
      readonly shape: 'page' | 'rows';
      readonly at: 'data';
      readonly columns: readonly Column[];
      readonly filters?: Readonly<Record<string, Filter>>;
      /** This list does not document `limit`: it is sent only where the user asks for a number. */
      readonly limitUndocumented?: true;
    }
  | { readonly shape: 'record'; readonly columns: readonly Column[] }
  | { readonly shape: 'audio' };

/** What an operation does to the world outside; by default none for GET, ordinary for POST and PATCH, `final` for DELETE. */
export type Effect = 'none' | 'ordinary' | 'reaches-a-person' | 'final';

/** One operation of the API. Six keys are the budget: whatever can be derived is not declared. */
export interface Operation {
  /** One line for help: a verb first, no full stop. */
  readonly summary: string;
  /** `METHOD /path/{id}`. */
  readonly route: string;
  /** Query of a GET, body of anything else. */
  readonly input: Readonly<Record<string, Field>>;
  readonly output: Output;
  /** Command lines that run as they are in a sandbox, without the leading `boltcall`. */
  readonly examples: readonly string[];
  readonly effect?: 'reaches-a-person';
}

/** A noun of the command line and its operations, by verb. */
export interface Resource {
  /** One line for the list of commands. */
  readonly about: string;
  /** An id as the documentation writes it, for examples and messages. */
  readonly example: string;
  readonly operations: Readonly<Record<string, Operation>>;
}

type Extra = Omit<Rules, 'choices'>;

/** A text. */
export const text = (about: string, rules: Rules = {}): Field => ({ kind: 'text', about, rules });
/** A whole number. */
export const integer = (about: string, rules: Rules = {}): Field => ({ kind: 'integer', about, rules });
/** One of the documented values. */
export const choice = (about: string, choices: readonly string[], rules: Extra = {}): Field => ({
  kind: 'choice',
  about,
  rules: { ...rules, choices },
});
/** Several texts; a flag that is repeated. */
export const list = (about: string, rules: Rules = {}): Field => ({ kind: 'list', about, rules });
/** An object of values by name. */
export const pairs = (about: string, rules: Rules = {}): Field => ({ kind: 'pairs', about, rules });
/** The same field, required. */
export const required = (field: Field): Field => ({ ...field, required: true });

/** A column: `column('duration_seconds', 'duration', 'DURATION')`. */
export const column = (path: string, kind: CellKind = 'text', title?: string, narrow?: string): Column => ({
  path,
  kind,
  ...(title === undefined ? {} : { title }),
  ...(narrow === undefined ? {} : { narrow }),
});

/** A column that tables leave out unless it is asked for. */
export const aside = (one: Column): Column => ({ ...one, aside: true });

/** A list read page by page. */
export const page = (
  columns: readonly Column[],
  filters: Readonly<Record<string, Filter>> = {},
  extra: { readonly limitUndocumented?: true } = {},
): Output => ({ shape: 'page', at: 'data', columns, filters, ...extra });
/** A list that comes whole. */
export const rows = (columns: readonly Column[], filters: Readonly<Record<string, Filter>> = {}): Output => ({
  shape: 'rows',
  at: 'data',
  columns,
  filters,
});
/** One object. */
export const record = (columns: readonly Column[]): Output => ({ shape: 'record', columns });
/** A sound file. */
export const audio = (): Output => ({ shape: 'audio' });

/** The method of a route. */
export const method = (operation: Operation): string => operation.route.slice(0, operation.route.indexOf(' '));
/** The path of a route, ids in braces. */
export const path = (operation: Operation): string => operation.route.slice(operation.route.indexOf(' ') + 1);
/** The names in braces of a route, in order. */
export const parameters = (operation: Operation): string[] => [...path(operation).matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '');

/** What an operation does to the world outside. */
export const effect = (operation: Operation): Effect => {
  if (operation.effect) return operation.effect;
  const verb = method(operation);
  return verb === 'GET' ? 'none' : verb === 'DELETE' ? 'final' : 'ordinary';
};

/** The paging parameters, which each page operation takes beside its own input; from them derive --page, --limit and --all. */
export const paging: Readonly<Record<'page' | 'limit', Field>> = {
  page: integer('which page', { min: 1, preset: 1 }),
  limit: integer('how many a page', { min: 1, max: 100, preset: 20 }),
};
