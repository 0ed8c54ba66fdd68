/** Work that nobody waits for. It runs in the order in which it was given, whichever way. */
export interface Later {
  /** When the present turn is over: a delivery is on its way to its target before it is written down and shown. */
  soon(work: () => void): void;
  /**
   * Together with what comes soon, at the latest after some milliseconds: what is left to do for one delivery must not stand in
   * the way of the next, and is done while that one waits for its target.
   */
  whenever(work: () => void): void;
  /** Does it all now. */
  flush(): void;
}

/** Not to be noticed by a person (ms). */
const longest = 5;

export const createLater = (): Later => {
  let waiting: Array<() => void> = [];
  let immediate: NodeJS.Immediate | undefined;
  let timer: NodeJS.Timeout | undefined;
  const flush = (): void => {
    clearImmediate(immediate);
    clearTimeout(timer);
    immediate = undefined;
    timer = undefined;
    const due = waiting;
    waiting = [];
    for (const work of due) work();
  };
  return {
    soon: (work) => {
      waiting.push(work);
      immediate ??= setImmediate(flush);
    },
    whenever: (work) => {
      waiting.push(work);
      if (immediate === undefined) timer ??= setTimeout(flush, longest);
    },
    flush,
  };
};
