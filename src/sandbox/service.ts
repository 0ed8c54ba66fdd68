import type { Values } from './check.ts';
import type { Route } from './routes.ts';
import type { Call } from './things.ts';
import type { Workspace } from './workspace.ts';

/** What an operation works with. */
export interface Service {
  readonly workspace: Workspace;
  /** Requests a month and what else a plan allows; absent: unlimited. */
  readonly minutesLimit: number;
  readonly smsLimit: number;
  /** The workspace's time in ms; may be another than the machine's. */
  now(): number;
  /** Tells the webhooks that want it; returns at once. */
  emit(event: string, data: object): void;
  /** Does something after so many seconds of the service's life, which --speed shortens. */
  later(seconds: number, action: () => void): void;
  /** Says that something changed and is to be kept. */
  touch(): void;
  /** A secret for a webhook. */
  secret(): string;
  /** Whether an address may be registered; refuses with 422. */
  admit(url: string): Promise<void>;
  /** The address under which the service is asked, with the base path. */
  readonly base: string;
}

/** A request that was checked. */
export interface Asked {
  readonly route: Route;
  readonly id: string;
  readonly values: Values;
}

/** What is answered: something as JSON, or the recording of a call. */
export type Answer = { readonly json: unknown } | { readonly recording: Call };

/** What an operation does. */
export type Behaviour = (service: Service, asked: Asked) => Answer | Promise<Answer>;
