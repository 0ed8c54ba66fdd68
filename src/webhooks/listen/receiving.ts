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
import type { Plan } from './plan.ts';

/** Everything behind the tunnel: the receiver, what becomes of deliveries, the log. */
interface Receiving {
  /** Of the receiver on loopback. */
  readonly port: number;
  readonly deliveries: Deliveries;
  /** For tunnels that carry deliveries themselves. */
  take(incoming: Incoming): Promise<Reply>;
  /** Takes nothing more, lets what is under way finish (5 s), cuts the rest short, and says what was left over. */
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

/** How long deliveries under way may take to end (ms). */
const finishing = 5_000;
/** How long it may take to answer for those that were cut short (ms). */
const answering = 500;

const several = (count: number): string => (count === 1 ? 'a delivery' : `${count} deliveries`);

/** Starts to receive. Fails with `usage` where the port is taken. */
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
    forwards: plan.routes.length + plan.targets.length > 0,
    answer: plan.answer,
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
    // What is not over by now is cut short: its sender gets an answer, and the log says what became of it.
    await forwarder.close();
    await idleWithin(answering);
    front.stop();
    refusals.flush();
    const { filtered, failed } = deliveries.counts();
    if (filtered > 0) note(`${filtered} ${filtered === 1 ? 'delivery' : 'deliveries'} skipped by --agent or --filter.`);
    if (failed > 0) {
      note(`${failed} ${failed === 1 ? 'delivery' : 'deliveries'} failed. Resend with \`boltcall webhooks replay --failed\`.`);
    }
  };
  return { port: front.port, deliveries, take: receiver.take, drain };
};
