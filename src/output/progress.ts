import { inCi } from '../values/ci.ts';
import type { World } from '../world.ts';
import { type Progressed, progressLine, progressWords } from './progress-words.ts';
import { beforeWriting, redraw, tell } from './sink.ts';
import { agentRuns } from './text/agent.ts';
import { safe } from './text/safe.ts';
import type { View } from './text/view.ts';
import { columnsOf } from './text/wrap.ts';

/** A wait shorter than this (ms) shows no spinner, which would only flicker. */
const patience = 300;
/** Interval (ms) between updates of a bar on a terminal and between lines written elsewhere. */
const often = 100;
const seldom = 10_000;

/** A long task with a count. */
interface Bar {
  /** Sets the number done. */
  at(done: number): void;
  /** Removes the bar; elsewhere prints the last count if lines were printed. */
  end(): void;
}

/** Shows on stderr that work is in progress. Nothing with --quiet; spinner and bar only on a terminal, and never in CI. */
interface Progress {
  /** Shows a spinner with text after 300 ms; it disappears when the returned function is called or a result is written. */
  spin(words: string): () => void;
  /** Shows a spinner while a promise is pending. */
  during<T>(words: string, work: Promise<T>): Promise<T>;
  /** Shows a bar with count, rate and remaining time; elsewhere prints a line every 10 s. `unit` is what is counted; `bytes` are shown as kB. */
  start(unit: string, total?: number): Bar;
}

export const openProgress = (world: World, view: Pick<View, 'quiet' | 'width'>): Progress => {
  const { stdout, stderr, env } = world;
  // Determined when something is to be shown, because opening stderr costs every command a few ms.
  const lively = (): boolean => env['TERM'] !== 'dumb' && !inCi(env) && columnsOf(stderr) !== undefined && !agentRuns(world);

  const spin = (words: string): (() => void) => {
    if (view.quiet || env['TERM'] === 'dumb' || inCi(env)) return () => {};
    let over = false;
    let remove = (): void => {};
    const show = async (): Promise<void> => {
      if (!lively()) return;
      const { default: ora } = await import('ora');
      if (over) return;
      // Leaves standard input alone, which prompts and `-` need.
      const spinner = ora({ text: safe(words), stream: stderr, discardStdin: false, isEnabled: true }).start();
      const forget = beforeWriting(stderr, () => spinner.clear());
      remove = () => {
        forget();
        spinner.stop();
      };
    };
    // A spinner that cannot be shown must not fail the work.
    const cancel = world.after(patience, () => void show().catch(() => {}));
    const stop = (): void => {
      if (over) return;
      over = true;
      forgetResult();
      cancel();
      remove();
    };
    const forgetResult = beforeWriting(stdout, stop);
    return stop;
  };

  const during = async <T>(words: string, work: Promise<T>): Promise<T> => {
    const stop = spin(words);
    try {
      return await work;
    } finally {
      stop();
    }
  };

  const start = (unit: string, total?: number): Bar => {
    if (view.quiet) return { at: () => {}, end: () => {} };
    const ended = new AbortController();
    const began = world.now();
    const alive = lively();
    let done = 0;
    let drawn = false;
    const state = (): Progressed => ({ unit, done, elapsed: world.now() - began, ...(total === undefined ? {} : { total }) });
    const clear = (): void => {
      if (drawn) redraw(stderr, '');
      drawn = false;
    };
    const forget = alive ? [stdout, stderr].map((sink) => beforeWriting(sink, clear)) : [];
    const run = async (): Promise<void> => {
      for (;;) {
        await world.sleep(alive ? often : seldom, ended.signal);
        if (ended.signal.aborted) return;
        if (!alive) tell(stderr, `${progressWords(state())}\n`);
        else {
          redraw(stderr, progressLine(state(), view.width));
          drawn = true;
        }
      }
    };
    run().catch(() => {});
    return {
      at: (count) => {
        done = count;
      },
      end: () => {
        ended.abort();
        clear();
        for (const each of forget) each();
      },
    };
  };

  return { spin, during, start };
};
