import { asFailure } from '../../errors.ts';
import type { World } from '../../world.ts';
import { backoff } from '../forward/backoff.ts';
import type { Emit } from '../session-event.ts';
import type { TunnelState } from '../tunnel.ts';

interface TunnelWatchOptions {
  readonly world: World;
  readonly emit: Emit;
  readonly signal: AbortSignal;
  /** Called when the tunnel is permanently lost. */
  readonly onGone: (reason: string | undefined) => void;
  /** Called when the tunnel's URL differs from the registered one. */
  readonly onMoved: (address: URL) => Promise<void>;
  /** Tests whether a request to the URL arrives here. Rejects with the cause if it does not. */
  readonly test: (address: URL, signal: AbortSignal) => Promise<void>;
  /** Called when deliveries can arrive again after an interruption that began at `since` (ms since 1970). */
  readonly onBack: (since: number, address: URL) => void;
}

/** Follows a tunnel's states once its first URL is registered. */
interface TunnelWatch {
  state(state: TunnelState): void;
  /** Starts reacting to changes. */
  registered(address: URL): void;
  stop(): void;
}

export const watchTunnel = ({ world, emit, signal, onGone, onMoved, test, onBack }: TunnelWatchOptions): TunnelWatch => {
  /** The registered URL. */
  let known: URL | undefined;
  /** The URL that the tunnel says it carries; undefined while it says that it is down. */
  let carried: URL | undefined;
  let away: number | undefined;
  let working = false;
  let stopped = false;
  let testing = new AbortController();

  /** Registers the URL if it changed, then tests it: a tunnel that says it is back is not always back. */
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

  /** Retries with pauses until the tunnel's current URL is registered and tested. */
  const work = async (): Promise<void> => {
    if (working) return;
    working = true;
    for (let failed = 0; carried && known && !stopped && !signal.aborted && (away !== undefined || carried.href !== known.href); ) {
      const address: URL = carried;
      try {
        await restore(address);
        // The tunnel may be down again or have another URL by now.
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
