import type { ChalkInstance } from 'chalk';
import type { Width } from '../../output/text/measure.ts';
import type { Fault } from '../delivery.ts';
import type { Arrival, ForwardEvent } from '../session-event.ts';
import type { Paint } from './columns.ts';

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

/** On narrower terminals there are no durations. */
export const narrow = 60;

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

/** Formats ms as `1.2 s`. */
export const inSeconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

/** The second column of a row. */
export interface Outcome {
  readonly text: string;
  readonly paint: Paint;
}

const paintOf = (chalk: ChalkInstance, status: number | undefined): Paint =>
  status === undefined || status >= 500 ? chalk.red : status >= 300 ? chalk.yellow : chalk.green;

/** Returns the status and duration of an attempt, or a keyword for why there is none. */
export const outcomeOf = ({ status, fault, ms }: ForwardEvent, { chalk, width }: LineStyle): Outcome => {
  const took = (ms < 1000 ? `${ms} ms` : inSeconds(ms)).padStart(6);
  const text = status === undefined ? faults[fault ?? 'broken'] : width < narrow ? String(status) : `${status} ${took}`;
  return { text, paint: paintOf(chalk, status) };
};

/** Returns the outcome of a delivery: that of its only attempt, or the response to the sender. */
export const deliveryOutcome = ({ arrival, forwards, answered, forwarding }: Shown, style: LineStyle): Outcome => {
  const { chalk } = style;
  const [only] = forwards;
  if (arrival.routedTo.length > 1) return { text: String(answered), paint: paintOf(chalk, answered) };
  if (arrival.routedTo.length === 1) return only ? outcomeOf(only, style) : { text: 'waiting', paint: chalk.yellow };
  if (arrival.repeat === 'skipped') return { text: 'duplicate', paint: chalk.dim };
  return forwarding ? { text: 'no route', paint: chalk.yellow } : { text: 'received', paint: chalk.dim };
};

/** Returns what a person should know about a delivery beside its outcome. */
export const remarks = ({ verified, repeat, routedTo }: Arrival): string[] => [
  ...(repeat === 'redelivery' ? ['redelivery after a failure'] : []),
  ...(repeat === 'forwarded' && routedTo.length > 0 ? ['duplicate, forwarded'] : []),
  ...(verified ? [] : ['unsigned']),
];
