import type { Tunnel, TunnelOptions } from '../tunnel.ts';
import type { Via } from '../via.ts';

/** A tunnel that we neither start nor watch: its URL is valid as long as we listen. */
export const standing = (via: Via, address: URL, { onState }: TunnelOptions): Tunnel => {
  let open = true;
  onState({ type: 'connecting' });
  onState({ type: 'ready', address });
  return {
    via,
    address: () => address,
    close: async () => {
      if (open) onState({ type: 'closed' });
      open = false;
    },
  };
};
