import { counted, number } from '../output/text/count.ts';
import { safe } from '../output/text/safe.ts';
import type { Survey } from './job.ts';

const listed = (lines: Survey['faults'], count: number): string[] => [
  ...lines.map(({ line, reason }) => `  line ${line}: ${safe(reason)}`),
  ...(count > lines.length ? [`  and ${number(count - lines.length)} more`] : []),
];

/** Describes the result of checking a file, line by line. */
export const surveyWords = (found: Survey, things: string): string[] => [
  `${counted(found.rows, 'rows')}: ${counted(found.ready, things)} ready, ${number(found.faulty)} invalid, ${counted(found.repeated, 'duplicates')}`,
  ...listed(found.faults, found.faulty),
  ...(found.noted > 0 ? [`${counted(found.noted, 'rows')} worth a look:`] : []),
  ...listed(found.notes, found.noted),
  // A column with the same name as its field needs no line.
  ...Object.entries(found.columns).flatMap(([field, columns]) => {
    const from = columns.join(' + ');
    return from.toLowerCase() === field ? [] : [safe(`  ${field}: from ${from}`)];
  }),
  ...(found.unused.length > 0 ? [safe(`unused columns: ${found.unused.join(', ')}`)] : []),
];
