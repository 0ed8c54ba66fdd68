import type { World } from '../../world.ts';
import type { Attempt } from '../delivery.ts';

/** The service gives up after 10 s, and responding before then says more than not responding (ms). */
const answerLimit = 9_000;

/**
 * Finds the status for the sender: the worst of the first attempts, or 504 if one does not finish in time. Returns the callbacks
 * to notify of each first attempt.
 * @param found called once, with the status
 * @param over called when every first attempt is over, which may be later
 */
export const worstStatus = (
  world: Pick<World, 'after'>,
  tries: number,
  found: (status: number) => void,
  over: () => void,
): ((attempt: Attempt) => void) => {
  let worst = 0;
  let open = tries;
  let late = false;
  const inTime = world.after(answerLimit, () => {
    late = true;
    found(504);
  });
  return ({ status = 502 }) => {
    worst = Math.max(worst, status);
    open -= 1;
    if (open > 0) return;
    inTime();
    if (!late) found(worst);
    over();
  };
};
