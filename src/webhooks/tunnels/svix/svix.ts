import { Failure, usage } from '../../../errors.ts';
import type { OpenTunnel, TunnelOptions } from '../../tunnel.ts';
import { connectLink, type Link, TokenInUse } from './link.ts';
import { type HeldToken, holdToken } from './token.ts';

/** The public relay; `BOLTCALL_SVIX_RELAY` and `BOLTCALL_SVIX_PLAY` set another one that uses the same protocol. */
const publicRelay = 'wss://api.relay.svix.com/api/v1/listen/';
const publicPlay = 'https://play.svix.com/in/';
/** Pauses before each new connection, in ms; the last one repeats. */
const pauses = [0, 100, 1_000, 5_000] as const;
/** After a link that was up this long, in ms, the pauses start over. */
const goodLink = 10_000;
/** How many new tokens are tried if the saved one is in use elsewhere. */
const mostTokens = 3;

const urlFrom = (name: string, value: string, protocols: readonly string[]): URL => {
  if (!URL.canParse(value)) throw usage(`${name} is not a URL`);
  const url = new URL(value);
  if (!protocols.includes(url.protocol)) throw usage(`${name} must begin with ${protocols.map((protocol) => `${protocol}//`).join(' or ')}`);
  return url;
};

/**
 * The public Svix relay over an outbound websocket: nothing to install, no account. The relay's operator can read the deliveries.
 * The URL's path is the relay's own; requests are passed to `options.take` as if sent to `options.path`. The token, which
 * determines the URL, is saved in `options.directory`.
 */
export const open: OpenTunnel = async (options) => {
  const { world, onState, signal, directory } = options;
  const relay = urlFrom('BOLTCALL_SVIX_RELAY', world.env['BOLTCALL_SVIX_RELAY'] ?? publicRelay, ['wss:', 'ws:']);
  const play = urlFrom('BOLTCALL_SVIX_PLAY', world.env['BOLTCALL_SVIX_PLAY'] ?? publicPlay, ['https:', 'http:']);
  const addressOf = (token: string): URL => new URL(`${token}/`, play.href.endsWith('/') ? play : `${play.href}/`);
  signal.throwIfAborted();
  onState({ type: 'connecting' });
  const first = await firstLink(options, relay, await holdToken(world, directory));
  const { held } = first;
  let { link } = first;
  let address = addressOf(link.token);
  onState({ type: 'ready', address });

  const closing = new AbortController();
  const keep = async (): Promise<void> => {
    let since = world.now();
    let reason = (await link.ended).reason;
    for (let failed = 0; ; failed++) {
      if (closing.signal.aborted) return;
      onState({ type: 'reconnecting', reason });
      if (world.now() - since >= goodLink) failed = 0;
      await world.sleep(pauses[Math.min(failed, pauses.length - 1)] ?? 0, closing.signal);
      if (closing.signal.aborted) return;
      since = world.now();
      try {
        link = await connectLink({ ...linkOptions(options, relay), token: held.token, signal: closing.signal });
        if (closing.signal.aborted) return link.close();
        address = addressOf(link.token);
        onState({ type: 'ready', address });
        since = world.now();
        reason = (await link.ended).reason;
      } catch (error) {
        reason =
          error instanceof TokenInUse ? 'the relay still holds the previous connection' : error instanceof Error ? error.message : String(error);
        // Only a link that was up counts as good, however long it took to fail.
        since = world.now();
      }
    }
  };
  const kept = keep();
  let closed: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    closing.abort();
    await link.close();
    await kept;
    await held.release();
    onState({ type: 'closed' });
  };
  return {
    via: 'svix',
    address: () => address,
    close: () => {
      closed ??= close();
      return closed;
    },
  };
};

const linkOptions = ({ world, connection, path, take }: TunnelOptions, relay: URL) => ({
  world,
  connection: connection ?? { env: world.env },
  relay,
  path,
  take,
});

/** Opens the first connection: with the saved token, or a new one if that is in use. */
const firstLink = async (options: TunnelOptions, relay: URL, kept: HeldToken): Promise<{ link: Link; held: HeldToken }> => {
  let held = kept;
  try {
    for (let tried = 1; ; tried++) {
      try {
        const link = await connectLink({ ...linkOptions(options, relay), token: held.token, signal: options.signal });
        if (options.signal.aborted) await link.close();
        options.signal.throwIfAborted();
        return { link, held };
      } catch (error) {
        options.signal.throwIfAborted();
        if (!(error instanceof TokenInUse)) throw error;
        if (tried === mostTokens) {
          const message = 'the relay reports another client on this URL';
          throw new Failure('conflict', message, { code: 'tunnel_in_use', hint: 'Stop the other listener, or wait a minute' });
        }
        held = await held.replace();
      }
    }
  } catch (error) {
    await held.release();
    throw error;
  }
};
