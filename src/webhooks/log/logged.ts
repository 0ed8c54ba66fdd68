import type { Attempt, Delivery } from '../delivery.ts';
import { readPayload } from '../payload.ts';

/** The place of a line: its file and byte range. */
export interface Place {
  readonly file: string;
  readonly at: number;
  readonly length: number;
}

/** An attempt as the log keeps it; `replay` is true if it was replayed by hand. */
export type LoggedAttempt = Attempt & { readonly replay: boolean };

/** What the log knows about a delivery, without the bytes of it and its responses. */
export interface Logged {
  readonly id: string;
  readonly profile: string;
  /** Milliseconds since 1970. */
  readonly receivedAt: number;
  readonly event?: string;
  /** The id of what it is about, and the person, as its body says. */
  readonly subject?: string;
  readonly who?: string;
  readonly bytes: number;
  readonly verified: boolean;
  readonly repeatOf?: string;
  /** In the order they were made. */
  readonly attempts: ReadonlyArray<Omit<LoggedAttempt, 'answer'>>;
  /** The response status to the sender. */
  readonly answered?: number;
  /** Whether it still needs attention. */
  readonly failed: boolean;
  /** For `loadDelivery`. */
  readonly places: readonly Place[];
}

/** Returns what the log keeps of a delivery itself, without its bytes. */
export const summary = ({ id, receivedAt, event, body, verified, repeatOf }: Delivery) => ({
  id,
  receivedAt,
  ...(event === undefined ? {} : { event }),
  bytes: body.length,
  verified,
  ...(repeatOf === undefined ? {} : { repeatOf }),
});

/** Returns what and whom a body is about. */
export const aboutOf = (body: Buffer): Pick<Logged, 'subject' | 'who'> => {
  const { subject, who } = readPayload(body);
  return { ...(subject === undefined ? {} : { subject }), ...(who === undefined ? {} : { who }) };
};
