import type { World } from '../../world.ts';
import type { Emit } from '../session-event.ts';
import type { Refusal } from './receiver.ts';

/** Maximum refused requests shown per second. Anyone can send them, so showing each would let anyone flood the screen. */
const shownASecond = 10;

/** Reports refused requests, a limited number per second; the others are counted and reported together. */
export const createRefusals = (world: Pick<World, 'now'>, emit: Emit): { refused(refusal: Refusal): void; flush(): void } => {
  let second = 0;
  let shown = 0;
  let hidden = 0;
  const flush = (): void => {
    if (hidden > 0) emit({ type: 'note', time: world.now(), text: `${hidden} more ${hidden === 1 ? 'request was' : 'requests were'} refused.` });
    hidden = 0;
  };
  return {
    refused: ({ status, reason, large }) => {
      const time = world.now();
      if (Math.floor(time / 1000) !== second) {
        second = Math.floor(time / 1000);
        shown = 0;
        flush();
      }
      shown += 1;
      if (shown > shownASecond) hidden += 1;
      else emit({ type: 'refused', time, status, reason, ...large });
    },
    flush,
  };
};
