import { aboutOf, globalOptions } from '../command/global-options.ts';
import type { Pairs } from './page.ts';

export const helpOption = ['-h, --help', 'show this help'] as const;

/** Returns the options that every command accepts. */
export const globalPairs = (): Pairs => [
  ...globalOptions.map((option) => [option.flags, aboutOf(option)] as const),
  ['-V, --version', 'show the version'],
  helpOption,
];
