import type { Places } from '../../profiles/directories.ts';
import type { World } from '../../world.ts';
import type { Delivery } from '../delivery.ts';
import { loadDelivery } from '../log/load.ts';
import type { Logged, LoggedAttempt } from '../log/logged.ts';
import { readLog } from '../log/read.ts';

/** How long to check a listener's log for a delivery it has just accepted, and how often (ms). */
const patience = 1_000;
const pause = 25;

const find = async (
  delivery: Delivery,
  places: Places,
  candidates: readonly Logged[],
): Promise<{ id: string; attempts: readonly LoggedAttempt[]; answered: boolean } | undefined> => {
  for (const logged of candidates.toReversed()) {
    const loaded = await loadDelivery(places, logged).catch(() => undefined);
    if (loaded?.delivery.body.equals(delivery.body)) return { id: logged.id, attempts: loaded.attempts, answered: logged.answered !== undefined };
  }
  return undefined;
};

/**
 * Returns what a listener did with a delivery it responded to: its id and the first attempts, from the log, which the listener
 * writes in the background. Undefined if it is not found soon (`--no-log`).
 */
export const heardBy = async (
  delivery: Delivery,
  places: Places,
  world: World,
): Promise<{ readonly id: string; readonly attempts: readonly LoggedAttempt[] } | undefined> => {
  const end = world.now() + patience;
  for (;;) {
    const all = await readLog(places, world, { from: delivery.receivedAt - 1_000 });
    const sameSize = all.filter(({ bytes }) => bytes === delivery.body.length);
    const found = await find(delivery, places, sameSize);
    if (found && (found.attempts.length > 0 || (found.answered && world.now() > end - patience / 2))) return found;
    if (world.now() >= end) return found;
    await world.sleep(pause);
  }
};
