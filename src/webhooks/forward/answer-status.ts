import type { World } from '../../world.ts';
import type { Attempt } from '../delivery.ts';

/** The service gives up after 10 s; an answer by then says more than none (ms). */
const answerLimit = 9_000;

/**
 * Finds the status for the sender: the worst of so many first tries, 504 where one is not over in time. Gives what is to be told of
 * each first try.
 * @param found called once, with the status
 * @param over called when every first try is over, which may be later
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
