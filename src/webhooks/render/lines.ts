import type { ChalkInstance } from 'chalk';
import { cut, fill, type Width } from '../../output/text/measure.ts';
import { safe } from '../../output/text/safe.ts';
import type { Fault } from '../delivery.ts';
import type { Arrival, ForwardEvent } from '../session-event.ts';

/** A delivery with its first attempts, as shown on one line. */
export interface Shown {
  readonly time: number;
  readonly arrival: Arrival;
  readonly forwards: readonly ForwardEvent[];
  /** Whether this session forwards anything. */
  readonly forwarding: boolean;
}

export interface LineStyle {
  /** Columns of the terminal; undefined in a pipe, where nothing is truncated and cells are separated by tabs. */
  readonly width?: number;
  readonly zone: string;
  readonly chalk: ChalkInstance;
  readonly measure: Width;
}

/** On terminals narrower than this, only time, event and status are shown. */
const narrow = 60;

const clocks = new Map<string, Intl.DateTimeFormat>();

/** Formats hours, minutes and seconds in a time zone. */
const clock = (time: number, zone: string): string => {
  const made =
    clocks.get(zone) ?? new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });
  clocks.set(zone, made);
  return made.format(time);
};

/** Shortens `http://localhost:3000/hooks` to the form people type: `3000/hooks`. */
const short = (target: string): string => target.replace(/^http:\/\/(localhost:(?=\d))?/, '').replace(/^([^/]+)\/$/, '$1');

const faults: Readonly<Record<Fault, string>> = {
  refused: 'refused',
  timeout: 'no response',
  'unknown-name': 'unknown host',
  certificate: 'certificate not trusted',
  tls: 'no TLS connection',
  broken: 'connection lost',
  'queue-full': 'too many waiting',
  stopping: 'stopped',
};

type Paint = (text: string) => string;

const paintOf = (chalk: ChalkInstance, status: number | undefined): Paint =>
  status === undefined || status >= 500 ? chalk.red : status >= 300 ? chalk.yellow : chalk.green;

/** Returns the outcome of a forward: its status and time, or a keyword for why there is none, and when the next attempt follows. */
const outcome = ({ status, fault, ms, attempt, retryIn, replay }: ForwardEvent): string => {
  const result = status === undefined ? faults[fault ?? 'broken'] : `${status}  ${ms} ms`;
  const tried = `${attempt > 1 ? ` (attempt ${attempt})` : ''}${replay ? ', replayed' : ''}`;
  return `${result}${tried}${retryIn === undefined ? '' : `, retrying in ${(retryIn / 1000).toFixed(1)} s`}`;
};

const unforwarded = ({ arrival, forwarding }: Shown): string | undefined => {
  if (arrival.repeat === 'skipped') return 'duplicate, skipped';
  if (arrival.routedTo.length > 0) return undefined;
  return forwarding ? 'no matching route: not forwarded' : 'no target';
};

/** Returns what a person should know about a delivery, whatever became of it. */
const remarks = ({ verified, repeat, routedTo }: Arrival): string[] => [
  ...(repeat === 'redelivery' ? ['redelivery after a failure'] : repeat === 'forwarded' && routedTo.length > 0 ? ['duplicate, forwarded'] : []),
  ...(verified ? [] : ['unsigned']),
];

const severity = ({ status = 600 }: ForwardEvent): number => status;
const worstFirst = (one: ForwardEvent, other: ForwardEvent): number => severity(other) - severity(one);

/** Returns the line of a delivery, newline included. */
export const deliveryLine = (shown: Shown, style: LineStyle): string => {
  const { arrival, forwards } = shown;
  const event = safe(arrival.event ?? '(no event name)');
  const about = arrival.payload();
  const subject = safe(about.subject ?? arrival.id);
  const who = safe(about.who ?? '');
  const mark = remarks(arrival).join(', ');
  const reason = unforwarded(shown);
  if (style.width === undefined) {
    const targets = forwards.map(({ target }) => safe(target)).join(' ');
    const open = forwards.length < arrival.routedTo.length ? ['no response yet'] : [];
    const statuses = [...forwards.map(({ status, error }) => String(status ?? safe(error ?? ''))), ...open].join(' ');
    const times = forwards.map(({ ms }) => ms).join(' ');
    return `${[new Date(shown.time).toISOString(), event, subject, who, targets, reason ?? statuses, times, mark].join('\t').replace(/\t+$/, '')}\n`;
  }
  const { chalk, measure, width } = style;
  const time = clock(shown.time, style.zone);
  const waiting = arrival.routedTo.length - forwards.length;
  // Failures first, because a narrow terminal truncates the end.
  const results = [...forwards].sort(worstFirst).map((forward) => ({
    text: forwards.length > 1 ? `${short(safe(forward.target))} ${outcome(forward)}` : outcome(forward),
    paint: paintOf(chalk, forward.status),
  }));
  if (waiting > 0) results.push({ text: `waiting for ${waiting === 1 ? 'a response' : `${waiting} responses`}`, paint: chalk.yellow });
  if (reason !== undefined) results.push({ text: reason, paint: chalk.dim });
  if (mark !== '') results.push({ text: mark, paint: chalk.yellow });
  const cells: Array<{ text: string; paint: Paint }> = [{ text: time, paint: chalk.dim }];
  if (width < narrow) {
    cells.push({ text: event, paint: (text) => text });
  } else {
    cells.push({ text: fill(cut(event, 21, measure), 21, measure), paint: (text) => text });
    cells.push({ text: fill(cut(subject, 16, measure), 16, measure), paint: chalk.dim });
    if (width >= 90) cells.push({ text: fill(cut(who, 18, measure), 18, measure), paint: (text) => text });
    if (width >= 110 && forwards.length === 1 && forwards[0]) {
      const target = short(safe(forwards[0].target));
      cells.push({ text: fill(cut(target, 24, measure), 24, measure), paint: chalk.dim });
    }
  }
  return line([...cells, ...results], width, measure);
};

/** Returns the line of a later attempt, newline included. */
export const attemptLine = (arrival: Arrival | undefined, forward: ForwardEvent, time: number, style: LineStyle): string => {
  const event = safe(arrival?.event ?? '');
  const about = arrival?.payload() ?? {};
  const subject = safe(about.subject ?? forward.eventId);
  const target = safe(forward.target);
  if (style.width === undefined) {
    const note = `attempt ${forward.attempt}${forward.replay ? ', replayed' : ''}`;
    return `${[new Date(time).toISOString(), event, subject, safe(about.who ?? ''), target, forward.status ?? safe(forward.error ?? ''), forward.ms, note].join('\t')}\n`;
  }
  const { chalk, measure, width } = style;
  const cells = [
    { text: clock(time, style.zone), paint: chalk.dim },
    { text: width < narrow ? event : `↳ ${fill(cut(event, 19, measure), 19, measure)}`, paint: chalk.dim },
    ...(width < narrow ? [] : [{ text: fill(cut(subject, 16, measure), 16, measure), paint: chalk.dim }]),
    { text: outcome(forward), paint: paintOf(chalk, forward.status) },
  ];
  return line(cells, width, measure);
};

/** Joins cells and truncates them at the terminal's width, so that a line stays on one line. */
const line = (cells: ReadonlyArray<{ readonly text: string; readonly paint: Paint }>, width: number, measure: Width): string => {
  let left = Math.max(width - 1, 20);
  const parts: string[] = [];
  for (const { text, paint } of cells) {
    if (left <= 1) break;
    const shown = cut(text, left, measure);
    parts.push(paint(shown));
    left -= measure(shown) + 2;
  }
  return `${parts.join('  ')}\n`;
};
