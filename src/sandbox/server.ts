import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { systemCode, usage } from '../errors.ts';
import { method as methodOf } from '../resources/resource.ts';
import type { World } from '../world.ts';
import { announce } from './announce.ts';
import { checkBody, checkQuery } from './check.ts';
import { control } from './control.ts';
import { controlPath } from './control-path.ts';
import { deliverer } from './deliver.ts';
import { faults } from './faults.ts';
import { guard, keyOf } from './guard.ts';
import { keeper, load } from './keep.ts';
import { resume } from './life.ts';
import { limiter, planOf } from './limits.ts';
import type { Sandbox, SandboxOptions } from './options.ts';
import { recording } from './recording.ts';
import { Refusal } from './refusal.ts';
import { match } from './routes.ts';
import type { Recipe } from './seed.ts';
import type { Answer, Service } from './service.ts';
import { serve } from './services.ts';
import { admit } from './targets.ts';
import { iso } from './things.ts';
import { Workspace } from './workspace.ts';

export type { Sandbox, SandboxOptions } from './options.ts';

/** The key that is printed; any other of the right form is taken too. */
const key = 'sk_test_sandbox';
const base = '/v1';
const hour = 3_600_000;
const largestBody = 1024 * 1024;

const readBody = async (request: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > largestBody) throw new Refusal(413, 'The body is larger than 1 MiB', { connection: 'close' });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
};

const one = (header: string | string[] | undefined): string | undefined => (Array.isArray(header) ? header[0] : header);

const sendJson = (response: ServerResponse, status: number, value: unknown, headers: Readonly<Record<string, string>>): void => {
  const body = Buffer.from(JSON.stringify(value));
  response.writeHead(status, { ...headers, 'content-type': 'application/json', 'content-length': body.length });
  response.end(body);
};

const sendAudio = async (
  response: ServerResponse,
  answer: Extract<Answer, { recording: unknown }>,
  headers: Readonly<Record<string, string>>,
): Promise<void> => {
  const { bytes, chunks } = recording(answer.recording);
  response.writeHead(200, { ...headers, 'content-type': 'audio/wav', 'content-length': bytes });
  for (const chunk of chunks) {
    if (response.destroyed) return;
    if (!response.write(chunk)) {
      await new Promise<void>((resolve) => {
        response.once('drain', resolve);
        response.once('close', resolve);
      });
    }
    // Others want an answer too while a long recording is made.
    await new Promise(setImmediate);
  }
  response.end();
};

