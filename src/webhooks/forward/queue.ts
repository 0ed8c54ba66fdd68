/** Bytes and number of what may wait for one target. */
export const mostWaiting = { jobs: 1000, bytes: 64 * 1024 * 1024 } as const;

/**
 * The way to one target: so many jobs at once, a bounded queue behind them. Each target has its own, so that a slow one never
 * blocks the deliveries of the others.
 */
export interface Lane {
  /** Whether a job of this many bytes may come in. */
  room(bytes: number): boolean;
  /** Takes a place for a job of so many bytes: undefined where one is free, else what resolves when it is. */
  enter(bytes: number): Promise<void> | undefined;
  /** Gives a place back. */
  leave(): void;
}

export const createLane = (atOnce: number, most: { readonly jobs: number; readonly bytes: number } = mostWaiting): Lane => {
  let running = 0;
  let held = 0;
  const waiting: Array<() => void> = [];

  const leave = (): void => {
    const start = waiting.shift();
    if (start) start();
    else running -= 1;
  };

  return {
    room: (bytes) => running < atOnce || (waiting.length < most.jobs && held + bytes <= most.bytes),
    enter: (bytes) => {
      if (running < atOnce) {
        running += 1;
        return undefined;
      }
      held += bytes;
      return new Promise((resolve) => {
        waiting.push(() => {
          held -= bytes;
          resolve();
        });
      });
    },
    leave,
  };
};
