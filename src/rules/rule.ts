/** The rules that a file sets for finished calls. */

/** The speaker: `anyone` is agent or caller, including speakers with another name. */
export type Speaker = 'agent' | 'caller' | 'anyone';

/** Words to look for, as written: a text in any case, or a regular expression. */
export interface Phrase {
  readonly written: string;
  /** Returns whether the words occur in what was said. */
  test(said: string): boolean;
}

/** A JMESPath expression over a call, as written. */
export interface Condition {
  readonly written: string;
  /** Returns whether it is true for the call. Throws if it does not fit the call. */
  holds(call: unknown): boolean;
}

/** Which turns to look at. */
export interface Where {
  readonly by: Speaker;
  /** Only this many turns at the start or end of the call, whoever speaks. */
  readonly first?: number;
  readonly last?: number;
}

export type Demand =
  | ({ readonly kind: 'must_say' | 'never_say'; readonly phrases: readonly Phrase[] } & Where)
  /** After someone said this, the agent speaks at most this many turns. */
  | { readonly kind: 'after'; readonly by: 'agent' | 'caller'; readonly phrases: readonly Phrase[]; readonly agentTurnsAtMost: number }
  | { readonly kind: 'status' | 'sentiment'; readonly oneOf: readonly string[] }
  | { readonly kind: 'summary'; readonly phrases: readonly Phrase[] }
  | { readonly kind: 'max_duration'; readonly seconds: number }
  | { readonly kind: 'booked'; readonly wanted: boolean };

export interface Rule {
  readonly name: string;
  /** If absent, the rule applies to every call. */
  readonly when?: Condition;
  readonly demand: Demand;
}

export interface Rules {
  /** The languages of the texts in the rules, as two letters. */
  readonly languages: readonly string[];
  readonly rules: readonly Rule[];
}

/** The result of one rule for one call. `skipped`: its condition is not true for the call. */
export interface Verdict {
  readonly call: string;
  readonly rule: string;
  readonly verdict: 'passed' | 'failed' | 'unjudged' | 'skipped';
  /** The turn that decides, counted from 1 as in the transcript. */
  readonly turn: number | null;
  readonly why: string | null;
}
