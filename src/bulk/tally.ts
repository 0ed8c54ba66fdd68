import type { Ledger } from '../ledger/ledger.ts';
import type { Input } from './job.ts';
import { type Judge, together, type Wanted } from './judge.ts';
import type { Row } from './rows.ts';

/** What the ledger knows of the rows of a file, before anything is sent. */
export interface Standing {
  /** Rows that would be sent. */
  left: number;
  /** Rows that were sent already and stay so; the last of them, Unix ms. */
  already: number;
  last: number | undefined;
  /** Of `left`: those that get the same a second time. */
  again: number;
  /** Of `left`: recipients whose outcome is unknown, the first of them by name. */
  retried: number;
  readonly retriedNames: string[];
  /** Rows whose outcome is unknown, and rows that another run is sending now. */
  unknown: number;
  working: number;
  /** Of `left`: those who got something by the same template within a day. */
  byTemplate: number;
  /** Whether any row was ever claimed. */
  ever: boolean;
  /** How many rows are left out, by reason. */
  readonly leftOut: Record<string, number>;
  /** The first texts, as they would go out. */
  readonly samples: string[];
  /** SMS segments of all that would be sent. */
  segments: number;
}

/** How many texts are shown, and how many unknown recipients are named. */
const shown = 3;
const named = 10;

export interface TallyOptions {
  readonly judge: Judge;
  readonly ledger: Ledger | undefined;
  /** The text as people read it; undefined where there is none. */
  text(input: Input): string | undefined;
  segments(text: string): number;
  /** The digest of the template, and since when its contacts are counted. */
  readonly template: { readonly digest: string; readonly since: number } | undefined;
}

/** Counts rows as they are read; `end` gives the counts. */
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
