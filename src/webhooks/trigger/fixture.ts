import { type Failure, usage } from '../../errors.ts';
import { documentedName } from '../../resources/events.ts';
import { type Fields, isObject } from '../../values/json.ts';
import type { FixtureFile } from './fixture-file.ts';
import { fill } from './fixture-values.ts';
import { type Payload, sample } from './sample.ts';
import type { Fresh } from './sample-parts.ts';
import { setAt } from './set-path.ts';

/** One step: an event, or only a pause. */
export interface Step {
  /** Milliseconds to wait before it. */
  readonly wait: number;
  readonly event?: string;
  /** The name by which later steps refer to its data; defaults to the noun of the event. */
  readonly as: string;
  /** Replaces the sample's data. */
  readonly data?: Fields;
  /** Values at dotted paths in `data`. */
  readonly set: Fields;
}

/** A named sequence of events. */
export interface Fixture {
  readonly name: string;
  /** Values that steps may use and that `--set NAME=VALUE` overrides. */
  readonly values: Fields;
  readonly steps: readonly Step[];
}

const form = 'A fixture has `steps:`, each with `event:` (and `set:`, `data:`, `as:`, `wait:`) or only `wait:`; `name:` and `values:` are optional.';

const wrong = (where: string, why: string): Failure => usage(`${where}: ${why}`, form);

/** Rejects unknown names, which are mostly misspelled. */
const only = (value: Fields, allowed: readonly string[], where: string): void => {
  const unknown = Object.keys(value).find((key) => !allowed.includes(key));
  if (unknown !== undefined) throw wrong(where, `unknown key \`${unknown}\`; expected one of ${allowed.join(', ')}`);
};

const part = (value: unknown, where: string): Fields => {
  if (value === undefined || value === null) return {};
  if (!isObject(value)) throw wrong(where, 'must be a mapping');
  return value;
};

/** Returns the name by which later steps refer to an event's data: `lead` for `lead.created` and `new_lead`. */
const noun = (event: string): string => documentedName(event).split(/[._]/)[0] ?? event;

type ReadWait = (raw: string, where: string) => number;

const readStep = (value: unknown, where: string, readWait: ReadWait): Step => {
  if (!isObject(value)) throw wrong(where, 'must be a mapping, such as `event: lead.created`');
  only(value, ['event', 'as', 'data', 'set', 'wait'], where);
  const { event, as, data, set, wait } = value;
  if (event === undefined && wait === undefined) throw wrong(where, 'has neither `event` nor `wait`');
  if (event !== undefined && (typeof event !== 'string' || event === '')) throw wrong(where, '`event` must be the name of an event');
  if (as !== undefined && (typeof as !== 'string' || !/^\w+$/.test(as))) throw wrong(where, '`as` must be one word');
  if (event === undefined && (as !== undefined || data !== undefined || set !== undefined)) throw wrong(where, 'has no `event`');
  if (wait !== undefined && typeof wait !== 'string' && typeof wait !== 'number') throw wrong(where, '`wait` must be a duration, such as 2s');
  return {
    wait: wait === undefined || wait === 0 || wait === '0' ? 0 : readWait(String(wait), `${where}: wait`),
    ...(event === undefined ? {} : { event }),
    as: as ?? (event === undefined ? '' : noun(event)),
    ...(data === undefined ? {} : { data: part(data, `${where}: data`) }),
    set: part(set, `${where}: set`),
  };
};

/** Returns the fixture in a parsed file. `file` names it in errors. Fails with `usage`, naming the step. */
export const readFixture = ({ value, place }: FixtureFile, file: string, readWait: ReadWait): Fixture => {
  const whole = Array.isArray(value) ? { steps: value } : value;
  if (!isObject(whole)) throw wrong(file, 'is not a valid fixture');
  only(whole, ['name', 'values', 'steps'], file);
  const { name, values, steps } = whole;
  if (name !== undefined && typeof name !== 'string') throw wrong(file, '`name` must be text');
  if (!Array.isArray(steps) || steps.length === 0) throw wrong(file, 'has no `steps`');
  return {
    name: name ?? file,
    values: part(values, `${file}: values`),
    steps: steps.map((step: unknown, index) => readStep(step, place(index), readWait)),
  };
};

/** The values known after the steps so far, and the data of each event under its name. */
export type Known = Fields;

/**
 * Returns the payload of a step with every `{{…}}` filled in, and the values known after it. Fails with `usage`, naming `where`,
 * for unknown names.
 */
export const playStep = (step: Step & { readonly event: string }, known: Known, fresh: Fresh, where: string): { payload: Payload; known: Known } => {
  let payload = sample(step.event, fresh);
  const filledIn = (value: unknown): unknown => fill(value, known, where);
  if (step.data !== undefined) payload = { ...payload, data: part(filledIn(step.data), where) };
  for (const [path, value] of Object.entries(step.set)) payload = setAt(payload, `data.${path}`, filledIn(value), `${where}: set ${path}`);
  return { payload, known: { ...known, [step.as]: payload.data } };
};
