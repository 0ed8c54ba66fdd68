import type { Target } from '../../values/target.ts';
import type { World } from '../../world.ts';
import type { Attempt, Delivery } from '../delivery.ts';
import type { DeliveryLog } from '../log/log.ts';
import { eventOf, type Payload, readPayload } from '../payload.ts';
import type { Emit, Repeat } from '../session-event.ts';
import { createAfterTurn } from './after-turn.ts';
import { advice, type Surroundings } from './fault.ts';

/** Logs and reports what happens to deliveries, in order, without ever delaying a delivery. */
export interface Recorder {
  /**
   * Records a delivery that was accepted and goes `to` these targets. `payload` is given if it was parsed already; `shown` is false
   * for deliveries that were filtered out.
   */
  arrived(delivery: Delivery, to: readonly To[], payload: Payload | undefined, shown: boolean, repeat: Repeat | false): void;
  attempted(delivery: Delivery, target: Target, attempt: Attempt, replay: boolean, retryIn?: number): void;
  /**
   * Records that the sender gets `status`, and calls `tell` with it: once everything before it is logged or, if `early`, as soon as
   * all deliveries are. So a `kill -9` never loses a delivery that was answered.
   */
  answered(id: string, status: number, tell: (status: number) => void, early?: boolean): void;
  /** Every first attempt is over, or the service has its response. */
  settled(id: string, status: number): void;
  /** Logs and reports everything pending now. */
  flush(): void;
}

interface To {
  readonly target: Target;
}

export interface RecorderOptions {
  readonly world: World;
  readonly log: DeliveryLog;
  readonly emit: Emit;
  readonly around: Surroundings;
}

export const createRecorder = ({ world, log, emit, around }: RecorderOptions): Recorder => {
  const later = createAfterTurn();
  const advised = new Set<string>();
  /** Number of deliveries that are not in the log yet. */
  let arriving = 0;

  const arrive = (delivery: Delivery, to: readonly To[], payload: () => Payload, repeat: Repeat | false): void =>
    emit({
      type: 'event',
      time: delivery.receivedAt,
      id: delivery.id,
      event: delivery.event,
      bytes: delivery.body.length,
      verified: delivery.verified,
      repeat,
      repeatOf: delivery.repeatOf,
      routedTo: to.map(({ target }) => target.text),
      payload,
    });

  /** Shows each kind of problem with a target once, not at every delivery. */
  const advise = (eventId: string, target: Target, attempt: Attempt): void => {
    const { status, error, fault } = attempt;
    if (fault === 'stopping' || (status !== undefined && status < 300)) return;
    const key = `${target.text} ${status ?? fault}`;
    if (advised.has(key)) return;
    const said = [error, advice(attempt, target, around)].filter((part) => part !== undefined);
    if (said.length === 0) return;
    advised.add(key);
    emit({ type: 'explanation', time: world.now(), eventId, target: target.text, text: said.join('. ') });
  };

  const attempt = (delivery: Delivery, target: Target, made: Attempt, time: number, replay: boolean, retryIn: number | undefined): void => {
    log.attempted(delivery.id, made, replay);
    const { attempt: number, status, error, fault, ms } = made;
    emit({ type: 'forward', time, eventId: delivery.id, target: target.text, attempt: number, ms, replay, status, error, fault, retryIn });
    advise(delivery.id, target, made);
  };

  return {
    arrived: (delivery, to, read, shown, repeat) => {
      let payload = read;
      let named = delivery;
      arriving += 1;
      later.add(() => {
        arriving -= 1;
        if (read === undefined) named = { ...delivery, event: eventOf(delivery.body) };
        log.received(named);
        if (shown) arrive(named, to, () => (payload ??= readPayload(delivery.body)), repeat);
      });
    },
    attempted: (delivery, target, made, replay, retryIn) => {
      const time = world.now();
      later.add(() => attempt(delivery, target, made, time, replay, retryIn));
    },
    answered: (id, status, tell, early = false) => {
      const now = early && arriving === 0;
      if (now) tell(status);
      later.add(() => {
        log.answered(id, status);
        // The log writes its entries as soon as this turn is over.
        if (!now) queueMicrotask(() => tell(status));
      });
    },
    settled: (id, status) => {
      const time = world.now();
      later.add(() => emit({ type: 'settled', time, id, status }));
    },
    flush: later.flush,
  };
};
