import type { TunnelState } from '../tunnel.ts';

/** Reports a state only if it differs from the last one: a network outage of hours is one `reconnecting`, not thousands. */
export const changesOnly = (onState: (state: TunnelState) => void): ((state: TunnelState) => void) => {
  let last = '';
  return (state) => {
    const now = JSON.stringify(state);
    if (now !== last) onState(state);
    last = now;
  };
};
