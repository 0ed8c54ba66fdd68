import type { TunnelState } from '../tunnel.ts';

/** Tells a state only where it differs from the last one: a network that is away for hours is one `reconnecting`, not thousands. */
export const changesOnly = (onState: (state: TunnelState) => void): ((state: TunnelState) => void) => {
  let last = '';
  return (state) => {
    const now = JSON.stringify(state);
    if (now !== last) onState(state);
    last = now;
  };
};
