import type { World } from '../world.ts';
import { backoff } from './backoff.ts';
import { createMemory } from './dedupe.ts';
import type { Attempt, Delivery } from './delivery.ts';
import { deliveryIds } from './delivery-id.ts';
import { type Forwarder, forwardsAtOnce } from './forward.ts';
import { type Changes, type Headers, headerOf, signatureHeader } from './headers.ts';
import { createLane, type Lane, mostWaiting } from './lane.ts';
import type { DeliveryLog } from './log.ts';
import { type Payload, readPayload } from './payload.ts';
import { type Genuine, type Refusal, refusalFor } from './receiver.ts';
import { replayHeader } from './replay.ts';
import type { Emit } from './session-event.ts';
import { format, parse, sign } from './signature.ts';
import type { Target } from './target.ts';
import { advice, type Surroundings } from './why.ts';

/** The service gives up after 10 s; an answer by then says more than none (ms). */
export const answerLimit = 9_000;

export interface DeliveriesOptions {
  readonly world: World;
  readonly forwarder: Forwarder;
  /** Where an event goes. */
  readonly route: (event: string | undefined) => readonly Target[];
  /** Whether there is any target at all; without one deliveries are only shown. */
  readonly forwards: boolean;
  /** What is wanted; the rest is answered 200 and counted. */
  readonly wants?: (payload: Payload) => boolean;
  readonly answer: 'target' | 'now';
  /** Tries after the first. */
  readonly retries: number;
  /** Set on every forward. */
  readonly extra: Headers;
  /** The secret with which signatures are made anew; absent: they are left as they came. Asked for at each delivery. */
  readonly resignWith: () => string | undefined;
  readonly log: DeliveryLog;
  readonly emit: Emit;
  readonly around: Surroundings;
  /** A delivery has reached all its targets (or was taken, where there are none). */
  readonly onForwarded: () => void;
}

/** What becomes of genuine deliveries: repeats are dropped, targets chosen, forwards made and repeated, answers found. */
export interface Deliveries {
  accept(genuine: Genuine): Promise<number> | Refusal;
  /** Sends the last delivery, or the last one that failed, again to where it went, or any other to where its event goes; false if there is none. */
  again(which: 'last' | 'failed' | Delivery): boolean;
  /** No more repeats; those that wait are given up. */
  stop(): void;
  /** How much is under way. */
  busy(): number;
  /** Resolves when nothing is. */
  idle(): Promise<void>;
  /** Deliveries that --agent or --filter left out, and those that did not reach a target. */
  counts(): { readonly filtered: number; readonly failed: number };
}

/** Refused, no answer in time, or a 5xx: what a repeat may mend. */
const failed = ({ status }: Attempt): boolean => status === undefined || status >= 500;

/** What the service is told of an attempt. */
const statusOf = ({ status }: Attempt): number => status ?? 502;

