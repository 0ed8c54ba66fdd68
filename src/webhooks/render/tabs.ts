import { safe } from '../../output/text/safe.ts';
import type { Arrival, ForwardEvent } from '../session-event.ts';
import { remarks, type Shown } from './outcome.ts';

/** Rows for a pipe: cells between tabs, in a fixed order, with nothing cut. Other programs read them, so cells are only ever added. */

const unforwarded = ({ arrival, forwarding }: Shown): string | undefined => {
  if (arrival.routedTo.length > 0) return undefined;
  if (arrival.repeat === 'skipped') return 'duplicate, skipped';
  return forwarding ? 'no matching route: not forwarded' : 'no target';
};

/** Returns the line of a delivery, newline included. */
export const deliveryTabs = (shown: Shown): string => {
  const { arrival, forwards, time } = shown;
  const about = arrival.payload();
  const targets = forwards.map(({ target }) => safe(target)).join(' ');
  const open = forwards.length < arrival.routedTo.length ? ['no response yet'] : [];
  const statuses = [...forwards.map(({ status, error }) => String(status ?? safe(error ?? ''))), ...open].join(' ');
  const times = forwards.map(({ ms }) => ms).join(' ');
  const cells = [
    new Date(time).toISOString(),
    safe(arrival.event ?? '(no event name)'),
    safe(about.subject ?? arrival.id),
    safe(about.who ?? ''),
    targets,
    unforwarded(shown) ?? statuses,
    times,
    remarks(arrival).join(', '),
  ];
  return `${cells.join('\t').replace(/\t+$/, '')}\n`;
};

/** Returns the line of a later attempt, newline included. */
export const attemptTabs = (arrival: Arrival | undefined, forward: ForwardEvent, time: number): string => {
  const about = arrival?.payload() ?? {};
  const cells = [
    new Date(time).toISOString(),
    safe(arrival?.event ?? ''),
    safe(about.subject ?? forward.eventId),
    safe(about.who ?? ''),
    safe(forward.target),
    forward.status ?? safe(forward.error ?? ''),
    forward.ms,
    `attempt ${forward.attempt}${forward.replay ? ', replayed' : ''}`,
  ];
  return `${cells.join('\t')}\n`;
};
