import { realpathSync } from 'node:fs';
import { usage } from '../errors.ts';
import { kept, keptBefore } from '../profiles/generated.ts';
import { projectFile } from '../profiles/project.ts';
import type { Settings } from '../profiles/settings.ts';
import { type EventsHow, readPatterns } from '../values/event-names.ts';
import { parseTarget, type Target } from '../values/target.ts';
import type { World } from '../world.ts';
import type { Route } from './router.ts';

/** What is needed to ask whether deliveries may go to a target. */
export interface Asking {
  readonly settings: Pick<Settings, 'forwardTo' | 'routes' | 'places' | 'dryRun'>;
  readonly world: World;
  readonly ask: { readonly possible: boolean; confirm(question: string): Promise<void> };
}

/** Saved targets that were not typed, and their sources: `profile clinic`, `.boltcall.json`. */
export interface KeptTargets {
  /** For events that match no route. */
  readonly targets: readonly Target[];
  readonly targetsFrom?: string;
  readonly routes: readonly Route[];
  readonly routesFrom?: string;
}

/**
 * Returns the saved targets to use if none are typed; all code gets them here. Deliveries contain names, numbers and transcripts,
 * and other people write to a repository, so targets from its file are used without asking only if they are on this machine. Any
 * other URL is confirmed once per file and URL, and the confirmation is saved in the state directory. Fails with `usage` if a pattern
 * or target is invalid or if it cannot ask, and with `interrupted` if the user declines.
 */
export const keptTargets = async ({ settings, world, ask }: Asking, how: EventsHow = {}): Promise<KeptTargets | undefined> => {
  const { forwardTo, routes, places, dryRun } = settings;
  const found: KeptTargets = {
    targets: forwardTo?.value.map((text) => parseTarget(text, `forward_to of ${forwardTo.from}`)) ?? [],
    routes: routes?.value.map(([pattern, text]) => ({ pattern, target: parseTarget(text, `routes of ${routes.from}`) })) ?? [],
    ...(forwardTo === undefined ? {} : { targetsFrom: forwardTo.from }),
    ...(routes === undefined ? {} : { routesFrom: routes.from }),
  };
  if (found.targets.length + found.routes.length === 0) return undefined;
  readPatterns(routes?.value.map(([pattern]) => pattern) ?? [], `routes of ${routes?.from}`, how);
  const file = projectFile(world);
  if (file === undefined || dryRun) return found;
  const scope = `project ${realpathSync(file)}`;
  const named = [...found.routes.map(({ target }) => target), ...(found.targetsFrom === '.boltcall.json' ? found.targets : [])];
  const origins = new Set(named.filter(({ loopback }) => !loopback).map(({ origin }) => origin));
  for (const origin of origins) {
    if (keptBefore(places, scope, origin) !== undefined) continue;
    if (!ask.possible) {
      throw usage(
        `${file} sends deliveries to ${origin}, which is not this machine and was not allowed here`,
        'Type the address with --forward-to, or run this once on a terminal, where it is asked about.',
      );
    }
    await ask.confirm(`${file} sends deliveries to ${origin}, which is not this machine. Allow that from now on?`);
    await kept(places, scope, origin, () => 'allowed');
  }
  return found;
};
