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
): Promise<Survey> => {
  const seen = openSeen();
  const faults: Array<{ line: number; reason: string }> = [];
  let [rows, ready, faulty, repeated] = [0, 0, 0, 0];
  for await (const row of job.rows.read()) {
    if (signal.aborted) throw signal.reason;
    rows += 1;
    const outcome = await job.read(row);
    if ('fault' in outcome) {
      faulty += 1;
      if (faults.length < told) faults.push({ line: row.line, reason: outcome.fault });
    } else if (seen.add(job.key(outcome.input))) {
      ready += 1;
      await onReady(row, outcome.input);
    } else repeated += 1;
  }
  return { rows, ready, faulty, repeated, faults };
};
