import type { PlanName } from './http/rate-limit.ts';

/** How a sandbox is to be; everything has a default. */
export interface SandboxOptions {
  /** Absent or 0: a free one. */
  readonly port?: number;
  /** What it listens on; 127.0.0.1 by default. */
  readonly host?: string;
  /** The file that keeps its state. */
  readonly data?: string;
  readonly seed?: number;
  /** How many calls, leads, messages and appointments it holds of each. */
  readonly size?: number;
  readonly empty?: boolean;
  /** Where its clock begins, in ms since 1970; the machine's time by default. */
  readonly now?: number;
  readonly plan?: PlanName;
  /** Milliseconds before each answer. */
  readonly latency?: number;
  /** The share of requests that fail, 0 to 1. */
  readonly fail?: number;
  /** Statuses with which the next requests fail, one each. */
  readonly failNext?: readonly number[];
  /** How many times faster than life calls and messages pass; 10 by default. */
  readonly speed?: number;
  /** Deliver to public addresses too. */
  readonly deliverAnywhere?: boolean;
  /** Where it makes itself known, so that --sandbox finds it; absent: nowhere. */
  readonly stateDirectory?: string;
  /** The file its log goes to, for the state file. */
  readonly logFile?: string;
  /** Hears a line for each request and delivery. */
  readonly log?: (line: string) => void;
}

/** A running sandbox. */
export interface Sandbox {
  /** With the base path: `http://127.0.0.1:4010/v1`. */
  readonly address: string;
  readonly port: number;
  readonly key: string;
  /** What the control address takes. */
  readonly token: string;
  /** How many there are of each kind. */
  readonly counts: Readonly<Record<string, number>>;
  readonly seed: number;
  /** Resolves when it has stopped, by `close` or by its control address. */
  readonly closed: Promise<void>;
  /** Stops; what changed is written before. */
  close(): Promise<void>;
}
