import { realpathSync } from 'node:fs';
import { usage } from '../errors.ts';
import { kept, keptBefore } from '../profiles/generated.ts';
import { projectFile } from '../profiles/project.ts';
import type { Settings } from '../profiles/settings.ts';
import { parseTarget, type Target } from '../values/target.ts';
import type { World } from '../world.ts';

/** What it takes to ask whether deliveries may go somewhere. */
export interface Asking {
  readonly settings: Pick<Settings, 'forwardTo' | 'places' | 'dryRun'>;
  readonly world: World;
  readonly ask: { readonly possible: boolean; confirm(question: string): Promise<void> };
}

/** Targets that nobody typed, and whose they are: `profile clinic`, `.boltcall.json`. */
export interface KeptTargets {
  readonly targets: readonly Target[];
  readonly from: string;
}

/**
 * The targets that are kept for when none is typed; the one way to them. Deliveries hold names, numbers and transcripts, and a
 * repository is written by others: from its file only targets on this machine count. Any other address is asked about once a file and
 * address, which is remembered in the state directory. Fails with `usage` where nobody can be asked, with `interrupted` at a no.
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
