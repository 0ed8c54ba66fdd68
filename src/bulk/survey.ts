import type { Input, Job, Survey } from './job.ts';
import type { Row } from './rows.ts';
import { openSeen } from './seen.ts';

/** How many faults are told one by one. */
const told = 10;

/**
 * Looks through all rows: what can be sent, what is faulty, what repeats an earlier row. Sends nothing; memory stays small. Ends
 * with the signal's reason when it aborts. `onReady` hears of each row that can be sent, once.
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
