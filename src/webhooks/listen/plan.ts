import type { Target } from '../../values/target.ts';
import type { Headers } from '../headers.ts';
import type { Payload } from '../payload.ts';
import type { Route } from '../router.ts';
import type { Via } from '../via.ts';

/** What a user asked of `listen`, checked and complete. Times are in ms. */
export interface Plan {
  readonly via: Via;
  readonly events: readonly string[];
  /** The app secret. */
  readonly secret: string;
  readonly label: string;
  /** Targets of --forward-to: what no route takes. */
  readonly targets: readonly Target[];
  /** Where the targets are from, where they were not typed. */
  readonly targetsFrom?: string;
  readonly routes: readonly Route[];
  readonly answer: 'target' | 'now';
  readonly retries: number;
  /** --agent and --filter together. */
  readonly wants?: (payload: Payload) => boolean;
  readonly extra: Headers;
  readonly insecure: boolean;
  readonly forwardTimeout: number;
  readonly allowUnsigned: boolean;
  /** The largest body taken (bytes). */
  readonly maxBody: number;
  readonly resign: boolean;
  /** 0: a free one. */
  readonly port: number;
  readonly publicUrl?: URL;
  readonly ssh?: string;
  readonly sshRemotePort?: number;
  readonly probe: boolean;
  readonly log: boolean;
  /** Ends after so many forwarded deliveries. */
  readonly count?: number;
  /** Ends after so long. */
  readonly period?: number;
  /** Events of so long before the start are made from the lists. */
  readonly catchUp?: number;
}
