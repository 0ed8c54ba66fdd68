import { realpathSync } from 'node:fs';
import { usage } from '../errors.ts';
import { kept, keptBefore } from '../profiles/generated.ts';
import { projectFile } from '../profiles/project.ts';
import type { Settings } from '../profiles/settings.ts';
import { parseTarget, type Target } from '../values/target.ts';
import type { World } from '../world.ts';

/** What is needed to ask whether deliveries may go to a target. */
export interface Asking {
  readonly settings: Pick<Settings, 'forwardTo' | 'places' | 'dryRun'>;
  readonly world: World;
  readonly ask: { readonly possible: boolean; confirm(question: string): Promise<void> };
}

/** Saved targets that were not typed, and their source: `profile clinic`, `.boltcall.json`. */
export interface KeptTargets {
  readonly targets: readonly Target[];
  readonly from: string;
}

/**
 * Returns the saved targets to use if none are typed; all code gets them here. Deliveries contain names, numbers and transcripts,
 * and other people write to a repository, so targets from its file are used without asking only if they are on this machine. Any
 * other URL is confirmed once per file and URL, and the confirmation is saved in the state directory. Fails with `usage` if it
 * cannot ask, and with `interrupted` if the user declines.
 */
export const keptTargets = async ({ settings, world, ask }: Asking): Promise<KeptTargets | undefined> => {
  const { forwardTo, places, dryRun } = settings;
  if (forwardTo === undefined || forwardTo.value.length === 0) return undefined;
  const { value, from } = forwardTo;
  const targets = value.map((text) => parseTarget(text, `forward_to of ${from}`));
  const file = from === '.boltcall.json' ? projectFile(world) : undefined;
  if (file === undefined || dryRun) return { targets, from };
  const scope = `project ${realpathSync(file)}`;
  const origins = new Set(targets.filter(({ loopback }) => !loopback).map(({ origin }) => origin));
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
  return { targets, from };
};
