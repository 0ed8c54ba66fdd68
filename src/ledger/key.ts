import { createHash } from 'node:crypto';

const digest = (...parts: readonly string[]): string => createHash('sha256').update(JSON.stringify(parts)).digest('hex');

/** How many hexadecimal digits of a digest to keep: 64 bits, so the chance of a collision among a million is 1 in 10^7. */
const kept = 16;

/** Returns the ledger's identifier of a workspace: a digest of its base URL and key, never the key itself. */
export const workspaceOf = (baseUrl: URL, apiKey: string): string =>
  digest('workspace', `${baseUrl.origin}${baseUrl.pathname.replace(/\/+$/, '')}`, digest('key', apiKey));

/** What was sent to whom. Without a campaign, the rendered text (`text`) identifies it. */
export interface What {
  /** The result of `workspaceOf`. */
  readonly workspace: string;
  readonly operation: string;
  readonly campaign?: string | undefined;
  readonly text: string;
  readonly recipient: string;
}

/** Returns the key of a contact, 16 hexadecimal digits. */
export const keyOf = ({ workspace, operation, campaign, text, recipient }: What): string =>
  digest('contact', workspace, operation, campaign === undefined ? `24h:${text}` : `campaign:${campaign}`, recipient).slice(0, kept);

/** Returns a person in a workspace, 16 hexadecimal digits. */
export const personOf = (workspace: string, recipient: string): string => digest('person', workspace, recipient).slice(0, kept);

/** Returns the digest of a text, 16 hexadecimal digits. */
export const textOf = (workspace: string, text: string): string => digest('text', workspace, text).slice(0, kept);
