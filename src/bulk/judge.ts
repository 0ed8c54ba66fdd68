import type { Contact, Held, Ledger } from '../ledger/ledger.ts';
import type { Input } from './job.ts';
import type { Past } from './journal.ts';
import type { Row } from './rows.ts';

/** A row that is faultless, and what would be sent of it. */
export interface Wanted {
  readonly row: Row;
  readonly input: Input;
}

/**
 * What is to become of a row. `held` is what the ledger has of it: for `send` an earlier contact that does not count any more or is
 * taken over. `carried`: only a journal of an older version knows it, and the ledger is to be told.
 */
export type Verdict =
  | { readonly kind: 'send'; readonly contact: Contact; readonly held: Held | undefined }
  | { readonly kind: 'already' | 'unknown' | 'working'; readonly contact: Contact; readonly held: Held; readonly carried: boolean }
  | { readonly kind: 'left-out'; readonly reason: string };

export interface JudgeOptions {
  /** Absent where nothing is sent and no key says which workspace is meant. */
  readonly ledger: Ledger | undefined;
  contact(input: Input, row: Row): Contact;
  /** Whether an earlier contact or an unknown outcome is no obstacle; see `Ledger.claim`. */
  mayTake(held: Held): boolean;
  readonly past: Past | undefined;
  /** Why a row is left out; undefined for one that is sent. */
  leaveOut(row: Row, input: Input): string | undefined;
  /** People who were contacted since (Unix ms) are left out, with these words. */
  readonly skip: { readonly since: number; readonly reason: string } | undefined;
  now(): number;
}

const pastStates = { done: 'sent', unknown: 'unknown' } as const;

/** Decides about several rows at once, as the ledger has them now. */
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

/** How many rows are looked up at once. */
export const together = 256;
