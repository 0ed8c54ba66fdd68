import { createHash } from 'node:crypto';

const digest = (...parts: readonly string[]): string => createHash('sha256').update(JSON.stringify(parts)).digest('hex');

/** How many hexadecimal digits of a digest are kept: 64 bits, by which two of a million are taken for one with a chance of 1 in 10^7. */
const kept = 16;

/** A workspace as the ledger knows it: its base URL and a digest of its key, never the key itself. */
export const workspaceOf = (baseUrl: URL, apiKey: string): string =>
  digest('workspace', `${baseUrl.origin}${baseUrl.pathname.replace(/\/+$/, '')}`, digest('key', apiKey));

/** What was sent to whom. Without a campaign the rendered text decides, which is `text`. */
export interface What {
  /** Of `workspaceOf`. */
  readonly workspace: string;
  readonly operation: string;
  readonly campaign?: string | undefined;
  readonly text: string;
  readonly recipient: string;
}

/** The key of a contact, 16 hexadecimal digits. */
export const keyOf = ({ workspace, operation, campaign, text, recipient }: What): string =>
  digest('contact', workspace, operation, campaign === undefined ? `24h:${text}` : `campaign:${campaign}`, recipient).slice(0, kept);

/** A person in a workspace, 16 hexadecimal digits. */
export const personOf = (workspace: string, recipient: string): string => digest('person', workspace, recipient).slice(0, kept);

/** A text that differs from another, 16 hexadecimal digits. */
export const textOf = (workspace: string, text: string): string => digest('text', workspace, text).slice(0, kept);
