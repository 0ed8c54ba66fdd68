import type { Target } from '../../values/target.ts';
import type { World } from '../../world.ts';
import type { Attempt, Delivery } from '../delivery.ts';
import type { Changes } from '../headers.ts';
import { backoff } from './backoff.ts';
import { type Forwarder, forwardsAtOnce } from './forwarder.ts';
import { createQueue, mostWaiting, type Queue } from './queue.ts';
import type { Recorder } from './recorder.ts';
import { note, type Standing } from './repeats.ts';

/** A delivery to send to one target. */
export interface Job {
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

/** Sends deliveries to targets. Each target has its own queue, and failed attempts are retried with pauses. */
export interface Attempts {
  room(target: Target, bytes: number): boolean;
  start(job: Job): void;
  /** Stops retrying and gives up the deliveries that wait for a retry. */
  stop(): void;
}

export interface AttemptsOptions {
  readonly world: World;
  readonly forwarder: Forwarder;
  readonly recorder: Recorder;
  /** Number of attempts after the first. */
  readonly retries: number;
  /** Wraps each attempt after the first while it runs. */
  readonly during: <T>(work: () => Promise<T>) => Promise<T>;
  /** Limit on what may wait for a retry, across all targets. */
  readonly mostResting?: { readonly jobs: number; readonly bytes: number };
}

/** Connection refused, timeout or 5xx: failures that a retry may fix. */
const failed = ({ status }: Attempt): boolean => status === undefined || status >= 500;

export const createAttempts = ({ world, forwarder, recorder, retries, during, mostResting = mostWaiting }: AttemptsOptions): Attempts => {
  const queues = new Map<string, Queue>();
  const stopping = new AbortController();
  const resting = { jobs: 0, bytes: 0 };

  const queueOf = (target: Target): Queue => {
    const known = queues.get(target.text);
    if (known) return known;
    const made = createQueue(forwardsAtOnce);
    queues.set(target.text, made);
    return made;
  };

  const send = ({ delivery, standing: { target }, changes }: Job, attempt: number): Promise<Attempt> => {
    const queue = queueOf(target);
    const bytes = delivery.body.length;
    if (!queue.room(bytes)) {
      const error = 'too many deliveries are waiting for this target';
      return Promise.resolve({ target: target.text, attempt, at: world.now(), ms: 0, fault: 'queue-full', error });
    }
    const go = (): Promise<Attempt> => {
      const made = forwarder.send(delivery, target, changes, attempt);
      void made.then(queue.leave);
      return made;
    };
    return queue.enter(bytes)?.then(go) ?? go();
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

  const repeat = async (job: Job, tries: number, pause: number): Promise<void> => {
    await rest(job.delivery.body.length, pause, job.answered);
    if (!stopping.signal.aborted) follow(job, tries, await during(() => send(job, tries)));
  };

  /** Decides what to do after an attempt. */
  const follow = (job: Job, tries: number, attempt: Attempt): void => {
    const { delivery, standing, replay } = job;
    const again = failed(attempt) && tries <= retries && !stopping.signal.aborted && mayRest(delivery.body.length);
    const pause = again ? backoff(tries, world) : undefined;
    note(standing, attempt);
    if (pause === undefined) standing.open -= 1;
    recorder.attempted(delivery, standing.target, attempt, replay, pause);
    if (tries === 1) job.first(attempt);
    if (pause === undefined) job.over?.();
    else void repeat(job, tries + 1, pause);
  };

  return {
    room: (target, bytes) => queueOf(target).room(bytes),
    start: (job) => {
      job.standing.open += 1;
      void send(job, 1).then((attempt) => follow(job, 1, attempt));
    },
    stop: () => stopping.abort(),
  };
};
