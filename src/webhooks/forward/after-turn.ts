/** Schedules work that must not delay a delivery. */
export interface AfterTurn {
  /**
   * Runs `work` at the end of the current turn, after everything that was deferred to that point earlier, in call order. The HTTP
   * client sends on a reused connection only at the end of a turn, and a delivery must be on its way before it is logged.
   * (Without this wait, deferring the work made half of all deliveries take 25 to 37% longer, measured at 16 and 64 concurrent
   * deliveries.)
   */
  add(work: () => void): void;
  /** Runs all deferred work now. */
  flush(): void;
}

/** How long work may be deferred while more keeps coming, in ms. */
const longest = 5;

export const createAfterTurn = (): AfterTurn => {
  let waiting: Array<() => void> = [];
  /** Pending end-of-turn callbacks. The last one runs after everything that was deferred. */
  let due = 0;
  let since = 0;
  const flush = (): void => {
    const all = waiting;
    waiting = [];
    for (const work of all) work();
  };
  const ended = (): void => {
    due -= 1;
    if (due === 0 || performance.now() - since > longest) flush();
  };
  return {
    add: (work) => {
      if (waiting.push(work) === 1) since = performance.now();
      due += 1;
      setImmediate(ended);
    },
    flush,
  };
};
