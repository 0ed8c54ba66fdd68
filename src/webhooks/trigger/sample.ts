import { eventNames, otherEventNames } from '../../resources/events.ts';
import { documentedSamples } from './documented-samples.ts';
import { otherSamples } from './other-samples.ts';
import { type Fresh, makeOf } from './sample-parts.ts';

/** A payload as the service posts it; both sets of events have the same envelope. */
export interface Payload {
  readonly event: string;
  /** ISO 8601, UTC, with milliseconds, in the service's format. */
  readonly timestamp: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** The names of both sets, the documented ones first. */
export const sampleNames: readonly string[] = [...eventNames, ...Object.keys(otherEventNames)];

/** Returns whether there is a sample of this event. */
export const hasSample = (event: string): boolean => sampleNames.includes(event);

/** Returns a payload of an event as the service would send it, with realistic data and new ids and times. Unknown events get empty data. */
export const sample = (event: string, fresh: Fresh): Payload => {
  const make = makeOf(fresh);
  const build = documentedSamples[event] ?? otherSamples[event];
  return { event, timestamp: new Date(fresh.now).toISOString(), data: build ? build(make) : {} };
};
