import type { World } from '../world.ts';
import { backoff } from './backoff.ts';
import type { Attempt, Delivery } from './delivery.ts';
import { type Forwarder, forwardsAtOnce } from './forward.ts';
import type { Changes } from './headers.ts';
import { createLane, type Lane, mostWaiting } from './lane.ts';
import type { Ledger } from './ledger.ts';
import type { Target } from './target.ts';

/** A delivery on its way to one target. */
export interface Handed {
  /** The first try; never rejects. */
  readonly first: Promise<Attempt>;
  /** Whether it got there in the end. */
  readonly reached: Promise<boolean>;
}

export interface Handing {
  readonly delivery: Delivery;
  readonly target: Target;
  readonly changes: Changes;
  /** Resolves when the service has its answer: only then a failed try is repeated. */
  readonly answered: Promise<unknown>;
  /** Sent again by hand. */
  readonly replay: boolean;
}

/** Hands deliveries to targets: each target has its own lane, and failed tries are repeated with pauses. */
export interface Hands {
  room(target: Target, bytes: number): boolean;
  hand(handing: Handing): Handed;
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
}

/** Refused, no answer in time, or a 5xx: what a repeat may mend. */
const failed = ({ status }: Attempt): boolean => status === undefined || status >= 500;

export const createHands = ({ world, forwarder, ledger, retries, during }: HandsOptions): Hands => {
  const lanes = new Map<string, Lane>();
  const stopping = new AbortController();
  const resting = { jobs: 0, bytes: 0 };
  const dice = (): number => world.random(2).readUInt16BE() / 65_535;

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
    if (lane.room(bytes)) return lane.run(bytes, () => forwarder.send(delivery, target, changes, attempt));
    const error = 'too many deliveries wait for this target';
    return Promise.resolve({ target: target.text, attempt, at: world.now(), ms: 0, fault: 'queue-full', error });
  };

  /** Those that wait for a repeat are bounded too: a target that is down must not fill the memory. */
  const mayRest = (bytes: number): boolean => resting.jobs < mostWaiting.jobs && resting.bytes + bytes <= mostWaiting.bytes;

  const rest = async (bytes: number, ms: number, answered: Promise<unknown>): Promise<void> => {
    resting.jobs += 1;
    resting.bytes += bytes;
    await answered;
    await world.sleep(ms, stopping.signal);
    resting.jobs -= 1;
    resting.bytes -= bytes;
  };

  const follow = async (handing: Handing, first: Promise<Attempt>): Promise<boolean> => {
    const { delivery, target, answered, replay } = handing;
    const bytes = delivery.body.length;
    let attempt = await first;
    for (let tries = 1; ; tries++) {
      if (!failed(attempt) || tries > retries || stopping.signal.aborted || !mayRest(bytes)) {
        ledger.attempted(delivery, target, attempt, replay);
        return !failed(attempt);
      }
      const pause = backoff(tries, dice);
      ledger.attempted(delivery, target, attempt, replay, pause);
      await rest(bytes, pause, answered);
      if (stopping.signal.aborted) return false;
      const next = tries + 1;
      attempt = await during(() => send(handing, next));
    }
  };

  return {
    room: (target, bytes) => laneOf(target).room(bytes),
    hand: (handing) => {
      const first = send(handing, 1);
      return { first, reached: follow(handing, first) };
    },
    stop: () => stopping.abort(),
  };
};
