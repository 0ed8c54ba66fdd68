import { asFailure, Failure, signalKinds } from '../errors.ts';
import { isInDoubt } from '../ledger/doubt.ts';
import { granted, type Held, type Ledger } from '../ledger/ledger.ts';
import { ledgerCode } from '../ledger/trouble.ts';
import type { Input, Job } from './job.ts';
import { type Judge, together, type Verdict, type Wanted } from './judge.ts';
import type { Rejects } from './rejects.ts';
import type { Row } from './rows.ts';
import { openSeen } from './seen.ts';

/** The results of the rows in this run. */
export interface Outcome {
  created: number;
  /** Sent before, by any run. */
  already: number;
  skipped: number;
  failed: number;
  unknown: number;
  /** Rows left out by `--exclude` and similar options, by reason. */
  readonly left_out: Record<string, number>;
}

export interface RunOptions {
  readonly ledger: Ledger;
  readonly judge: Judge;
  mayTake(held: Held): boolean;
  readonly rejects: Rejects;
  /** Rows whose outcome is unknown. */
  readonly unknowns: Rejects;
  /** Maximum number of concurrent requests. */
  readonly concurrency: number;
  /** Waits until the next request may start. */
  pace(): Promise<void>;
  readonly signal: AbortSignal;
  readonly onRow: (done: number) => void;
  now(): number;
  sleep(ms: number): Promise<void>;
}

/** Failures that would hit the next row as well: the run stops, and --resume continues it. */
const stopping = new Set([...signalKinds, 'network', 'timeout', 'authentication', 'forbidden', 'rate-limited']);

/** This many consecutive unknown outcomes stop the run: the service is broken, and each request may have reached someone. */
const patience = 3;
/** A request this long after its claim (ms) first checks whether the claim is still valid, because the machine may have slept. */
const late = 5_000;
/** How many rows to look up at once before sending, since other runs may be working on them. */
const group = 32;
/** How long to wait at the end for rows that another run is sending (ms). */
const grace = 10_000;

/**
 * Sends each row once. A row is claimed in the ledger before its request, and its outcome is recorded afterwards. When something stops the run
 * (network, key, signal, ledger), it throws once the rows in progress have ended; `outcome` has the counts in that case too.
 */
