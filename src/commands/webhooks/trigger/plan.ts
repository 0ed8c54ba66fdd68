import type { Context } from '../../../cli/command/command.ts';
import { usage } from '../../../errors.ts';
import { readDuration } from '../../../values/duration.ts';
import { checkEvent, type EventsHow } from '../../../values/event-names.ts';
import { readJson } from '../../../values/exact-json.ts';
import { readTextFile } from '../../../values/text.ts';
import { type Fixture, playStep, readFixture } from '../../../webhooks/trigger/fixture.ts';
import { fillInOrder } from '../../../webhooks/trigger/fixture-values.ts';
import type { Payload } from '../../../webhooks/trigger/sample.ts';
import { type Cast, castOf, type Fresh } from '../../../webhooks/trigger/sample-parts.ts';
import { parseSet, setAt, typedValue } from '../../../webhooks/trigger/set-path.ts';
import { payloadOf } from '../../../webhooks/trigger/trigger.ts';
import type { World } from '../../../world.ts';

/** The typed options. */
export interface Typed {
  readonly event: string | undefined;
  readonly set: readonly string[];
  readonly data: string | undefined;
  readonly fixture: string | undefined;
  readonly count: number | undefined;
  readonly rate: string | undefined;
  readonly allowUnknownEvent: boolean;
}

/** One event of a round, and the ms to wait before it. A pause at the end has no payload. */
export interface Planned {
  readonly wait: number;
  readonly payload?: Payload;
}

export interface TriggerPlan {
  /** Absent for a fixture. */
  readonly event?: string;
  readonly count: number;
  /** Events per second; without it, events are sent one after another. */
  readonly rate?: number;
  readonly fixture?: Fixture;
  /** Yields the payloads of one round, new each time. */
  round(): Generator<Planned>;
}

/** Returns a clock that never returns the same time twice, so that no two payloads of a run have the same bytes. */
const freshOf = (world: World): Fresh => {
  let last = 0;
  return {
    get now() {
      last = Math.max(last + 1, world.now());
      return last;
    },
    random: (bytes) => world.random(bytes),
  };
};

/** Fixes the time for everything in one payload. */
const atOnce = (fresh: Fresh, cast?: Cast): Fresh => ({ now: fresh.now, random: fresh.random, ...(cast ? { cast } : {}) });

const readRate = (raw: string): number => {
  const rate = Number(raw);
  if (!/^\d+(\.\d+)?$/.test(raw.trim()) || rate <= 0 || rate > 1000)
    throw usage(`--rate: \`${raw}\` is not a number of events per second between 0 and 1000`);
  return rate;
};

const parseData = (text: string): unknown => {
  try {
    return readJson(text);
  } catch (error) {
    throw usage(`--data: invalid JSON: ${error instanceof Error ? error.message : String(error)}`, 'Pass JSON, @file.json, or - for stdin.');
  }
};

const eventsOf = (print: Context['print'], { allowUnknownEvent }: Typed): EventsHow => ({
  ...(allowUnknownEvent ? { unknownEvents: 'allowed' } : {}),
  warn: (line) => print.warn(line),
});

const planFixture = async ({ world, print }: Context, typed: Typed, file: string): Promise<TriggerPlan> => {
  const { parseFile } = await import('../../../webhooks/trigger/fixture-file.ts');
  const name = file === '-' ? 'standard input' : file;
  const parsed = await parseFile(await readTextFile(file, '--fixture', world), name);
  const read = readFixture(parsed, name, readDuration);
  for (const [index, { event }] of read.steps.entries()) if (event !== undefined) checkEvent(event, parsed.place(index), eventsOf(print, typed));
  let { values } = read;
  for (const one of typed.set) {
    const { path, value } = parseSet(one);
    const [first = ''] = path.split('.');
    if (!Object.hasOwn(values, first)) {
      throw usage(
        `--set ${path}: the fixture has no value \`${first}\``,
        Object.keys(values).length === 0 ? 'It has no `values:`.' : `It has ${Object.keys(values).join(', ')}.`,
      );
    }
    values = setAt(values, path, typedValue(value));
  }
  const fixture = { ...read, values: fillInOrder(values, name) };
  const fresh = freshOf(world);
  const round = function* (): Generator<Planned> {
    let known = fixture.values;
    // One scenario has one person and one agent.
    const cast = castOf(fresh.random);
    for (const [index, step] of fixture.steps.entries()) {
      const { event, wait } = step;
      if (event === undefined) {
        yield { wait };
        continue;
      }
      const played = playStep({ ...step, event }, known, atOnce(fresh, cast), parsed.place(index));
      known = played.known;
      yield { wait, payload: played.payload };
    }
  };
  // A trial round, so that an unknown name is found before anything is sent.
  for (const _ of round());
  return { count: typed.count ?? 1, fixture, round };
};

/** Returns the plan of a run, validated before anything is sent. Fails with `usage`. */
export const planTrigger = async (context: Context, typed: Typed): Promise<TriggerPlan> => {
  const { world, print } = context;
  const { event } = typed;
  if (typed.fixture !== undefined) return planFixture(context, typed, typed.fixture);
  if (event === undefined || event.trim() === '') {
    throw usage('no event given', 'Try `boltcall trigger call.missed`, or list all events with `boltcall webhooks events`.');
  }
  checkEvent(event, 'trigger', eventsOf(print, typed));
  const data = typed.data === undefined ? undefined : parseData(typed.data);
  const rate = typed.rate === undefined ? undefined : readRate(typed.rate);
  const fresh = freshOf(world);
  const make = (): Payload => payloadOf(event, { data, set: typed.set }, atOnce(fresh));
  make();
  const round = function* (): Generator<Planned> {
    yield { wait: 0, payload: make() };
  };
  return { event, count: typed.count ?? 1, round, ...(rate === undefined ? {} : { rate }) };
};
