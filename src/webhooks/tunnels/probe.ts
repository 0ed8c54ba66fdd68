import { asFailure, Failure } from '../../errors.ts';
import { header, type Response, type Transport } from '../../transport/transport.ts';
import { same } from '../../values/same.ts';
import type { World } from '../../world.ts';
import type { Via } from '../via.ts';

/**
 * A request that we send to the public URL and recognize when it arrives at the receiver. The receiver calls `isProbe` before
 * anything else, then `seen`, and responds with 204.
 */
export interface Probe {
  /** In lower case. */
  readonly header: string;
  /** Cannot be guessed. */
  readonly value: string;
  seen(): void;
  /** Calls `heard` at the next arrival; the returned function stops waiting. */
  onSeen(heard: () => void): () => void;
}

export const createProbe = (world: World): Probe => {
  const waiting = new Set<() => void>();
  return {
    header: 'x-boltcall-probe',
    value: world.random(24).toString('base64url'),
    seen: () => {
      for (const heard of waiting) heard();
    },
    onSeen: (heard) => {
      waiting.add(heard);
      return () => waiting.delete(heard);
    },
  };
};

/** Returns whether request headers are the probe's. The value is compared in constant time. */
export const isProbe = (probe: Probe, headers: ReadonlyArray<readonly [string, string]>): boolean => {
  for (const [name, value] of headers) {
    if (name.length === probe.header.length && name.toLowerCase() === probe.header && same(value, probe.value)) return true;
  }
  return false;
};

/** How long to keep trying, in ms: the name of a quick tunnel takes some seconds to propagate in DNS. */
const limits: Readonly<Record<Via, number>> = { cloudflared: 60_000, ngrok: 30_000, svix: 30_000, ssh: 15_000, url: 15_000, local: 5_000 };
/** Limit for one request, in ms. */
const requestLimit = 10_000;
/** Pause before the first request, in ms: a DNS lookup that is too early caches the missing name for a long time. */
const firstPauses: Partial<Readonly<Record<Via, number>>> = { cloudflared: 1_500 };
const pauses = [500, 1_000, 1_000, 2_000] as const;

const about: Readonly<Record<Via, string>> = {
  cloudflared: 'The name of a new tunnel can take a minute to resolve; run it again',
  ngrok: 'See what ngrok says at http://127.0.0.1:4040',
  ssh: 'The web server on that host must forward this URL to its 127.0.0.1:4080, or to the port in --ssh-remote-port',
  svix: 'The relay may be down; choose another --via',
  url: 'The server behind --public-url must forward POST requests to the port in --port',
  local: 'Another program may be using the port',
};

const answered = (response: Response): string => {
  const code = header(response, 'ngrok-error-code');
  const location = header(response, 'location');
  if (code !== undefined) return `ngrok returned ${response.status} (${code})`;
  if (response.status >= 300 && response.status < 400 && location !== undefined) return `it returned ${response.status} and redirects to ${location}`;
  return `it returned ${response.status}, but this listener received nothing`;
};

export interface ProbeOptions {
  readonly world: World;
  readonly via: Via;
  /** As for any request, uses the environment's proxy if one applies. */
  readonly transport: Transport;
  /** The registered URL. */
  readonly address: URL;
  readonly probe: Probe;
  readonly signal: AbortSignal;
}

/**
 * Sends the probe to the public URL until it arrives at the receiver, then resolves. Fails with a `Failure` of kind `network`
 * that holds the last cause if it does not arrive within the limit of this kind of tunnel, and with the reason of `signal` if
 * that aborts.
 */
export const reach = async ({ world, via, transport, address, probe, signal }: ProbeOptions): Promise<void> => {
  const arrived = new AbortController();
  const stopWaiting = probe.onSeen(() => arrived.abort());
  const over = AbortSignal.any([signal, arrived.signal]);
  const deadline = world.now() + limits[via];
  let cause = 'no response';
  try {
    await world.sleep(firstPauses[via] ?? 0, over);
    for (let tried = 0; !over.aborted && world.now() < deadline; tried++) {
      const outcome = await attempt(world, transport, address, probe, over);
      if (outcome !== undefined) cause = outcome;
      if (!over.aborted) await world.sleep(pauses[Math.min(tried, pauses.length - 1)] ?? 0, over);
    }
  } finally {
    stopWaiting();
  }
  if (arrived.signal.aborted) return;
  signal.throwIfAborted();
  throw new Failure('network', `A test request to ${address.origin} did not reach this listener: ${cause}`, {
    code: 'tunnel_unreachable',
    hint: `${about[via]}; use --no-probe if this machine cannot reach its own public URL`,
  });
};

/** Sends one request. Returns why it did not arrive, or undefined if it was aborted because the probe has arrived or the user has quit. */
const attempt = async (world: World, transport: Transport, address: URL, probe: Probe, over: AbortSignal): Promise<string | undefined> => {
  const late = new AbortController();
  const done = new AbortController();
  void world.sleep(requestLimit, AbortSignal.any([over, done.signal])).then(() => late.abort());
  try {
    const request = { method: 'POST', url: address, headers: [[probe.header, probe.value]] as const, body: '', effect: 'none' } as const;
    const response = await transport({ ...request, signal: AbortSignal.any([over, late.signal]) });
    for await (const _ of response.body) if (over.aborted) break;
    return answered(response);
  } catch (error) {
    if (over.aborted) return undefined;
    return late.signal.aborted ? `no response within ${requestLimit / 1000} s` : asFailure(error).message;
  } finally {
    done.abort();
  }
};
