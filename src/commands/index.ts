import type { Command } from './command.ts';

/**
 * The hand-written commands: their words, one line of help, and where they are. Only the one that is asked for is loaded.
 * Commands of plain operations are not here: they derive from `resources/`. A file's path follows its command's words.
 */
export interface Entry {
  readonly words: readonly [string, ...string[]];
  /** One line for help: a verb first, no full stop. */
  readonly about: string;
  /** Left out of help: a name typed from habit. */
  readonly hidden?: true;
  load(): Promise<{ readonly command: Command }>;
}

export const entries: readonly Entry[] = [];
