import type { Ledger } from '../ledger/ledger.ts';
import type { Input } from './job.ts';
import { type Judge, together, type Wanted } from './judge.ts';
import type { Row } from './rows.ts';

/** What the ledger knows about the rows of a file before anything is sent. */
export interface Standing {
  /** Rows that would be sent. */
  left: number;
  /** Rows that were already sent and are skipped; the time of the last one, in Unix ms. */
  already: number;
  last: number | undefined;
  /** Of `left`: rows whose recipients get the same thing a second time. */
  again: number;
  /** Of `left`: recipients with an unknown outcome; the first of them by name. */
  retried: number;
  readonly retriedNames: string[];
  /** Rows with an unknown outcome, and rows that another run is sending now. */
  unknown: number;
  working: number;
  /** Of `left`: recipients who got something from the same template within a day. */
  byTemplate: number;
  /** Whether any row was ever claimed. */
  ever: boolean;
  /** The number of rows left out, by reason. */
  readonly leftOut: Record<string, number>;
  /** The first texts, as they would be sent. */
  readonly samples: string[];
  /** Total SMS segments to send. */
  segments: number;
}

/** How many texts to show and how many unknown recipients to name. */
const shown = 3;
const named = 10;

export interface TallyOptions {
  readonly judge: Judge;
  readonly ledger: Ledger | undefined;
  /** Returns the readable text; undefined if there is none. */
  text(input: Input): string | undefined;
  segments(text: string): number;
  /** The digest of the template, and the time from which its contacts count. */
  readonly template: { readonly digest: string; readonly since: number } | undefined;
}

/** Counts rows as they are read; `end` returns the counts. */
export const openTally = ({ judge, ledger, text, segments, template }: TallyOptions) => {
  const standing: Standing = {
    left: 0,
    already: 0,
    last: undefined,
    again: 0,
    retried: 0,
    retriedNames: [],
    unknown: 0,
    working: 0,
    byTemplate: 0,
    ever: false,
    leftOut: {},
    samples: [],
    segments: 0,
  };
  let waiting: Wanted[] = [];

  const flush = async (): Promise<void> => {
    const rows = waiting;
    waiting = [];
    const verdicts = await judge(rows);
    const fresh: string[] = [];
    for (const [at, verdict] of verdicts.entries()) {
      if (verdict.kind === 'left-out') {
        standing.leftOut[verdict.reason] = (standing.leftOut[verdict.reason] ?? 0) + 1;
        continue;
      }
      if (verdict.held) standing.ever = true;
      if (verdict.kind === 'already') standing.last = Math.max(standing.last ?? 0, verdict.held.at);
      if (verdict.kind !== 'send') {
        standing[verdict.kind] += 1;
        continue;
      }
      standing.left += 1;
      if (verdict.held?.state === 'sent') standing.again += 1;
      if (verdict.held?.state === 'unknown') {
        standing.retried += 1;
        if (standing.retriedNames.length < named) standing.retriedNames.push(verdict.contact.recipient);
      }
      if (verdict.contact.person && verdict.held?.state !== 'sent') fresh.push(verdict.contact.person);
      const input = rows[at]?.input;
      const said = input && text(input);
      if (said === undefined) continue;
      standing.segments += segments(said);
      if (standing.samples.length < shown && !standing.samples.includes(said)) standing.samples.push(said);
    }
    if (template && ledger) {
      const reached = await ledger.reached(fresh, template.since, template.digest);
      standing.byTemplate += reached.filter((at) => at !== undefined).length;
    }
  };

  return {
    add: async (row: Row, input: Input): Promise<void> => {
      waiting.push({ row, input });
      if (waiting.length >= together) await flush();
    },
    end: async (): Promise<Standing> => {
      await flush();
      return standing;
    },
  };
};
