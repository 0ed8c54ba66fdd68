import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { usage } from '../../../errors.ts';
import { whyNotWritten, writeWhole } from '../../../files.ts';
import { isObject } from '../../../values/json.ts';
import type { WantedAgent } from './read.ts';

/** Hashes of the texts last set from a file for an agent, because the service never returns those texts. A member is absent if it was never set. */
export interface SetTexts {
  readonly greeting?: string;
  readonly prompt?: string;
}

/** Keyed by agent id, which is unique across workspaces. */
export type Hashes = Readonly<Record<string, SetTexts>>;

const hash = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Returns the hashes of an agent's texts. */
export const hashesOf = ({ greeting, prompt }: WantedAgent): SetTexts => ({
  ...(greeting === undefined ? {} : { greeting: hash(greeting) }),
  ...(prompt === undefined ? {} : { prompt: hash(prompt) }),
});

/** Returns the path of the hash file for an agents file: beside it. */
export const besideOf = (file: string): string => `${file}.boltcall-hashes`;

/** Returns the hashes stored beside a file; empty if there are none yet. Fails with `usage` if they cannot be read. */
export const readHashes = (file: string): Hashes => {
  const path = besideOf(file);
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return {};
  }
  const found: Record<string, SetTexts> = {};
  try {
    const value: unknown = JSON.parse(text);
    if (!isObject(value)) throw new SyntaxError('not an object');
    for (const [id, set] of Object.entries(value)) {
      if (!isObject(set)) continue;
      const { greeting, prompt } = set;
      found[id] = { ...(typeof greeting === 'string' ? { greeting } : {}), ...(typeof prompt === 'string' ? { prompt } : {}) };
    }
  } catch {
    throw usage(`${path} is damaged`, 'Restore it from version control, or remove it: greetings and prompts then count as not known.');
  }
  return found;
};

/** Stores what was set for one agent. The write is atomic. */
export const rememberHashes = async (file: string, id: string, set: SetTexts): Promise<void> => {
  const path = besideOf(file);
  try {
    await writeWhole(path, `${JSON.stringify({ ...readHashes(file), [id]: set }, undefined, 2)}\n`);
  } catch (cause) {
    throw usage(`cannot write ${path}: ${whyNotWritten(cause)}`);
  }
};
