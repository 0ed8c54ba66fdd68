import type { Client } from '../../client/client.ts';
import { asFailure, Failure, usage } from '../../errors.ts';
import { safe } from '../../output/safe.ts';
import { requireKey } from '../../profiles/key.ts';
import { parseEnvPlace, writeEnv } from '../../webhooks/env-file.ts';
import { eventList, undocumented } from '../../webhooks/event-list.ts';
import { parseHeader } from '../../webhooks/headers.ts';
import { keysPossible, watchKeys } from '../../webhooks/keys.ts';
import { markerPath } from '../../webhooks/listener.ts';
import { createWebhook } from '../../webhooks/operations.ts';
import type { Plan } from '../../webhooks/plan.ts';
import { createRenderer } from '../../webhooks/render.ts';
import { parseRoute } from '../../webhooks/route.ts';
import { appSecret, listenerLabel } from '../../webhooks/secret.ts';
import { secretHint } from '../../webhooks/secret-hint.ts';
import { type Controls, listen } from '../../webhooks/session.ts';
import { parseTarget } from '../../webhooks/target.ts';
import type { Via } from '../../webhooks/tunnels/tunnel.ts';
import type { Way } from '../../webhooks/tunnels/way.ts';
import { startProgram, type UserProgram } from '../../webhooks/user-program.ts';
import { wantsOf } from '../../webhooks/wants.ts';
import { agentId } from '../by-name.ts';
import { showPreviews } from '../change.ts';
import type { Context, Given } from '../command.ts';
import { flagOf, listOf, numberOf, textOf } from '../given.ts';

/** What `webhooks listen` does with what was typed. */
export const run = async (context: Context, given: Given): Promise<void> => {
  const { world, settings, print } = context;
  const env = textOf(given, 'write_env');
  const place = env === undefined ? undefined : parseEnvPlace(env);
  const secret = await appSecret(settings, world, textOf(given, 'secret'));
  if (secret.unkept !== undefined) print.warn(`The secret is for this run only: ${secret.unkept}.`);
  if (place !== undefined && !settings.dryRun) {
    const changed = await writeEnv(world, place, secret.value);
    print.note(`${safe(place.name)} ${changed ? 'is set' : 'was set already'} in ${safe(place.file)}.`);
  }
  if (flagOf(given, 'print_secret')) {
    if (print.view.format === 'table') return print.write(`${secret.value}\n`);
    return print.record({ secret: secret.value }, [{ path: 'secret', kind: 'text' }]);
  }

  const json = formatOf(context);
  const known = await planOf(context, given, secret.value);
  if (settings.readOnly.value && !settings.dryRun) {
    throw new Failure('forbidden', 'refused: listening registers a webhook, and only reading is allowed', {
      code: 'read_only',
      hint: `Read-only is set by ${settings.readOnly.from}. \`boltcall trigger EVENT --forward-to URL\` needs no webhook.`,
    });
  }
  // Before a way in is chosen, which may ask: without a key nothing of it is of use.
  if (!settings.dryRun) requireKey(settings);
  const way = await wayOf(context, given);
  if (settings.dryRun) return preview(context, known, way);
  const agent = await agentOf(context, given);
  const wants = await wantsOf(agent, textOf(given, 'filter'));
  await session(context, given, { ...known, ...way, ...(wants === undefined ? {} : { wants }) }, json);
};

/** Whether lines of JSON are wanted. Formats that need the end of a list do not fit what has none. */
const formatOf = ({ settings, print }: Context): boolean => {
  const { format } = print.view;
  if (format === 'jsonl' || format === 'json') return true;
  if (format !== 'table' && settings.output.from.startsWith('-'))
    throw usage(`listen has no output format ${format}`, 'Use -o jsonl for programs, or leave it out.');
  return false;
};

