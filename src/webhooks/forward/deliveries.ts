import type { Target } from '../../values/target.ts';
import type { World } from '../../world.ts';
import type { Delivery } from '../delivery.ts';
import { type Changes, type Headers, headerOf, replayHeader, signatureHeader } from '../headers.ts';
import type { DeliveryLog } from '../log/log.ts';
import { type Payload, readPayload } from '../payload.ts';
import { type Genuine, type Refusal, refusalFor } from '../receive/receiver.ts';
import { signedAnew } from '../resign.ts';
import type { Emit } from '../session-event.ts';
import { worstStatus } from './answer-status.ts';
import { createHands } from './attempts.ts';
import { deliveryIds } from './delivery-id.ts';
import { createFailures } from './failures.ts';
import type { Surroundings } from './fault.ts';
import type { Forwarder } from './forwarder.ts';
import { createLedger } from './recorder.ts';
import { createMemory } from './repeats.ts';

export interface DeliveriesOptions {
  readonly world: World;
  readonly forwarder: Forwarder;
  /** Returns the targets of an event. */
  readonly route: (event: string | undefined) => readonly Target[];
  /** Whether routing depends on the event. Without routes, nothing is parsed before it is forwarded. */
  readonly routed: boolean;
  /** Whether there is any target. Without one, deliveries are only shown. */
  readonly forwards: boolean;
  /** Selects the deliveries to forward; the rest get a 200 and are counted. */
  readonly wants?: (payload: Payload, headers: Headers) => boolean;
  readonly answer: 'target' | 'now';
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

/** Processes genuine deliveries: drops duplicates, chooses targets, forwards, retries and finds the response. */
export interface Deliveries {
  accept(genuine: Genuine): Promise<number> | Refusal;
  /** Replays the last delivery, the last failed one, or the given one. Returns false if there is no such delivery or no target. */
  again(which: 'last' | 'failed' | Delivery): boolean;
  /** Stops retrying and gives up the deliveries that wait for a retry. */
  stop(): void;
  /** Returns the number of deliveries in progress. */
  busy(): number;
  /** Resolves when no delivery is in progress. */
  idle(): Promise<void>;
  /** Counts of deliveries excluded by a filter, and of deliveries that failed. */
  counts(): { readonly filtered: number; readonly failed: number };
}

interface Sent {
  readonly delivery: Delivery;
  readonly targets: readonly Target[];
}

export const createDeliveries = (options: DeliveriesOptions): Deliveries => {
  const { world } = options;
  const memory = createMemory();
  const nextId = deliveryIds(world);
  const failures = createFailures();
  const written = createLedger(options);
  const ledger: typeof written = {
    ...written,
    attempted: (delivery, target, attempt, replay, retryIn) => {
      failures.heard(delivery, attempt, replay);
      written.attempted(delivery, target, attempt, replay, retryIn);
    },
  };
  const early = options.routed || options.wants !== undefined;
  let last: Sent | undefined;
  let filteredOut = 0;
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
  const hands = createHands({ world, forwarder: options.forwarder, ledger, retries: options.retries, during });

  const changesFor = (delivery: Delivery, added: Headers): Changes => {
    const extra = added.length === 0 ? options.extra : [...options.extra, ...added];
    const signature = signedAnew(delivery, options.resignWith());
    // Deliveries created here are already signed with the app's secret.
    return signature === undefined || signature === headerOf(delivery.headers, signatureHeader) ? { extra } : { extra, signature };
  };

  /** Returns a callback that records whether each target was reached. */
  const counted = (sent: Sent): ((reached: boolean) => void) => {
    let open = sent.targets.length;
    let all = true;
    return (reached) => {
      open -= 1;
      if (!reached) all = false;
      if (open === 0 && all) options.onForwarded();
    };
  };

  /** Responds without forwarding, now or when `status` is known. */
  const only = async (id: string, status: number | Promise<number>): Promise<number> => {
    const found = await status;
    ledger.settled(id, found);
    return new Promise((tell) => ledger.answered(id, found, tell));
  };

  const forward = (sent: Sent): Promise<number> => {
    const { delivery, targets } = sent;
    busy += 1;
    last = sent;
    let tell: (status: number) => void = () => {};
    const answered = new Promise<number>((resolve) => {
      tell = resolve;
    });
    const answer = (status: number): void => ledger.answered(delivery.id, status, tell);
    const settled = (status: number): void => {
      if (options.answer === 'target') answer(status);
      ledger.settled(delivery.id, status);
    };
    const changes = changesFor(delivery, []);
    const first = worstStatus(world, targets.length, settled, finish);
    const over = counted(sent);
    for (const target of targets) hands.hand({ delivery, target, changes, answered, replay: false, first, over });
    if (options.answer === 'now') answer(200);
    return answered;
  };

  /** Notes the first excluded delivery only, so that nobody waits for it unaware of the filter. The total is shown at the end. */
  const leaveOut = (time: number, payload: Payload | undefined): void => {
    filteredOut += 1;
    if (filteredOut > 1) return;
    const what = payload?.value === undefined ? 'A delivery that is not JSON' : `A delivery (${payload.event ?? 'no event name'})`;
    options.emit({ type: 'note', time, text: `${what} was skipped by a filter; the total is shown at the end.` });
  };

  const accept: Deliveries['accept'] = ({ incoming, verified, digest }) => {
    const now = world.now();
    const { method, path, headers, body } = incoming;
    const payload = early ? readPayload(body) : undefined;
    const wanted = payload === undefined || options.wants === undefined || options.wants(payload, headers);
    const seen = memory.find(digest, now);
    const base = { id: nextId(now), receivedAt: now, method, path, headers, body, event: payload?.event, verified, repeatOf: seen?.id };
    if (seen) {
      ledger.arrived(base, [], payload, wanted);
      return only(base.id, seen.status);
    }
    const targets = wanted ? options.route(payload?.event) : [];
    if (targets.length > 0 && !targets.some((target) => hands.room(target, body.length))) return refusalFor('queue_full');
    const status = targets.length === 0 ? only(base.id, 200) : forward({ delivery: base, targets });
    ledger.arrived(base, targets, payload, wanted);
    memory.add(digest, base.id, now, status);
    if (!wanted) leaveOut(now, payload);
    else if (!options.forwards) options.onForwarded();
    return status;
  };

  const again: Deliveries['again'] = (which) => {
    const other = (delivery: Delivery): Sent => ({ delivery, targets: options.route(delivery.event) });
    const failed = which === 'failed' ? failures.last() : undefined;
    const sent = which === 'last' ? last : which === 'failed' ? failed && other(failed) : other(which);
    if (sent === undefined || sent.targets.length === 0) return false;
    const { delivery, targets } = sent;
    const changes = changesFor(delivery, [[replayHeader, delivery.id]]);
    const answered = Promise.resolve();
    for (const target of targets) void during(() => new Promise((first) => hands.hand({ delivery, target, changes, answered, replay: true, first })));
    return true;
  };

  return {
    accept,
    again,
    stop: hands.stop,
    busy: () => busy,
    idle: async () => {
      if (busy > 0) await new Promise<void>((resolve) => whenIdle.push(resolve));
      // By then the results of the last delivery (its count, its log entries) are processed too.
      await new Promise((resolve) => setImmediate(resolve));
      ledger.flush();
    },
    counts: () => ({ filtered: filteredOut, failed: failures.count() }),
  };
};
