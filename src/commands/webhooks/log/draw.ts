import { isUtf8 } from 'node:buffer';
import { longTime, moment } from '../../../output/format/time.ts';
import { paint } from '../../../output/text/color.ts';
import { counted } from '../../../output/text/count.ts';
import { safe, safeLines } from '../../../output/text/safe.ts';
import type { View } from '../../../output/text/view.ts';
import { wrap } from '../../../output/text/wrap.ts';
import { iso } from '../../../values/iso.ts';
import type { Delivery } from '../../../webhooks/delivery.ts';
import { prettyJson } from '../../../webhooks/json-text.ts';
import type { Logged, LoggedAttempt } from '../../../webhooks/log/logged.ts';

/** Maximum number of characters of a response to show. */
const most = 2_000;

/** Returns bytes in readable form: indented JSON, other text with control characters made harmless, or only the size of anything else. */
export const readable = (body: Buffer, limit = Number.POSITIVE_INFINITY): string => {
  if (body.length === 0) return '(empty)';
  if (!isUtf8(body)) return `(${counted(body.length, 'bytes')} of binary data)`;
  const text = body.toString('utf8');
  const laid = safeLines(prettyJson(text) ?? text);
  return laid.length > limit ? `${laid.slice(0, limit)}\n… (${laid.length - limit} more characters)` : laid;
};

const indent = (text: string): string => text.replace(/^(?=.)/gm, '  ');

/** Returns a delivery for a terminal: a summary, headers and body as received, then each attempt and its response. */
export const drawDelivery = async (
  logged: Logged,
  { delivery, attempts }: { readonly delivery: Delivery; readonly attempts: readonly LoggedAttempt[] },
  view: View,
): Promise<string> => {
  const chalk = await paint(view.color);
  const tint = (status: number | undefined, text: string): string =>
    status !== undefined && status >= 200 && status < 300 ? chalk.green(text) : chalk.red(text);
  const forwarded = attempts.some(({ replay }) => !replay);
  const facts = [
    delivery.verified ? chalk.green('signature verified') : chalk.yellow('no signature'),
    counted(delivery.body.length, 'bytes'),
    ...(delivery.repeatOf === undefined ? [] : [`${forwarded ? 'redelivery' : 'duplicate'} of ${safe(delivery.repeatOf)}`]),
    ...(logged.answered === undefined ? [] : [`we returned ${logged.answered} to Boltcall`]),
  ];
  // On a narrow terminal each id has a line of its own.
  const between = view.width < 80 ? '\n' : '  ';
  const about = [logged.subject, logged.who].filter((part) => part !== undefined).map(safe);
  const lines = [
    [chalk.bold(safe(delivery.event ?? 'no event name')), safe(delivery.id)].join(between),
    ...(about.length === 0 ? [] : [about.join(between)]),
    wrap(`${longTime(iso(delivery.receivedAt), view.zone, view.now)}, ${facts.join(', ')}`, view.width),
    '',
    `${safe(delivery.method)} ${safe(delivery.path)}`,
    ...delivery.headers.map(([name, value]) => `${chalk.dim(`${safe(name)}:`)} ${safe(value)}`),
    '',
    readable(delivery.body),
    '',
  ];
  if (attempts.length === 0) lines.push(chalk.dim('Not forwarded.'));
  for (const { target, attempt, at, ms, status, error, replay, answer } of attempts) {
    const later = ((at - delivery.receivedAt) / 1000).toFixed(1);
    const which = replay ? `replay, ${moment(iso(at), view)}` : `attempt ${attempt}, after ${later} s`;
    lines.push(
      `${tint(status, status === undefined ? safe(error ?? 'no response') : String(status))} ${safe(target)} ${chalk.dim(`(${which}, ${ms} ms)`)}`,
    );
    if (answer && answer.body.length > 0) lines.push(indent(readable(answer.body, most)));
  }
  return `${lines.join('\n')}\n`;
};
