import type { Target } from '../../values/target.ts';
import type { World } from '../../world.ts';
import type { Delivery } from '../delivery.ts';
import { type Changes, type Headers, headerOf, signatureHeader } from '../headers.ts';
import type { DeliveryLog } from '../log/log.ts';
import { type Payload, readPayload } from '../payload.ts';
import { type Genuine, type Refusal, refusalFor } from '../receive/receiver.ts';
import { signedAnew } from '../resign.ts';
import type { Counts, Emit } from '../session-event.ts';
import { worstStatus } from './answer-status.ts';
import { createAttempts } from './attempts.ts';
import { deliveryIds } from './delivery-id.ts';
import { createFailures } from './failures.ts';
import type { Surroundings } from './fault.ts';
import type { Forwarder } from './forwarder.ts';
import { createRecorder } from './recorder.ts';
import { createMemory, firstSeen, isOwed, type Seen, type Standing, worstOf } from './repeats.ts';
import { createReplays, type Replays } from './replays.ts';

export interface DeliveriesOptions {
  readonly world: World;
  readonly forwarder: Forwarder;
  /** Returns the targets of an event. */
  readonly route: (event: string | undefined) => readonly Target[];
  /** Whether routing depends on the event. Without routes, nothing is parsed before it is forwarded. */
  readonly routed: boolean;
  /** Every target. Without one, deliveries are only shown. */
  readonly targets: readonly Target[];
  /** Selects the deliveries to forward; the rest get a 200 and are counted. */
  readonly wants?: (payload: Payload, headers: Headers) => boolean;
  readonly answer: 'target' | 'now';
  /** `skip`: forwards a redelivery only to targets at which the delivery failed; `forward`: to all. */
  readonly duplicates: 'skip' | 'forward';
  /** Number of attempts after the first. */
  readonly retries: number;
  /** Headers set on every forwarded delivery. */
  readonly extra: Headers;
  /** Returns the secret used to re-sign, or undefined to leave signatures as received. Called for each delivery. */
  readonly resignWith: () => string | undefined;
  readonly log: DeliveryLog;
  readonly emit: Emit;
  readonly around: Surroundings;
  /** Called when a delivery has reached all its targets (or was accepted, if there are no targets). */
  readonly onForwarded: () => void;
}

/** Processes genuine deliveries: skips duplicates, chooses targets, forwards, retries and finds the response. */
export interface Deliveries extends Replays {
  accept(genuine: Genuine): Promise<number> | Refusal;
  /** Stops retrying and gives up the deliveries that wait for a retry. */
  stop(): void;
  /** Returns the number of deliveries in progress. */
  busy(): number;
  /** Resolves when no delivery is in progress. */
  idle(): Promise<void>;
  counts(): Counts;
}

