import type { Target } from '../../values/target.ts';
import type { World } from '../../world.ts';
import type { Attempt, Delivery } from '../delivery.ts';
import { type Changes, type Headers, replayHeader } from '../headers.ts';
import type { Emit } from '../session-event.ts';
import type { Attempts } from './attempts.ts';
import type { DeliveryIds } from './delivery-id.ts';
import type { Failures } from './failures.ts';
import { type Memory, note, untried } from './repeats.ts';

/** Replays by hand: those that are asked for here, and those that other processes made. */
export interface Replays {
  /** Replays the last delivery, the last failed one, or the given one. Returns false if there is no such delivery or no target. */
  again(which: 'last' | 'failed' | Delivery): boolean;
  /** Reports a replay by another process, if it is of a delivery of this session or reached one of its targets. */
  replayed(id: string, attempt: Attempt): void;
}

export interface ReplaysOptions {
  readonly world: World;
  readonly route: (event: string | undefined) => readonly Target[];
  readonly targets: readonly Target[];
  readonly emit: Emit;
  readonly attempts: Attempts;
  readonly memory: Memory;
  readonly failures: Failures;
  readonly ids: DeliveryIds;
  /** Returns the last delivery that was forwarded. */
  readonly last: () => Delivery | undefined;
  readonly changesFor: (delivery: Delivery, added: Headers) => Changes;
  /** Wraps each replay while it runs. */
  readonly during: (work: () => Promise<unknown>) => Promise<unknown>;
}

export const createReplays = (options: ReplaysOptions): Replays => {
  const { attempts, memory, failures } = options;

  const again: Replays['again'] = (which) => {
    const delivery = which === 'last' ? options.last() : which === 'failed' ? failures.last() : which;
    const targets = delivery ? options.route(delivery.event) : [];
    if (delivery === undefined || targets.length === 0) return false;
    const standings = memory.of(delivery.repeatOf ?? delivery.id)?.standings ?? [];
    const changes = options.changesFor(delivery, [[replayHeader, delivery.id]]);
    const answered = Promise.resolve();
    for (const target of targets) {
      const standing = standings.find((one) => one.target === target) ?? untried(target);
      void options.during(() => new Promise((first) => attempts.start({ delivery, standing, changes, answered, replay: true, first })));
    }
    return true;
  };

  const hear = (id: string, attempt: Attempt): void => {
    const first = memory.firstOf(id);
    failures.replayed(first, attempt);
    const standing = memory.of(first)?.standings.find(({ target }) => target.text === attempt.target);
    if (standing) note(standing, attempt);
  };

  const replayed: Replays['replayed'] = (id, attempt) => {
    const own = options.ids.made(id);
    if (!own && !options.targets.some(({ text }) => text === attempt.target)) return;
    if (own) hear(id, attempt);
    const { target, attempt: number, status, ms, error, fault } = attempt;
    options.emit({ type: 'forward', time: options.world.now(), eventId: id, target, attempt: number, status, ms, error, fault, replay: true });
  };

  return { again, replayed };
};
