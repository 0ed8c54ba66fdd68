import { Refusal } from '../api/refusal.ts';
import { span } from '../api/time-span.ts';
import type { Values } from '../api/validate.ts';
import type { Collection, Wanted } from '../data/collection.ts';
import { type Kind, kinds, type Things } from '../data/records.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { field, only, present } from './present.ts';
import type { Answer, Asked, Service } from './service.ts';

/** Returns the kind that a resource lists; undefined if the resource stores nothing. */
export const kindOf = (resource: string): Kind | undefined => kinds.find((kind) => kind === resource);

/** Returns the rows of a kind. The cast is needed because TypeScript cannot follow an index by a type parameter. */
export const rowsOf = <K extends Kind>(workspace: Workspace, kind: K): Collection<Things[K]> => {
  const all: { [Each in Kind]: Collection<Things[Each]> } = workspace;
  return all[kind];
};

/** Returns the row with this id; refuses with 404. */
export const theOne = <K extends Kind>(service: Service, kind: K, id: string): Things[K] => {
  const row = rowsOf(service.workspace, kind).find(id);
  if (!row) throw new Refusal(404, `Unknown ${kind.slice(0, -1)} ${id}`);
  return row;
};

const collator = new Intl.Collator('en');

/** Sorts numbers from high to low, texts from A to Z, and missing values last. */
const compare = (a: unknown, b: unknown): number => {
  if (a === b) return 0;
  if (a === null || a === undefined) return 1;
  if (b === null || b === undefined) return -1;
  return typeof a === 'number' && typeof b === 'number' ? b - a : collator.compare(String(a), String(b));
};

/** Returns the selection and order of a list: each value is compared with the field of the same name, `from` and `to` with a time. */
const wanted = (service: Service, values: Values, { fields: sortable, time = 'created_at', passing }: Listing): Wanted<Things[Kind]> => {
  const { page, limit, from, to, sort, ...fields } = values;
  const first = typeof from === 'string' ? (span(from)?.first ?? 0) : undefined;
  const last = typeof to === 'string' ? (span(to)?.last ?? 0) : undefined;
  if (first !== undefined && last !== undefined && first > last) throw new Refusal(422, "'from' is after 'to'");
  // Rows are already stored by age.
  const ordered = typeof sort === 'string' && sort !== 'created_at' ? sort : undefined;
  if (ordered !== undefined && !sortable.includes(ordered)) throw new Refusal(422, `'sort' must be one of ${sortable.join(', ')}`);
  const equal = Object.entries(fields);
  const test = (row: Things[Kind]): boolean => {
    if (!equal.every(([name, value]) => field(row, name, service) === value)) return false;
    if (first === undefined && last === undefined) return true;
    const at = Date.parse(String(field(row, time, service)));
    return at >= (first ?? at) && at <= (last ?? at);
  };
  return {
    // Results that change over time are cached for only a minute.
    key: JSON.stringify([fields, first, last, ordered, passing ? Math.floor(service.now() / 60_000) : 0]),
    ...(equal.length > 0 || from !== undefined || to !== undefined ? { test } : {}),
    ...(ordered === undefined ? {} : { by: (row: Things[Kind]) => field(row, ordered, service), compare }),
  };
};

/** What a list shows, and which time its `from` and `to` refer to. */
export interface Listing {
  readonly fields: readonly string[];
  readonly time?: string;
  /** Whether a field changes over time by itself: an appointment ends when its time has passed. */
  readonly passing?: true;
}

/** Returns one page, or everything if the operation has no pages. */
export const list = (kind: Kind, listing: Listing, service: Service, { route, values, base }: Asked): Answer => {
  const { operation } = route;
  const { fields } = listing;
  const selection = wanted(service, values, listing);
  const rows = rowsOf(service.workspace, kind);
  const show = (row: Things[Kind]): Record<string, unknown> => only(present(row, { base, now: service.now }), fields);
  if (operation.output.shape === 'rows') return { json: { data: rows.page(selection, 0, Infinity).rows.map(show) } };
  const page = Number(values['page']);
  const limit = Number(values['limit']);
  const found = rows.page(selection, (page - 1) * limit, limit);
  return { json: { data: found.rows.map(show), meta: { page, limit, total: found.total } } };
};

/** Permanently removes a row. */
export const remove = (kind: Kind, service: Service, { id }: Asked): Answer => {
  theOne(service, kind, id);
  rowsOf(service.workspace, kind).remove(id);
  service.touch();
  return { json: { deleted: true } };
};
