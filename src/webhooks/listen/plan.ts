import type { Target } from '../../values/target.ts';
import type { Headers } from '../headers.ts';
import type { Route } from '../router.ts';
import type { Via } from '../via.ts';
import type { Wants } from './filter.ts';

/** The validated options of `listen`. Times are in ms. */
export interface Plan {
  readonly via: Via;
  readonly events: readonly string[];
  /** The app's secret. */
  readonly secret: string;
  readonly label: string;
  /** Targets of --forward-to, for events that match no route. */
  readonly targets: readonly Target[];
  /** Where the targets come from, if they were not typed. */
  readonly targetsFrom?: string;
  readonly routes: readonly Route[];
  /** Where the routes come from, if they were not typed. */
  readonly routesFrom?: string;
  readonly answer: 'target' | 'now';
  readonly duplicates: 'skip' | 'forward';
  readonly retries: number;
  /** --agent, --filter and --filter-header combined. */
  readonly wants?: Wants;
  readonly extra: Headers;
  readonly insecure: boolean;
  readonly forwardTimeout: number;
  readonly allowUnsigned: boolean;
  /** Maximum body size (bytes). */
  readonly maxBody: number;
  readonly resign: boolean;
  /** 0 for any free port. */
  readonly port: number;
  readonly publicUrl?: URL;
  readonly ssh?: string;
  readonly sshRemotePort?: number;
  readonly probe: boolean;
  readonly log: boolean;
  /** Ends the session after this many forwarded deliveries. */
  readonly count?: number;
  /** Ends the session after this time. */
  readonly period?: number;
  /** Reconstructs events from this long before the start. */
  readonly catchUp?: number;
}

/** Returns every target, those of the routes first. */
export const targetsOf = ({ routes, targets }: Plan): readonly Target[] => [...routes.map(({ target }) => target), ...targets];
