import { cut } from '../../output/text/measure.ts';
import { safe } from '../../output/text/safe.ts';
import { wrap } from '../../output/text/wrap.ts';
import type { Arrival, Explanation, ForwardEvent } from '../session-event.ts';
import { type Cell, type Paint, row, widthOf } from './columns.ts';
import { deliveryOutcome, inSeconds, type LineStyle, narrow, type Outcome, outcomeOf, remarks, type Shown } from './outcome.ts';

/** Where the columns start. The outcome comes first, so that first attempts and retries have it in one place at every width. */
const stops = { outcome: 10, event: 22, subject: 45, who: 63, target: 83 } as const;
/** On narrower terminals an id has a line of its own. */
const idsInline = 80;
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

const plain: Paint = (text) => text;

/** Ids are for copying, so they are never cut. What else a body may contain in place of an id is. */
const isId = (text: string): boolean => /^[!-~]{1,64}$/.test(text);

/** The last column stays free: some terminals wrap a line that fills it. */
const roomOf = ({ width }: LineStyle): number => Math.max(width - 1, 20);
const eventAt = ({ width }: LineStyle): number => stops.event - (width < narrow ? 1 : 0);

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
  const room = roomOf(style);
  const head: Cell[] = [
    { text: clock(time, zone), paint: chalk.dim, at: 0 },
    { text, paint, at: stops.outcome, whole: true },
    { text: cut(event.text, most.event, measure), paint: event.paint, at: eventAt(style), fixed: width >= narrow },
  ];
  const whole = isId(subject);
  const id: Cell = { text: subject, paint: chalk.dim, at: stops.subject, whole };
  const inline = width >= idsInline && (!whole || widthOf([...head, id], measure) <= room);
  const cells = [...head, ...(inline ? [id] : []), ...more.filter(() => width >= narrow)];
  const below = inline ? [] : [indented(whole ? subject : cut(subject, room - stops.outcome, measure), style)];
  const [line = '', ...note] = withNote(cells, notes.join(', '), width < idsInline ? stops.subject : notesAt, style);
  return [line, ...below, ...note];
};

/** Returns cells as a line with a note at its end, or below it if there is no room. `at` is the note's column, if there is. */
const withNote = (cells: readonly Cell[], text: string, at: number, style: LineStyle): string[] => {
  const { width, measure, chalk } = style;
  const room = roomOf(style);
  if (text === '') return [row(cells, room, measure)];
  const places = [at, 0].map((column): Cell[] => [...cells, { text, paint: chalk.dim, at: column }]);
  const fitting = places.find((place) => widthOf(place, measure) <= room);
  return fitting ? [row(fitting, room, measure)] : [row(cells, room, measure), indented(cut(text, width - 1, measure), style)];
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
  const skipped = arrival.repeat === 'skipped';
  const again = forwards.length === 1 && target !== undefined && another === undefined ? forwards[0]?.retryIn : undefined;
  const named = style.several && width >= 110 && target !== undefined && another === undefined;
  const lines = block(
    {
      time: shown.time,
      outcome: deliveryOutcome(shown, style),
      event: { text: safe(arrival.event ?? '(no event name)'), paint: plain },
      subject: safe(about.subject ?? arrival.id),
      more: [
        ...(who === '' || skipped ? [] : [{ text: who, paint: plain, at: width < idsInline ? stops.subject : stops.who }]),
        ...(named ? [{ text: short(target), paint: chalk.dim, at: stops.target }] : []),
      ],
      notes: [...(skipped ? [`answered ${answered}`] : []), ...remarks(arrival), ...(again === undefined ? [] : [`retrying in ${inSeconds(again)}`])],
      notesAt: skipped ? stops.who : named ? stops.target + 26 : stops.target,
    },
    style,
  );
  if (another === undefined) return joined(lines);
  return joined([
    ...lines,
    ...arrival.routedTo.flatMap((one) =>
      targetLines(
        one,
        forwards.find((forward) => forward.target === one),
        style,
      ),
    ),
  ]);
};

/** Returns the line of one of several targets. */
const targetLines = (target: string, forward: ForwardEvent | undefined, style: LineStyle): string[] => {
  const { chalk } = style;
  const { text, paint } = forward ? outcomeOf(forward, style) : { text: 'waiting', paint: chalk.yellow };
  const cells = [
    { text, paint, at: stops.outcome, whole: true },
    { text: `→ ${short(target)}`, paint: chalk.dim, at: eventAt(style) },
  ];
  return withNote(cells, forward?.retryIn === undefined ? '' : `retrying in ${inSeconds(forward.retryIn)}`, stops.subject, style);
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
  const { chalk, retries } = style;
  const subject = safe(arrival?.payload().subject ?? forward.eventId);
  // One of an earlier session was replayed by another process.
  const event = arrival === undefined ? 'earlier delivery' : safe(arrival.event ?? '(no event name)');
  const [target, another] = arrival?.routedTo ?? [];
  const elsewhere = another !== undefined || target !== forward.target ? ` → ${short(forward.target)}` : '';
  const notes = [`${notesOf(forward, retries).join(', ')}${elsewhere}`];
  const again: Outcome = { text: `↳ ${event}`, paint: chalk.dim };
  const parts = { time, outcome: outcomeOf(forward, style), event: again, subject, more: [], notes, notesAt: stops.who };
  return joined(block(parts, style));
};

/** Returns an explanation of a row, to stand below it, newlines included. */
export const explanationLines = ({ target, text }: Explanation, { chalk, width, several }: LineStyle): string => {
  const sentence = safe(text.charAt(0).toUpperCase() + text.slice(1));
  const indent = width < narrow ? 2 : stops.outcome;
  const lines = wrap(several ? `${short(target)}: ${sentence}` : sentence, Math.max(width - 1 - indent, 20)).split('\n');
  return joined(lines.map((line) => ' '.repeat(indent) + chalk.yellow(line)));
};
