import { asFailure } from '../../errors.ts';
import type { World } from '../../world.ts';
import { backoff } from '../forward/backoff.ts';
import type { Emit } from '../session-event.ts';
import type { TunnelState } from '../tunnel.ts';

interface TunnelWatchOptions {
  readonly world: World;
  readonly emit: Emit;
  readonly signal: AbortSignal;
  /** The tunnel has gone and does not come back. */
  readonly onGone: (reason: string | undefined) => void;
  /** The tunnel has another address than the registered one. */
  readonly onMoved: (address: URL) => Promise<void>;
  /** Whether a request to the address really arrives here: fails with the cause where it does not. */
  readonly test: (address: URL, signal: AbortSignal) => Promise<void>;
  /** Deliveries can arrive again, after having been away since `since` (ms since 1970). */
  readonly onBack: (since: number, address: URL) => void;
}

/** Follows the states of a tunnel once its first address is registered. */
interface TunnelWatch {
  state(state: TunnelState): void;
  /** From now on changes count. */
  registered(address: URL): void;
  stop(): void;
}

export const watchTunnel = ({ world, emit, signal, onGone, onMoved, test, onBack }: TunnelWatchOptions): TunnelWatch => {
  /** The registered address. */
  let known: URL | undefined;
  /** What the tunnel says that it carries; undefined while it says that it does not. */
  let carried: URL | undefined;
  let away: number | undefined;
  let working = false;
  let stopped = false;
  let testing = new AbortController();

  /** Registers the address if it is another one, then tests it: a tunnel that says that it is back is not always. */
  const restore = async (address: URL): Promise<void> => {
    if (address.href !== known?.href) {
      try {
        await onMoved(address);
      } catch (error) {
        emit({ type: 'warning', time: world.now(), text: `The new URL ${address.href} could not be registered: ${asFailure(error).message}` });
        throw error;
      }
      known = address;
    }
    testing = new AbortController();
    const over = AbortSignal.any([testing.signal, signal]);
    try {
      await test(address, over);
    } catch (error) {
      if (!over.aborted) emit({ type: 'reconnecting', time: world.now(), reason: asFailure(error).message });
      throw error;
    }
  };

  const back = (address: URL): void => {
    if (away === undefined || stopped) return;
    const since = away;
    away = undefined;
    onBack(since, address);
  };

  /** Until what the tunnel carries is registered and has been tested, with pauses. */
  const work = async (): Promise<void> => {
    if (working) return;
    working = true;
    for (let failed = 0; carried && known && !stopped && !signal.aborted && (away !== undefined || carried.href !== known.href); ) {
      const address: URL = carried;
      try {
        await restore(address);
        // It may have gone again, or have moved on, in the meantime.
        if (carried?.href === address.href) back(address);
        failed = 0;
      } catch {
        failed += 1;
        if (carried?.href === address.href) await world.sleep(backoff(failed, world), signal);
      }
    }
    working = false;
  };

  return {
    state: (state) => {
      if (stopped) return;
      if (state.type === 'ready') carried = state.address;
      if (known === undefined) return;
      if (state.type === 'ready') void work();
      if (state.type === 'reconnecting') {
        carried = undefined;
        testing.abort();
        away ??= world.now();
        emit({ type: 'reconnecting', time: world.now(), reason: state.reason });
      }
      if (state.type === 'closed') onGone(state.reason);
    },
    registered: (address) => {
      known = address;
      void work();
    },
    stop: () => {
      stopped = true;
      testing.abort();
    },
  };
};
