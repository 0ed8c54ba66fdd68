import { rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { usage } from '../errors.ts';
import { thisProcess } from '../running.ts';
import type { World } from '../world.ts';
import { announce } from './control/announce.ts';
import { control } from './control/control.ts';
import { runningSandboxes } from './control/running.ts';
import { admit } from './deliver/addresses.ts';
import { asTheVendor, deliverer } from './deliver/deliver.ts';
import { faults } from './http/faults.ts';
import { base, type Desk, handle } from './http/handle.ts';
import { listen } from './http/listen.ts';
import { limiter, planOf } from './http/rate-limit.ts';
import type { Sandbox, SandboxOptions } from './options.ts';
import type { Recipe } from './seed/seed.ts';
import { resume } from './service/life-cycle.ts';
import type { Service } from './service/service.ts';
import { keeper, load } from './workspace/data-file.ts';
import { type Saved, Workspace } from './workspace/workspace.ts';

export type { Sandbox, SandboxOptions } from './options.ts';

/** The key that is printed; any other key of the right form is also accepted. */
const key = 'sk_test_sandbox';
const hour = 3_600_000;

/** Seeded rows come before the current full hour, so a restart within that hour shows the same times. */
const anchorAt = (now: number): number => Math.floor(now / hour) * hour;

/** Returns the recipe of the workspace: from the data file, else from the options. Throws `usage` if the two conflict. */
const recipeOf = ({ seed, size, empty, data }: SandboxOptions, now: number, saved: Saved | undefined): Recipe => {
  if (!saved) return { seed: seed ?? 1, ...(size === undefined ? {} : { size }), empty: empty ?? false, anchor: anchorAt(now) };
  const { recipe } = saved;
  if ((seed ?? recipe.seed) === recipe.seed && (size ?? recipe.size) === recipe.size && (empty ?? recipe.empty) === recipe.empty) return recipe;
  throw usage(`${data} was created with different seed options (seed ${recipe.seed})`, 'Drop --seed, --seed-size and --empty, or remove the file.');
};

/** Returns the bound host as a URL shows it; a wildcard is reached on loopback. */
const shown = (host: string): string => (host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '[::1]' : host.includes(':') ? `[${host}]` : host);

/**
 * Starts a sandbox: a Boltcall service on this machine. Throws `usage` if the port is taken, the data file is invalid, or the state directory is not
 * writable.
 */
export const startSandbox = async (options: SandboxOptions, world: World): Promise<Sandbox> => {
  const { host = '127.0.0.1', speed = 10, data, stateDirectory, log = () => {} } = options;
  const plan = planOf(options.plan);
  const offset = options.now === undefined ? 0 : options.now - world.now();
  const now = (): number => world.now() + offset;

  const saved = data === undefined ? undefined : await load(data);
  let workspace = new Workspace(recipeOf(options, now(), saved), saved);
  /** Ends the calls and messages in progress. */
  let life = new AbortController();
  const kept = data === undefined ? undefined : keeper(data, () => workspace.save(), log, world);
  kept?.touch();
  await kept?.flush();

  const server = createServer();
  const port = await listen(server, options.port ?? 0, host, async () => {
    const others = stateDirectory === undefined ? [] : await runningSandboxes(stateDirectory, world);
    const other = others.find((each) => each.port === options.port);
    return other && `process ${other.pid}`;
  });
  const address = `http://${shown(host)}:${port}${base}`;

  const deliveries = deliverer(world, { anywhere: options.deliverAnywhere ?? false, ...asTheVendor }, ({ event, url, attempt, status, error, ms }) =>
    log(`${new Date(world.now()).toISOString().slice(11, 19)} -> ${event} ${url} ${status ?? error} ${ms} ms${attempt > 1 ? ' (again)' : ''}`),
  );
  const service: Service = {
    get workspace() {
      return workspace;
    },
    base: address,
    minutesLimit: plan.minutes,
    smsLimit: plan.sms,
    now,
    emit: (event, body) => deliveries.emit(event, body, workspace.webhooks.all(), now()),
    later: (seconds, action) => {
      const { signal } = life;
      void world.sleep((seconds * 1000) / speed, signal).then(() => {
        if (!signal.aborted) action();
      });
    },
    touch: () => kept?.touch(),
    secret: () => `whsec_${world.random(16).toString('hex')}`,
    admit,
  };

  const reset = (): void => {
    life.abort();
    life = new AbortController();
    workspace = new Workspace({ ...workspace.recipe, anchor: anchorAt(now()) });
    service.touch();
  };

  const stopping = new AbortController();
  let unannounce = async (): Promise<void> => {};
  const shut = async (): Promise<void> => {
    stopping.abort();
    life.abort();
    deliveries.close();
    await new Promise<void>((resolve) => {
      const soon = world.after(200, () => server.closeAllConnections());
      server.close(() => {
        soon();
        resolve();
      });
      server.closeIdleConnections();
    });
    // Also saves what is not worth a write of its own, such as the request count.
    kept?.touch();
    try {
      await kept?.flush();
    } finally {
      await unannounce();
    }
  };
  let closing: Promise<void> | undefined;
  let end: () => void = () => {};
  const closed = new Promise<void>((resolve) => {
    end = resolve;
  });
  const close = (): Promise<void> => {
    closing ??= shut().finally(end);
    return closing;
  };

  const token = world.random(24).toString('hex');
  const status = (): unknown => {
    const { recipe, counts } = workspace;
    return { address, port, key, pid: world.pid, seed: recipe.seed, ...(options.plan ? { plan: options.plan } : {}), counts };
  };
  const desk: Desk = {
    world,
    service,
    host,
    latency: options.latency ?? 0,
    stopping: stopping.signal,
    take: limiter(plan),
    trouble: faults(options.fail ?? 0, options.failNext ?? [], workspace.recipe.seed),
    kept: async () => kept?.written(),
    control: control({ service, token, reset, close, status }),
    log,
  };
  server.on('request', (request, response) => void handle(desk, request, response));

  if (stateDirectory !== undefined) {
    const { logFile } = options;
    const state = {
      address,
      port,
      key,
      ...thisProcess(world),
      startedAt: world.now(),
      token,
      ...(logFile === undefined ? {} : { log: logFile }),
    };
    const remove = await announce(stateDirectory, state).catch(async (error: unknown) => {
      await close();
      throw error;
    });
    unannounce = async () => {
      await remove();
      // A randomly chosen port is not reused, so nobody would overwrite its log.
      if (logFile !== undefined && !options.port) await rm(logFile, { force: true });
    };
  }
  resume(service);
  return {
    address,
    port,
    key,
    token,
    seed: workspace.recipe.seed,
    get counts() {
      return workspace.counts;
    },
    closed,
    close,
  };
};
