import { request } from 'node:http';
import { Failure, systemCode } from '../../errors.ts';
import { controlPath } from './path.ts';

/** The control endpoint of a sandbox and its token. */
export interface Controls {
  /** The sandbox's URL, including the base path. */
  readonly address: string;
  readonly token: string;
}

const timeout = 10_000;

const message = (body: unknown): string | undefined => {
  const error = typeof body === 'object' && body !== null && 'error' in body ? body.error : undefined;
  return typeof error === 'object' && error !== null && 'message' in error && typeof error.message === 'string' ? error.message : undefined;
};

/**
 * Sends a request to the control endpoint of a running sandbox and returns its response. Throws `not-found` or `invalid` if it refuses, and `network`
 * if it does not respond within 10 s.
 */
export const speak = async ({ address, token }: Controls, method: 'GET' | 'POST', what: string, body: object = {}): Promise<unknown> => {
  const url = new URL(controlPath + what, address);
  const text = method === 'GET' ? '' : JSON.stringify(body);
  const { status, answer } = await new Promise<{ status: number; answer: string }>((resolve, reject) => {
    const headers = { authorization: `Bearer ${token}`, 'content-length': Buffer.byteLength(text) };
    const sent = request(url, { method, headers, agent: false, signal: AbortSignal.timeout(timeout) }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, answer: Buffer.concat(chunks).toString() }));
      response.on('error', reject);
    });
    sent.on('error', reject);
    sent.end(text);
  }).catch((cause: unknown) => {
    throw new Failure('network', `the sandbox at ${address} does not respond (${systemCode(cause) ?? 'no response in 10 s'})`, { cause });
  });
  let value: unknown;
  try {
    value = JSON.parse(answer);
  } catch (cause) {
    throw new Failure('bad-answer', `the server at ${address} is not a sandbox`, { cause });
  }
  if (status === 200) return value;
  throw new Failure(
    status === 404 ? 'not-found' : status === 401 ? 'authentication' : 'invalid',
    message(value) ?? `the sandbox answered ${status}`,
    { status },
  );
};
