/**
 * The lines of an embedded ledger. Each ends in a full stop, which shows that it is complete; a line that was cut off is skipped.
 *
 *     boltcall ledger 1 ID.
 *     r RUN {"pid":…}.                          a run started
 *     h RUN MS.                                 heartbeat
 *     e RUN MS.                                 it ended
 *     z RUN SIZE.                               size of the ledger that it uses beside this one
 *     c KEY CLAIM PERSON MS OVER RECIPIENT.     claimed, replacing the claim OVER
 *     s KEY CLAIM MS.   u …   n …               sent, unknown, not sent after all
 *
 * KEY and PERSON have 16 hexadecimal digits, RUN 12, CLAIM 20: its run and a number. MS is Unix time.
 */

/** How the first line begins; a version and an id follow. */
export const heading = 'boltcall ledger ';
export const version = 1;

/** Placeholders for no claim and no person. */
export const none = { claim: '0'.repeat(20), person: '0'.repeat(16) } as const;

/** The meaning of a line about a key. */
export type Mark = 'c' | 's' | 'u' | 'n';

const ms = (time: number): string => String(Math.max(0, Math.trunc(time))).padStart(13, '0');

/** Removes line breaks, which would end a line. */
const oneLine = (text: string): string => text.replace(/[\r\n]+/g, ' ');

export const headerLine = (id: string): string => `${heading}${version} ${id}.`;
export const runLine = (run: string, about: unknown): string => `r ${run} ${JSON.stringify(about)}.`;
export const aliveLine = (run: string, now: number): string => `h ${run} ${ms(now)}.`;
export const endLine = (run: string, now: number): string => `e ${run} ${ms(now)}.`;
export const sizeLine = (run: string, size: number): string => `z ${run} ${size}.`;
export const claimLine = (key: string, claim: string, person: string, now: number, over: string, recipient: string): string =>
  `c ${key} ${claim} ${person} ${ms(now)} ${over} ${oneLine(recipient)}.`;
export const settleLine = (mark: Exclude<Mark, 'c'>, key: string, claim: string, now: number): string => `${mark} ${key} ${claim} ${ms(now)}.`;

/** The value of each hexadecimal digit by byte; 255 for other bytes. */
const digits = Uint8Array.from({ length: 256 }, (_, byte) => (byte >= 48 && byte <= 57 ? byte - 48 : byte >= 97 && byte <= 102 ? byte - 87 : 255));

/** Reads 8 hexadecimal digits at `at`; returns a 32-bit number or NaN. */
export const hex32 = (bytes: Uint8Array, at: number): number => {
  let value = 0;
  for (let index = at; index < at + 8; index += 1) {
    const digit = digits[bytes[index] ?? 0] ?? 255;
    if (digit === 255) return Number.NaN;
    value = value * 16 + digit;
  }
  return value;
};

/** Reads decimal digits from `at` on; NaN if there are none. */
export const decimal = (bytes: Uint8Array, at: number): number => {
  let value = Number.NaN;
  for (let index = at; ; index += 1) {
    const digit = (bytes[index] ?? 0) - 48;
    if (digit < 0 || digit > 9) return value;
    value = (Number.isNaN(value) ? 0 : value) * 10 + digit;
  }
};

/** Formats a 32-bit number as 8 hexadecimal digits. */
export const hex8 = (value: number): string => value.toString(16).padStart(8, '0');