export const createDeliveries = (options: DeliveriesOptions): Deliveries => {
  const { world } = options;
  const memory = createMemory();
  const ids = deliveryIds(world);
  const failures = createFailures();
  const written = createRecorder(options);
  const recorder: typeof written = {
    ...written,
    attempted: (delivery, target, attempt, replay, retryIn) => {
      failures.heard(delivery, attempt, replay);
      written.attempted(delivery, target, attempt, replay, retryIn);
    },
  };
  const early = options.routed || options.wants !== undefined;
  let last: Delivery | undefined;
  let filtered = 0;
  let forwarded = 0;
  let unforwarded = 0;
  let duplicates = 0;
  let busy = 0;
  let whenIdle: Array<() => void> = [];

  const finish = (): void => {
    busy -= 1;
    if (busy > 0) return;
    for (const tell of whenIdle) tell();
    whenIdle = [];
  };
  const during = async <T>(work: () => Promise<T>): Promise<T> => {
    busy += 1;
    try {
      return await work();
    } finally {
      finish();
    }
  };
  const attempts = createAttempts({ world, forwarder: options.forwarder, recorder, retries: options.retries, during });

  const changesFor = (delivery: Delivery, added: Headers): Changes => {
    const extra = added.length === 0 ? options.extra : [...options.extra, ...added];
    const signature = signedAnew(delivery, options.resignWith());
    // Deliveries created here are already signed with the app's secret.
    return signature === undefined || signature === headerOf(delivery.headers, signatureHeader) ? { extra } : { extra, signature };
  };

  /** Counts a body once, however often it is delivered, when no target failed. A 4xx counts as reached: the app has spoken. */
  const count = (seen: Seen): void => {
    if (seen.reached || seen.standings.some(({ status = 502, open }) => open > 0 || status >= 500)) return;
    seen.reached = true;
    options.onForwarded();
  };

  /** Responds without forwarding, now or when `status` is known. */
  const only = async (id: string, status: number | Promise<number>): Promise<number> => {
    const found = await status;
    recorder.settled(id, found);
    return new Promise((tell) => recorder.answered(id, found, tell));
  };

  /** Returns the response to a delivery that is not forwarded. */
  const newestOf = ({ answer, standings }: Seen): number | Promise<number> => (options.answer === 'now' ? 200 : (answer ?? worstOf(standings)));

  const forward = (delivery: Delivery, seen: Seen, to: readonly Standing[]): Promise<number> => {
    busy += 1;
    last = delivery;
    let tell: (status: number) => void = () => {};
    const answered = new Promise<number>((resolve) => {
      tell = resolve;
    });
    const settle = (status: number): void => {
      for (const standing of to) standing.status ??= status;
      const worst = Math.max(status, worstOf(seen.standings));
      // The only delivery in progress is answered a fifth sooner that way. With more, forwarding would wait for the answers.
      if (options.answer === 'target') recorder.answered(delivery.id, worst, tell, busy === 1);
      recorder.settled(delivery.id, worst);
    };
    // At the other targets an earlier delivery may still be in flight.
    const { answer: earlier } = seen;
    seen.answer = answered;
    void answered.then(() => {
      if (seen.answer === answered) seen.answer = undefined;
    });
    const changes = changesFor(delivery, []);
    const first = worstStatus(world, to.length, earlier ? (status) => void earlier.then(() => settle(status)) : settle, finish);
    const over = (): void => count(seen);
    for (const standing of to) {
      standing.status = undefined;
      attempts.start({ delivery, standing, changes, answered, replay: false, first, over });
    }
    if (options.answer === 'now') recorder.answered(delivery.id, 200, tell);
    return answered;
  };

  /** Notes the first excluded delivery only, so that nobody waits for it unaware of the filter. The total is shown at the end. */
  const leaveOut = (time: number, payload: Payload | undefined): void => {
    filtered += 1;
    if (filtered > 1) return;
    const what = payload?.value === undefined ? 'A delivery that is not JSON' : `A delivery (${payload.event ?? 'no event name'})`;
    options.emit({ type: 'note', time, text: `${what} was skipped by a filter; the total is shown at the end.` });
  };

  const accept: Deliveries['accept'] = ({ incoming, verified, digest }) => {
    const now = world.now();
    const { method, path, headers, body } = incoming;
    const payload = early ? readPayload(body) : undefined;
    const wanted = payload === undefined || options.wants === undefined || options.wants(payload, headers);
    const before = memory.find(digest, now);
    const base = { id: ids.next(now), receivedAt: now, method, path, headers, body, event: payload?.event, verified, repeatOf: before?.id };
    const earlier = options.duplicates === 'skip' && before;
    const seen = earlier || firstSeen(before?.id ?? base.id, wanted ? options.route(payload?.event) : []);
    const to = earlier ? seen.standings.filter(isOwed) : seen.standings;
    if (to.length > 0 && !to.some(({ target }) => attempts.room(target, body.length))) return refusalFor('queue_full');
    const repeat = before !== undefined && (earlier && to.length === 0 ? 'skipped' : before.standings.some(isOwed) ? 'redelivery' : 'forwarded');
    const status = to.length === 0 ? only(base.id, newestOf(seen)) : forward(base, seen, to);
    recorder.arrived(base, to, payload, wanted, repeat);
    if (!wanted) leaveOut(now, payload);
    else if (repeat === 'skipped' || repeat === 'forwarded') duplicates += 1;
    else if (to.length === 0) unforwarded += 1;
    else if (repeat === false) forwarded += 1;
    if (before) memory.repeated(base.id, before.id);
    if (repeat === 'skipped') return status;
    memory.add(digest, seen, now);
    if (wanted && options.targets.length === 0) options.onForwarded();
    return status;
  };

  const { again, replayed } = createReplays({ ...options, attempts, memory, failures, ids, changesFor, during, last: () => last });

  return {
    accept,
    again,
    stop: attempts.stop,
    busy: () => busy,
    idle: async () => {
      if (busy > 0) await new Promise<void>((resolve) => whenIdle.push(resolve));
      // By then the results of the last delivery (its count, its log entries) are processed too.
      await new Promise((resolve) => setImmediate(resolve));
      recorder.flush();
    },
    replayed,
    counts: () => {
      const failed = failures.count(ids.made);
      return { ok: forwarded - failed, failed, duplicates, unforwarded, filtered };
    },
  };
};
