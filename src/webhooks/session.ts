import type { Client } from '../client/client.ts';
import { asFailure, Failure } from '../errors.ts';
import type { Places } from '../profiles/settings.ts';
import type { Connection } from '../transport/transport.ts';
import type { World } from '../world.ts';
import type { CatchUp } from './catch-up-run.ts';
import { createDeliveries } from './deliveries.ts';
import type { Delivery } from './delivery.ts';
import { createForwarder } from './forward.ts';
import { cleanUp } from './leftovers.ts';
import { markerOf, markerPath } from './listener.ts';
import { allRecords, type Entry, openEntry, thisHost } from './listeners.ts';
import { bothLogs, type DeliveryLog, noLog, openLog } from './log.ts';
import type { Plan } from './plan.ts';
import { createReceiver } from './receiver.ts';
import { serve } from './receiver-http.ts';
import { createRefusals } from './refusals.ts';
import { createRegistrar } from './registrar.ts';
import { registered } from './registration.ts';
import { router } from './route.ts';
import type { Emit } from './session-event.ts';
import { surroundings } from './surroundings.ts';
import { watchTunnel } from './tunnel-watch.ts';
import { openTunnel } from './tunnels/index.ts';
import { createProbe, reach } from './tunnels/probe.ts';

export interface SessionOptions {
  readonly plan: Plan;
  readonly world: World;
  readonly client: Client;
  readonly profile: string;
  readonly places: Places;
  readonly connection: Connection;
  readonly emit: Emit;
  /** Ends the session from outside. */
  readonly signal: AbortSignal;
  /** Hears of each delivery with its bytes, its tries and its answer, beside the log. */
  readonly watch?: DeliveryLog;
  /** Called when deliveries can arrive, with what the keys and the user's own program need. */
  readonly onReady?: (controls: Controls) => void;
}

/** What can be done to a running session. */
export interface Controls {
  /** Sends the last delivery, the last failed one, or any other, again; false where there is none, or no target for it. */
  again(which: 'last' | 'failed' | Delivery): boolean;
}

/** Why a session ended without a failure. */
export type Ending = 'asked' | 'count' | 'period';

/** How long deliveries in flight may take to end (ms). */
const finishing = 5_000;
/** A lost connection is noticed late: so much earlier (ms) something may have been lost already. */
const margin = 60_000;
/** What takes longer than this at the end is said (ms). */
const noticed = 1_500;
/** How long a registration may still take when the session is to end: without its answer it is unknown what has to be removed (ms). */
const answering = 2_000;
/** How long the removal of the webhook may take, its repeats included (ms). */
const removing = 15_000;

/**
 * Listens until it is asked to end, the count is reached or the time is over. Whatever happens, the webhook is removed before
 * this returns or throws. Fails with the cause where it cannot start or the tunnel is gone for good.
 */
