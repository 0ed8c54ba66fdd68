import { createHash } from 'node:crypto';
import { asFailure, Failure } from '../errors.ts';
import { type Operation, parameters } from '../resources/resource.ts';
import { auth } from '../transport/auth.ts';
import { whole } from '../transport/body.ts';
import { pace } from '../transport/pace.ts';
import { redirect } from '../transport/redirect.ts';
import { retry } from '../transport/retry.ts';
import { timeout } from '../transport/timeout.ts';
import { trace } from '../transport/trace.ts';
import type { Connection, Request, Response, Transport } from '../transport/transport.ts';
import { chance } from '../values/chance.ts';
import type { Answer, Client, Download, Input, Item, Listing, RawCall, Wanted } from './client.ts';
import { fetchStream } from './download.ts';
import { explained } from './hints.ts';
import { readPage } from './page.ts';
import { walk } from './pages.ts';
import { rawRequest, rawUrl, toRequest } from './request.ts';
import { readAnswer } from './response.ts';
import { checkCommand, checkRaw, outcomeUnknown, unknownOutcome } from './unknown.ts';

/** The options of a client: plain values, and the functions it needs from the environment. */
export interface ClientOptions {
  readonly baseUrl: URL;
  readonly key: string;
  /** `world.network.open`; called at the first request. */
  open(connection: Connection): Promise<Transport>;
  readonly connection: Connection;
  /** Milliseconds to wait for each request, including its response. */
  readonly timeout: number;
  readonly maxRetries: number;
  now(): number;
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  after(ms: number, action: () => void): () => void;
  random(bytes: number): Buffer;
  /** `boltcall/<version>`. */
  readonly userAgent: string;
  /** The largest response to read, in bytes; default 64 MiB. Streamed bodies have no limit. */
  readonly maxAnswer?: number;
  /** Cancels everything in progress; its reason is a `Failure`. */
  readonly signal?: AbortSignal;
  /** Called with a message before a wait of a second or more. */
  readonly onWait?: (words: string) => void;
  /** Receives the lines of --debug. */
  readonly trace?: (line: string) => void;
  /** What tracing hides in addition to the key and anything that looks like a secret: the proxy password, the app secret. */
  readonly secrets?: readonly string[];
  /** Global options that a command needs to reach the same workspace (`['--sandbox']`), for the commands that messages suggest. */
  readonly flags?: readonly string[];
  /** What such a command needs but must not contain (`, with the same --api-key`). */
  readonly aside?: string;
}

const seconds = (ms: number): string => (ms < 10_000 ? `${Math.max(0.1, Math.round(ms / 100) / 10)} s` : `${Math.round(ms / 1_000)} s`);

const secretsOf = ({ key, secrets = [] }: ClientOptions): readonly string[] => [key, ...secrets];

/** Adds the wrappers around the bare transport; transport.ts explains their order. */
const chain = (bare: Transport, options: ClientOptions): Transport => {
  const { baseUrl, key, now, sleep, trace: line } = options;
  const wait = (why: string, ms: number): void => {
    line?.(`* waiting ${seconds(ms)}: ${why}`);
    if (ms >= 1_000) options.onWait?.(`${why}, waiting ${seconds(ms)} (Ctrl-C stops)`);
  };
  const traced = line ? trace(bare, { line, now, secrets: secretsOf(options) }) : bare;
  const authorized = auth(traced, { baseUrl, key });
  const timed = timeout(authorized, { ms: options.timeout, after: options.after });
  const followed = redirect(timed, { origin: baseUrl.origin });
  const paced = pace(whole(followed, { limit: options.maxAnswer ?? 64 * 1_048_576 }), { now, sleep, onWait: wait });
  return retry(paced, { maxRetries: options.maxRetries, now, sleep, random: () => chance(options), onWait: wait });
};

/** Two bare transports: one for the API, and one without the client certificate for other origins. Each is opened on first use. */
const sockets = (options: ClientOptions): { transport: Transport; close(): Promise<void> } => {
  const opened = new Map<boolean, Promise<Transport>>();
  const { clientCert: _cert, clientKey: _key, ...elsewhere } = options.connection;
  const of = (own: boolean): Promise<Transport> => {
    const known = opened.get(own) ?? options.open(own ? options.connection : elsewhere);
    opened.set(own, known);
    return known;
  };
  return {
    transport: async (request) => (await of(request.url.origin === options.baseUrl.origin))(request),
    close: async () => {
      for (const one of opened.values()) await one.then((transport) => transport.close?.()).catch(() => undefined);
    },
  };
};

const collect = async (response: Response): Promise<Uint8Array> => {
  const chunks: Uint8Array[] = [];
  for await (const chunk of response.body) chunks.push(chunk);
  return chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks);
};

/** If the request did not name an object, a 404 means that the endpoint itself was not found. */
const astray = (error: unknown, baseUrl: URL): unknown =>
  error instanceof Failure && error.kind === 'not-found' && error.details.hint === undefined
    ? new Failure(error.kind, error.message, {
        ...error.details,
        hint: `Is ${baseUrl.href} the address of the API? \`boltcall whoami\` shows where it comes from.`,
      })
    : error;

/** An empty response to a request for one object becomes that object's id. */
const named = (answer: Answer, operation: Operation, input: Input): Answer => {
  const { value } = answer;
  const empty = typeof value === 'object' && value !== null && Object.keys(value).length === 0;
  const parameter = parameters(operation)[0];
  return empty && parameter !== undefined && !Array.isArray(value) ? { ...answer, value: { id: input[parameter] } } : answer;
};

