import type { PlanName } from './http/rate-limit.ts';

/** The options of a sandbox; all of them have defaults. */
export interface SandboxOptions {
  /** If absent or 0, a free port is chosen. */
  readonly port?: number;
  /** The host to listen on; 127.0.0.1 by default. */
  readonly host?: string;
  /** The file that stores its state. */
  readonly data?: string;
  readonly seed?: number;
  /** How many calls, leads, messages and appointments it holds, for each kind. */
  readonly size?: number;
  readonly empty?: boolean;
  /** When its clock starts, in ms since 1970; the machine's time by default. */
  readonly now?: number;
  readonly plan?: PlanName;
  /** Milliseconds to wait before each response. */
  readonly latency?: number;
  /** The share of requests that fail, from 0 to 1. */
  readonly fail?: number;
  /** Statuses with which the next requests fail, one each. */
  readonly failNext?: readonly number[];
  /** How many times faster than real time calls and messages progress; 10 by default. */
  readonly speed?: number;
  /** Also deliver to public addresses. */
  readonly deliverAnywhere?: boolean;
  /** Where to write the state file that --sandbox looks for; if absent, none is written. */
  readonly stateDirectory?: string;
  /** The log file, recorded in the state file. */
  readonly logFile?: string;
  /** Called with one line for each request and delivery. */
  readonly log?: (line: string) => void;
}

/** A running sandbox. */
export interface Sandbox {
  /** URL with the base path: `http://127.0.0.1:4010/v1`. */
  readonly address: string;
  readonly port: number;
  readonly key: string;
  /** The token for the control endpoint. */
  readonly token: string;
  /** The number of records of each kind. */
  readonly counts: Readonly<Record<string, number>>;
  readonly seed: number;
  /** Resolves when it has stopped, through `close` or the control endpoint. */
  readonly closed: Promise<void>;
  /** Stops the sandbox after saving any changes. */
  close(): Promise<void>;
}
