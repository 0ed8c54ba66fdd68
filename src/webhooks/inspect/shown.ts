import { isUtf8 } from 'node:buffer';
import { parseTarget, type Target } from '../../values/target.ts';
import type { Attempt } from '../delivery.ts';
import { advice, type Surroundings } from '../forward/fault.ts';
import { prettyJson } from '../json-text.ts';
import { openAttempts } from '../log/verdict.ts';
import type { Listed } from './catalog.ts';
import type { Body, Chip, Row, Try } from './wire.ts';

/** How much of a text is shown at once, and of what is no text, in bytes. */
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

/** Bytes as the page shows them: JSON indented, text as it is, a dump of anything else. */
export const bodyFor = (body: Buffer): Body => {
  const bytes = body.length;
  if (bytes === 0) return { kind: 'empty', text: '', bytes, cut: false };
  if (!isUtf8(body)) return { kind: 'binary', text: dump(body.subarray(0, most.binary)), bytes, cut: bytes > most.binary };
  if (bytes > most.text) return { kind: 'text', text: body.toString('utf8', 0, most.text), bytes, cut: true };
  const text = body.toString('utf8');
  const pretty = prettyJson(text);
  return pretty === undefined ? { kind: 'text', text, bytes, cut: false } : { kind: 'json', text: pretty, bytes, cut: false };
};

/** How a delivery fared, in a word. */
export const chipOf = ({ attempts, answered, failed, repeatOf }: Listed): Chip => {
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

/** A line of the list. */
export const rowOf = (one: Listed): Row => ({
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

/** What to do about an attempt, as the listener said it when it was made. The log keeps why there was no answer in words only. */
const hintFor = (attempt: Attempt, around: Surroundings): string | undefined => {
  const target = targetOf(attempt.target);
  if (target === undefined) return undefined;
  const nobody = attempt.status === undefined && /^nothing (is listening|listens) on /.test(attempt.error ?? '');
  return advice(attempt.fault === undefined && nobody ? { ...attempt, fault: 'refused' } : attempt, target, around);
};

/** An attempt as the page shows it. */
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
