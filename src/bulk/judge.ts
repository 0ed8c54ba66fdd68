import type { Contact, Held, Ledger } from '../ledger/ledger.ts';
import type { Input } from './job.ts';
import type { Past } from './journal.ts';
import type { Row } from './rows.ts';

/** A valid row, and the input that would be sent. */
export interface Wanted {
  readonly row: Row;
  readonly input: Input;
}

/**
 * What to do with a row. `held` is what the ledger has for it: for `send`, an earlier contact that no longer counts or is taken over. `carried`: only
 * a journal of an older version knows the contact, so it must be added to the ledger.
 */
export type Verdict =
  | { readonly kind: 'send'; readonly contact: Contact; readonly held: Held | undefined }
  | { readonly kind: 'already' | 'unknown' | 'working'; readonly contact: Contact; readonly held: Held; readonly carried: boolean }
  | { readonly kind: 'left-out'; readonly reason: string };

export interface JudgeOptions {
  /** Absent if nothing is sent and no key identifies the workspace. */
  readonly ledger: Ledger | undefined;
  contact(input: Input, row: Row): Contact;
  /** Whether to send despite an earlier contact or unknown outcome; see `Ledger.claim`. */
  mayTake(held: Held): boolean;
  readonly past: Past | undefined;
  /** Returns why a row is left out; undefined for a row to send. */
  leaveOut(row: Row, input: Input): string | undefined;
  /** Leaves out people contacted since this time (Unix ms), with this reason. */
  readonly skip: { readonly since: number; readonly reason: string } | undefined;
  now(): number;
}

const pastStates = { done: 'sent', unknown: 'unknown' } as const;

/** Decides about several rows at once, based on the ledger's current state. */
export const openJudge =
  ({ ledger, contact, mayTake, past, leaveOut, skip, now }: JudgeOptions) =>
  async (wanted: readonly Wanted[]): Promise<readonly Verdict[]> => {
    const contacts = wanted.map(({ row, input }) => contact(input, row));
    const held = ledger ? await ledger.look(contacts.map(({ key }) => key)) : [];
    const reached =
      skip && ledger
        ? await ledger.reached(
            contacts.map(({ person }) => person ?? ''),
            skip.since,
          )
        : [];
    return wanted.map(({ row, input }, at): Verdict => {
      const one = contacts[at] ?? contact(input, row);
      const before = past?.state(row.number);
      const carried = held[at] === undefined && (before === 'done' || before === 'unknown');
      const its: Held | undefined = carried ? { state: pastStates[before], at: now(), claim: '' } : held[at];
      if (its && its.state !== 'free' && !mayTake(its)) {
        const kind = its.state === 'sent' ? 'already' : its.state;
        return { kind, contact: one, held: its, carried };
      }
      const reason = leaveOut(row, input) ?? (skip && reached[at] !== undefined ? skip.reason : undefined);
      return reason === undefined ? { kind: 'send', contact: one, held: its } : { kind: 'left-out', reason };
    });
  };

export type Judge = ReturnType<typeof openJudge>;

/** How many rows to read at once. Several runs that share a file spread over them, so that they seldom claim the same one. */
export const together = 1024;