export const listen = async (options: SessionOptions): Promise<Ending> => {
  const { plan, world, client, places, emit, signal } = options;
  const note = (text: string): void => emit({ type: 'note', time: world.now(), text });
  const warn = (text: string): void => emit({ type: 'warning', time: world.now(), text });
  const finalizers: Array<() => Promise<void> | void> = [];
  /** Aborts when the session is to end, whatever the reason. */
  const ending = new AbortController();
  let end: (how: Ending | Failure) => void = () => {};
  const ended = new Promise<Ending | Failure>((resolve) => {
    end = (how) => {
      resolve(how);
      ending.abort();
    };
  });
  const stopped = (): void => end('asked');
  const lasting = lastingBeyond(ending.signal, answering);
  if (signal.aborted) stopped();
  signal.addEventListener('abort', stopped, { once: true });
  finalizers.push(() => signal.removeEventListener('abort', stopped));

  let asked = false;
  let isRemoved = false;
  finalizers.push(() => {
    if (asked) emit({ type: 'closed', time: world.now(), removed: isRemoved });
  });
  try {
    signal.throwIfAborted();
    emit({ type: 'connecting', time: world.now(), via: plan.via });
    for (const { record, outcome, webhookId, failure } of await cleanUp(client, places, world, ending.signal)) {
      if (outcome === 'removed') note(`Removed webhook ${webhookId}, left behind by a listener that was killed.`);
      if (failure) warn(`A listener that was killed left ${record.address} registered, and it could not be removed: ${failure.message}`);
    }

    const kept = plan.log
      ? await openLog({
          places,
          world,
          profile: options.profile,
          resignWith: () => resignWith(),
          onOff: (reason) => warn(`The log of deliveries is off: ${reason}`),
        })
      : noLog;
    const log = options.watch === undefined ? kept : bothLogs(kept, options.watch);
    finalizers.push(() => log.close());
    const forwarder = await createForwarder({ world, insecure: plan.insecure, timeout: plan.forwardTimeout, connection: options.connection });
    finalizers.push(() => forwarder.close());

    const path = markerPath(plan.label, world.random(10).toString('hex'));
    const probe = createProbe(world);
    let forwarded = 0;
    let catchUp: CatchUp | undefined;
    let secrets: () => readonly string[] | Promise<readonly string[]> = () => new Promise(() => {});
    let resignWith: () => string | undefined = () => undefined;
    const deliveries = createDeliveries({
      world,
      forwarder,
      route: router(plan.routes, plan.targets),
      routed: plan.routes.length > 0,
      forwards: plan.routes.length + plan.targets.length > 0,
      answer: plan.answer,
      retries: plan.retries,
      extra: plan.extra,
      resignWith: () => resignWith(),
      log,
      emit: (event) => {
        if (event.type === 'event') catchUp?.seen(event.event, event.subject);
        emit(event);
      },
      around: surroundings(world),
      onForwarded: () => {
        forwarded += 1;
        if (forwarded === plan.count) end('count');
      },
      ...(plan.wants === undefined ? {} : { wants: plan.wants }),
    });
    const refusals = createRefusals(world, emit);
    const receiver = createReceiver({
      path,
      probe,
      secrets: () => secrets(),
      allowUnsigned: plan.allowUnsigned,
      accept: deliveries.accept,
      onRefusal: refusals.refused,
    });
    const front = await serve(receiver, { port: plan.port, allowUnsigned: plan.allowUnsigned });
    finalizers.push(() => front.close());

    const listenerId = `${world.pid}-${world.random(4).toString('hex')}`;
    const entry = await openEntryOr(places, listenerId, warn);
    const registrar = createRegistrar({
      client,
      world,
      events: plan.events,
      appSecret: plan.secret,
      resign: plan.resign,
      record: {
        id: listenerId,
        pid: world.pid,
        host: thisHost(),
        startedAt: world.now(),
        profile: options.profile,
        baseUrl: client.baseUrl.href,
        keyFingerprint: client.keyFingerprint,
        receiver: `http://127.0.0.1:${front.port}${path}`,
        forwards: {
          targets: plan.targets.map(({ text }) => text),
          routes: plan.routes.map(({ pattern, target }) => [pattern, target.text] as const),
          insecure: plan.insecure,
        },
      },
      ...(entry === undefined ? {} : { entry }),
    });
    secrets = registrar.secrets;
    resignWith = registrar.resignWith;
    if (plan.catchUp !== undefined) {
      const { createCatchUp } = await import('./catch-up-run.ts');
      catchUp = createCatchUp({
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
    let cleared: Promise<void> | undefined;
    const clear = async (): Promise<void> => {
      const slow = setTimeout(() => note('Removing the webhook takes long; Ctrl-C again leaves at once, and the next `listen` removes it.'), noticed);
      const { removed, left } = await registrar.clear(AbortSignal.timeout(removing)).finally(() => clearTimeout(slow));
      for (const { id, failure } of left) {
        warn(`Webhook ${id} is still registered: ${failure.message}. \`boltcall webhooks prune\` or the next \`listen\` removes it.`);
      }
      isRemoved = removed;
    };
    const clearOnce = (): Promise<void> => {
      cleared ??= clear();
      return cleared;
    };
    finalizers.push(clearOnce);

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
        const { id } = await registrar.at(address, lasting);
        note(`The address is now ${address.href} (webhook ${id}).`);
      },
      test,
      onBack: (since) => {
        const away = Math.round((world.now() - since) / 1000);
        note(
          `Connected again after ${away} s.${catchUp ? '' : ' What the service sent meanwhile may be lost; --catch-up makes it anew from the lists.'}`,
        );
        if (catchUp) void catchUp.run({ from: since - margin, to: world.now() });
      },
    });
    const tunnel = await openTunnel(plan.via, {
      world,
      port: front.port,
      path,
      take: receiver.take,
      onState: watch.state,
      signal: ending.signal,
      // A profile's own: the relay's token, and with it the address, is kept there.
      directory: `${places.state}/tunnels/profile-${encodeURIComponent(options.profile)}`,
      connection: options.connection,
      ...(plan.publicUrl === undefined ? {} : { publicUrl: plan.publicUrl }),
      ...(plan.ssh === undefined ? {} : { ssh: plan.ssh }),
      ...(plan.sshRemotePort === undefined ? {} : { sshRemotePort: plan.sshRemotePort }),
    });
    finalizers.push(() => tunnel.close());
    // Before the tunnel is closed, so that the service has nowhere to send to when nobody is there.
    finalizers.push(clearOnce);
    finalizers.push(async () => {
      watch.stop();
      deliveries.stop();
      registrar.giveUp();
      receiver.stop();
      if (deliveries.busy() > 0)
        note(`Finishing ${deliveries.busy() === 1 ? 'a delivery' : `${deliveries.busy()} deliveries`} under way; Ctrl-C again leaves at once.`);
      const late = new AbortController();
      await Promise.race([deliveries.idle(), world.sleep(finishing, late.signal)]);
      late.abort();
      front.stop();
      refusals.flush();
      const { filtered, failed } = deliveries.counts();
      if (filtered > 0) note(`${filtered} ${filtered === 1 ? 'delivery' : 'deliveries'} left out by --agent or --filter.`);
      if (failed > 0)
        note(`${failed} ${failed === 1 ? 'delivery' : 'deliveries'} did not reach a target: \`boltcall webhooks replay --failed\` sends them again.`);
    });

    const address = tunnel.address();
    if (!ending.signal.aborted) {
      asked = true;
      const { id, events } = await registrar.at(address, lasting);
      watch.registered(address);
      if (!ending.signal.aborted) await test(address, ending.signal);
      await tellOthers(client, places, address, note, ending.signal);
      const foreign = registrar.foreign();
      if (foreign !== undefined && plan.resign) {
        note(
          'The service made a secret of its own: deliveries are verified with it and signed anew with yours; X-Boltcall-Original-Signature has the original.',
        );
      }
      if (!ending.signal.aborted) {
        emit({
          type: 'ready',
          time: world.now(),
          address: address.href,
          webhookId: id,
          secret: plan.resign ? plan.secret : (foreign ?? plan.secret),
          targets: [...plan.routes.map(({ target }) => target.text), ...plan.targets.map(({ text }) => text)],
          via: plan.via,
          events,
        });
        options.onReady?.({ again: deliveries.again });
        if (catchUp && plan.catchUp !== undefined) void catchUp.run({ from: world.now() - plan.catchUp, to: world.now() });
        if (plan.period !== undefined) void world.sleep(plan.period, ending.signal).then(() => ending.signal.aborted || end('period'));
      }
    }
    const how = await ended;
    if (how instanceof Failure) throw how;
    return how;
  } catch (error) {
    // What was aborted by our own end is no failure of its own.
    if (ending.signal.aborted) {
      const how = await ended;
      if (how instanceof Failure) throw how;
      return how;
    }
    throw error;
  } finally {
    ending.abort();
    for (const finalize of finalizers.reverse()) {
      try {
        await finalize();
      } catch (error) {
        warn(asFailure(error).message);
      }
    }
  }
};

