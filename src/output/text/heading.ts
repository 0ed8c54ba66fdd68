import type { Column } from '../../resources/resource.ts';
import { safe } from './safe.ts';

/** Returns the heading of a column, safe for terminals: its path may be a name that the service chose. */
export const heading = (column: Column): string => column.title ?? safe(column.path.replaceAll(/[._]/g, ' ').toUpperCase());
