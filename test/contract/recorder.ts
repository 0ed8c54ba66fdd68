import { createServer, type IncomingMessage, type ServerResponse, request as send } from 'node:http';
import { later } from '../support/temporary.ts';
import { type Exchange, type Judge, openJudge, type Verdict } from './judge.ts';

/** An exchange that passed through, and the contract's verdict on it. */
export interface Recorded {
  readonly exchange: Exchange;
  readonly verdict: Verdict;
}

export interface Recorder {
  /** The URL to give a client instead of the service's, including the base path. */
  readonly address: string;
  readonly recorded: readonly Recorded[];
  /** Returns everything that violates the contract, in requests and responses, each with its request. */
  faults(): string[];
}

const read = async (stream: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
};

const plain = (headers: IncomingMessage['headers']): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])));

/**
 * Starts a proxy between a client and a service that passes everything on unchanged (including Host, so that URLs in responses lead
 * back here) and has each exchange judged. It ends with the test.
 */
export const startRecorder = async (service: { readonly address: string }, judge: Judge = openJudge()): Promise<Recorder> => {
  const target = new URL(service.address);
  const recorded: Recorded[] = [];

  const pass = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await read(request);
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      const { method, url, headers } = request;
      const onward = send({ host: target.hostname, port: target.port, method, path: url, headers, agent: false }, resolve);
      onward.on('error', reject);
      onward.end(body);
    });
    const bytes = await read(answer);
    const exchange: Exchange = {
      method: request.method ?? '',
      url: request.url ?? '',
      headers: plain(request.headers),
      body: body.toString(),
      status: answer.statusCode ?? 0,
      answerHeaders: plain(answer.headers),
      answer: bytes,
    };
    recorded.push({ exchange, verdict: judge.exchange(exchange) });
    response.writeHead(exchange.status, answer.rawHeaders);
    response.end(bytes);
  };

  const server = createServer((request, response) => {
    pass(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  later(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('a server that listens has a port');
  return {
    address: `http://127.0.0.1:${address.port}${target.pathname}`,
    recorded,
    faults: () =>
      recorded.flatMap(({ exchange: { method, url, status }, verdict: { request, answer } }) =>
        [...request, ...answer].map((fault) => `${method} ${url} -> ${status}: ${fault}`),
      ),
  };
};
