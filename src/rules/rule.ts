/** What a file of rules demands of finished calls. */

/** Who speaks: `anyone` is either of them, and who is named otherwise. */
export type Speaker = 'agent' | 'caller' | 'anyone';

/** Words to look for, as they were written: a text in any case of letters, or a regular expression. */
export interface Phrase {
  readonly written: string;
  /** Whether they are in what was said. */
  test(said: string): boolean;
}

/** A JMESPath expression over a call, as it was written. */
export interface Condition {
  readonly written: string;
  /** Whether it is true of the call. Throws where it does not fit the call. */
  holds(call: unknown): boolean;
}

/** Which turns are looked at. */
export interface Where {
  readonly by: Speaker;
  /** Only the first or the last so many turns of the call, whoever speaks. */
  readonly first?: number;
  readonly last?: number;
}

export type Demand =
  | ({ readonly kind: 'must_say' | 'never_say'; readonly phrases: readonly Phrase[] } & Where)
  /** After somebody said this, the agent takes at most so many turns. */
  | { readonly kind: 'after'; readonly by: 'agent' | 'caller'; readonly phrases: readonly Phrase[]; readonly agentTurnsAtMost: number }
  | { readonly kind: 'status' | 'sentiment'; readonly oneOf: readonly string[] }
  | { readonly kind: 'summary'; readonly phrases: readonly Phrase[] }
  | { readonly kind: 'max_duration'; readonly seconds: number }
  | { readonly kind: 'booked'; readonly wanted: boolean };

export interface Rule {
  readonly name: string;
  /** Without it the rule is for every call. */
  readonly when?: Condition;
  readonly demand: Demand;
}

export interface Rules {
  /** The languages that the texts of the rules are in, as two letters. */
  readonly languages: readonly string[];
  readonly rules: readonly Rule[];
}

/** What became of one rule in one call. `skipped`: its condition is not true of the call. */
export interface Verdict {
  readonly call: string;
  readonly rule: string;
  readonly verdict: 'passed' | 'failed' | 'unjudged' | 'skipped';
  /** The turn that decides, from 1 as in the transcript. */
  readonly turn: number | null;
  readonly why: string | null;
}
