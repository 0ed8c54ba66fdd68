import type { IncomingMessage, ServerResponse } from 'node:http';
import { asFailure } from '../../errors.ts';
import type { Places } from '../../profiles/directories.ts';
import type { World } from '../../world.ts';
import { asCurl } from '../copies/curl.ts';
import { asFixture } from '../copies/fixture.ts';
import { requestOf } from '../copies/request.ts';
import type { Surroundings } from '../forward/fault.ts';
import type { Headers } from '../headers.ts';
import type { Loaded } from '../log/load.ts';
import type { Logged } from '../log/logged.ts';
import type { Catalog } from './catalog.ts';
import { detailOf } from './detail.ts';
import { safetyHeaders } from './guard.ts';
import { find } from './search.ts';
import type { Actions, Made, Sender } from './sender.ts';
import { rowOf, tryOf } from './shown.ts';
import type { Stream } from './stream.ts';
import type { Refused, Rows, SampleSent, Sent, State } from './wire.ts';

/** What the page's requests are served from. */
export interface Serving {
  readonly world: World;
  readonly places: Places;
  readonly token: string;
  readonly catalog: Catalog;
  readonly sender: Sender;
  readonly stream: Stream;
  readonly surroundings: Surroundings;
  readonly extra: Headers;
  readonly actions: () => Actions | undefined;
  readonly targets: () => readonly string[];
  readonly state: () => State;
}

/** Maximum size of a request body in bytes: the largest delivery, with room for white space. */
const largestRequest = 8 * 1024 * 1024;
const mostRows = 200;

/** Returns the body of a request, or undefined if it is too large. */
const readBody = async (request: IncomingMessage): Promise<string | undefined> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    if (!Buffer.isBuffer(chunk)) return undefined;
    size += chunk.length;
    if (size > largestRequest) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
};

const gone: Refused = { error: 'this delivery is no longer in the log' };
const noTarget: Refused = { error: 'no target is configured', hint: 'Start `boltcall listen` with --forward-to.' };

/** Responds to a request that `asked` accepted. Rejects with internal errors. */
export const serve = async (
  request: IncomingMessage,
  response: ServerResponse,
  { path, query }: { readonly path: string; readonly query: URLSearchParams },
  serving: Serving,
): Promise<void> => {
  const { world, catalog, sender, stream, token } = serving;
  const nonce = world.random(16).toString('base64url');
  const headers = safetyHeaders(nonce);
  const send = (status: number, type: string, body: string | Buffer, more: Record<string, string> = {}): void => {
    response.writeHead(status, { ...headers, 'Content-Type': type, ...more }).end(body);
  };
  const json = (status: number, value: Rows | Sent | SampleSent | Refused | ReturnType<typeof detailOf>): void =>
    send(status, 'application/json', JSON.stringify(value));
  const withDelivery = async (id: string, use: (one: Logged, loaded: Loaded) => Promise<void>): Promise<void> => {
    await catalog.refresh();
    // Brings its verdict up to date.
    catalog.all(world.now());
    const one = catalog.get(id);
    const loaded = one && (await catalog.load(one).catch(() => undefined));
    return one && loaded ? use(one, loaded) : json(404, gone);
  };
  const said = (made: readonly Made[] | undefined): void =>
    made === undefined ? json(409, noTarget) : json(200, { tries: made.map((attempt) => tryOf(attempt, serving.surroundings)) });

  const get = async (): Promise<void> => {
    if (path === '') {
      const { page } = await import('boltcall:page');
      return send(
        200,
        'text/html; charset=utf-8',
        page.replaceAll('NONCE', () => nonce).replace('TOKEN', () => token),
      );
    }
    if (path === 'events') {
      await catalog.refresh();
      const state = serving.state();
      // Everything after this is new to this reader.
      if (stream.readers() === 0) catalog.changes();
      return stream.add(response, headers, { state });
    }
    if (path === 'rows') {
      await catalog.refresh();
      const edge = (name: 'before' | 'after'): Record<string, string> => {
        const value = query.get(name);
        return value === null ? {} : { [name]: value };
      };
      const limit = Math.max(1, Math.min(Number(query.get('limit')) || 100, mostRows));
      const wanted = { query: query.get('q') ?? '', failed: query.has('failed'), limit, ...edge('before'), ...edge('after') };
      const { found, more } = await find(catalog, serving.places, wanted, world.now());
      return json(200, { rows: found.map(rowOf), more });
    }
    const [, id = '', part] = /^deliveries\/([\w.-]+)(?:\/(body|curl|fixture))?$/.exec(path) ?? [];
    return withDelivery(id, async (one, loaded) => {
      const { delivery } = loaded;
      const listener = serving.actions();
      if (part === 'body') {
        const more = { 'Content-Disposition': `attachment; filename="${id}.${one.event === undefined ? 'bin' : 'json'}"` };
        return send(200, 'application/octet-stream', delivery.body, more);
      }
      if (part === 'curl')
        return send(200, 'text/plain; charset=utf-8', asCurl(requestOf(loaded, { extra: serving.extra, targets: serving.targets() })));
      if (part === 'fixture') {
        const fixture = asFixture(delivery.body);
        return fixture === undefined
          ? json(409, { error: 'this body cannot be used as a fixture' })
          : send(200, 'text/plain; charset=utf-8', fixture);
      }
      const secrets = (await listener?.secrets()) ?? [];
      const { surroundings, extra } = serving;
      return json(200, detailOf(one, loaded, { surroundings, extra, secrets, appSecret: listener?.appSecret }));
    });
  };

  const post = async (): Promise<void> => {
    const body = await readBody(request);
    if (body === undefined) return json(413, { error: 'the body is over 8 MiB' });
    const [, event] = /^samples\/([\w.]+)$/.exec(path) ?? [];
    if (event !== undefined) {
      const status = await sender.sample(event);
      return status === undefined ? json(409, { error: 'the listener is not ready' }) : json(200, { status });
    }
    const [, id = '', what] = /^deliveries\/([\w.-]+)\/(replay|edited)$/.exec(path) ?? [];
    return withDelivery(id, async (_, loaded) => said(what === 'edited' ? await sender.replayEdited(loaded, body) : await sender.replay(loaded)));
  };

  try {
    if (request.method === 'GET') await get();
    else if (request.method === 'POST') await post();
    else json(405, { error: 'only GET and POST are supported' });
  } catch (thrown) {
    const failure = asFailure(thrown);
    if (failure.kind !== 'usage') throw thrown;
    json(422, { error: failure.message, ...(failure.details.hint === undefined ? {} : { hint: failure.details.hint }) });
  }
};
