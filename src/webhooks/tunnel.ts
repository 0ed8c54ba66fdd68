import type { Connection } from '../transport/transport.ts';
import type { World } from '../world.ts';
import type { Incoming, Reply } from './delivery.ts';
import type { Via } from './via.ts';

/**
 * The state of an open tunnel. `ready` means that the tunnel says it carries requests (the probe tests whether they arrive). It
 * follows every `reconnecting`, with a new URL if the URL changed.
 */
export type TunnelState =
  | { readonly type: 'connecting' }
  | { readonly type: 'ready'; readonly address: URL }
  | { readonly type: 'reconnecting'; readonly reason: string }
  | { readonly type: 'closed'; readonly reason?: string };

export interface TunnelOptions {
  readonly world: World;
  /** The port of the loopback receiver. */
  readonly port: number;
  /** The path segment that registered URLs end in, with a leading slash: `/_boltcall/mia-3f9c…`. */
  readonly path: string;
  /** For tunnels that carry deliveries themselves instead of connecting to the port. */
  readonly take: (incoming: Incoming) => Promise<Reply>;
  readonly onState: (state: TunnelState) => void;
  /** Aborts the opening. */
  readonly signal: AbortSignal;
  /** `--public-url`, for `url` and `ssh`. */
  readonly publicUrl?: URL;
  /** `--ssh [user@]host`, or `ssh://[user@]host[:port]` if ssh uses another port than its configuration says. */
  readonly ssh?: string;
  /** `--ssh-remote-port`: the port on that host to which its web server passes requests for the public URL. */
  readonly sshRemotePort?: number;
  /** Our own directory (0700) for a configuration file or a token. */
  readonly directory: string;
  /** Proxy and certificate authorities, for `svix`; defaults to the environment's. */
  readonly connection?: Connection;
}

/** An open tunnel. Closing it ends everything it started; closing it twice is harmless. */
export interface Tunnel {
  readonly via: Via;
  /** Returns the complete public URL to register, path included. */
  address(): URL;
  close(): Promise<void>;
}

/** Opens a tunnel. Resolves when its URL is known and it says that it is ready; rejects with a `Failure` that holds the cause. */
export type OpenTunnel = (options: TunnelOptions) => Promise<Tunnel>;
