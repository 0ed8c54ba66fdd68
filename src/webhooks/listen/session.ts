import type { Client } from '../../client/client.ts';
import { Failure } from '../../errors.ts';
import type { Places } from '../../profiles/directories.ts';
import type { Connection } from '../../transport/transport.ts';
import type { World } from '../../world.ts';
import type { Delivery } from '../delivery.ts';
import type { Deliveries } from '../forward/deliveries.ts';
import type { Headers } from '../headers.ts';
import type { DeliveryLog } from '../log/log.ts';
import { watchReplays } from '../log/replays.ts';
import { keepBack } from '../receive/descriptors.ts';
import { cleanUp, tellCleaned } from '../register/leftovers.ts';
import { markerPath } from '../register/listener-record.ts';
import { otherListeners } from '../register/other-listeners.ts';
import type { Emit } from '../session-event.ts';
import { openTunnel } from '../tunnels/open.ts';
import { createProbe, reach } from '../tunnels/probe.ts';
import type { CatchUp } from './catch-up.ts';
import { createEnd, type Ending } from './end.ts';
import { createFinalizers } from './finalizers.ts';
import { type Plan, targetsOf } from './plan.ts';
import { startReceiving } from './receiving.ts';
import { type Registering, startRegistering } from './registering.ts';
import { watchTargets } from './target-watch.ts';
import { watchTunnel } from './tunnel-watch.ts';

interface SessionOptions {
  readonly plan: Plan;
  readonly world: World;
  readonly client: Client;
  readonly profile: string;
  readonly places: Places;
  readonly connection: Connection;
  readonly emit: Emit;
  /** Ends the session from outside. */
  readonly signal: AbortSignal;
  /** Gets each delivery with its bytes, attempts and response, in addition to the log. */
  readonly watch?: DeliveryLog;
  /** Called when deliveries can arrive, with the controls for the keys and the user's own program. */
  readonly onReady?: (controls: Controls) => void;
}

/** Controls of a running session. */
export interface Controls {
  /** Replays the last delivery, the last failed one, or the given one. Returns false if there is no such delivery or no target for it. */
  again(which: 'last' | 'failed' | Delivery): boolean;
  /** Handles a request as if the service had sent it, and resolves with the response status. */
  receive(headers: Headers, body: Buffer): Promise<number>;
  /** Returns the secrets used to verify deliveries. */
  secrets(): readonly string[] | Promise<readonly string[]>;
  /** The secret that the app verifies with. */
  readonly appSecret: string;
}

/** A lost connection is noticed late; deliveries may have been lost up to this long before (ms). */
const margin = 60_000;
const unsignedAnew = 'Boltcall signs with its own secret, not with yours: verify with the one in the ready line.';
const foreignSecret =
  'Boltcall generated its own signing secret; deliveries are verified with it and re-signed with yours. The original signature is in X-Boltcall-Original-Signature.';

/**
 * Listens until it is asked to end, the count is reached or the time is up. Always removes the webhook before it returns or
 * throws. Fails with the cause if it cannot start or the tunnel is permanently lost.
 */
