import type { ChalkInstance } from 'chalk';
import { cut, type Width } from '../../output/text/measure.ts';
import { safe } from '../../output/text/safe.ts';
import type { Fault } from '../delivery.ts';
import type { Arrival, ForwardEvent } from '../session-event.ts';
import { type Cell, type Paint, row, widthOf } from './columns.ts';

/** A delivery with its first attempts. */
export interface Shown {
  readonly time: number;
  readonly arrival: Arrival;
  readonly forwards: readonly ForwardEvent[];
  /** The response to the sender. */
  readonly answered: number;
  /** Whether this session forwards anything. */
  readonly forwarding: boolean;
}

export interface LineStyle {
  /** Columns of the terminal. */
  readonly width: number;
  readonly zone: string;
  readonly chalk: ChalkInstance;
  readonly measure: Width;
  /** Whether the session has several targets, so that rows name theirs. */
  readonly several: boolean;
  /** Number of attempts after the first. */
  readonly retries: number;
}

/** Where the columns start. The outcome comes first, so that first attempts and retries have it in one place at every width. */
const stops = { outcome: 10, event: 22, subject: 45, who: 63, target: 83 } as const;
/** On narrower terminals an id has a line of its own. */
const idsInline = 80;
/** On narrower terminals there are no durations. */
const narrow = 60;
/** Maximum columns of an event name and of a person. */
const most = { event: 32, who: 40 } as const;

const clocks = new Map<string, Intl.DateTimeFormat>();

/** Formats hours, minutes and seconds in a time zone. */
const clock = (time: number, zone: string): string => {
  const made =
    clocks.get(zone) ?? new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });
  clocks.set(zone, made);
  return made.format(time);
};

/** Shortens `http://localhost:3000/hooks` to the form people type: `3000/hooks`. */
const short = (target: string): string =>
  safe(target)
    .replace(/^http:\/\/(localhost:(?=\d))?/, '')
    .replace(/^([^/]+)\/$/, '$1');

const faults: Readonly<Record<Fault, string>> = {
  refused: 'refused',
  timeout: 'timeout',
  'unknown-name': 'DNS error',
  certificate: 'cert error',
  tls: 'TLS error',
  broken: 'conn error',
  'queue-full': 'queue full',
  stopping: 'stopped',
};

const inSeconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

interface Outcome {
  readonly text: string;
  readonly paint: Paint;
}

const paintOf = (chalk: ChalkInstance, status: number | undefined): Paint =>
  status === undefined || status >= 500 ? chalk.red : status >= 300 ? chalk.yellow : chalk.green;

/** Returns the status and duration of an attempt, or a keyword for why there is none. */
const outcomeOf = ({ status, fault, ms }: ForwardEvent, { chalk, width }: LineStyle): Outcome => {
  const took = (ms < 1000 ? `${ms} ms` : inSeconds(ms)).padStart(6);
  const text = status === undefined ? faults[fault ?? 'broken'] : width < narrow ? String(status) : `${status} ${took}`;
  return { text, paint: paintOf(chalk, status) };
};

/** Returns the outcome of a delivery: that of its only attempt, or the response to the sender. */
const outcome = ({ arrival, forwards, answered, forwarding }: Shown, style: LineStyle): Outcome => {
  const { chalk } = style;
  const [only] = forwards;
  if (arrival.routedTo.length > 1) return { text: String(answered), paint: paintOf(chalk, answered) };
  if (arrival.routedTo.length === 1) return only ? outcomeOf(only, style) : { text: 'waiting', paint: chalk.yellow };
  if (arrival.repeat) return { text: 'duplicate', paint: chalk.dim };
  return forwarding ? { text: 'no route', paint: chalk.yellow } : { text: 'received', paint: chalk.dim };
};

const plain: Paint = (text) => text;

/** Ids are for copying, so they are never cut. What else a body may contain in place of an id is. */
const isId = (text: string): boolean => /^[!-~]{1,64}$/.test(text);

interface Parts {
  readonly time: number;
  readonly outcome: Outcome;
  readonly event: Outcome;
  readonly subject: string;
  /** The cells after the subject. */
  readonly more: readonly Cell[];
  /** Shown in the row if there is room, otherwise below. */
  readonly notes: readonly string[];
  readonly notesAt: number;
}

/** Returns the row of a delivery or an attempt, and below it what does not fit: the id, the notes. */
const block = ({ time, outcome: { text, paint }, event, subject, more, notes, notesAt }: Parts, style: LineStyle): string[] => {
  const { chalk, measure, width, zone } = style;
  const room = Math.max(width - 1, 20);
  const eventAt = stops.event - (width < narrow ? 1 : 0);
  const head: Cell[] = [
    { text: clock(time, zone), paint: chalk.dim, at: 0 },
    { text, paint, at: stops.outcome, whole: true },
    { text: cut(event.text, most.event, measure), paint: event.paint, at: eventAt },
  ];
  const whole = isId(subject);
  const id: Cell = { text: subject, paint: chalk.dim, at: stops.subject, whole };
  const inline = width >= idsInline && (!whole || widthOf([...head.map((cell) => ({ ...cell, at: 0 })), id], measure) <= room);
  const cells = [...head, ...(inline ? [id] : []), ...more.filter(() => width >= narrow)];
  const below = inline ? [] : [indented(whole ? subject : cut(subject, room - stops.outcome, measure), style)];
  if (notes.length > 0) {
    const note = notes.join(', ');
    const fits = widthOf([...cells, { text: note, paint: plain, at: 0 }], measure) <= room;
    if (fits) cells.push({ text: note, paint: chalk.dim, at: Math.min(notesAt, room - measure(note)) });
    else below.push(indented(cut(note, room, measure), style));
  }
  return [row(cells, room, measure), ...below];
};

