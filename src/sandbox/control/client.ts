import { request } from 'node:http';
import { Failure, systemCode } from '../../errors.ts';
import { controlPath } from './path.ts';

/** Where the control address of a sandbox is, and what it takes. */
export interface Controls {
  /** The sandbox's address, base path included. */
  readonly address: string;
  readonly token: string;
}

const timeout = 10_000;

const message = (body: unknown): string | undefined => {
  const error = typeof body === 'object' && body !== null && 'error' in body ? body.error : undefined;
  return typeof error === 'object' && error !== null && 'message' in error && typeof error.message === 'string' ? error.message : undefined;
};

/**
 * Asks a running sandbox's control address and gives its answer. Fails with `not-found` or `invalid` where it refuses, with
 * `network` where it does not answer in 10 s.
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
