import type { World } from '../../world.ts';
import type { Incoming, Reply } from '../delivery.ts';

export const vias = ['cloudflared', 'ngrok', 'ssh', 'svix', 'url', 'local'] as const;
export type Via = (typeof vias)[number];

/** What happens to a tunnel while it is open. `ready` comes again with a new address after the address changed. */
export type TunnelState =
  | { readonly type: 'connecting' }
  | { readonly type: 'ready'; readonly address: URL }
  | { readonly type: 'reconnecting'; readonly reason: string }
  | { readonly type: 'closed'; readonly reason?: string };

export interface TunnelOptions {
  readonly world: World;
  /** The loopback receiver that deliveries are to reach. */
  readonly port: number;
  /** The path segment that registered addresses end in, with a leading slash: `/_boltcall/mia-3f9c…`. */
  readonly path: string;
  /** For tunnels that carry deliveries themselves instead of connecting to the port. */
  readonly take: (incoming: Incoming) => Promise<Reply>;
  readonly onState: (state: TunnelState) => void;
  /** Aborts an opening. */
  readonly signal: AbortSignal;
  /** `--public-url`, for `url` and `ssh`. */
  readonly publicUrl?: URL;
  /** `--ssh user@host`. */
  readonly ssh?: string;
  /** A directory of ours (0700) for a configuration file or a token. */
  readonly directory: string;
  /** The relay's token, kept per profile, for `svix`. */
  readonly token?: string;
}

/** An open tunnel. Closing it ends what it started; closing twice is harmless. */
export interface Tunnel {
  readonly via: Via;
  /** The whole public address that is registered, path included. */
  address(): URL;
  close(): Promise<void>;
}

/** Opens a tunnel; resolves when its address is known; fails with the cause in a `Failure`. */
export type OpenTunnel = (options: TunnelOptions) => Promise<Tunnel>;
