import { aboutOf, globalOptions } from '../command/global-options.ts';
import type { Pairs } from './page.ts';

export const helpOption = ['-h, --help', 'show this help'] as const;

/** The options that every command takes; `rare` ones only where all are wanted. */
export const globalPairs = (all: boolean): Pairs => [
  ...globalOptions.filter(({ rare }) => all || !rare).map((option) => [option.flags, aboutOf(option)] as const),
  ['-V, --version', 'show the version'],
  helpOption,
];
