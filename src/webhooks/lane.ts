/** Bytes and number of what may wait for one target. */
export const mostWaiting = { jobs: 1000, bytes: 64 * 1024 * 1024 } as const;

/**
 * The way to one target: so many jobs at once, a bounded queue behind them. Each target has its own, so that a slow one never
 * blocks the deliveries of the others.
 */
export interface Lane {
  /** Whether a job of this many bytes may come in. */
  room(bytes: number): boolean;
  /** Runs the job as soon as a place is free. */
  run<T>(bytes: number, job: () => Promise<T>): Promise<T>;
}

export const createLane = (atOnce: number, most: { readonly jobs: number; readonly bytes: number } = mostWaiting): Lane => {
  let running = 0;
  let held = 0;
  const waiting: Array<() => void> = [];
  let head = 0;

  const next = (): void => {
    const start = waiting[head];
    if (start === undefined) {
      running -= 1;
      return;
    }
    head += 1;
    if (head === waiting.length || head > 1024) {
      waiting.splice(0, head);
      head = 0;
    }
    start();
  };

  return {
    room: (bytes) => running < atOnce || (waiting.length - head < most.jobs && held + bytes <= most.bytes),
    run: async (bytes, job) => {
      if (running < atOnce) running += 1;
      else {
        held += bytes;
        await new Promise<void>((resolve) => waiting.push(resolve));
        held -= bytes;
      }
      try {
        return await job();
      } finally {
        next();
      }
    },
  };
};
