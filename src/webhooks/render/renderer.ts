import type { Printer } from '../../output/printer.ts';
import { paint } from '../../output/text/color.ts';
import { measureFor, measureForAny } from '../../output/text/measure.ts';
import { safe } from '../../output/text/safe.ts';
import type { Sink } from '../../world.ts';
import type { Arrival, Closed, Emit, Explanation, ForwardEvent, Refused, SessionEvent } from '../session-event.ts';
import { asLine } from './json.ts';
import { attemptLines, deliveryLines, explanationLines } from './lines.ts';
import type { LineStyle } from './outcome.ts';
import { createOutlet } from './outlet.ts';
import { readyLines } from './ready.ts';
import { attemptTabs, deliveryTabs } from './tabs.ts';
import { tally } from './tally.ts';

interface RenderOptions {
  readonly print: Printer;
  /** For the current width of the terminal. */
  readonly stdout: Sink;
  readonly stderr: Sink;
  /** Writes a line of JSON per event instead of text for people. */
  readonly json: boolean;
  readonly live: boolean;
  readonly profile: string;
  /** Whether single keys work. */
  readonly keys: boolean;
  /** Whether deliveries are logged. */
  readonly logged: boolean;
  /** Number of attempts after the first. */
  readonly retries: number;
  /** Pattern and target of each route, then the targets for the rest. */
  readonly ways: ReadonlyArray<{ readonly pattern?: string; readonly target: string }>;
  /** Called when the reader of stdout has closed it. */
  readonly onGone: (error: unknown) => void;
}

/** Shows what happens: deliveries on stdout, states and notes on stderr. */
interface Renderer {
  readonly emit: Emit;
  flush(): Promise<void>;
}

/** How many finished deliveries are remembered for replays. */
const remembered = 200;

interface Open {
  readonly arrival: Arrival;
  readonly time: number;
  readonly forwards: ForwardEvent[];
  /** To be shown below its row. */
  readonly explanations: Explanation[];
  /** Number of targets still being attempted. */
  left: number;
  shown: boolean;
}

const closedWords = {
  removed: 'Stopped. The temporary webhook was removed.',
  left: 'Closed; the webhook is still registered.',
  unknown: 'Stopped. The webhook may still be registered.',
  none: 'Stopped. No webhook was registered.',
} as const;

const inMiB = (bytes: number): string => `${Number((bytes / 1_048_576).toFixed(1))} MiB`;

const refusedWords = ({ status, reason, event, size, limit }: Refused): string => {
  const why = `Refused a request: ${status}, ${reason.replaceAll('_', ' ')}`;
  if (size === undefined || limit === undefined) return `${why}.`;
  const what = event === undefined ? 'a body' : `${safe(event)}, a body`;
  return `${why}: ${what} of ${inMiB(size)}; the limit is ${inMiB(limit)} (--max-body).`;
};

export const createRenderer = async (options: RenderOptions): Promise<Renderer> => {
  const { print, json } = options;
  const { view } = print;
  const outlet = createOutlet((text) => print.write(text), options.onGone);
  const flush = async (): Promise<void> => {
    await outlet.flush();
    if (outlet.dropped() > 0) print.warn(`${outlet.dropped()} lines were dropped because their reader was too slow.`);
  };
  const chalk = await paint(view.color);
  const errorChalk = await paint(view.errorColor);
  const measure = await (view.terminal ? measureForAny() : measureFor([]));
  const several = options.ways.length > 1;
  const { retries } = options;
  const style = (): LineStyle => ({ width: options.stdout.columns || view.width, zone: view.zone, chalk, measure, several, retries });
  const open = new Map<string, Open>();

  /** Returns the counts, unless nothing could arrive: then the failure says more. */
  const closing = ({ webhook, counts }: Closed): string[] => (webhook === 'none' ? [] : tally(counts, options, errorChalk));

  /** Returns states and notes as text for stderr. */
  const wordsOf = (event: SessionEvent): string | undefined => {
    switch (event.type) {
      case 'connecting':
        return errorChalk.dim(event.via === 'local' || event.via === 'url' ? 'Registering …' : `Connecting through ${event.via} …`);
      case 'ready':
        return readyLines(event, options, {
          terminal: options.stderr.isTTY === true,
          width: options.stderr.columns || view.width,
          chalk: errorChalk,
          secretToo: !json,
        });
      case 'refused':
        return errorChalk.yellow(refusedWords(event));
      case 'reconnecting':
        return errorChalk.yellow(`Reconnecting: ${safe(event.reason)}.`);
      case 'closed':
        return [errorChalk.dim(closedWords[event.webhook]), ...closing(event)].join('\n');
      case 'explanation':
        return `${safe(event.target)}: ${safe(event.text)}`;
      case 'note':
        return safe(event.text);
      default:
        return undefined;
    }
  };
  const tell = (event: SessionEvent): void => {
    const words = wordsOf(event);
    if (words !== undefined) print.note(words);
    if (event.type === 'warning') print.warn(errorChalk.yellow(safe(event.text)));
  };

  /** Finished deliveries, for when they are replayed. */
  const recent = new Map<string, Arrival>();
  const remember = (id: string, arrival: Arrival): void => {
    recent.set(id, arrival);
    if (recent.size <= remembered) return;
    for (const oldest of recent.keys()) {
      recent.delete(oldest);
      break;
    }
  };
  const settle = (id: string, entry: Open): void => {
    if (!entry.shown || entry.left > 0) return;
    open.delete(id);
    remember(id, entry.arrival);
  };

  /** Below the row that it explains, on a terminal; in a pipe there are only rows. */
  const explain = (explanation: Explanation): void => {
    if (!view.quiet) outlet.write(explanationLines(explanation, style()));
  };

  const showLines: Emit = (event) => {
    if (event.type === 'event') {
      // Keeps only these, not the whole body, while the delivery is remembered.
      const { subject, who } = event.payload();
      const arrival = { ...event, payload: () => ({ subject, who }) };
      open.set(event.id, { arrival, time: event.time, forwards: [], explanations: [], left: event.routedTo.length, shown: false });
    } else if (event.type === 'settled') {
      const entry = open.get(event.id);
      if (!entry) return;
      const shown = { ...entry, answered: event.status, forwarding: options.ways.length > 0 };
      outlet.write(view.terminal ? deliveryLines(shown, style()) : deliveryTabs(shown));
      entry.explanations.forEach(explain);
      entry.shown = true;
      settle(event.id, entry);
    } else if (event.type === 'forward') {
      const entry = open.get(event.eventId);
      if (entry && event.retryIn === undefined && !event.replay) entry.left -= 1;
      if (entry && !entry.shown && !event.replay) entry.forwards.push(event);
      else {
        const arrival = entry?.arrival ?? recent.get(event.eventId);
        outlet.write(view.terminal ? attemptLines(arrival, event, event.time, style()) : attemptTabs(arrival, event, event.time));
      }
      if (entry) settle(event.eventId, entry);
    } else if (event.type === 'explanation' && view.terminal) {
      const entry = open.get(event.eventId);
      if (entry?.shown === false) entry.explanations.push(event);
      else explain(event);
    } else tell(event);
  };

  const showJson: Emit = (event) => {
    const line = asLine(event);
    if (line !== undefined) outlet.write(line);
    if (event.type === 'note' || event.type === 'warning' || event.type === 'explanation') tell(event);
    if (event.type === 'closed') for (const words of closing(event)) print.note(words);
  };

  return { emit: json ? showJson : showLines, flush };
};
