import type { ChalkInstance } from 'chalk';
import type { Column } from '../../resources/resource.ts';
import { markOf } from './status.ts';

/** Colors a cell: statuses by whether they are good or bad, times dim. */
export const tint = (text: string, column: Column, value: unknown, chalk: ChalkInstance): string => {
  if (column.kind === 'status' && typeof value === 'string') {
    const { color } = markOf(value);
    return color ? chalk[color](text) : text;
  }
  return column.kind === 'time' ? chalk.dim(text) : text;
};