export const createDeliveries = (options: DeliveriesOptions): Deliveries => {
  const { world, forwarder, log, emit, around } = options;
  const memory = createMemory();
  const nextId = deliveryIds(world);
  const lanes = new Map<string, Lane>();
  const stopping = new AbortController();
  const advised = new Set<string>();
  const dice = (): number => world.random(2).readUInt16BE() / 65_535;
  const resting = { jobs: 0, bytes: 0 };
  let last: Sent | undefined;
  let lastFailed: Sent | undefined;
  let filteredOut = 0;
  let undelivered = 0;
  let busy = 0;
  let whenIdle: Array<() => void> = [];

  interface Sent {
    readonly delivery: Delivery;
    readonly targets: readonly Target[];
  }

  const laneOf = (target: Target): Lane => {
    const known = lanes.get(target.text);
    if (known) return known;
    const made = createLane(forwardsAtOnce);
    lanes.set(target.text, made);
    return made;
  };

  const finish = (): void => {
    busy -= 1;
    if (busy > 0) return;
    for (const tell of whenIdle) tell();
    whenIdle = [];
  };

  const changesFor = ({ headers, body }: Delivery, added: Headers): Changes => {
    const secret = options.resignWith();
    const value = secret === undefined ? undefined : headerOf(headers, signatureHeader);
    const given = value === undefined ? undefined : parse(value);
    const extra = added.length === 0 ? options.extra : [...options.extra, ...added];
    if (secret === undefined || given === undefined) return { extra };
    const hex = sign(secret, body);
    return hex === given.hex ? { extra } : { extra, signature: format(hex, given.form) };
  };

  const report = (delivery: Delivery, target: Target, attempt: Attempt, replay: boolean, retryIn?: number): void => {
    log.attempted(delivery.id, attempt, replay);
    const { status, error, fault, ms } = attempt;
    emit({
      type: 'forward',
      time: world.now(),
      eventId: delivery.id,
      target: target.text,
      attempt: attempt.attempt,
      ms,
      replay,
      ...(status === undefined ? {} : { status }),
      ...(error === undefined ? {} : { error }),
      ...(fault === undefined ? {} : { fault }),
      ...(retryIn === undefined ? {} : { retryIn }),
    });
    if (status !== undefined && status < 300) return;
    const said = [...(error === undefined ? [] : [error]), ...[advice(attempt, target, around)].filter((hint) => hint !== undefined)];
    // Said once for a kind of trouble at a target, not at each delivery.
    const key = `${target.text} ${status ?? fault}`;
    if (said.length === 0 || fault === 'stopping' || advised.has(key)) return;
    advised.add(key);
    emit({ type: 'note', time: world.now(), text: `${target.text}: ${said.join('. ')}` });
  };

  /** Hands a delivery to one target. `first` is over after one try, `reached` when it got there or was given up. */
  const hand = (
    delivery: Delivery,
    target: Target,
    answered: Promise<unknown>,
    added: Headers = [],
  ): { first: Promise<Attempt>; reached: Promise<boolean> } => {
    const lane = laneOf(target);
    const bytes = delivery.body.length;
    const replay = added.length > 0;
    const changes = changesFor(delivery, added);
    const send = (attempt: number): Promise<Attempt> => {
      if (!lane.room(bytes))
        return Promise.resolve({
          target: target.text,
          attempt,
          at: world.now(),
          ms: 0,
          fault: 'queue-full',
          error: 'too many deliveries wait for this target',
        });
      return lane.run(bytes, () => forwarder.send(delivery, target, changes, attempt));
    };
    const first = send(1);
    const follow = async (): Promise<boolean> => {
      let attempt = await first;
      for (let tries = 1; ; tries++) {
        const more = failed(attempt) && tries <= options.retries && !stopping.signal.aborted && mayRest(bytes);
        if (!more) {
          report(delivery, target, attempt, replay);
          return !failed(attempt);
        }
        const pause = backoff(tries, dice);
        report(delivery, target, attempt, replay, pause);
        await rest(bytes, pause, answered);
        if (stopping.signal.aborted) return false;
        attempt = await busyWith(() => send(tries + 1));
      }
    };
    return { first, reached: follow() };
  };

  const mayRest = (bytes: number): boolean => resting.jobs < mostWaiting.jobs && resting.bytes + bytes <= mostWaiting.bytes;

  const rest = async (bytes: number, ms: number, answered: Promise<unknown>): Promise<void> => {
    resting.jobs += 1;
    resting.bytes += bytes;
    await answered;
    await world.sleep(ms, stopping.signal);
    resting.jobs -= 1;
    resting.bytes -= bytes;
  };

  const busyWith = async <T>(work: () => Promise<T>): Promise<T> => {
    busy += 1;
    try {
      return await work();
    } finally {
      finish();
    }
  };

  const count = async (sent: Sent, reached: ReadonlyArray<Promise<boolean>>): Promise<void> => {
    const all = await Promise.all(reached);
    if (all.every(Boolean)) return options.onForwarded();
    undelivered += 1;
    lastFailed = sent;
  };

  /** The worst status of the first tries; 504 where one is not over in time. Also tells when a delivery can be shown as a whole. */
  const settle = (id: string, firsts: ReadonlyArray<Promise<Attempt>>): Promise<number> =>
    new Promise((resolve) => {
      let worst = 0;
      let open = firsts.length;
      const end = (status: number): void => {
        clearTimeout(timer);
        resolve(status);
        emit({ type: 'settled', time: world.now(), id, status });
      };
      const timer = setTimeout(() => end(504), answerLimit);
      for (const first of firsts) {
        void first.then((attempt) => {
          worst = Math.max(worst, statusOf(attempt));
          open -= 1;
          // `report` waits for the same promise and was there before, so it has run.
          if (open === 0) end(worst);
        });
      }
    });

  const arrival = (delivery: Delivery, payload: Payload, targets: readonly Target[]): void => {
    const { id, event, body, verified, repeatOf } = delivery;
    emit({
      type: 'event',
      time: delivery.receivedAt,
      id,
      bytes: body.length,
      verified,
      repeat: repeatOf !== undefined,
      routedTo: targets.map((target) => target.text),
      ...(event === undefined ? {} : { event }),
      ...(payload.subject === undefined ? {} : { subject: payload.subject }),
      ...(payload.who === undefined ? {} : { who: payload.who }),
    });
  };

  /** Answers without forwarding, now or when `status` is known. */
  const only = async (delivery: Delivery, status: number | Promise<number>): Promise<number> => {
    const found = await status;
    log.answered(delivery.id, found);
    emit({ type: 'settled', time: world.now(), id: delivery.id, status: found });
    return found;
  };

  const accept: Deliveries['accept'] = ({ incoming, verified, digest }) => {
    const now = world.now();
    const { method, path, headers, body } = incoming;
    const payload = readPayload(body);
    const { event } = payload;
    const seen = memory.find(digest, now);
    const make = (repeatOf?: string): Delivery => ({
      id: nextId(now),
      receivedAt: now,
      method,
      path,
      headers,
      body,
      verified,
      ...(event === undefined ? {} : { event }),
      ...(repeatOf === undefined ? {} : { repeatOf }),
    });

    const wanted = options.wants === undefined || options.wants(payload);
    if (seen) {
      const delivery = make(seen.id);
      log.received(delivery);
      if (wanted) arrival(delivery, payload, []);
      return only(delivery, seen.status);
    }
    const targets = wanted ? options.route(event) : [];
    if (targets.length > 0 && !targets.some((target) => laneOf(target).room(body.length))) return refusalFor('queue_full');
    const delivery = make();
    log.received(delivery);
    if (!wanted) {
      filteredOut += 1;
      memory.add(digest, delivery.id, now, Promise.resolve(200));
      log.answered(delivery.id, 200);
      return Promise.resolve(200);
    }
    arrival(delivery, payload, targets);
    if (targets.length === 0) {
      const status = only(delivery, 200);
      memory.add(digest, delivery.id, now, status);
      if (!options.forwards) options.onForwarded();
      return status;
    }
    busy += 1;
    let tell = (_: number): void => {};
    const answered = new Promise<number>((resolve) => {
      tell = resolve;
    });
    const sent: Sent = { delivery, targets };
    last = sent;
    const hands = targets.map((target) => hand(delivery, target, answered));
    const settled = settle(
      delivery.id,
      hands.map(({ first }) => first),
    );
    void count(
      sent,
      hands.map(({ reached }) => reached),
    );
    void Promise.all(hands.map(({ first }) => first)).then(finish);
    const status = options.answer === 'now' ? Promise.resolve(200) : settled;
    memory.add(digest, delivery.id, now, status);
    return status.then((found) => {
      log.answered(delivery.id, found);
      tell(found);
      return found;
    });
  };

  return {
    accept,
    again: (which) => {
      const other = (delivery: Delivery): Sent => ({ delivery, targets: options.route(delivery.event) });
      const sent = which === 'last' ? last : which === 'failed' ? lastFailed : other(which);
      if (sent === undefined || sent.targets.length === 0) return false;
      for (const target of sent.targets)
        void busyWith(() => hand(sent.delivery, target, Promise.resolve(), [[replayHeader, sent.delivery.id]]).first);
      return true;
    },
    stop: () => stopping.abort(),
    busy: () => busy,
    idle: async () => {
      if (busy > 0) await new Promise<void>((resolve) => whenIdle.push(resolve));
      // What follows from the last one (its count) is done then too.
      await new Promise((resolve) => setImmediate(resolve));
    },
    counts: () => ({ filtered: filteredOut, failed: undelivered }),
  };
};