const listen = async (server: Server, port: number, host: string): Promise<AddressInfo> => {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  }).catch((error) => {
    const code = systemCode(error);
    if (code === 'EADDRINUSE') {
      throw usage(
        `Port ${port} of ${host} is taken: perhaps a sandbox runs there already`,
        `Use that one with --sandbox, stop it with 'boltcall sandbox stop', or choose another port with --port (0: a free one).`,
      );
    }
    if (code === 'EACCES') throw usage(`Port ${port} may not be used by this user`, 'Choose one above 1023 with --port.');
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') throw usage(`${host} is not an address of this machine`);
    throw error;
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('no address');
  return address;
};

const recipeOf = (options: SandboxOptions, now: number): Recipe => ({
  seed: options.seed ?? 1,
  ...(options.size === undefined ? {} : { size: options.size }),
  empty: options.empty ?? false,
  anchor: Math.floor(now / hour) * hour,
});

/** Starts a sandbox: a Boltcall service on this machine. Fails with `usage` where the port is taken or the data file is none. */
export const startSandbox = async (options: SandboxOptions, world: World): Promise<Sandbox> => {
  const host = options.host ?? '127.0.0.1';
  const speed = options.speed ?? 10;
  const plan = planOf(options.plan);
  const offset = options.now === undefined ? 0 : options.now - world.now();
  const now = (): number => world.now() + offset;
  const log = options.log ?? (() => {});
  const stopping = new AbortController();
  const token = world.random(24).toString('hex');

  const saved = options.data === undefined ? undefined : await load(options.data);
  if (saved) {
    const { seed, size, empty } = saved.recipe;
    const differs = (options.seed ?? seed) !== seed || (options.size ?? size) !== size || (options.empty ?? empty) !== empty;
    if (differs)
      throw usage(
        `${options.data} holds a workspace that was seeded otherwise (seed ${seed})`,
        'Leave out --seed, --seed-size and --empty, or remove the file.',
      );
  }
  let workspace = new Workspace(saved?.recipe ?? recipeOf(options, now()), saved);
  let life = new AbortController();
  const kept =
    options.data === undefined
      ? undefined
      : keeper(
          options.data,
          () => workspace.save(),
          (error) => log(`cannot write ${options.data}: ${String(error)}`),
        );
  const clock = (): string => iso(world.now()).slice(11, 19);
  const deliveries = deliverer(world, options.deliverAnywhere ?? false, ({ event, url, attempt, status, error, ms }) =>
    log(`${clock()} -> ${event} ${url} ${status ?? error} ${ms} ms${attempt > 1 ? ' (again)' : ''}`),
  );

  const server = createServer();
  const { port } = await listen(server, options.port ?? 0, host);
  const shownHost = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '[::1]' : host.includes(':') ? `[${host}]` : host;
  const address = `http://${shownHost}:${port}${base}`;

  const service: Service = {
    get workspace() {
      return workspace;
    },
    base: address,
    minutesLimit: plan.minutes,
    smsLimit: plan.sms,
    now,
    emit: (event, data) => deliveries.emit(event, data, workspace.webhooks.all(), now()),
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
    workspace = new Workspace({ ...workspace.recipe, anchor: Math.floor(now() / hour) * hour });
    service.touch();
  };

  let closing: Promise<void> | undefined;
  let end: () => void = () => {};
  const closed = new Promise<void>((resolve) => {
    end = resolve;
  });
  let unannounce = async (): Promise<void> => {};
  const shut = async (): Promise<void> => {
    stopping.abort();
    life.abort();
    deliveries.close();
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeIdleConnections();
      setTimeout(() => server.closeAllConnections(), 200).unref();
    });
    await kept?.flush().finally(unannounce);
    if (!kept) await unannounce();
  };
  const close = (): Promise<void> => {
    closing ??= shut().finally(end);
    return closing;
  };

  const take = limiter(plan);
  const trouble = faults({ latency: options.latency ?? 0, fail: options.fail ?? 0, failNext: options.failNext ?? [] }, workspace.recipe.seed);
  const boss = control({
    service,
    token,
    reset,
    close,
    status: () => ({
      address,
      port,
      pid: world.pid,
      seed: workspace.recipe.seed,
      ...(options.plan ? { plan: options.plan } : {}),
      counts: workspace.counts,
    }),
  });

  const answer = async (request: IncomingMessage, url: URL, extra: Record<string, string>): Promise<{ status: number; answer: Answer }> => {
    const verb = request.method ?? 'GET';
    const allowance = take(one(request.headers.authorization) ?? '', world.now());
    extra['x-ratelimit-limit'] = String(allowance.limit);
    extra['x-ratelimit-remaining'] = String(allowance.remaining);
    extra['x-ratelimit-reset'] = String(allowance.reset);
    if (options.latency) await world.sleep(options.latency, stopping.signal);
    const body = await readBody(request);
    trouble();
    keyOf(one(request.headers.authorization), verb);
    if (!allowance.taken) throw new Refusal(429, `Too many requests: the plan allows ${allowance.limit} a minute`);
    const inside = url.pathname === base || url.pathname.startsWith(`${base}/`);
    const { route, id } = match(verb, inside ? url.pathname.slice(base.length) : url.pathname);
    if (!inside) throw new Refusal(404, `There is nothing at ${url.pathname}: addresses begin with ${base}`);
    const { operation } = route;
    const values =
      methodOf(operation) === 'GET' ? checkQuery(operation, url.searchParams) : checkBody(operation, request.headers['content-type'], body);
    workspace.apiCalls += 1;
    return { status: verb === 'POST' ? 201 : 200, answer: await serve(service, { route, id, values }) };
  };

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const begun = world.now();
    const extra: Record<string, string> = {};
    try {
      guard(request.headers.host, one(request.headers.origin), host);
      const url = new URL(`http://sandbox${request.url?.startsWith('/') ? request.url : '/'}`);
      if (url.pathname.startsWith(controlPath)) {
        sendJson(response, 200, await boss(request, url, await readBody(request)), {});
        return;
      }
      const { status, answer: given } = await answer(request, url, extra);
      if ('json' in given) sendJson(response, status, given.json, extra);
      else await sendAudio(response, given, extra);
    } catch (error) {
      if (response.headersSent || response.destroyed) {
        response.destroy();
        return;
      }
      const refusal = error instanceof Refusal ? error : new Refusal(500, 'The sandbox failed');
      if (refusal !== error) log(`fault: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      sendJson(response, refusal.status, refusal.body, { ...extra, ...refusal.headers });
    } finally {
      if (!request.url?.startsWith(controlPath)) log(`${clock()} ${request.method} ${request.url} ${response.statusCode} ${world.now() - begun} ms`);
    }
  };
  server.on('request', (request, response) => void handle(request, response));

  if (options.stateDirectory !== undefined) {
    const log = options.logFile === undefined ? {} : { log: options.logFile };
    unannounce = await announce(options.stateDirectory, { address, port, key, pid: world.pid, startedAt: world.now(), token, ...log });
  }
  kept?.touch();
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
