import type { Places } from '../../profiles/directories.ts';
import type { Connection } from '../../transport/transport.ts';
import type { World } from '../../world.ts';
import type { Incoming, Reply } from '../delivery.ts';
import { createDeliveries, type Deliveries } from '../forward/deliveries.ts';
import { createForwarder } from '../forward/forwarder.ts';
import { surroundings } from '../forward/host-kind.ts';
import { bothLogs, type DeliveryLog, noLog, openLog } from '../log/log.ts';
import { createReceiver } from '../receive/receiver.ts';
import { createRefusals } from '../receive/refusals.ts';
import { serve } from '../receive/server.ts';
import { router } from '../router.ts';
import type { Emit } from '../session-event.ts';
import type { Probe } from '../tunnels/probe.ts';
import type { Finalizers } from './finalizers.ts';
import { type Plan, targetsOf } from './plan.ts';

/** Everything behind the tunnel: the receiver, delivery processing, the log. */
interface Receiving {
  /** The receiver's port on loopback. */
  readonly port: number;
  readonly deliveries: Deliveries;
  /** For tunnels that carry deliveries themselves. */
  take(incoming: Incoming): Promise<Reply>;
  /** Stops accepting deliveries, lets those in progress finish (5 s), aborts the rest and reports what was left. */
  drain(): Promise<void>;
}

interface ReceivingOptions {
  readonly plan: Plan;
  readonly world: World;
  readonly places: Places;
  readonly profile: string;
  readonly connection: Connection;
  readonly path: string;
  readonly probe: Probe;
  readonly secrets: () => readonly string[] | Promise<readonly string[]>;
  readonly resignWith: () => string | undefined;
  readonly watch?: DeliveryLog;
  readonly emit: Emit;
  readonly note: (text: string) => void;
  readonly warn: (text: string) => void;
  readonly onForwarded: () => void;
  readonly finalizers: Finalizers;
}

/** How long deliveries in progress may take to finish (ms). */
const finishing = 5_000;
/** How long the responses to aborted deliveries may take (ms). */
const answering = 500;

const several = (count: number): string => (count === 1 ? 'a delivery' : `${count} deliveries`);

/** Starts the receiver. Fails with `usage` if the port is taken. */
export const startReceiving = async (options: ReceivingOptions): Promise<Receiving> => {
  const { plan, world, places, profile, connection, emit, note, warn, finalizers, resignWith } = options;
  const kept = plan.log
    ? await openLog({ places, world, profile, resignWith, onOff: (reason) => warn(`The delivery log is off: ${reason}`) })
    : noLog;
  const log = options.watch === undefined ? kept : bothLogs(kept, options.watch);
  finalizers.add(() => log.close());
  const forwarder = await createForwarder({ world, insecure: plan.insecure, timeout: plan.forwardTimeout, connection });
  finalizers.add(() => forwarder.close());
  const deliveries = createDeliveries({
    world,
    forwarder,
    route: router(plan.routes, plan.targets),
    routed: plan.routes.length > 0,
    targets: targetsOf(plan),
    answer: plan.answer,
    duplicates: plan.duplicates,
    retries: plan.retries,
    extra: plan.extra,
    resignWith,
    log,
    emit,
    around: surroundings(world),
    onForwarded: options.onForwarded,
    ...(plan.wants === undefined ? {} : { wants: plan.wants }),
  });
  const refusals = createRefusals(world, emit);
  const receiver = createReceiver({
    path: options.path,
    probe: options.probe,
    secrets: options.secrets,
    allowUnsigned: plan.allowUnsigned,
    maxBody: plan.maxBody,
    accept: deliveries.accept,
    onRefusal: refusals.refused,
  });
  const front = await serve(world, receiver, plan);
  finalizers.add(() => front.close());

  const idleWithin = async (ms: number): Promise<void> => {
    const over = new AbortController();
    await Promise.race([deliveries.idle(), world.sleep(ms, over.signal)]);
    over.abort();
  };
  const drain = async (): Promise<void> => {
    deliveries.stop();
    receiver.stop();
    if (deliveries.busy() > 0) note(`Finishing ${several(deliveries.busy())} in progress. Press Ctrl-C again to quit now.`);
    await idleWithin(finishing);
    // Unfinished deliveries are aborted: their senders get a response, and the log records the outcome.
    await forwarder.close();
    await idleWithin(answering);
    front.stop();
    refusals.flush();
  };
  return { port: front.port, deliveries, take: receiver.take, drain };
};
