import { singular } from '../../resources/resource.ts';

/** Formats a count with thousands separators: `1,204`. */
export const number = (count: number): string => count.toLocaleString('en-US');

/** Formats a count with what was counted, given in the plural: `1 row`, `1,204 rows`. */
export const counted = (count: number, things: string): string => `${number(count)} ${count === 1 ? singular(things) : things}`;
