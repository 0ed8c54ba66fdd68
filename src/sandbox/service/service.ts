import type { Route } from '../api/routes.ts';
import type { Values } from '../api/validate.ts';
import type { Call } from '../data/records.ts';
import type { Workspace } from '../workspace/workspace.ts';

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
  /** The sandbox's own address, with the base path. */
  readonly base: string;
}

/** What the look of a row depends on: where the service is asked, and when. */
export type Standpoint = Pick<Service, 'base' | 'now'>;

/** A request that was checked. */
export interface Asked {
  readonly route: Route;
  readonly id: string;
  readonly values: Values;
  /** The address that was asked: another than the sandbox's own behind a proxy or a mapped port. */
  readonly base: string;
}

/** What is answered: something as JSON, or the recording of a call. */
export type Answer = { readonly json: unknown } | { readonly recording: Call };

/** What an operation does. */
export type Behaviour = (service: Service, asked: Asked) => Answer | Promise<Answer>;
