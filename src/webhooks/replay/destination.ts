import { usage } from '../../errors.ts';
import type { Settings } from '../../profiles/settings.ts';
import { parseTarget, type Target } from '../../values/target.ts';
import type { World } from '../../world.ts';
import { type Asking, keptTargets } from '../kept-targets.ts';
import type { ListenerRecord } from '../register/listener-record.ts';
import { type Route, router } from '../router.ts';

type From = Pick<Settings, 'places' | 'profile'>;
type Sending = Asking & { readonly settings: From };

/** Returns the listener to use for this profile: the profile's newest, else the newest of all, or undefined if none is running. */
export const runningListener = async ({ places, profile }: From, world: World): Promise<ListenerRecord | undefined> => {
  const { liveListeners } = await import('../register/listener-records.ts');
  const live = await liveListeners(places, world);
  return live.filter((record) => record.profile === profile.value).at(-1) ?? live.at(-1);
};

/** Where to send manually sent deliveries. */
export interface Destination {
  /** Returns the targets of an event; empty if it matches no route. */
  targets(event: string | undefined): readonly Target[];
  readonly insecure: boolean;
  /** Where this setting comes from, for a note. */
  readonly from: string;
  /** If set, the target is this listener's receiver, which verifies, routes and logs. */
  readonly listener?: ListenerRecord;
}

const fixed = (targets: readonly Target[], from: string): Destination => ({ targets: () => targets, insecure: false, from });

const hint = 'Pass --forward-to http://localhost:3000/hooks, start `boltcall listen`, or save one with `boltcall profiles set forward_to URL`.';

const elsewhere = async (typed: readonly string[], asking: Asking): Promise<Destination | undefined> => {
  if (typed.length > 0)
    return fixed(
      typed.map((text) => parseTarget(text, '--forward-to')),
      '--forward-to',
    );
  const found = await keptTargets(asking);
  if (found === undefined) return undefined;
  const { targets, routes, targetsFrom, routesFrom } = found;
  const from = [...new Set([routesFrom, targetsFrom])].filter((one) => one !== undefined).join(' and ');
  return { targets: router(routes, targets), insecure: false, from };
};

/**
 * Returns the destination of a new event: `--forward-to`, else a running listener itself, else the profile's targets. Fails with
 * `usage` if there is none.
 */
export const forNew = async (typed: readonly string[], sending: Sending): Promise<Destination> => {
  const listener = typed.length > 0 ? undefined : await runningListener(sending.settings, sending.world);
  if (listener) return { ...fixed([parseTarget(listener.receiver, 'listener')], 'the listener running here'), listener };
  const found = await elsewhere(typed, sending);
  if (found === undefined) throw usage('no target: no listener is running, and none is configured', hint);
  return found;
};

/**
 * Returns the destination of a replayed delivery: `--forward-to`, else the targets of a running listener, else the profile's.
 * Fails like `forNew`.
 */
export const forReplay = async (typed: readonly string[], sending: Sending): Promise<Destination> => {
  const listener = typed.length > 0 ? undefined : await runningListener(sending.settings, sending.world);
  const forwards = listener?.forwards;
  if (listener && forwards && forwards.targets.length + forwards.routes.length > 0) {
    const routes = forwards.routes.map(([pattern, text]): Route => ({ pattern, target: parseTarget(text, 'listener') }));
    const otherwise = forwards.targets.map((text) => parseTarget(text, 'listener'));
    return { targets: router(routes, otherwise), insecure: forwards.insecure, from: 'the listener running here' };
  }
  const found = await elsewhere(typed, sending);
  if (found === undefined) {
    throw usage(`no target: ${listener ? 'the running listener has no target' : 'no listener is running'}, and none is configured`, hint);
  }
  return found;
};
