import type { Places } from '../../profiles/directories.ts';
import type { World } from '../../world.ts';
import type { Delivery } from '../delivery.ts';
import { loadDelivery } from '../log/load.ts';
import type { Logged, LoggedAttempt } from '../log/logged.ts';
import { readLog } from '../log/read.ts';

/** How long a listener's log is looked at for what it has just taken (ms), and how often. */
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
 * What a listener made of a delivery that it has answered: its id and the first tries, from the log, which it writes beside its
 * work. Undefined where it is not found soon (`--no-log`).
 */
export const heardBy = async (
  delivery: Delivery,
  places: Places,
  world: World,
): Promise<{ readonly id: string; readonly attempts: readonly LoggedAttempt[] } | undefined> => {
  const end = world.now() + patience;
  for (;;) {
    const all = await readLog(places, world, { from: delivery.receivedAt - 1_000 });
    const found = await find(
      delivery,
      places,
      all.filter(({ bytes, repeatOf }) => bytes === delivery.body.length && repeatOf === undefined),
    );
    if (found && (found.attempts.length > 0 || (found.answered && world.now() > end - patience / 2))) return found;
    if (world.now() >= end) return found;
    await world.sleep(pause);
  }
};
