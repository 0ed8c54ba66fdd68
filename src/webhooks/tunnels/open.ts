import type { Tunnel, TunnelOptions } from '../tunnel.ts';
import type { Via } from '../via.ts';
import { changesOnly } from './state-changes.ts';

/**
 * Opens the tunnel of this kind and loads only its code. Resolves when the URL is known; `onState` has then received `connecting`
 * and `ready`. Fails with a `Failure` of kind `usage` (an option or a program is missing) or `network` (with the cause).
 */
export const openTunnel = async (via: Via, given: TunnelOptions): Promise<Tunnel> => {
  const options: TunnelOptions = { ...given, onState: changesOnly(given.onState) };
  switch (via) {
    case 'cloudflared':
      return (await import('./cloudflared/cloudflared.ts')).open(options);
    case 'ngrok':
      return (await import('./ngrok/ngrok.ts')).open(options);
    case 'ssh':
      return (await import('./ssh/ssh.ts')).open(options);
    case 'svix':
      return (await import('./svix/svix.ts')).open(options);
    case 'url':
      return (await import('./url.ts')).open(options);
    case 'local':
      return (await import('./local.ts')).open(options);
  }
};
