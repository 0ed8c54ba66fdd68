import { PassThrough, Writable } from 'node:stream';
import { run } from '../../src/main.ts';
import type { Request, Response } from '../../src/transport/transport.ts';
import type { Signal, World } from '../../src/world.ts';
import { cleanEnvironment, type Environment, makeHome } from './program.ts';

/** The response of a made-up service. A body that is not a string is sent as JSON. */
export interface MadeAnswer {
  /** Default 200. */
  readonly status?: number;
  readonly headers?: ReadonlyArray<readonly [string, string]>;
  readonly body?: unknown;
}

/** Responses by method and path, without the query: `'GET /v1/agents'`. Any other request gets a 404. */
export type Answers = Readonly<Record<string, MadeAnswer | ((request: MadeRequest) => MadeAnswer | Promise<MadeAnswer>)>>;

/** A request as it would be sent over the network. */
export interface MadeRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The parsed body, if there is one. */
  readonly body: unknown;
}

export interface Made {
  /** The width in columns if standard output is a terminal; without it, standard output is a pipe. */
  readonly columns?: number;
  /** The same for standard error. */
  readonly errorColumns?: number;
  readonly env?: Environment;
  readonly answers?: Answers;
  /** The content of standard input, which is not a terminal. */
  readonly input?: string;
  /** Defaults to a new empty one. */
  readonly home?: string;
}

/** How a run ended, and what a user and the service saw of it. */
export interface Outcome {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly requests: readonly MadeRequest[];
}

/** The time at which a made-up world starts. */
export const dawn = Date.parse('2025-03-05T15:00:00Z');

const gathered = (columns?: number) => {
  const chunks: Buffer[] = [];
  const stream = new Writable({
    write: (chunk, encoding, done) => {
      chunks.push(Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk), encoding));
      done();
    },
  });
  const sink = Object.assign(stream, columns === undefined ? {} : { isTTY: true, columns, rows: 50 });
  return { sink, text: () => Buffer.concat(chunks).toString() };
};

/** Returns the response for a list that fits on one page. */
export const listOf = (data: readonly unknown[]): MadeAnswer => ({ body: { data, meta: { page: 1, limit: 20, total: data.length } } });

/**
 * Creates a separate world for one run: an empty home, a key, a clock that moves only when something waits, UTC, and a network
 * that responds from a map. It shares nothing with the test's process or machine except the home, which is a real directory.
 */
export const makeWorld = (argv: readonly string[], made: Made = {}) => {
  const home = made.home ?? makeHome();
  const requests: MadeRequest[] = [];
  const out = gathered(made.columns);
  const err = gathered(made.errorColumns);
  const listeners = new Set<(signal: Signal) => void>();
  const timers = new Set<{ readonly at: number; readonly action: () => void }>();
  let now = dawn;

  const answer = async (request: Request): Promise<Response> => {
    const { method, url } = request;
    const sent: MadeRequest = {
      method,
      url: url.href,
      headers: Object.fromEntries(request.headers.map(([name, value]) => [name.toLowerCase(), value])),
      body: request.body === undefined ? undefined : JSON.parse(Buffer.from(request.body).toString()),
    };
    requests.push(sent);
    const found = made.answers?.[`${method} ${url.pathname}`] ?? { status: 404, body: { error: { code: 'not_found', message: 'No such thing' } } };
    const { status = 200, headers = [], body } = typeof found === 'function' ? await found(sent) : found;
    const text = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body);
    const stream = async function* (): AsyncGenerator<Uint8Array> {
      if (text !== '') yield Buffer.from(text);
    };
    return { status, headers: [['content-type', 'application/json'], ...headers], body: stream() };
  };

  const stdin = new PassThrough();
  stdin.end(made.input ?? '');
  const world: World = {
    argv,
    env: cleanEnvironment(home, { BOLTCALL_API_KEY: 'sk_test_0123456789abcdefghij', ...made.env }),
    keys: new Set(),
    cwd: home,
    home,
    platform: 'linux',
    arch: 'x64',
    pid: 4711,
    host: 'here',
    node: '24.0.0',
    self: ['node', 'boltcall'],
    stdin,
    stdout: out.sink,
    stderr: err.sink,
    now: () => now,
    sleep: async (ms, signal) => {
      await new Promise((resolve) => setImmediate(resolve));
      if (signal?.aborted) return;
      now += ms;
      for (const timer of [...timers].filter(({ at }) => at <= now)) if (timers.delete(timer)) timer.action();
    },
    after: (ms, action) => {
      const timer = { at: now + ms, action };
      timers.add(timer);
      return () => void timers.delete(timer);
    },
    random: (bytes) => Buffer.alloc(bytes, 7),
    onSignal: (heard) => {
      listeners.add(heard);
      return () => listeners.delete(heard);
    },
    onFault: () => () => {},
    birth: () => undefined,
    alive: () => false,
    kill: () => false,
    network: { open: async () => answer },
  };
  /** Delivers a signal to the program. */
  const signal = (kind: Signal): void => {
    for (const heard of [...listeners]) heard(kind);
  };
  return { world, requests, stdout: out.text, stderr: err.text, signal };
};

/** Runs the whole program, unbuilt and in this process, in a separate world. */
export const inWorld = async (argv: readonly string[], made: Made = {}): Promise<Outcome> => {
  const { world, requests, stdout, stderr } = makeWorld(argv, made);
  const exitCode = await run(world);
  return { exitCode, stdout: stdout(), stderr: stderr(), requests };
};
