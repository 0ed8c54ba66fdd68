import type { Context } from '../../../cli/command/command.ts';
import type { Client } from '../../../client/client.ts';
import { asFailure, Failure } from '../../../errors.ts';
import { safe } from '../../../output/text/safe.ts';
import { cannotStart } from '../../../programs/find.ts';
import { forgotten } from '../../../programs/forgotten.ts';
import type { Program } from '../../../programs/start.ts';
import type { Ending } from '../../../webhooks/listen/end.ts';
import { keysPossible } from '../../../webhooks/listen/keyboard.ts';
import type { Plan } from '../../../webhooks/listen/plan.ts';
import { type Controls, listen } from '../../../webhooks/listen/session.ts';
import { createRenderer } from '../../../webhooks/render/renderer.ts';
import { obeyKeys } from './keys.ts';
import { createPage } from './page.ts';

/** The environment of a session. */
interface Surroundings {
  /** Prints JSON Lines on stdout. */
  readonly json: boolean;
  /** Serves the inspector page on this machine. */
  readonly inspect: boolean;
  /** Gives the inspector a new URL. */
  readonly newToken: boolean;
  /** The user's app and its arguments; empty if there is none. */
  readonly app: readonly string[];
}

/** How long (ms) the user's app may take to exit. */
const patience = 5_000;

/** Returns a target for display, with its source if it was not typed. */
const sourced = (target: string, from: string | undefined): string => (from === undefined ? target : `${target} (from ${from})`);

/**
 * Listens, along with everything around it: output, keyboard controls, inspector page and the user's app. Fails with what ended the session, unless
 * that is a normal end.
 */
export const runSession = async (
  context: Context,
  plan: Plan,
  { json, inspect, newToken, app: [program, ...words] }: Surroundings,
): Promise<void> => {
  const { world, settings, print, signal } = context;
  const client = await lastingClient(context);
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
    logged: plan.log,
    retries: plan.retries,
    ways: [
      ...plan.routes.map(({ pattern, target }) => ({ pattern, target: sourced(target.text, plan.routesFrom) })),
      ...plan.targets.map(({ text }) => ({ target: sourced(text, plan.targetsFrom) })),
    ],
    onGone: leave,
  });
  // Output is written only now and then, so a closed reader would otherwise be noticed late.
  const deaf = (): void => leave(new Failure('closed-pipe', 'the reader of the output is gone'));
  world.stderr.on('error', deaf);

  let controls: Controls | undefined;
  let told = false;
  /** Shows something. A failure to show it is reported once and does not prevent forwarding a delivery. */
  const shown = (show: () => void): void => {
    try {
      show();
    } catch (error) {
      if (!told) print.warn(`Something could not be shown: ${asFailure(error).message}. Deliveries go on.`);
      told = true;
    }
  };
  const page = inspect || keys ? createPage(context, newToken, plan, () => controls) : undefined;
  // The user asked for it, so print it even with --quiet.
  if (inspect) print.warn(`Inspect: ${(await page?.open())?.address}`);
  const programs = program === undefined ? undefined : await import('../../../programs/start.ts');
  let app: Program | undefined;
  let code: number | undefined;
  /** Whether the service failed to remove the webhook; this has been reported. */
  let left = false;
  const startApp = (): void => {
    if (program === undefined || programs === undefined) return;
    const env = { ...world.env, BOLTCALL_WEBHOOK_SECRET: plan.secret };
    app = programs.startProgram({ world, command: [program, ...words], env, streams: json ? 'aside' : 'terminal', patience });
    void app.ended.then((ended) => {
      if (ended.error !== undefined) return leave(cannotStart(program, ended.error));
      // On a terminal, Ctrl-C ends the app too: that is our exit, not the app's own.
      if (!signal.aborted) code = ended.code;
      stop.abort();
    });
  };
  const over = AbortSignal.any([signal, stop.signal]);
  let restore = (): void => {};
  // Restore before cleanup, so that someone who quits right away finds the terminal as it was.
  over.addEventListener('abort', () => restore(), { once: true });

  for (const { pid, command } of await forgotten(world)) {
    print.warn(`A program of a killed listener is still running: ${safe(command)} (process ${pid}). End it with \`kill ${pid}\`.`);
  }
  try {
    const ending = await listen({
      plan,
      world,
      client,
      profile: settings.profile.value,
      places: settings.places,
      connection: settings.connection,
      emit: (event) => {
        if (event.type === 'closed' && event.webhook === 'left') left = true;
        shown(() => renderer.emit(event));
        shown(() => page?.show(event));
      },
      ...(page === undefined ? {} : { watch: page.log }),
      signal: over,
      onReady: (given) => {
        controls = given;
        startApp();
        if (keys && page) restore = obeyKeys(context, given, page, () => stop.abort());
      },
    });
    await renderer.flush();
    // A signal takes precedence over a closed reader: closing a terminal causes both.
    if (gone !== undefined && !signal.aborted) throw gone;
    if (code !== undefined && code !== 0) throw new Failure('partial', `${program} exited with ${code}`, { exitCode: code, told: true });
    if (left) throw new Failure('outcome-unknown', 'the webhook is still registered', { told: true });
    if (code === undefined) sayHow(ending, plan, signal);
  } finally {
    restore();
    await app?.stop();
    await page?.close();
    await client.close();
    await renderer.flush();
    world.stderr.off('error', deaf);
  }
};

/** Returns a client that outlives a signal, because the webhook is removed afterwards. */
const lastingClient = async (context: Context): Promise<Client> => {
  const { openClient } = await import('../../../client/open.ts');
  const { clientOptions } = await import('../../../cli/operation/client-options.ts');
  const { signal: _, ...options } = clientOptions(context, await context.key());
  return openClient(options);
};

/** Throws if the session did not end successfully. */
const sayHow = (ending: Ending, { count, period = 0 }: Plan, signal: AbortSignal): void => {
  // The usual way to end a listener. It has reported that it closed, so only the exit code remains.
  if (ending === 'asked' && signal.aborted) {
    const { kind, message, details } = asFailure(signal.reason);
    if (kind === 'internal') throw signal.reason;
    throw new Failure(kind, message, { ...details, told: true });
  }
  if (ending === 'period' && count !== undefined) {
    const wanted = count === 1 ? 'no deliveries were' : `fewer than ${count} deliveries were`;
    throw new Failure('timeout', `${wanted} forwarded in ${period / 1000} s`, {
      code: 'count_not_reached',
      hint: 'Allow more time with --for; `boltcall webhooks log list` shows deliveries that were not forwarded.',
    });
  }
};
