import { counted, number } from '../output/text/count.ts';
import type { Outcome } from './run.ts';
import type { Standing } from './tally.ts';

/** Formats `Nov 29 at 14:02`, with the year if it is not the current one. */
export const onDay = (at: number, zone: string, now: number): string => {
  const parts = (time: number): Record<string, string> =>
    Object.fromEntries(
      new Intl.DateTimeFormat('en-US', {
        timeZone: zone,
        year: 'numeric',
        month: 'short',
        day: 'numeric',
        hour: '2-digit',
        minute: '2-digit',
        hourCycle: 'h23',
      })
        .formatToParts(time)
        .map(({ type, value }) => [type, value]),
    );
  const its = parts(at);
  const year = its['year'] === parts(now)['year'] ? '' : `, ${its['year']}`;
  return `${its['month']} ${its['day']}${year} at ${its['hour']}:${its['minute']}`;
};

/** Returns what the ledger knows about a file, one line for each fact. */
export const standingLines = (standing: Standing, zone: string, now: number): string[] => {
  const { left, already, last, unknown, working, again, retried, retriedNames, byTemplate, leftOut } = standing;
  const all = left + already + unknown + working + Object.values(leftOut).reduce((sum, count) => sum + count, 0);
  const lines: string[] = [];
  if (already > 0 && last !== undefined) {
    const whom = already === all ? (all === 1 ? 'the only one' : `all ${number(all)}`) : `${number(already)} of ${number(all)}`;
    const rest = left === 0 ? (already === all ? '; nothing to send' : '') : `; sending to the other ${left === 1 ? 'one' : number(left)}`;
    lines.push(`${whom} already got this on ${onDay(last, zone, now)}${rest}`);
  }
  if (again > 0) lines.push(`${number(again)} of ${number(left)} ${again === 1 ? 'gets' : 'get'} this a second time`);
  if (byTemplate > 0) lines.push(`${number(byTemplate)} of ${number(left)} got something from the same template within 24 hours`);
  if (retried > 0)
    lines.push(
      `${number(retried)} of ${number(left)} may have got this already: ${retriedNames.join(', ')}${retried > retriedNames.length ? ` and ${number(retried - retriedNames.length)} more` : ''}`,
    );
  if (unknown > 0)
    lines.push(
      `${number(unknown)} of ${number(all)} not sent: the outcome of an earlier run is unknown (--retry-unknown sends ${unknown === 1 ? 'it' : 'them'})`,
    );
  if (working > 0) lines.push(`${number(working)} of ${number(all)} left to another run that is sending ${working === 1 ? 'it' : 'them'} now`);
  for (const [reason, count] of Object.entries(leftOut)) lines.push(`${number(count)} of ${number(all)} left out: ${reason}`);
  return lines;
};

/** Returns what this run did: `5 sent, 2 already sent, 1 duplicate skipped, 6 failed`. */
export const outcomeWords = ({ created, already, skipped, failed, unknown, left_out }: Outcome, done: string): string =>
  [
    `${number(created)} ${done}`,
    ...(already > 0 ? [`${number(already)} already ${done}`] : []),
    ...(skipped > 0 ? [`${counted(skipped, 'duplicates')} skipped`] : []),
    ...Object.entries(left_out).map(([reason, count]) => `${number(count)} left out (${reason})`),
    ...(failed > 0 ? [`${number(failed)} failed`] : []),
    ...(unknown > 0 ? [`${number(unknown)} unknown`] : []),
  ].join(', ');
