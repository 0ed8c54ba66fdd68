import { usage } from '../../errors.ts';
import type { Settings } from '../../profiles/settings.ts';
import { parseTarget, type Target } from '../../values/target.ts';
import type { World } from '../../world.ts';
import { type Asking, keptTargets } from '../kept-targets.ts';
import type { ListenerRecord } from '../register/listener-record.ts';
import { type Route, router } from '../router.ts';

type From = Pick<Settings, 'places' | 'profile'>;
type Sending = Asking & { readonly settings: From };

/** The listener that a person at this profile means: the newest of the profile's, else the newest of all; undefined where none runs. */
export const runningListener = async ({ places, profile }: From, world: World): Promise<ListenerRecord | undefined> => {
  const { liveListeners } = await import('../register/listener-records.ts');
  const live = await liveListeners(places, world);
  return live.filter((record) => record.profile === profile.value).at(-1) ?? live.at(-1);
};

/** Where deliveries go that are sent by hand. */
export interface Destination {
  /** Of an event; none where the listener's routes take it nowhere. */
  targets(event: string | undefined): readonly Target[];
  readonly insecure: boolean;
  /** Where this comes from, for a note. */
  readonly from: string;
  /** Set: the targets are the receiver of this listener, which verifies, routes and logs. */
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
  return found && fixed(found.targets, found.from);
};

/** For a new event: `--forward-to`, else a running listener itself, else the profile's. Fails with `usage` where there is none. */
export const forNew = async (typed: readonly string[], sending: Sending): Promise<Destination> => {
  const listener = typed.length > 0 ? undefined : await runningListener(sending.settings, sending.world);
  if (listener) return { ...fixed([parseTarget(listener.receiver, 'listener')], 'the listener running here'), listener };
  const found = await elsewhere(typed, sending);
  if (found === undefined) throw usage('no target: no listener is running, and none is configured', hint);
  return found;
};

/** For a delivery that came before: `--forward-to`, else where a running listener forwards to, else the profile's. Fails as `forNew`. */
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
