import type { Handed } from './hand.ts';

/** The service gives up after 10 s; an answer by then says more than none (ms). */
const answerLimit = 9_000;

/**
 * Finds the status for the sender: the worst of the first tries, 504 where one is not over in time.
 * @param found called once, with the status
 * @param over called when every first try is over, which may be later
 */
export const worstStatus = (handed: readonly Handed[], found: (status: number) => void, over: () => void): void => {
  let worst = 0;
  let open = handed.length;
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    found(504);
  }, answerLimit);
  for (const { first } of handed) {
    void first.then(({ status = 502 }) => {
      worst = Math.max(worst, status);
      open -= 1;
      if (open > 0) return;
      clearTimeout(timer);
      if (!late) found(worst);
      over();
    });
  }
};