/** Opens the client for one workspace. Nothing is sent, looked up or loaded before the first request. */
export const openClient = (options: ClientOptions): Client => {
  const { baseUrl, now, userAgent } = options;
  const { transport: bare, close } = sockets(options);
  const transport = chain(bare, options);

  const explain = (error: unknown, request: Request): Failure => explained(asFailure(error), request, now(), secretsOf(options));

  const either = (signal: AbortSignal | undefined): AbortSignal | undefined =>
    signal && options.signal && signal !== options.signal ? AbortSignal.any([signal, options.signal]) : (signal ?? options.signal);

  /**
   * Sends a request, reads the response, and turns errors into failures that say what is known. `check` returns the command that finds out the
   * outcome. `aimed`: the request is for one object by id, so a 404 means that object is missing.
   */
  const exchange = async (request: Request, check: (began: number) => Promise<string | undefined>, aimed = false): Promise<Answer> => {
    const began = now();
    try {
      const response = await transport(request);
      const { status, headers, attempts } = response;
      const received = { status, headers, bytes: await collect(response), ...(attempts !== undefined && { attempts }) };
      return readAnswer(received, { method: request.method, url: request.url, now: now(), change: request.effect !== 'none' });
    } catch (error) {
      const failure = explain(aimed ? error : astray(error, baseUrl), request);
      if (!outcomeUnknown(failure, request.effect)) throw failure;
      throw unknownOutcome(failure, `${request.method} ${request.url.pathname}`, await check(began), options.aside);
    }
  };

  const call = async (operation: Operation, input: Input, given: { readonly signal?: AbortSignal } = {}): Promise<Answer> => {
    const request = toRequest(operation, input, baseUrl, userAgent, either(given.signal));
    const check = async (began: number): Promise<string | undefined> =>
      checkCommand((await import('../resources/index.ts')).resources, operation, input, began, options.flags);
    const answer = named(await exchange(request, check, parameters(operation).length > 0), operation, input);
    if (operation.output.shape === 'record' && request.effect === 'none' && (typeof answer.value !== 'object' || answer.value === null)) {
      throw explain(
        new Failure('bad-answer', `${baseUrl.host} returned JSON that is not an object`, { sent: 'perhaps', status: answer.status }),
        request,
      );
    }
    return answer;
  };

  /** Returns the body of a list; an empty response is an empty list. */
  const listed = async (operation: Operation, input: Input, signal: AbortSignal | undefined): Promise<unknown> => {
    const answer = await call(operation, input, signal ? { signal } : {});
    return answer.empty ? [] : answer.value;
  };

  const list = (operation: Operation, input: Input, wanted: Wanted, given: { readonly signal?: AbortSignal } = {}): Listing => {
    const signal = either(given.signal);
    if (operation.output.shape === 'rows') return rows(() => listed(operation, input, signal), wanted);
    const limitDocumented = !('limitUndocumented' in operation.output);
    return walk((paging, ended) => listed(operation, { ...input, ...paging }, ended), wanted, { limitDocumented, ...(signal && { signal }) });
  };

  const send = async (raw: RawCall): Promise<Answer> => {
    const signal = either(raw.signal);
    const request = rawRequest({ ...raw, ...(signal && { signal }) }, baseUrl, userAgent);
    const check = async (began: number): Promise<string | undefined> =>
      checkRaw((await import('../resources/index.ts')).resources, raw, request.url, baseUrl, began, options.flags);
    return exchange(request, check);
  };

  const download = async (address: string, given: { readonly signal?: AbortSignal } = {}): Promise<Download> => {
    const elsewhere = /^https?:\/\//i.test(address) && URL.canParse(address) ? new URL(address) : undefined;
    const url = elsewhere && elsewhere.origin !== baseUrl.origin ? elsewhere : rawUrl(address, baseUrl);
    return fetchStream(transport, { url, userAgent, now, explain, tries: options.maxRetries, signal: either(given.signal) });
  };

  let fingerprint: string | undefined;
  return {
    baseUrl,
    get keyFingerprint() {
      fingerprint ??= createHash('sha256').update(options.key).digest('hex').slice(0, 16);
      return fingerprint;
    },
    call,
    list,
    send,
    download,
    close,
  };
};

/** Wraps a list that arrives in one response as a listing. */
const rows = (get: () => Promise<unknown>, wanted: Wanted): Listing => {
  let [shown, searched, more] = [0, 0, false];
  let total: number | undefined;
  const goal = wanted.all ? Number.POSITIVE_INFINITY : (wanted.limit ?? 20);
  async function* items(): AsyncGenerator<Item> {
    const all = readPage(await get()).items;
    searched = all.length;
    if (!wanted.keep) total = all.length;
    const kept = wanted.keep ? all.filter(wanted.keep) : all;
    const from = wanted.page === undefined || wanted.all ? 0 : (wanted.page - 1) * goal;
    for (const item of kept.slice(from, from + goal)) {
      shown += 1;
      yield item;
    }
    more = kept.length > from + goal;
  }
  return {
    items: items(),
    shown: () => shown,
    searched: () => searched,
    total: () => total,
    more: () => more,
    doubt: () => undefined,
    unread: () => undefined,
  };
};
