import type { Client } from '../../client/client.ts';
import { asFailure, Failure, usage } from '../../errors.ts';
import { safe } from '../../output/safe.ts';
import { requireKey } from '../../profiles/key.ts';
import { parseEnvPlace, writeEnv } from '../../webhooks/env-file.ts';
import { keysPossible, watchKeys } from '../../webhooks/keys.ts';
import { markerPath } from '../../webhooks/listener.ts';
import { createWebhook } from '../../webhooks/operations.ts';
import type { Plan } from '../../webhooks/plan.ts';
import { createRenderer } from '../../webhooks/render.ts';
import { appSecret } from '../../webhooks/secret.ts';
import { secretHint } from '../../webhooks/secret-hint.ts';
import { type Controls, listen } from '../../webhooks/session.ts';
import type { Way } from '../../webhooks/tunnels/way.ts';
import { startProgram, type UserProgram } from '../../webhooks/user-program.ts';
import { wantsOf } from '../../webhooks/wants.ts';
import { showPreviews } from '../change.ts';
import type { Context, Given } from '../command.ts';
import { flagOf, textOf } from '../given.ts';
import { agentOf, planOf } from './listen-plan.ts';
import { wayOf } from './listen-way.ts';

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
  const filter = textOf(given, 'filter');
  // A mistake in it is said before anybody is asked or anything is looked up.
  await wantsOf(undefined, filter);
  // Before a way in is chosen, which may ask: without a key nothing of it is of use.
  if (!settings.dryRun) requireKey(settings);
  const way = await wayOf(context, given);
  if (settings.dryRun) return preview(context, known, way);
  const agent = await agentOf(context, given);
  const wants = await wantsOf(agent, filter);
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
      const wanted = plan.count === 1 ? 'no delivery was' : `fewer than ${plan.count} deliveries were`;
      throw new Failure('timeout', `${wanted} forwarded in ${(plan.period ?? 0) / 1000} s`, {
        code: 'count_not_reached',
        hint: 'Allow more time with --for; `boltcall webhooks log list` shows what came and was not forwarded.',
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
