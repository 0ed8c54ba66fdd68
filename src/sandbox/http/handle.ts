import type { IncomingMessage, ServerResponse } from 'node:http';
import type { World } from '../../world.ts';
import { Refusal } from '../api/refusal.ts';
import { match } from '../api/routes.ts';
import { checkBody, checkQuery } from '../api/validate.ts';
import { controlPath } from '../control/path.ts';
import { serve } from '../service/operations.ts';
import type { Answer, Service } from '../service/service.ts';
import { guard, keyOf } from './guard.ts';
import { readBody, sendJson, sendRecording } from './messages.ts';
import type { Allowance } from './rate-limit.ts';

/** The base path of the service. */
export const base = '/v1';

/** What handling a request needs in addition to the service. */
export interface Desk {
  readonly world: World;
  readonly service: Service;
  /** The bound host. */
  readonly host: string;
  /** Milliseconds to wait before each response. */
  readonly latency: number;
  /** Aborts the waits when the sandbox stops. */
  readonly stopping: AbortSignal;
  take(key: string, now: number): Allowance;
  /** Throws if an injected error is due. */
  trouble(): void;
  control(request: IncomingMessage, url: URL, body: Buffer): Promise<unknown>;
  /** Waits until an operation's changes are saved. */
  kept(): Promise<void>;
  log(line: string): void;
}

const pathIn = (pathname: string): string => {
  if (pathname !== base && !pathname.startsWith(`${base}/`)) throw new Refusal(404, `Nothing found at ${pathname}: paths start with ${base}`);
  return pathname.slice(base.length);
};

/** Handles one request to the service. Order of the checks: injected errors, key, rate limit, path, input. */
const answer = async (desk: Desk, request: IncomingMessage, url: URL, limits: Allowance): Promise<Answer> => {
  const { service, world } = desk;
  const verb = request.method ?? 'GET';
  const body = await readBody(request);
  if (desk.latency > 0) await world.sleep(desk.latency, desk.stopping);
  desk.trouble();
  keyOf(request.headers.authorization, verb);
  if (!limits.taken) throw new Refusal(429, `Too many requests: the plan allows ${limits.limit} a minute`);
  const { route, id } = match(verb, pathIn(url.pathname));
  const values = verb === 'GET' ? checkQuery(route.operation, url.searchParams) : checkBody(route.operation, request.headers['content-type'], body);
  service.workspace.apiCalls += 1;
  return serve(service, { route, id, values, base: `http://${request.headers.host}${base}` });
};

const refused = (error: unknown, { log }: Desk): Refusal => {
  if (error instanceof Refusal) return error;
  log(`sandbox error: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  return new Refusal(500, 'The sandbox failed; see its log');
};

/** Handles any incoming request and never throws. */
export const handle = async (desk: Desk, request: IncomingMessage, response: ServerResponse): Promise<void> => {
  const { world, log } = desk;
  const begun = world.now();
  const target = request.url?.startsWith('/') ? request.url : '/';
  const url = new URL(`http://sandbox${target}`);
  const controlled = url.pathname.startsWith(controlPath);
  const limits = controlled ? undefined : desk.take(request.headers.authorization ?? '', begun);
  const headers: Record<string, string> = limits
    ? { 'x-ratelimit-limit': String(limits.limit), 'x-ratelimit-remaining': String(limits.remaining), 'x-ratelimit-reset': String(limits.reset) }
    : {};
  try {
    guard(request.headers.host, request.headers.origin, desk.host);
    if (limits === undefined) {
      const done = await desk.control(request, url, await readBody(request));
      await desk.kept();
      sendJson(response, 200, done, headers);
    } else {
      const given = await answer(desk, request, url, limits);
      if (request.method !== 'GET') await desk.kept();
      if ('json' in given) sendJson(response, request.method === 'POST' ? 201 : 200, given.json, headers);
      else await sendRecording(response, given.recording, headers);
    }
  } catch (error) {
    // The client is gone, or part of the response is already sent.
    if (response.headersSent || response.destroyed || request.errored) {
      response.destroy();
      return;
    }
    const refusal = refused(error, desk);
    sendJson(response, refusal.status, refusal.body, { ...headers, ...refusal.headers });
  } finally {
    const at = new Date(begun).toISOString().slice(11, 19);
    if (!controlled) log(`${at} ${request.method} ${target} ${response.statusCode} ${world.now() - begun} ms`);
  }
};
