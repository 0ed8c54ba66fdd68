import { createHmac } from 'node:crypto';
import { request as startRequest } from 'node:http';
import { makeHome, type Running, type StartOptions, start } from './program.ts';
import { type Answer, type Recorded, startServer, type TestServer } from './server.ts';

/** The part of the service that a listener uses, with responses that a test controls. */
export interface Service {
  readonly env: { readonly BOLTCALL_BASE_URL: string; readonly BOLTCALL_API_KEY: string };
  readonly server: TestServer;
  /** The webhooks registered now, by id. */
  readonly webhooks: ReadonlyMap<string, { readonly url: string; readonly secret: string; readonly events: readonly string[] }>;
  /** Adds a webhook that no listener on this machine created. */
  add(id: string, url: string): void;
}

export interface ServiceOptions {
  /** The secret in the response: the one that was sent (default), one chosen by the service, or none. */
  readonly secret?: 'sent' | 'none' | { readonly own: string };
  /** Overrides the response to a request; undefined lets it pass. */
  readonly instead?: (request: Recorded) => Answer | undefined;
}

const isFields = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null;

export const startService = async ({ secret = 'sent', instead }: ServiceOptions = {}): Promise<Service> => {
  const webhooks = new Map<string, { url: string; secret: string; events: string[] }>();
  let made = 0;
  const answer = (request: Recorded): Answer => {
    const given = instead?.(request);
    if (given) return given;
    const path = request.url.replace(/^\/v1/, '').split('?')[0];
    if (request.method === 'GET' && path === '/webhooks') {
      return {
        body: { data: [...webhooks].map(([id, { url, events }]) => ({ id, url, events, status: 'active', created_at: '2026-01-01T00:00:00Z' })) },
      };
    }
    if (request.method === 'POST' && path === '/webhooks') {
      const sent = request.json();
      if (!isFields(sent)) return { status: 400, body: { error: { code: 'bad_request', message: 'no object', status: 400 } } };
      made += 1;
      const id = `wh_test${made}`;
      const own = typeof secret === 'object' ? secret.own : String(sent['secret']);
      const events = Array.isArray(sent['events']) ? sent['events'].map(String) : [];
      webhooks.set(id, { url: String(sent['url']), secret: own, events });
      return {
        status: 201,
        body: { id, url: sent['url'], events, status: 'active', ...(secret === 'none' ? {} : { secret: own }), created_at: '2026-01-01T00:00:00Z' },
      };
    }
    if (request.method === 'DELETE' && path?.startsWith('/webhooks/')) {
      const there = webhooks.delete(path.slice('/webhooks/'.length));
      return there ? { body: { deleted: true } } : { status: 404, body: { error: { code: 'not_found', message: 'no such webhook', status: 404 } } };
    }
    return { body: { data: [], meta: { page: 1, limit: 100, total: 0 } } };
  };
  const server = await startServer(answer);
  return {
    server,
    webhooks,
    env: { BOLTCALL_BASE_URL: `${server.url}/v1`, BOLTCALL_API_KEY: 'sk_test_listen_0001' },
    add: (id, url) => webhooks.set(id, { url, secret: 'whsec_other', events: ['call.started'] }),
  };
};

/** The response that a sender of deliveries receives. */
export interface Got {
  readonly status: number;
  readonly body: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

export interface Sending {
  readonly method?: string;
  /** The whole header value; `false` omits the header. By default it is the signature made with the secret, with the prefix. */
  readonly signature?: string | false;
  /** Alternating names and values, sent as they are after the usual headers. */
  readonly headers?: readonly string[];
}

export const signature = (secret: string, body: Uint8Array | string): string => `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;

/** Posts bytes as the service does. Headers are sent in this order and spelling. */
export const post = (
  address: string,
  secret: string,
  body: Uint8Array | string,
  { method = 'POST', signature: value, headers = [] }: Sending = {},
): Promise<Got> =>
  new Promise((resolve, reject) => {
    const url = new URL(address);
    const bytes = Buffer.from(body);
    const signed = value === false ? [] : ['X-Boltcall-Signature', value ?? signature(secret, bytes)];
    const flat = ['Host', url.host, 'User-Agent', 'Boltcall-Webhook/1.0', ...signed, ...headers, 'Content-Length', String(bytes.length)];
    const request = startRequest(
      { host: url.hostname, port: url.port, path: url.pathname + url.search, method, headers: flat, agent: false },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString(), headers: response.headers }));
        response.on('error', reject);
      },
    );
    request.on('error', reject);
    request.end(bytes);
  });

/** One line of `-o jsonl` output. */
export type Line = Readonly<Record<string, unknown>> & { readonly type: string };

export const linesOf = (stdout: string): Line[] =>
  stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line): unknown => JSON.parse(line))
    .filter((value): value is Line => isFields(value) && typeof value['type'] === 'string');

/** A listener that is ready. */
export interface Listening {
  readonly running: Running;
  readonly address: string;
  readonly webhookId: string;
  readonly secret: string;
  readonly home: string;
  /** Posts a delivery with a valid signature. */
  deliver(body: Uint8Array | string, sending?: Sending): Promise<Got>;
  lines(): Line[];
  /** Waits for at least `count` lines of a type. */
  of(type: string, count?: number): Promise<Line[]>;
}

/** Starts `listen -o jsonl` against a service and waits until it is ready. The app secret defaults to `whsec_test`. */
export const startListen = async (
  service: Service,
  args: readonly string[] = [],
  options: StartOptions & { readonly secret?: string } = {},
): Promise<Listening> => {
  const home = options.home ?? makeHome();
  const secret = options.secret ?? 'whsec_test_0123456789';
  const env = { ...service.env, BOLTCALL_WEBHOOK_SECRET: secret, ...options.env };
  const running = start(['listen', '-o', 'jsonl', ...args], { ...options, home, env });
  const whole = (stdout: string): Line[] => linesOf(stdout.slice(0, stdout.lastIndexOf('\n') + 1));
  const ready = await running.until((stdout) => whole(stdout).find(({ type }) => type === 'ready'));
  const address = String(ready['address']);
  return {
    running,
    address,
    webhookId: String(ready['webhook_id']),
    secret,
    home,
    deliver: (body, sending) => post(address, secret, body, sending),
    lines: () => whole(running.stdout),
    of: (type, count = 1) =>
      running.until((stdout) => {
        const found = whole(stdout).filter((line) => line.type === type);
        return found.length >= count && found;
      }),
  };
};
