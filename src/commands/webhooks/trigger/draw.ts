import { paint } from '../../../output/text/color.ts';
import { safe } from '../../../output/text/safe.ts';
import type { View } from '../../../output/text/view.ts';
import { readable } from '../log/draw.ts';
import type { SentRow } from './send.ts';

/** Returns one event at one target for a terminal: the event, target, status and response. */
export const drawSent = async (row: SentRow, view: View): Promise<string> => {
  const chalk = await paint(view.color);
  const good = row.status !== null && row.status >= 200 && row.status < 300;
  const status = row.status === null ? 'no response' : String(row.status);
  const subject = row.subject === null ? '' : ` ${safe(row.subject)}`;
  const line = `${chalk.bold(safe(row.event))}${subject} → ${safe(row.target)}  ${good ? chalk.green(status) : chalk.red(status)} ${chalk.dim(`${row.ms} ms`)}`;
  const body = row.body ? `${readable(Buffer.from(row.body), 2_000)}\n` : '';
  return `${line}\n${body}`;
};
