import type { World } from '../../../world.ts';

/** The limits of the relay's own client, in ms; the relay pings every 20 s. */
const quietStart = 21_000;
const quietLink = 31_000;
const longestWrite = 10_000;
const checkEvery = 1_000;

/** The state of a link at a moment. */
export interface Pulse {
  /** Whether the relay has accepted the token. */
  readonly started: boolean;
  /** When data last arrived, pings included (ms since 1970). */
  readonly heardAt: number;
  /** Bytes still to be sent. */
  readonly unsent: number;
}

/**
 * Waits until nothing arrives on a link any more or nothing is sent: neither is reported as an event. Resolves with the reason,
 * or with undefined if the link ends for another reason.
 */
export const watchSilence = async (world: World, over: AbortSignal, pulse: () => Pulse): Promise<string | undefined> => {
  let writtenAt = world.now();
  let waiting = 0;
  for (;;) {
    await world.sleep(checkEvery, over);
    if (over.aborted) return undefined;
    const now = world.now();
    const { started, heardAt, unsent } = pulse();
    if (unsent === 0 || unsent < waiting) writtenAt = now;
    waiting = unsent;
    const quiet = started ? quietLink : quietStart;
    if (now - heardAt >= quiet) return `nothing heard from the relay for ${quiet / 1000} s`;
    if (now - writtenAt >= longestWrite) return `the relay accepted no data for ${longestWrite / 1000} s`;
  }
};