const planOf = async (context: Context, given: Given, secret: string): Promise<Omit<Plan, 'via' | 'wants'>> => {
  const { settings, world, print } = context;
  const typed = listOf(given, 'forward_to');
  const routes = listOf(given, 'routes').map(parseRoute);
  const kept = typed.length === 0 && routes.length === 0 ? settings.forwardTo : undefined;
  const targets =
    typed.length > 0
      ? typed.map((text) => parseTarget(text, '--forward-to'))
      : (kept?.value ?? []).map((text) => parseTarget(text, `forward_to of ${kept?.from}`));
  const events = eventList(listOf(given, 'events').length > 0 ? listOf(given, 'events') : (settings.events?.value ?? []));
  for (const name of undocumented(events)) {
    const { didYouMean } = await import('../suggest.ts');
    const { eventNames } = await import('../../resources/events.ts');
    print.warn(`--event: ${safe(name)} is not documented and is sent as it is. ${didYouMean(name, eventNames) ?? ''}`.trimEnd());
  }
  const label = textOf(given, 'label');
  if (label !== undefined && !/^[a-z0-9][a-z0-9_-]{0,31}$/i.test(label))
    throw usage(`--label: \`${label}\` is no word of letters, digits and dashes`);
  const period = numberOf(given, 'for');
  const count = numberOf(given, 'count');
  const catchUp = textOf(given, 'catch_up');
  const { readDuration } = await import('../fields/duration.ts');
  return {
    secret,
    label: label ?? (await listenerLabel(settings, world)),
    events,
    targets: [...new Map(targets.map((target) => [target.text, target])).values()],
    routes,
    answer: textOf(given, 'answer') === 'now' ? 'now' : 'target',
    retries: numberOf(given, 'retries') ?? 3,
    extra: listOf(given, 'headers').map(parseHeader),
    insecure: flagOf(given, 'insecure'),
    forwardTimeout: numberOf(given, 'forward_timeout') ?? 30_000,
    allowUnsigned: flagOf(given, 'allow_unsigned'),
    resign: !flagOf(given, 'no_resign'),
    port: numberOf(given, 'port') ?? 0,
    probe: !flagOf(given, 'no_probe'),
    log: !flagOf(given, 'no_log'),
    ...(period === undefined ? {} : { period }),
    ...(count === undefined ? {} : { count }),
    ...(catchUp === undefined ? {} : { catchUp: readDuration(catchUp, '--catch-up') }),
  };
};

const wayOf = async (context: Context, given: Given): Promise<Way> => {
  const { chooseVia } = await import('../../webhooks/tunnels/choose.ts');
  const { settings, world, ask, print } = context;
  const option = textOf(given, 'via');
  const url = textOf(given, 'public_url');
  const ssh = textOf(given, 'ssh');
  const sshRemotePort = numberOf(given, 'ssh_remote_port');
  const port = numberOf(given, 'port');
  const {
    notes,
    from: _,
    ...way
  } = await chooseVia({
    world,
    ask,
    sandbox: settings.sandbox,
    baseUrl: settings.baseUrl.value,
    keep: (via) => keepVia(context, via),
    ...(option === undefined ? {} : { option }),
    ...(settings.via === undefined ? {} : { setting: settings.via }),
    ...(url === undefined ? {} : { publicUrl: new URL(url) }),
    ...(ssh === undefined ? {} : { ssh }),
    ...(sshRemotePort === undefined ? {} : { sshRemotePort }),
    ...(port === undefined ? {} : { port }),
  });
  for (const note of notes) print.note(note);
  return way;
};

const keepVia = async ({ settings }: Context, via: Via): Promise<void> => {
  const { changeStore } = await import('../../profiles/store.ts');
  const name = settings.profile.value;
  await changeStore(settings.places, (store) => ({ ...store, profiles: { ...store.profiles, [name]: { ...store.profiles[name], via } } }));
};

const agentOf = async (context: Context, given: Given): Promise<string | undefined> => {
  const id = textOf(given, 'agent_id');
  const called = textOf(given, 'agent');
  if (id !== undefined && called !== undefined) throw usage('--agent-id and --agent say the same thing twice', 'Give one of them.');
  return called === undefined ? id : agentId(context, called);
};

/** --dry-run: the registration that would be sent. The address of a tunnel is known only when it is open. */
const preview = async (context: Context, plan: Omit<Plan, 'via'>, way: Way): Promise<void> => {
  const { preview: previewRequest } = await import('../../client/request.ts');
  const path = markerPath(plan.label, '…');
  const base =
    way.publicUrl?.href.replace(/\/+$/, '') ??
    (way.via === 'local' ? `http://127.0.0.1:${plan.port || 'PORT'}` : `https://ADDRESS-FROM-${way.via.toUpperCase()}`);
  const { method, url, body } = previewRequest(
    createWebhook,
    { url: `${base}${path}`, events: plan.events, secret: secretHint(plan.secret) },
    context.settings.baseUrl.value,
  );
  await showPreviews(context, [{ dry_run: true, method, url: url.href, body }], false);
};

