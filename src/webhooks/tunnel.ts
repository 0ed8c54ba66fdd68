import type { Connection } from '../transport/transport.ts';
import type { World } from '../world.ts';
import type { Incoming, Reply } from './delivery.ts';
import type { Via } from './via.ts';

/**
 * What happens to a tunnel while it is open. `ready`: the tunnel says that it carries requests (whether they really arrive is for
 * the probe to find out); it comes again after every `reconnecting`, and with a new address after the address changed.
 */
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
  /** `--ssh [user@]host`, or `ssh://[user@]host[:port]` where ssh listens on another port than its configuration says. */
  readonly ssh?: string;
  /** `--ssh-remote-port`: the port on that host to which its web server passes the requests for the public URL. */
  readonly sshRemotePort?: number;
  /** A directory of ours (0700) for a configuration file or a token. */
  readonly directory: string;
  /** Proxy and certificate authorities, for `svix`; by default the environment's. */
  readonly connection?: Connection;
}

/** An open tunnel. Closing it ends what it started; closing twice is harmless. */
export interface Tunnel {
  readonly via: Via;
  /** The whole public address that is registered, path included. */
  address(): URL;
  close(): Promise<void>;
}

/** Opens a tunnel; resolves when its address is known and it says that it is ready; fails with the cause in a `Failure`. */
export type OpenTunnel = (options: TunnelOptions) => Promise<Tunnel>;
