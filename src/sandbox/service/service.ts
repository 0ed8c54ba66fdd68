import type { Route } from '../api/routes.ts';
import type { Values } from '../api/validate.ts';
import type { Call } from '../data/records.ts';
import type { Workspace } from '../workspace/workspace.ts';

/** What an operation has access to. */
export interface Service {
  readonly workspace: Workspace;
  /** The monthly limits of the plan; without a plan, unlimited. */
  readonly minutesLimit: number;
  readonly smsLimit: number;
  /** Returns the workspace's time in ms; it can differ from the machine's. */
  now(): number;
  /** Sends an event to the webhooks subscribed to it; returns at once. */
  emit(event: string, data: object): void;
  /** Runs an action after this many seconds of service time, which --speed shortens. */
  later(seconds: number, action: () => void): void;
  /** Marks the state as changed, so that it is saved. */
  touch(): void;
  /** Returns a new webhook secret. */
  secret(): string;
  /** Checks whether a URL may be registered; refuses with 422. */
  admit(url: string): Promise<void>;
  /** The sandbox's own URL, including the base path. */
  readonly base: string;
}

/** What the output of a row depends on: the URL of the request, and the time. */
export type Standpoint = Pick<Service, 'base' | 'now'>;

/** A validated request. */
export interface Asked {
  readonly route: Route;
  readonly id: string;
  readonly values: Values;
  /** The URL of the request. It differs from the sandbox's own behind a proxy or a mapped port. */
  readonly base: string;
}

/** A response: a JSON value or the recording of a call. */
export type Answer = { readonly json: unknown } | { readonly recording: Call };

/** The implementation of an operation. */
export type Behaviour = (service: Service, asked: Asked) => Answer | Promise<Answer>;
