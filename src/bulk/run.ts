import { asFailure } from '../errors.ts';
import type { Job } from './job.ts';
import type { Journal, Past } from './journal.ts';
import type { Rejects } from './rejects.ts';
import type { Row } from './rows.ts';
import { openSeen } from './seen.ts';

/** What became of the rows. `created` counts those of earlier runs too. */
export interface Outcome {
  created: number;
  skipped: number;
  failed: number;
  unknown: number;
}

export interface RunOptions {
  readonly journal: Journal;
  readonly past: Past;
  readonly rejects: Rejects;
  /** How many requests are under way at once. */
  readonly concurrency: number;
  /** Sends rows again whose outcome is unknown: the user has looked. */
  readonly retryUnknown: boolean;
  readonly signal: AbortSignal;
  readonly onRow: (done: number) => void;
}

const signals = new Set(['interrupted', 'terminated', 'hung-up']);
/** Failures that the next row would meet as well: the run stops, and goes on with --resume. */
const stopping = new Set([...signals, 'network', 'timeout', 'authentication', 'forbidden', 'rate-limited']);

/** As many unknown outcomes in a row stop the run: the service is broken, and each may have reached somebody. */
const patience = 3;

/**
 * Sends each row once. What is about to be sent is in the journal before it is sent, and what came of it after. Throws what
 * stops the run (network, key, signal) when the rows under way have ended; the counts are in `outcome` then too.
 */
export const runJob = async (job: Job, options: RunOptions, outcome: Outcome): Promise<void> => {
  const { journal, past, rejects, signal } = options;
  const seen = openSeen();
  let stop: unknown;
  let unknownInRow = 0;
  let done = 0;

  const send = async (row: Row, input: Readonly<Record<string, unknown>>): Promise<void> => {
    journal.sending(row.number);
    let value: unknown;
    try {
      ({ value } = await job.send(input, signal));
    } catch (error) {
      return failed(row, error);
    }
    // A journal that cannot be written now leaves the row as "being sent", and that is what the next run takes it for.
    journal.ended(row.number, 'done', typeof value === 'object' && value !== null && 'id' in value ? String(value.id) : undefined);
    outcome.created += 1;
    unknownInRow = 0;
  };

  const failed = async (row: Row, error: unknown): Promise<void> => {
    const { kind, message, details } = asFailure(error);
    // A fault of the tool tells nothing of what was sent.
    if (kind === 'outcome-unknown' || kind === 'internal' || (signals.has(kind) && details.sent === 'perhaps')) {
      unknownInRow += 1;
      if (unknownInRow >= patience || kind === 'internal') stop ??= error;
      journal.ended(row.number, 'unknown');
      outcome.unknown += 1;
      return rejects.add(row, `outcome unknown: ${message}`);
    }
    if (stopping.has(kind)) {
      stop ??= error;
      return journal.kept(row.number);
    }
    journal.ended(row.number, 'failed');
    outcome.failed += 1;
    return rejects.add(row, message);
  };

  const underWay = new Set<Promise<void>>();
  for await (const row of job.rows.read()) {
    if (stop !== undefined || signal.aborted) break;
    done += 1;
    options.onRow(done);
    const ready = await job.read(row);
    if ('fault' in ready) {
      outcome.failed += 1;
      await rejects.add(row, ready.fault);
      continue;
    }
    // Before the journal is asked: a repeat of a row that was sent stays a repeat.
    if (!seen.add(job.key(ready.input, row))) {
      outcome.skipped += 1;
      continue;
    }
    const before = past.state(row.number);
    if (before === 'done') outcome.created += 1;
    else if (before === 'failed') {
      outcome.failed += 1;
      await rejects.add(row, 'refused in an earlier run');
    } else if (before === 'unknown' && !options.retryUnknown) {
      outcome.unknown += 1;
      await rejects.add(row, 'outcome unknown in an earlier run');
    } else {
      const sending = send(row, ready.input)
        .catch((error: unknown) => {
          stop ??= error;
        })
        .finally(() => underWay.delete(sending));
      underWay.add(sending);
      if (underWay.size >= options.concurrency) await Promise.race(underWay);
    }
  }
  await Promise.all(underWay);
  if (signal.aborted) throw signal.reason;
  if (stop !== undefined) throw stop;
};
