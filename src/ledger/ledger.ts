/** Who is contacted, as digests that only compare: of a key and of a person, and the text that people read. */
export interface Contact {
  /** What was sent to whom, as 16 hexadecimal digits: workspace, operation, campaign or text, recipient. */
  readonly key: string;
  /** The recipient in this workspace, whatever was sent, as 16 hexadecimal digits; undefined where no person is reached (a lead). */
  readonly person?: string | undefined;
  /** The number, e-mail or label that `ledger show` prints. */
  readonly recipient: string;
}

/**
 * What the ledger holds of a key. `free`: it was claimed before, and its request did not go out; `working`: a run that may still be
 * going claimed it; `unknown`: its run ended without saying what came of it.
 */
export type State = 'free' | 'working' | 'unknown' | 'sent';

/** The newest claim of a key. */
export interface Held {
  readonly state: State;
  /** When it was claimed or settled, Unix ms. */
  readonly at: number;
  /** The id of that claim. */
  readonly claim: string;
}

/** The right to send one request. */
export interface Claim {
  readonly contact: Contact;
  readonly id: string;
}

/** What a run is about; kept with its claims, for people and for `reached`. */
export interface Purpose {
  /** `messages.sms`. */
  readonly operation: string;
  /** A digest of the workspace, shortened: it tells workspaces apart in `ledger show`. */
  readonly workspace: string;
  readonly campaign?: string | undefined;
  /** A digest of the text before its columns are filled in. */
  readonly template?: string | undefined;
}

/**
 * Who was contacted, shared by all runs that name the same ledger. A contact is claimed before its request and settled after it. Each
 * method fails with `usage`, `network` or `partial` where the store cannot be trusted any more; nothing may be sent then.
 */
export interface Ledger {
  /** Where it is, for messages; without a password. */
  readonly name: string;
  /** What is held for each key; undefined where it was never claimed. */
  look(keys: readonly string[]): Promise<ReadonlyArray<Held | undefined>>;
  /** When each person was contacted last (Unix ms), no earlier than `since`. `template`: by that text only. */
  reached(people: readonly string[], since: number, template?: string): Promise<ReadonlyArray<number | undefined>>;
  /**
   * Claims a contact: gives the claim, or what holds it. A key that is held is taken over only if `mayTake` says so of what holds it,
   * and by one run only.
   */
  claim(contact: Contact, mayTake: (held: Held) => boolean): Promise<Claim | Held>;
  /** Whether a claim still counts; asked before a request that comes late. */
  owns(claim: Claim): Promise<boolean>;
  /** It was sent. */
  settle(claim: Claim): Promise<void>;
  /** It reached nobody, and may be claimed again. */
  release(claim: Claim): Promise<void>;
  /** What came of it is not known. */
  unknown(claim: Claim): Promise<void>;
  /** Says that this run has ended. */
  close(): Promise<void>;
}

/** Whether a claim was granted. */
export const granted = (answer: Claim | Held): answer is Claim => 'contact' in answer;
