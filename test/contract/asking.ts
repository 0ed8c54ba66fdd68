import { type Exchange, type Judge, openJudge, type Verdict } from './judge.ts';

/** A response, parsed and judged. */
export interface Judged {
  readonly exchange: Exchange;
  readonly status: number;
  readonly headers: Headers;
  /** The parsed body, if it is JSON. */
  readonly json: unknown;
  readonly bytes: Uint8Array;
  readonly verdict: Verdict;
}

export interface AskOptions {
  /** Sent as JSON; a string is sent as it is. */
  readonly body?: unknown;
  readonly key?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Returns a plain client, independent of `src/`, that sends a request to a service and has the exchange judged. */
export const asking =
  (service: { readonly address: string; readonly key: string }, judge: Judge = openJudge()) =>
  async (method: string, path: string, { body, key = service.key, headers = {} }: AskOptions = {}): Promise<Judged> => {
    const url = new URL(service.address + path);
    const text = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body);
    const sent = {
      ...(key === '' ? {} : { authorization: `Bearer ${key}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    };
    const response = await fetch(url, { method, headers: sent, ...(body === undefined ? {} : { body: text }) });
    const bytes = new Uint8Array(await response.arrayBuffer());
    const exchange: Exchange = {
      method,
      url: url.pathname + url.search,
      headers: sent,
      body: text,
      status: response.status,
      answerHeaders: Object.fromEntries(response.headers),
      answer: bytes,
    };
    const isJson = response.headers.get('content-type')?.startsWith('application/json');
    return {
      exchange,
      status: response.status,
      headers: response.headers,
      json: isJson ? JSON.parse(new TextDecoder().decode(bytes)) : undefined,
      bytes,
      verdict: judge.exchange(exchange),
    };
  };
