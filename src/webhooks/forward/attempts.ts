import type { Target } from '../../values/target.ts';
import type { World } from '../../world.ts';
import type { Attempt, Delivery } from '../delivery.ts';
import type { Changes } from '../headers.ts';
import { backoff } from './backoff.ts';
import { type Forwarder, forwardsAtOnce } from './forwarder.ts';
import { createLane, type Lane, mostWaiting } from './queue.ts';
import type { Ledger } from './recorder.ts';
import { note, type Standing } from './repeats.ts';

/** A delivery to send to one target. */
export interface Handing {
  readonly delivery: Delivery;
  /** Its target and how it stands there, which is kept up to date. */
  readonly standing: Standing;
  readonly changes: Changes;
  /** Resolves when the service has its response. Failed attempts are retried only after that. */
  readonly answered: Promise<unknown>;
  /** True if it was replayed by hand. */
  readonly replay: boolean;
  /** Called after the first attempt. */
  readonly first: (attempt: Attempt) => void;
  /** Called after the last attempt. */
  readonly over?: () => void;
}

/** Sends deliveries to targets. Each target has its own lane, and failed attempts are retried with pauses. */
export interface Hands {
  room(target: Target, bytes: number): boolean;
  hand(handing: Handing): void;
  /** Stops retrying and gives up the deliveries that wait for a retry. */
  stop(): void;
}

export interface HandsOptions {
  readonly world: World;
  readonly forwarder: Forwarder;
  readonly ledger: Ledger;
  /** Number of attempts after the first. */
  readonly retries: number;
  /** Wraps each attempt after the first while it runs. */
  readonly during: <T>(work: () => Promise<T>) => Promise<T>;
  /** Limit on what may wait for a retry, across all targets. */
  readonly mostResting?: { readonly jobs: number; readonly bytes: number };
}

/** Connection refused, timeout or 5xx: failures that a retry may fix. */
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

  const send = ({ delivery, standing: { target }, changes }: Handing, attempt: number): Promise<Attempt> => {
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

  /** Deliveries that wait for a retry are limited too, so that a target that is down does not fill memory. */
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
    if (!stopping.signal.aborted) follow(handing, tries, await during(() => send(handing, tries)));
  };

  /** Decides what to do after an attempt. */
  const follow = (handing: Handing, tries: number, attempt: Attempt): void => {
    const { delivery, standing, replay } = handing;
    const again = failed(attempt) && tries <= retries && !stopping.signal.aborted && mayRest(delivery.body.length);
    const pause = again ? backoff(tries, world) : undefined;
    note(standing, attempt);
    if (pause === undefined) standing.open -= 1;
    ledger.attempted(delivery, standing.target, attempt, replay, pause);
    if (tries === 1) handing.first(attempt);
    if (pause === undefined) handing.over?.();
    else void repeat(handing, tries + 1, pause);
  };

  return {
    room: (target, bytes) => laneOf(target).room(bytes),
    hand: (handing) => {
      handing.standing.open += 1;
      void send(handing, 1).then((attempt) => follow(handing, 1, attempt));
    },
    stop: () => stopping.abort(),
  };
};
