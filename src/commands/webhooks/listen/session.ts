import type { Context } from '../../../cli/command/command.ts';
import type { Client } from '../../../client/client.ts';
import { asFailure, Failure } from '../../../errors.ts';
import type { Inspector } from '../../../webhooks/inspect/inspector.ts';
import { startProgram, type UserProgram } from '../../../webhooks/listen/app.ts';
import type { Ending } from '../../../webhooks/listen/end.ts';
import { keysPossible, watchKeys } from '../../../webhooks/listen/keyboard.ts';
import type { Plan } from '../../../webhooks/listen/plan.ts';
import { type Controls, listen } from '../../../webhooks/listen/session.ts';
import { createRenderer } from '../../../webhooks/render/renderer.ts';

/** What surrounds a session. */
interface Surroundings {
  /** Lines of JSON on stdout. */
  readonly json: boolean;
  /** The page on this machine. */
  readonly inspect: boolean;
  /** The user's own program and its words; empty: none. */
  readonly app: readonly string[];
}

/**
 * Listens with what surrounds it: what is shown, the keys, the page, the user's own app. Fails with what ended it, where that is
 * not just its end.
 */
export const runSession = async (context: Context, plan: Plan, { json, inspect, app: [program, ...words] }: Surroundings): Promise<void> => {
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
    ways: [...plan.routes.map(({ pattern, target }) => ({ pattern, target: target.text })), ...plan.targets.map(({ text }) => ({ target: text }))],
    onGone: leave,
  });
  // Written to only now and then: that its reader has gone is noticed then.
  const deaf = (): void => leave(new Failure('closed-pipe', 'the reader of the messages has gone'));
  world.stderr.on('error', deaf);

  let controls: Controls | undefined;
  const inspector = inspect ? await openInspector(context, () => controls) : undefined;
  let app: UserProgram | undefined;
  let code: number | undefined;
  const startApp = (): void => {
    if (program === undefined) return;
    app = startProgram(world, [program, ...words], { BOLTCALL_WEBHOOK_SECRET: plan.secret }, json);
    app.ended.then(
      (ended) => {
        // On a terminal Ctrl-C ends it too: that is our end, not its own.
        if (!signal.aborted) code = ended;
        stop.abort();
      },
      (error: unknown) => leave(asFailure(error)),
    );
  };
  const over = AbortSignal.any([signal, stop.signal]);
  let restore = (): void => {};
  // Before anything is put away: who then leaves at once must find the terminal as it was.
  over.addEventListener('abort', () => restore(), { once: true });

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
      signal: over,
      onReady: (given) => {
        controls = given;
        startApp();
        if (keys) restore = obeyKeys(context, given, () => stop.abort());
      },
    });
    await renderer.flush();
    if (gone !== undefined) throw gone;
    if (code !== undefined && code !== 0) throw new Failure('partial', `${program} exited with ${code}`, { exitCode: code, told: true });
    if (code === undefined) sayHow(ending, plan, signal);
  } finally {
    restore();
    await app?.stop();
    await inspector?.close();
    await client.close();
    await renderer.flush();
    world.stderr.off('error', deaf);
  }
};

/** A client that outlives a signal: the webhook is removed after it. */
const lastingClient = async (context: Context): Promise<Client> => {
  const { openClient } = await import('../../../client/open.ts');
  const { clientOptions } = await import('../../../cli/operation/client-options.ts');
  const { signal: _, ...options } = clientOptions(context, await context.key());
  return openClient(options);
};

const openInspector = async ({ world, print }: Context, controls: () => Controls | undefined): Promise<Inspector> => {
  const { openInspector: open } = await import('../../../webhooks/inspect/inspector.ts');
  const inspector = await open({ world, onReplay: (delivery) => controls()?.again(delivery) === true });
  // What was asked for is told with --quiet too.
  print.warn(`Inspect: ${inspector.address}`);
  return inspector;
};

/** The keys r, f and q. The returned function restores the terminal. */
const obeyKeys = ({ world, print }: Context, controls: Controls, quit: () => void): (() => void) =>
  watchKeys(world, (key) => {
    if (key === 'q') quit();
    else if ((key === 'r' || key === 'f') && !controls.again(key === 'r' ? 'last' : 'failed')) {
      print.note(key === 'r' ? 'Nothing has come in yet.' : 'Nothing has failed yet.');
    }
  });

/** Throws where the end of a session is no success. */
const sayHow = (ending: Ending, { count, period = 0 }: Plan, signal: AbortSignal): void => {
  // The usual way to end a listener: it has said that it closed, and needs no error beside the exit code.
  if (ending === 'asked' && signal.aborted) {
    const { kind, message } = asFailure(signal.reason);
    throw new Failure(kind, message, { told: true });
  }
  if (ending === 'period' && count !== undefined) {
    const wanted = count === 1 ? 'no delivery was' : `fewer than ${count} deliveries were`;
    throw new Failure('timeout', `${wanted} forwarded in ${period / 1000} s`, {
      code: 'count_not_reached',
      hint: 'Allow more time with --for; `boltcall webhooks log list` shows what came and was not forwarded.',
    });
  }
};