export const listen = async (options: SessionOptions): Promise<Ending> => {
  const { plan, world, client, places, emit } = options;
  const note = (text: string): void => emit({ type: 'note', time: world.now(), text });
  const warn = (text: string): void => emit({ type: 'warning', time: world.now(), text });
  const finalizers = createFinalizers();
  const ending = createEnd(world, options.signal);
  const { end } = ending;
  // The last request, which removes the webhook, needs a descriptor even if all others are in use.
  const release = keepBack(8);
  finalizers.add(release);

  let asked = false;
  let howItEnded: Registering['end'] = () => 'none';
  let counts: Deliveries['counts'] = () => ({ ok: 0, failed: 0, duplicates: 0, unforwarded: 0, filtered: 0 });
  finalizers.add(() => {
    if (asked) emit({ type: 'closed', time: world.now(), webhook: howItEnded(), counts: counts() });
  });
  try {
    ending.signal.throwIfAborted();
    emit({ type: 'connecting', time: world.now(), via: plan.via });
    for (const cleaned of await cleanUp(client, places, world, ending.signal)) tellCleaned(cleaned, note, warn);

    const path = markerPath(plan.label, world.random(10).toString('hex'));
    const probe = createProbe(world);
    let forwarded = 0;
    let catchUp: CatchUp | undefined;
    let secrets: () => readonly string[] | Promise<readonly string[]> = () => new Promise(() => {});
    let resignWith: () => string | undefined = () => undefined;
    const { port, deliveries, take, drain } = await startReceiving({
      ...options,
      path,
      probe,
      secrets: () => secrets(),
      resignWith: () => resignWith(),
      emit: (event) => {
        if (event.type === 'event') catchUp?.seen(event.event, event.payload().subject);
        emit(event);
      },
      note,
      warn,
      onForwarded: () => {
        forwarded += 1;
        if (forwarded === plan.count) end('count');
      },
      finalizers,
    });

    counts = deliveries.counts;
    if (plan.log) finalizers.add(watchReplays({ world, places, heard: deliveries.replayed }).stop);
    const registering = await startRegistering({ ...options, path, port, note, warn });
    const { registrar, clear } = registering;
    howItEnded = registering.end;
    finalizers.add(clear);
    secrets = registrar.secrets;
    resignWith = registrar.resignWith;
    if (plan.catchUp !== undefined) {
      const { createCatchUp } = await import('./catch-up.ts');
      catchUp = createCatchUp({
        world,
        client,
        places,
        events: plan.events,
        secret: plan.secret,
        path,
        accept: deliveries.accept,
        note,
        warn,
        signal: ending.signal,
      });
    }
    const test = async (address: URL, until: AbortSignal): Promise<void> => {
      if (!plan.probe) return;
      const transport = await world.network.open(options.connection);
      await reach({ world, via: plan.via, transport, address, probe, signal: until }).finally(() => transport.close?.());
    };
    const watch = watchTunnel({
      world,
      emit,
      signal: ending.signal,
      onGone: (reason) => end(new Failure('network', reason ?? 'the tunnel was closed', { code: 'tunnel_closed' })),
      onMoved: async (address) => {
        const { id } = await registrar.at(address, ending.late);
        note(`The URL is now ${address.href} (webhook ${id}).`);
      },
      test,
      onBack: (since, back) => {
        const away = world.now() - since;
        emit({ type: 'reconnected', time: world.now(), address: back.href, away });
        note(
          `Reconnected after ${Math.round(away / 1000)} s.${catchUp ? '' : ' Deliveries sent meanwhile may be lost; --catch-up recreates them from the lists.'}`,
        );
        if (catchUp) void catchUp.run({ from: since - margin, to: world.now() });
      },
    });
    const tunnel = await openTunnel(plan.via, {
      world,
      port,
      path,
      take,
      onState: watch.state,
      signal: ending.signal,
      // Per profile: it holds the relay's token, which determines the URL.
      directory: `${places.state}/tunnels/profile-${encodeURIComponent(options.profile)}`,
      connection: options.connection,
      ...(plan.publicUrl === undefined ? {} : { publicUrl: plan.publicUrl }),
      ...(plan.ssh === undefined ? {} : { ssh: plan.ssh }),
      ...(plan.sshRemotePort === undefined ? {} : { sshRemotePort: plan.sshRemotePort }),
    });
    finalizers.add(() => tunnel.close());
    // Runs before the tunnel is closed, so that the service never sends to a closed tunnel.
    finalizers.add(clear);
    finalizers.add(async () => {
      watch.stop();
      registrar.giveUp();
      await drain();
      // No new connections are accepted now that could take them.
      release();
    });

    const address = tunnel.address();
    if (!ending.signal.aborted) {
      asked = true;
      const { id, events, unlike } = await registrar.at(address, ending.late);
      for (const line of unlike) warn(line);
      watch.registered(address);
      if (!ending.signal.aborted) await test(address, ending.signal);
      const others = await otherListeners(client, places, address, ending.signal);
      if (others !== undefined) note(`Also listening in this workspace: ${others}.`);
      const foreign = registrar.foreign();
      if (foreign !== undefined) plan.resign ? note(foreignSecret) : warn(unsignedAnew);
      if (!ending.signal.aborted) {
        const secret = plan.resign ? plan.secret : (foreign ?? plan.secret);
        const targets = targetsOf(plan);
        const ready = { address: address.href, webhookId: id, secret, targets: targets.map(({ text }) => text), via: plan.via, events };
        emit({ type: 'ready', time: world.now(), ...ready });
        watchTargets({ world, targets, note, signal: ending.signal });
        options.onReady?.({
          again: deliveries.again,
          receive: async (headers, body) => (await take({ method: 'POST', path, headers, body })).status,
          secrets: () => secrets(),
          appSecret: secret,
        });
        if (catchUp && plan.catchUp !== undefined) void catchUp.run({ from: world.now() - plan.catchUp, to: world.now() });
        if (plan.period !== undefined) void world.sleep(plan.period, ending.signal).then(() => ending.signal.aborted || end('period'));
      }
    }
    return await ending.how();
  } catch (error) {
    // An abort caused by our own end is not a failure.
    if (ending.signal.aborted) return await ending.how();
    throw error;
  } finally {
    ending.close();
    await finalizers.run(warn);
  }
};