/** Returns a line below a row. It starts further to the left where it would not fit. */
const indented = (text: string, { width, measure, chalk }: LineStyle): string =>
  `${' '.repeat(Math.max(0, Math.min(stops.outcome, width - 1 - measure(text))))}${chalk.dim(text)}`;

const joined = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('');

/** Returns the lines of a delivery, newlines included: its row, and one line per target if there are several. */
export const deliveryLines = (shown: Shown, style: LineStyle): string => {
  const { arrival, forwards, answered } = shown;
  const { chalk, measure, width } = style;
  const about = arrival.payload();
  const who = cut(safe(about.who ?? ''), most.who, measure);
  const [target, another] = arrival.routedTo;
  const skipped = arrival.repeat && target === undefined;
  const again = forwards.length === 1 && target !== undefined && another === undefined ? forwards[0]?.retryIn : undefined;
  const named = style.several && width >= 110 && target !== undefined && another === undefined;
  const lines = block(
    {
      time: shown.time,
      outcome: outcome(shown, style),
      event: { text: safe(arrival.event ?? '(no event name)'), paint: plain },
      subject: safe(about.subject ?? arrival.id),
      more: [
        ...(who === '' || skipped ? [] : [{ text: who, paint: plain, at: width < idsInline ? stops.subject : stops.who }]),
        ...(named ? [{ text: short(target), paint: chalk.dim, at: stops.target }] : []),
      ],
      notes: [
        ...(skipped ? [`answered ${answered}`] : []),
        ...(arrival.verified ? [] : ['unsigned']),
        ...(again === undefined ? [] : [`retrying in ${inSeconds(again)}`]),
      ],
      notesAt: skipped ? stops.who : named ? stops.target + 26 : stops.target,
    },
    style,
  );
  if (another === undefined) return joined(lines);
  return joined([...lines, ...arrival.routedTo.map((one) => targetLine(one, forwards.find((forward) => forward.target === one), style))]);
};

/** Returns the line of one of several targets. */
const targetLine = (target: string, forward: ForwardEvent | undefined, style: LineStyle): string => {
  const { chalk, measure, width } = style;
  const { text, paint } = forward ? outcomeOf(forward, style) : { text: 'waiting', paint: chalk.yellow };
  const cells = [
    { text, paint, at: stops.outcome, whole: true },
    { text: `→ ${short(target)}`, paint: chalk.dim, at: stops.event - (width < narrow ? 1 : 0) },
    ...(forward?.retryIn === undefined ? [] : [{ text: `retrying in ${inSeconds(forward.retryIn)}`, paint: chalk.dim, at: stops.subject }]),
  ];
  return row(cells, Math.max(width - 1, 20), measure);
};

/** Returns which attempt it was, in words. */
const notesOf = ({ attempt, replay, retryIn }: ForwardEvent, retries: number): string[] => [
  ...(replay ? ['replayed'] : []),
  // The row of the delivery was shown before its first attempt was over.
  ...(attempt === 1 ? (replay ? [] : ['late response']) : [`retry ${attempt - 1} of ${retries}`]),
  ...(attempt === 1 && retryIn !== undefined ? [`retrying in ${inSeconds(retryIn)}`] : []),
];

/** Returns the lines of a later attempt, newlines included. */
export const attemptLines = (arrival: Arrival | undefined, forward: ForwardEvent, time: number, style: LineStyle): string => {
  const { chalk, retries, several } = style;
  const subject = safe(arrival?.payload().subject ?? forward.eventId);
  // One of an earlier session was replayed by another process.
  const event = arrival === undefined ? 'earlier delivery' : safe(arrival.event ?? '(no event name)');
  const notes = [...notesOf(forward, retries), ...(several ? [`→ ${short(forward.target)}`] : [])];
  const again: Outcome = { text: `↳ ${event}`, paint: chalk.dim };
  const parts = { time, outcome: outcomeOf(forward, style), event: again, subject, more: [], notes, notesAt: stops.who };
  return joined(block(parts, style));
};

/** Returns an explanation of what a row shows, to stand below it. `wrap` breaks text at a width. */
export const explanationLines = (text: string, { chalk, width }: LineStyle, wrap: (text: string, width: number) => string): string => {
  const indent = width < narrow ? 2 : stops.outcome;
  const lines = wrap(text, Math.max(width - 1 - indent, 20)).split('\n');
  return joined(lines.map((line) => ' '.repeat(indent) + chalk.yellow(line)));
};