export const runJob = async (job: Job, options: RunOptions, outcome: Outcome): Promise<void> => {
  const { ledger, judge, rejects, unknowns, signal, now } = options;
  const seen = openSeen();
  const busyElsewhere: Wanted[] = [];
  let stop: unknown;
  let unknownInRow = 0;
  let crowded = false;
  let done = 0;
  const stopWith = (error: unknown): void => {
    stop ??= error;
  };

  const unknownBefore = async (row: Row): Promise<void> => {
    outcome.unknown += 1;
    await unknowns.add(row, 'outcome unknown in an earlier run');
  };

  const send = async (row: Row, input: Input, contact = job.contact(input, row)): Promise<void> => {
    await options.pace();
    if (stop !== undefined || signal.aborted) return;
    const asked = now();
    const claim = await ledger.claim(contact, options.mayTake);
    if (!granted(claim)) return taken(row, input, claim);
    if (now() - asked > late && !(await ledger.owns(claim))) return void busyElsewhere.push({ row, input });
    if (stop !== undefined || signal.aborted) return ledger.release(claim);
    try {
      await job.send(input, signal);
    } catch (error) {
      const failure = asFailure(error);
      if (isInDoubt(failure)) {
        unknownInRow += 1;
        if (unknownInRow >= patience || failure.kind === 'internal') stopWith(error);
        outcome.unknown += 1;
        await ledger.unknown(claim);
        return unknowns.add(row, `outcome unknown: ${failure.message}`);
      }
      await ledger.release(claim);
      if (stopping.has(failure.kind)) return stopWith(error);
      outcome.failed += 1;
      return rejects.add(row, failure.message);
    }
    outcome.created += 1;
    unknownInRow = 0;
    // If this cannot be written, the row stays claimed, and the next run treats it as unknown.
    await ledger.settle(claim);
  };

  /** Another run claimed the row first. */
  const taken = async (row: Row, input: Input, held: Held): Promise<void> => {
    crowded = true;
    if (held.state === 'sent') outcome.already += 1;
    else if (held.state === 'unknown') await unknownBefore(row);
    else busyElsewhere.push({ row, input });
  };

  /** Records in the ledger what only a journal of an older version knows. */
  const carry = async (verdict: Verdict): Promise<void> => {
    if (verdict.kind !== 'already' && verdict.kind !== 'unknown') return;
    const claim = await ledger.claim(verdict.contact, () => false);
    if (granted(claim)) await (verdict.kind === 'already' ? ledger.settle(claim) : ledger.unknown(claim));
  };

  const underWay = new Set<Promise<void>>();
  const start = async (work: Promise<void>): Promise<void> => {
    const going = work.catch(stopWith).finally(() => underWay.delete(going));
    underWay.add(going);
    if (underWay.size >= options.concurrency) await Promise.race(underWay);
  };

  const decide = async (rows: readonly Wanted[]): Promise<void> => {
    let left = rows;
    while (left.length > 0 && stop === undefined && !signal.aborted) {
      // If another run claims the same rows, go on at a different place.
      if (crowded) {
        const first = now() % left.length;
        left = [...left.slice(first), ...left.slice(0, first)];
        crowded = false;
      }
      await decideGroup(left.slice(0, group));
      left = left.slice(group);
    }
  };

  const decideGroup = async (rows: readonly Wanted[]): Promise<void> => {
    const verdicts = await judge(rows);
    await Promise.all(verdicts.map((verdict) => ('carried' in verdict && verdict.carried ? carry(verdict) : undefined)));
    for (const [at, { row, input }] of rows.entries()) {
      if (stop !== undefined || signal.aborted) return;
      done += 1;
      options.onRow(done);
      const verdict = verdicts[at];
      if (verdict === undefined) continue;
      if (verdict.kind === 'left-out') outcome.left_out[verdict.reason] = (outcome.left_out[verdict.reason] ?? 0) + 1;
      else if (verdict.kind === 'already') outcome.already += 1;
      else if (verdict.kind === 'unknown') await unknownBefore(row);
      else if (verdict.kind === 'working') busyElsewhere.push({ row, input });
      else await start(send(row, input, verdict.contact));
    }
  };

  try {
    let waiting: Wanted[] = [];
    for await (const row of job.rows.read()) {
      if (stop !== undefined || signal.aborted) break;
      const ready = await job.read(row);
      if ('fault' in ready) {
        done += 1;
        outcome.failed += 1;
        await rejects.add(row, ready.fault);
      } else if (!seen.add(job.key(ready.input, row))) {
        done += 1;
        outcome.skipped += 1;
      } else waiting.push({ row, input: ready.input });
      if (waiting.length < together) continue;
      await decide(waiting);
      waiting = [];
    }
    if (stop === undefined && !signal.aborted) await decide(waiting);
  } catch (error) {
    stopWith(error);
  }
  await Promise.all(underWay);

  // Whatever another run was sending is finished by now, or will be soon.
  const until = now() + grace;
  while (busyElsewhere.length > 0 && stop === undefined && !signal.aborted) {
    const rows = busyElsewhere.splice(0);
    const held = await ledger.look(rows.map(({ row, input }) => job.contact(input, row).key));
    for (const [at, { row, input }] of rows.entries()) {
      const its = held[at];
      if (its?.state === 'sent') outcome.already += 1;
      else if (its?.state === 'unknown') await unknownBefore(row);
      else if (its?.state !== 'working') await start(send(row, input));
      else if (now() > until) {
        outcome.unknown += 1;
        await unknowns.add(row, 'another run is sending it');
      } else busyElsewhere.push({ row, input });
    }
    await Promise.all(underWay);
    if (busyElsewhere.length > 0) await options.sleep(200);
  }
  if (signal.aborted) throw signal.reason;
  if (stop !== undefined) throw afterSending(stop, outcome);
};

/** A ledger failure after rows were sent is no longer a usage failure, because part of the work is done. */
const afterSending = (error: unknown, { created, unknown }: Outcome): unknown =>
  error instanceof Failure && error.code === ledgerCode && created + unknown > 0
    ? new Failure('partial', error.message, { ...error.details, code: ledgerCode })
    : error;
