import type { SignatureForm } from '../../values/signature.ts';

/** What is to be verified. */
export interface Claim {
  readonly secret: string;
  /** The header's value; empty where there was none. */
  readonly signature: string;
  readonly body: Buffer;
  /** How old, or how far ahead, the body's `timestamp` may be, in ms; not looked at without. */
  readonly tolerance?: number;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** A word for programs. */
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
