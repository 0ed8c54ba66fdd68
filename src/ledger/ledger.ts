/** A contact: digests of a key and a person, which can only be compared, and the text that people read. */
export interface Contact {
  /** A digest of what was sent to whom (workspace, operation, campaign or text, recipient), as 16 hexadecimal digits. */
  readonly key: string;
  /** The recipient in this workspace, independent of what was sent, as 16 hexadecimal digits; undefined if no person is reached (a lead). */
  readonly person?: string | undefined;
  /** The number, email or label that `ledger show` prints. */
  readonly recipient: string;
}

/**
 * The state of a key. `free`: it was claimed before, but its request was not sent; `working`: claimed by a run that may still be active; `unknown`:
 * its run ended without recording the outcome.
 */
export type State = 'free' | 'working' | 'unknown' | 'sent';

/** The newest claim of a key. */
export interface Held {
  readonly state: State;
  /** When it was claimed or settled, in Unix ms. */
  readonly at: number;
  /** The id of that claim. */
  readonly claim: string;
}

/** The right to send one request. */
export interface Claim {
  readonly contact: Contact;
  readonly id: string;
}

/** The purpose of a run; stored with its claims, for people and for `reached`. */
export interface Purpose {
  /** `messages.sms`. */
  readonly operation: string;
  /** A shortened digest of the workspace, which identifies it in `ledger show`. */
  readonly workspace: string;
  readonly campaign?: string | undefined;
  /** A digest of the text before its placeholders are filled in. */
  readonly template?: string | undefined;
}

/**
 * Records who was contacted, shared by all runs that use the same ledger. A contact is claimed before its request and settled after it. Each method
 * throws `usage`, `network` or `partial` if the store can no longer be trusted; nothing may be sent after that.
 */
export interface Ledger {
  /** Its location for messages, without a password. */
  readonly name: string;
  /** Returns what is held for each key; undefined if it was never claimed. */
  look(keys: readonly string[]): Promise<ReadonlyArray<Held | undefined>>;
  /** Returns when each person was last contacted (Unix ms), not before `since`. `template`: only contacts with that text. */
  reached(people: readonly string[], since: number, template?: string): Promise<ReadonlyArray<number | undefined>>;
  /** Claims a contact. Returns the claim, or what holds the key. A held key is taken over only if `mayTake` allows it, and by one run only. */
  claim(contact: Contact, mayTake: (held: Held) => boolean): Promise<Claim | Held>;
  /** Returns whether a claim is still valid; checked before a late request. */
  owns(claim: Claim): Promise<boolean>;
  /** Records that the request was sent. */
  settle(claim: Claim): Promise<void>;
  /** Records that it reached nobody and may be claimed again. */
  release(claim: Claim): Promise<void>;
  /** Records that the outcome is unknown. */
  unknown(claim: Claim): Promise<void>;
  /** Records that this run has ended. */
  close(): Promise<void>;
}

/** Returns whether a claim was granted. */
export const granted = (answer: Claim | Held): answer is Claim => 'contact' in answer;
