/** Limits on the number and bytes of jobs that wait for one target. */
export const mostWaiting = { jobs: 1000, bytes: 64 * 1024 * 1024 } as const;

/**
 * The queue of one target: limited concurrency, and a bounded number waiting. Each target has its own queue, so that a slow target never
 * blocks deliveries to the others.
 */
export interface Queue {
  /** Returns whether a job of this many bytes fits in. */
  room(bytes: number): boolean;
  /** Takes a slot for a job of this many bytes. Returns undefined if a slot is free, else a promise that resolves when one is. */
  enter(bytes: number): Promise<void> | undefined;
  /** Releases a slot. */
  leave(): void;
}

export const createQueue = (atOnce: number, most: { readonly jobs: number; readonly bytes: number } = mostWaiting): Queue => {
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