/** A client that outlives a signal: the webhook is removed after it. */
const lastingClient = async (context: Context): Promise<Client> => {
  const { openClient } = await import('../../client/open.ts');
  const { clientOptions } = await import('../client-options.ts');
  const { signal: _, ...options } = clientOptions(context);
  return openClient(options);
};

const session = async (context: Context, given: Given, plan: Plan, json: boolean): Promise<void> => {
  const { world, settings, print, signal } = context;
  const client = await lastingClient(context);
  const [program, ...words] = given.rest;
  const stop = new AbortController();
  let gone: unknown;
  const leave = (error: unknown): void => {
    gone = error;
    stop.abort();
  };
  const keys = program === undefined && settings.interactive && !json && keysPossible(world);
  const renderer = await createRenderer({
    print,
    json,
    stdout: world.stdout,
    stderr: world.stderr,
    live: settings.mode === 'live' && !settings.sandbox,
    profile: settings.profile.value,
    keys,
    ways: [...plan.routes.map(({ pattern, target }) => ({ pattern, target: target.text })), ...plan.targets.map(({ text }) => ({ target: text }))],
    onGone: leave,
  });
  // Written to only now and then: that its reader has gone is noticed then.
  const deaf = (): void => leave(new Failure('closed-pipe', 'the reader of the messages has gone'));
  world.stderr.on('error', deaf);

  let child: UserProgram | undefined;
  let code: number | undefined;
  const startChild = (): void => {
    if (program === undefined) return;
    child = startProgram(world, [program, ...words], { BOLTCALL_WEBHOOK_SECRET: plan.secret }, json);
    child.ended.then(
      (ended) => {
        code = ended;
        stop.abort();
      },
      (error: unknown) => leave(asFailure(error)),
    );
  };
  let restore = (): void => {};
  let inControl: Controls | undefined;
  const inspector = flagOf(given, 'inspect')
    ? await (await import('../../webhooks/inspect/inspector.ts')).openInspector({
        world,
        onReplay: (delivery) => inControl?.again(delivery) === true,
      })
    : undefined;
  // What was asked for is told with --quiet too.
  if (inspector) print.warn(`Inspect: ${inspector.address}`);
  const onReady = (controls: Controls): void => {
    inControl = controls;
    startChild();
    if (!keys) return;
    restore = watchKeys(world, (key) => {
      if (key === 'q') stop.abort();
      else if ((key === 'r' || key === 'f') && !controls.again(key === 'r' ? 'last' : 'failed')) {
        print.note(key === 'r' ? 'Nothing has come in yet.' : 'Nothing has failed yet.');
      }
    });
  };

  try {
    const ending = await listen({
      plan,
      world,
      client,
      profile: settings.profile.value,
      places: settings.places,
      connection: settings.connection,
      emit: (event) => {
        renderer.emit(event);
        inspector?.show(event);
      },
      ...(inspector === undefined ? {} : { watch: inspector.log }),
      signal: AbortSignal.any([signal, stop.signal]),
      onReady,
    });
    await renderer.flush();
    if (gone !== undefined) throw gone;
    if (code !== undefined && code !== 0) throw new Failure('partial', `${program} exited with ${code}`, { exitCode: code, told: true });
    // The usual way to end a listener: it has said that it closed, and needs no error beside the exit code.
    if (code === undefined && ending === 'asked' && signal.aborted) {
      const { kind, message } = asFailure(signal.reason);
      throw new Failure(kind, message, { told: true });
    }
    if (ending === 'period' && plan.count !== undefined) {
      throw new Failure('timeout', `fewer than ${plan.count} deliveries were forwarded in ${(plan.period ?? 0) / 1000} s`, {
        code: 'count_not_reached',
      });
    }
  } finally {
    restore();
    await child?.stop();
    await inspector?.close();
    await client.close();
    await renderer.flush();
    world.stderr.off('error', deaf);
  }
};
