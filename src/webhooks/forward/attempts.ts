import type { Target } from '../../values/target.ts';
import type { World } from '../../world.ts';
import type { Attempt, Delivery } from '../delivery.ts';
import type { Changes } from '../headers.ts';
import { backoff } from './backoff.ts';
import { type Forwarder, forwardsAtOnce } from './forwarder.ts';
import { createLane, type Lane, mostWaiting } from './queue.ts';
import type { Ledger } from './recorder.ts';

/** A delivery for one target. */
export interface Handing {
  readonly delivery: Delivery;
  readonly target: Target;
  readonly changes: Changes;
  /** Resolves when the service has its answer: only then a failed try is repeated. */
  readonly answered: Promise<unknown>;
  /** Sent again by hand. */
  readonly replay: boolean;
  /** Told of the first try. */
  readonly first: (attempt: Attempt) => void;
  /** Told whether it got there in the end. */
  readonly over?: (reached: boolean) => void;
}

/** Hands deliveries to targets: each target has its own lane, and failed tries are repeated with pauses. */
export interface Hands {
  room(target: Target, bytes: number): boolean;
  hand(handing: Handing): void;
  /** No more repeats; those that wait are given up. */
  stop(): void;
}

export interface HandsOptions {
  readonly world: World;
  readonly forwarder: Forwarder;
  readonly ledger: Ledger;
  /** Tries after the first. */
  readonly retries: number;
  /** Told of each try after the first while it lasts. */
  readonly during: <T>(work: () => Promise<T>) => Promise<T>;
  /** What may wait for a repeat, over all targets. */
  readonly mostResting?: { readonly jobs: number; readonly bytes: number };
}

/** Refused, no answer in time, or a 5xx: what a repeat may mend. */
const failed = ({ status }: Attempt): boolean => status === undefined || status >= 500;

export const createHands = ({ world, forwarder, ledger, retries, during, mostResting = mostWaiting }: HandsOptions): Hands => {
  const lanes = new Map<string, Lane>();
  const stopping = new AbortController();
  const resting = { jobs: 0, bytes: 0 };

  const laneOf = (target: Target): Lane => {
    const known = lanes.get(target.text);
    if (known) return known;
    const made = createLane(forwardsAtOnce);
    lanes.set(target.text, made);
    return made;
  };

  const send = ({ delivery, target, changes }: Handing, attempt: number): Promise<Attempt> => {
    const lane = laneOf(target);
    const bytes = delivery.body.length;
    if (!lane.room(bytes)) {
      const error = 'too many deliveries are waiting for this target';
      return Promise.resolve({ target: target.text, attempt, at: world.now(), ms: 0, fault: 'queue-full', error });
    }
    const go = (): Promise<Attempt> => {
      const made = forwarder.send(delivery, target, changes, attempt);
      void made.then(lane.leave);
      return made;
    };
    return lane.enter(bytes)?.then(go) ?? go();
  };

  /** Those that wait for a repeat are bounded too: a target that is down must not fill the memory. */
  const mayRest = (bytes: number): boolean => resting.jobs < mostResting.jobs && resting.bytes + bytes <= mostResting.bytes;

  const rest = async (bytes: number, ms: number, answered: Promise<unknown>): Promise<void> => {
    resting.jobs += 1;
    resting.bytes += bytes;
    await answered;
    await world.sleep(ms, stopping.signal);
    resting.jobs -= 1;
    resting.bytes -= bytes;
  };

  const repeat = async (handing: Handing, tries: number, pause: number): Promise<void> => {
    await rest(handing.delivery.body.length, pause, handing.answered);
    if (stopping.signal.aborted) handing.over?.(false);
    else follow(handing, tries, await during(() => send(handing, tries)));
  };

  /** What follows from a try. */
  const follow = (handing: Handing, tries: number, attempt: Attempt): void => {
    const { delivery, target, replay } = handing;
    const again = failed(attempt) && tries <= retries && !stopping.signal.aborted && mayRest(delivery.body.length);
    const pause = again ? backoff(tries, world) : undefined;
    ledger.attempted(delivery, target, attempt, replay, pause);
    if (tries === 1) handing.first(attempt);
    if (pause === undefined) handing.over?.(!failed(attempt));
    else void repeat(handing, tries + 1, pause);
  };

  return {
    room: (target, bytes) => laneOf(target).room(bytes),
    hand: (handing) => void send(handing, 1).then((attempt) => follow(handing, 1, attempt)),
    stop: () => stopping.abort(),
  };
};
