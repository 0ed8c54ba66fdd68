import type { SignatureForm } from '../../values/signature.ts';

/** What to verify. */
export interface Claim {
  readonly secret: string;
  /** The header's value; empty if the header was missing. */
  readonly signature: string;
  readonly body: Buffer;
  /** The maximum difference between the body's `timestamp` and now, in either direction, in ms; not checked if absent. */
  readonly tolerance?: number;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** A keyword for programs. */
type Reason =
  | 'no_signature'
  | 'unknown_form'
  | 'wrong_form'
  | 'secret_changed'
  | 'body_changed'
  | 'wrong_method'
  | 'mismatch'
  | 'too_old'
  | 'in_the_future'
  | 'no_timestamp';

export type Verdict =
  | { readonly valid: true; readonly form: SignatureForm /** Of the body's `timestamp`, in ms. */; readonly age?: number }
  | { readonly valid: false; readonly reason: Reason; readonly message: string; readonly hint: string };

export const no = (reason: Reason, message: string, hint: string): Verdict => ({ valid: false, reason, message, hint });
