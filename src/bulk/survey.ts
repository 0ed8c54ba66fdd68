import type { Input, Job, Survey } from './job.ts';
import type { Row } from './rows.ts';
import { openSeen } from './seen.ts';

/** How many invalid rows to list. */
const told = 10;

/**
 * Checks all rows: which can be sent, which are invalid, which duplicate an earlier row. Sends nothing and uses little memory. Ends with the signal's
 * reason if it aborts. Calls `onReady` once for each row that can be sent.
 */
export const survey = async (
  job: Pick<Job, 'rows' | 'read' | 'key'>,
  signal: AbortSignal,
  onReady: (row: Row, input: Input) => Promise<void> = async () => {},
): Promise<Omit<Survey, 'columns' | 'unused'>> => {
  const seen = openSeen();
  const faults: Array<{ line: number; reason: string }> = [];
  const notes: Array<{ line: number; reason: string }> = [];
  let [rows, ready, faulty, repeated, noted] = [0, 0, 0, 0, 0];
  for await (const row of job.rows.read()) {
    if (signal.aborted) throw signal.reason;
    rows += 1;
    const outcome = await job.read(row);
    if ('fault' in outcome) {
      faulty += 1;
      if (faults.length < told) faults.push({ line: row.line, reason: outcome.fault });
    } else if (!seen.add(job.key(outcome.input, row))) repeated += 1;
    else {
      ready += 1;
      if (outcome.notes?.length) {
        noted += 1;
        if (notes.length < told) notes.push({ line: row.line, reason: outcome.notes.join('; ') });
      }
      await onReady(row, outcome.input);
    }
  }
  return { rows, ready, faulty, repeated, faults, noted, notes };
};
