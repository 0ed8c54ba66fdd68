import type { Ending, Program } from '../../../programs/start.ts';
import type { World } from '../../../world.ts';

/** What one run of a tunnel program reports, as parsed from its output. */
export interface Report {
  /** It carries requests for this URL (path included). */
  ready(address: URL): void;
  /** It is down at the moment and tries to recover by itself. */
  lost(reason: string): void;
  /** The latest problem; reported if the program ends or does not get ready. */
  trouble(trouble: Trouble): void;
  /** It cannot succeed, so there is no need to wait for it to exit. */
  hopeless(trouble: Trouble): void;
}

export interface Trouble {
  /** As text, without a period. */
  readonly cause: string;
  /** What to do about it. */
  readonly hint?: string;
}

/** One run of a tunnel program. */
export interface Run {
  /** Resolves with the reason when this run is no longer useful; the program may still have to be stopped. */
  readonly over: Promise<Trouble>;
  /** Returns when it last became ready, in ms since 1970, or undefined if it never did. */
  readySince(): number | undefined;
  stop(): Promise<void>;
}

/** Limit from the start of a program until it is ready, in ms. */
const readyLimit = 20_000;
/** How long a program may try to restore its link before it is restarted, in ms. */
const lostLimit = 60_000;

export interface RunOptions {
  readonly world: World;
  /** The program's name, for messages. */
  readonly name: string;
  readonly start: (report: Report) => Program;
  /** Called for each change between ready and lost, once. */
  readonly onReady: (address: URL) => void;
  readonly onLost: (reason: string) => void;
}

/** Starts a program and follows its reports. A run that is not ready within 20 s, or is lost for 60 s, is over. */
export const startRun = ({ world, name, start, onReady, onLost }: RunOptions): Run => {
  let up: string | undefined;
  let readySince: number | undefined;
  let last: Trouble | undefined;
  let watch = new AbortController();
  let giveUp: (trouble: Trouble) => void = () => {};
  const given = new Promise<Trouble>((resolve) => {
    giveUp = resolve;
  });
  const limit = (ms: number, cause: string): void => {
    watch.abort();
    watch = new AbortController();
    const { signal } = watch;
    void world.sleep(ms, signal).then(() => {
      if (!signal.aborted) giveUp(last ?? { cause });
    });
  };

  limit(readyLimit, `it was not ready within ${readyLimit / 1000} s`);
  const child = start({
    ready: (address) => {
      watch.abort();
      if (up === address.href) return;
      up = address.href;
      readySince = world.now();
      last = undefined;
      onReady(address);
    },
    lost: (reason) => {
      if (up === undefined) return;
      up = undefined;
      limit(lostLimit, reason);
      onLost(reason);
    },
    trouble: (trouble) => {
      last = trouble;
    },
    hopeless: (trouble) => {
      last = trouble;
      giveUp(trouble);
    },
  });
  return {
    over: Promise.race([given, child.ended.then((how) => last ?? { cause: inWords(name, how) })]),
    readySince: () => readySince,
    stop: async () => {
      watch.abort();
      await child.stop();
    },
  };
};

const inWords = (name: string, { code, error }: Ending): string => {
  if (error !== undefined) return `${name} could not be started: ${error}`;
  return code > 128 && code < 160 ? `${name} was ended by signal ${code - 128}` : `${name} ended with exit code ${code}`;
};
