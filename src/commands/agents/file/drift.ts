import type { Hashes } from './hashes.ts';
import { hashesOf } from './hashes.ts';
import type { PresentAgent } from './present.ts';
import type { WantedAgent } from './read.ts';

/** One compared value. `unknown`: the service does not expose it, and it was not set from this file. */
export interface Compared {
  readonly agent: string;
  readonly id: string | null;
  readonly what: 'name' | 'voice_id' | 'status' | 'greeting' | 'prompt';
  readonly result: 'same' | 'drift' | 'unknown';
  readonly why: string | null;
}

/** Compares the agents of a file with those of the workspace; greetings and prompts are compared with what was last set from the file. */
export const compare = (wanted: readonly WantedAgent[], present: ReadonlyMap<string, readonly PresentAgent[]>, hashes: Hashes): readonly Compared[] =>
  wanted.flatMap((agent) => {
    const [found, other] = present.get(agent.name) ?? [];
    const id = found?.id ?? null;
    const row = (what: Compared['what'], result: Compared['result'], why: string | null = null): Compared => ({
      agent: agent.name,
      id,
      what,
      result,
      why,
    });
    if (!found) return [row('name', 'drift', 'no agent has this name')];
    if (other) return [row('name', 'drift', 'more than one agent has this name')];
    const shown = (what: 'voice_id' | 'status'): Compared => {
      const value = found[what];
      if (value === undefined) return row(what, 'unknown', 'the service does not say it');
      return value === agent[what] ? row(what, 'same') : row(what, 'drift', `it is ${value}, not ${agent[what]}`);
    };
    const own = hashesOf(agent);
    const set = hashes[found.id];
    const hidden = (what: 'greeting' | 'prompt'): Compared[] => {
      if (own[what] === undefined && set?.[what] === undefined) return [];
      if (set === undefined) return [row(what, 'unknown', 'it was not set from this file, and the API does not show it')];
      return [own[what] === set[what] ? row(what, 'same') : row(what, 'drift', 'the file has changed since it was last set')];
    };
    return [row('name', 'same'), shown('voice_id'), shown('status'), ...hidden('greeting'), ...hidden('prompt')];
  });
