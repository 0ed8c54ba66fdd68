import { asFailure } from '../errors.ts';
import type { World } from '../world.ts';
import { backoff } from './backoff.ts';
import type { Emit } from './session-event.ts';
import type { TunnelState } from './tunnels/tunnel.ts';

export interface TunnelWatchOptions {
  readonly world: World;
  readonly emit: Emit;
  readonly signal: AbortSignal;
  /** The tunnel has gone and does not come back. */
  readonly onGone: (reason: string | undefined) => void;
  /** The tunnel has another address than the registered one; tried again, with pauses, until it succeeds. */
  readonly onMoved: (address: URL) => Promise<void>;
  /** The tunnel is back after having been away since `since` (ms since 1970). */
  readonly onBack: (since: number) => void;
}

/** Follows the states of a tunnel once its first address is registered. */
export interface TunnelWatch {
  state(state: TunnelState): void;
  /** From now on changes count. */
  registered(address: URL): void;
  stop(): void;
}

export const watchTunnel = ({ world, emit, signal, onGone, onMoved, onBack }: TunnelWatchOptions): TunnelWatch => {
  let known: URL | undefined;
  let latest: URL | undefined;
  let away: number | undefined;
  let moving = false;
  let stopped = false;

  const move = async (): Promise<void> => {
    if (moving) return;
    moving = true;
    const dice = (): number => world.random(2).readUInt16BE() / 65_535;
    for (let tries = 1; !stopped && latest && known && latest.href !== known.href; tries++) {
      const wanted = latest;
      try {
        await onMoved(wanted);
        known = wanted;
        tries = 0;
      } catch (error) {
        emit({ type: 'warning', time: world.now(), text: `The new address ${wanted.href} could not be registered: ${asFailure(error).message}` });
        await world.sleep(backoff(tries, dice), signal);
      }
    }
    moving = false;
    back();
  };

  const back = (): void => {
    if (away === undefined || stopped || latest?.href !== known?.href) return;
    const since = away;
    away = undefined;
    onBack(since);
  };

  return {
    state: (state) => {
      if (stopped) return;
      if (state.type === 'ready') {
        latest = state.address;
        if (known === undefined) return;
        if (latest.href === known.href) back();
        else void move();
      }
      if (known === undefined) return;
      if (state.type === 'reconnecting') {
        away ??= world.now();
        emit({ type: 'reconnecting', time: world.now(), reason: state.reason });
      }
      if (state.type === 'closed') onGone(state.reason);
    },
    registered: (address) => {
      known = address;
      if (latest && latest.href !== known.href) void move();
    },
    stop: () => {
      stopped = true;
    },
  };
};
