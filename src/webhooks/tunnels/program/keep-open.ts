import { Failure } from '../../../errors.ts';
import type { Program } from '../../../programs/start.ts';
import { backOff } from '../../../transport/back-off.ts';
import type { Tunnel, TunnelOptions } from '../../tunnel.ts';
import type { Via } from '../../via.ts';
import { type Report, startRun, type Trouble } from './supervise.ts';

/** How long a tunnel program may take to exit by itself (ms). */
export const patience = 3_000;
/** After a run that was ready this long, in ms, the pauses start over. */
const goodRun = 30_000;

/**
 * Keeps a tunnel program running: starts it (one attempt, at most 20 s), then restarts it whenever it ends, after pauses of 1 s
 * doubling to 30 s. Fails with a `Failure` of kind `network` that holds the cause if the first run does not get ready.
 */
export const keepOpen = async (via: Via, { world, onState, signal }: TunnelOptions, start: (report: Report) => Program): Promise<Tunnel> => {
  signal.throwIfAborted();
  const closing = new AbortController();
  let address: URL | undefined;
  let opened: (first: URL) => void = () => {};
  const open = new Promise<URL>((resolve) => {
    opened = resolve;
  });
  const next = () =>
    startRun({
      world,
      name: via,
      start,
      onReady: (ready) => {
        if (closing.signal.aborted) return;
        address = ready;
        onState({ type: 'ready', address });
        opened(ready);
      },
      onLost: (reason) => {
        if (!closing.signal.aborted) onState({ type: 'reconnecting', reason });
      },
    });

  onState({ type: 'connecting' });
  let run = next();
  const left = new AbortController();
  const aborted = new Promise<Trouble>((resolve) => {
    signal.addEventListener('abort', () => resolve({ cause: 'opening the tunnel was interrupted' }), { signal: left.signal });
  });
  const first = await Promise.race([open, aborted, run.over]);
  left.abort();
  if (!(first instanceof URL)) {
    closing.abort();
    await run.stop();
    signal.throwIfAborted();
    const hint = first.hint ?? 'Try again, or choose another --via';
    throw new Failure('network', `No tunnel through ${via}: ${first.cause}`, { code: 'tunnel_failed', hint });
  }

  const keep = async (): Promise<void> => {
    for (let failed = 1; ; failed++) {
      const { cause } = await run.over;
      if (closing.signal.aborted) return;
      onState({ type: 'reconnecting', reason: cause });
      await run.stop();
      const since = run.readySince();
      if (since !== undefined && world.now() - since >= goodRun) failed = 1;
      // Nothing random: a tunnel program is the only one here that would retry.
      await world.sleep(backOff(1_000, 30_000, failed, 0, 1), closing.signal);
      if (closing.signal.aborted) return;
      run = next();
    }
  };
  const kept = keep();
  let closed: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    closing.abort();
    await run.stop();
    await kept;
    onState({ type: 'closed' });
  };
  return {
    via,
    address: () => address ?? first,
    close: () => {
      closed ??= close();
      return closed;
    },
  };
};
