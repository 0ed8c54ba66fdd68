import { asFailure, Failure } from '../errors.ts';
import { discard } from '../transport/body.ts';
import { header, type Request, type Response, type Transport } from '../transport/transport.ts';
import type { Download } from './client.ts';
import { readAnswer } from './response.ts';

export interface StreamOptions {
  readonly url: URL;
  readonly userAgent: string;
  /** Milliseconds since 1970. */
  now(): number;
  /** Returns the failure that explains what went wrong with a request. */
  explain(error: unknown, request: Request): Failure;
  /** How many times in a row a broken stream is resumed without receiving any more data. */
  readonly tries: number;
  readonly signal: AbortSignal | undefined;
}

/** Returns the start of an error response, enough for its message. */
const head = async (response: Response): Promise<Uint8Array> => {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body) {
    chunks.push(chunk);
    size += chunk.byteLength;
    if (size > 65_536) break;
  }
  return Buffer.concat(chunks);
};

const sizeOf = (response: Response): number | undefined => {
  const size = Number(header(response, 'content-encoding') === undefined ? (header(response, 'content-length') ?? Number.NaN) : Number.NaN);
  return Number.isSafeInteger(size) && size >= 0 ? size : undefined;
};

/** Yields the body without its first `count` bytes. */
async function* skip(body: AsyncIterable<Uint8Array>, count: number): AsyncIterable<Uint8Array> {
  let left = count;
  for await (const chunk of body) {
    if (chunk.byteLength > left) yield chunk.subarray(left);
    left = Math.max(0, left - chunk.byteLength);
  }
}

/**
 * Fetches bytes as a stream. A connection that breaks midway is resumed at the same position: with a range request or, if the service does not
 * support ranges, by skipping the bytes already received. Fails if the content has changed in the meantime.
 */
export const fetchStream = async (transport: Transport, options: StreamOptions): Promise<Download> => {
  const { url, now, signal } = options;
  const ask = (more: ReadonlyArray<readonly [string, string]> = []): Request => ({
    method: 'GET',
    url,
    // Audio is already compressed; without an encoding, its size is known.
    headers: [['accept', 'audio/*, */*;q=0.5'], ['accept-encoding', 'identity'], ['user-agent', options.userAgent], ...more],
    effect: 'none',
    stream: true,
    ...(signal && { signal }),
  });
  const explain = (error: unknown): Failure => options.explain(error, ask());
  const send = async (more?: ReadonlyArray<readonly [string, string]>): Promise<Response> => {
    const response = await transport(ask(more));
    if (response.status >= 200 && response.status < 300) return response;
    readAnswer({ status: response.status, headers: response.headers, bytes: await head(response) }, { method: 'GET', url, now: now() });
    return response;
  };

  const first = await send().catch((error: unknown) => {
    throw explain(error);
  });
  const contentType = header(first, 'content-type');
  const type = contentType ?? '';
  const wrong =
    first.status === 204
      ? 'with nothing'
      : /^text\/html\b/i.test(type)
        ? 'with an HTML page'
        : /^application\/(.*\+)?json\b/i.test(type)
          ? 'with JSON'
          : undefined;
  if (wrong) {
    await discard(first);
    throw explain(
      new Failure('bad-answer', `${url.host} answered ${first.status} ${wrong} where a recording was asked for`, {
        status: first.status,
        sent: 'perhaps',
      }),
    );
  }
  const size = sizeOf(first);
  const version = header(first, 'etag') ?? header(first, 'last-modified');

  /** Returns the rest of the body from byte `at`, or undefined if the response is not the rest of the same content. */
  const rest = async (at: number): Promise<AsyncIterable<Uint8Array> | undefined> => {
    const response = await send([['range', `bytes=${at}-`], ...(version === undefined ? [] : [['if-range', version] as const])]);
    const same = (header(response, 'etag') ?? header(response, 'last-modified')) === version;
    const range = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(header(response, 'content-range') ?? '');
    const fits =
      response.status === 206
        ? Number(range?.[1]) === at && (size === undefined || range?.[2] === '*' || Number(range?.[2]) === size)
        : sizeOf(response) === size;
    if (same && fits) return response.status === 206 ? response.body : skip(response.body, at);
    await discard(response);
    return undefined;
  };

  async function* body(): AsyncIterable<Uint8Array> {
    let at = 0;
    let stream: AsyncIterable<Uint8Array> = first.body;
    for (let left = options.tries; ; left -= 1) {
      const begun = at;
      try {
        for await (const chunk of stream) {
          at += chunk.byteLength;
          yield chunk;
        }
        return;
      } catch (error) {
        const failure = asFailure(error);
        if (at > begun) left = options.tries;
        const again = left > 0 && (failure.kind === 'network' || failure.kind === 'timeout') ? await rest(at).catch(() => undefined) : undefined;
        if (!again) throw explain(failure);
        stream = again;
      }
    }
  }
  return { contentType, size, body: body() };
};