/** Aborts so many ms after the other signal. */
const lastingBeyond = (signal: AbortSignal, ms: number): AbortSignal => {
  const late = new AbortController();
  signal.addEventListener('abort', () => setTimeout(() => late.abort(), ms).unref(), { once: true });
  return late.signal;
};

const openEntryOr = async (places: Places, id: string, warn: (text: string) => void): Promise<Entry | undefined> => {
  try {
    return await openEntry(places, id);
  } catch (error) {
    warn(`This listener cannot be written down (${asFailure(error).message}): if it is killed, its webhook stays.`);
    return undefined;
  }
};

/** Says who else listens in this workspace: they get the same events. A list that may not be read is no reason to stop. */
const tellOthers = async (client: Client, places: Places, own: URL, note: (text: string) => void, signal: AbortSignal): Promise<void> => {
  try {
    const known = new Set((await allRecords(places)).map(({ address }) => address));
    const others = (await registered(client, signal)).filter(({ url }) => url !== own.href && (markerOf(url) !== undefined || known.has(url)));
    if (others.length === 0) return;
    const names = others.map(({ url, id }) => `${markerOf(url) ?? 'a listener'} (${id})`);
    note(`Also listening in this workspace: ${names.join(', ')}.`);
  } catch {
    // Said nowhere: the listener works without it.
  }
};
