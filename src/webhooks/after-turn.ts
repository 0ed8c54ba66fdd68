/** Work that nobody waits for: it must not stand in the way of a delivery. */
export interface Later {
  /**
   * When the present turn is over, after everything that was put off to its end before: the HTTP client sends on a connection that
   * it uses again only then, and a delivery is to be on its way before it is written down. In the order given.
   */
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
  /** Of `first`, how often its turn has still to come: only the last one comes after all that was put off. */
  let due = 0;
  let rest: Array<() => void> = [];
  const doFirst = (): void => {
    const all = first;
    first = [];
    for (const work of all) work();
  };
  const ended = (): void => {
    due -= 1;
    if (due === 0) doFirst();
  };
  const flush = (): void => {
    doFirst();
    const all = rest;
    rest = [];
    for (const work of all) work();
  };
  return {
    soon: (work) => {
      due += 1;
      setImmediate(ended);
      first.push(work);
    },
    whenever: (work) => {
      if (rest.length === 0) setTimeout(flush, pause);
      rest.push(work);
    },
    flush,
  };
};
