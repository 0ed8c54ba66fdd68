import { eventNames, otherEventNames } from '../../resources/events.ts';
import { documentedSamples } from './documented-samples.ts';
import { otherSamples } from './other-samples.ts';
import { type Fresh, makeOf } from './sample-parts.ts';

/** What the service posts: the envelope is the same in both sets of events. */
export interface Payload {
  readonly event: string;
  /** ISO 8601, UTC, with milliseconds, as the service writes it. */
  readonly timestamp: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** The names of both sets, the documented ones first. */
export const sampleNames: readonly string[] = [...eventNames, ...Object.keys(otherEventNames)];

/** Whether there is a sample of this event. */
export const hasSample = (event: string): boolean => sampleNames.includes(event);

/**
 * A payload of an event as the service would send it, with realistic data, ids and times that no sample had before. An event
 * of another name gets empty data.
 */
export const sample = (event: string, fresh: Fresh): Payload => {
  const make = makeOf(fresh);
  const build = documentedSamples[event] ?? otherSamples[event];
  return { event, timestamp: new Date(fresh.now).toISOString(), data: build ? build(make) : {} };
};
