import { isUtf8 } from 'node:buffer';
import { parseTarget, type Target } from '../../values/target.ts';
import type { Attempt } from '../delivery.ts';
import { advice, type Surroundings } from '../forward/fault.ts';
import { prettyJson } from '../json-text.ts';
import type { Logged } from '../log/logged.ts';
import { openAttempts } from '../log/verdict.ts';

import type { Body, Chip, Row, Try } from './wire.ts';

/** How much of a body is shown at once, for text and for binary data, in bytes. */
const most = { text: 256 * 1024, binary: 4096 } as const;

const dump = (bytes: Buffer): string => {
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; at += 16) {
    const row = bytes.subarray(at, at + 16);
    const hex = [...row].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
    lines.push(`${at.toString(16).padStart(6, '0')}  ${hex.padEnd(47)}  ${row.toString('latin1').replace(/[^\x20-\x7e]/g, '.')}`);
  }
  return lines.join('\n');
};

/** Formats bytes for the page: indented JSON, plain text as is, a hex dump of anything else. */
export const bodyFor = (body: Buffer): Body => {
  const bytes = body.length;
  if (bytes === 0) return { kind: 'empty', text: '', bytes, cut: false };
  if (!isUtf8(body)) return { kind: 'binary', text: dump(body.subarray(0, most.binary)), bytes, cut: bytes > most.binary };
  if (bytes > most.text) return { kind: 'text', text: body.toString('utf8', 0, most.text), bytes, cut: true };
  const text = body.toString('utf8');
  const pretty = prettyJson(text);
  return pretty === undefined ? { kind: 'text', text, bytes, cut: false } : { kind: 'json', text: pretty, bytes, cut: false };
};

/** Returns a delivery's outcome as a chip. */
export const chipOf = ({ attempts, answered, failed, repeatOf }: Logged): Chip => {
  const last = attempts.at(-1);
  if (last === undefined) {
    if (repeatOf !== undefined) return { text: 'duplicate', kind: 'quiet' };
    if (failed) return { text: answered === undefined ? 'no response' : String(answered), kind: 'bad' };
    return answered === undefined ? { text: '…', kind: 'wait' } : { text: 'not forwarded', kind: 'quiet' };
  }
  const [open] = openAttempts(attempts);
  if (open !== undefined) {
    const text = open.status === undefined ? 'no response' : String(open.status);
    return { text, kind: failed || repeatOf !== undefined ? 'bad' : 'quiet' };
  }
  return { text: String(last.status ?? 'replayed'), kind: 'good' };
};

/** Returns a row of the list. */
export const rowOf = (one: Logged): Row => ({
  id: one.id,
  time: one.receivedAt,
  event: one.event ?? null,
  subject: one.subject ?? null,
  who: one.who ?? null,
  chip: chipOf(one),
});

const targetOf = (text: string): Target | undefined => {
  try {
    return parseTarget(text, 'target');
  } catch {
    return undefined;
  }
};

/** Returns the hint for an attempt, as the listener gave it at the time. The log keeps the cause only as text. */
const hintFor = (attempt: Attempt, around: Surroundings): string | undefined => {
  const target = targetOf(attempt.target);
  if (target === undefined) return undefined;
  const nobody = attempt.status === undefined && /^nothing (is listening|listens) on /.test(attempt.error ?? '');
  return advice(attempt.fault === undefined && nobody ? { ...attempt, fault: 'refused' } : attempt, target, around);
};

/** Returns an attempt in the page's format. */
export const tryOf = (attempt: Attempt & { readonly replay: boolean }, around: Surroundings): Try => ({
  target: attempt.target,
  attempt: attempt.attempt,
  time: attempt.at,
  ms: attempt.ms,
  status: attempt.status ?? null,
  error: attempt.error ?? null,
  replay: attempt.replay,
  hint: hintFor(attempt, around) ?? null,
  answer: attempt.answer === undefined ? null : { headers: attempt.answer.headers, body: bodyFor(attempt.answer.body) },
});
