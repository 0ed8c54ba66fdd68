/** Work that nobody waits for: it must not stand in the way of a delivery. */
export interface Later {
  /** When the present turn is over: a delivery is on its way to its target before it is written down. In the order given. */
  soon(work: () => void): void;
  /** Some milliseconds later, much of it at once, and after what was to be done soon. In the order given. */
  whenever(work: () => void): void;
  /** Does it all now. */
  flush(): void;
}

/** Not to be noticed by a person, and short enough to hold up no delivery for long (ms). */
const pause = 2;

export const createLater = (): Later => {
  let first: Array<() => void> = [];
  let rest: Array<() => void> = [];
  const doFirst = (): void => {
    const due = first;
    first = [];
    for (const work of due) work();
  };
  const flush = (): void => {
    doFirst();
    const due = rest;
    rest = [];
    for (const work of due) work();
  };
  return {
    soon: (work) => {
      if (first.length === 0) setImmediate(doFirst);
      first.push(work);
    },
    whenever: (work) => {
      if (rest.length === 0) setTimeout(flush, pause);
      rest.push(work);
    },
    flush,
  };
};
