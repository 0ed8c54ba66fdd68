import { Failure } from '../errors.ts';
import { redact } from './redact.ts';
import type { Request, Response, Transport } from './transport.ts';

interface TraceOptions {
  /** Receives one line, without the line ending. */
  readonly line: (text: string) => void;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** What to hide in addition to anything that looks like a secret. */
  readonly secrets: readonly string[];
}

/** How much of a body to show, in bytes. */
const most = 4_096;

const printable = (headers: ReadonlyArray<readonly [string, string]>, name: string): boolean =>
  /json|text|xml|html|urlencoded|^$/.test(headers.find(([key]) => key.toLowerCase() === name)?.[1] ?? '');

/**
 * Traces each request and response as sent: method, URL, headers, status, times, and bodies up to a limit, with keys, secrets, signatures and
 * passwords hidden.
 */
export const trace = (next: Transport, { line, now, secrets }: TraceOptions): Transport => {
  // A secret that is cut in two where the excerpt ends would not be recognized, so look this much further.
  const beyond = Math.max(256, ...secrets.map((secret) => secret.length * 4));
  const show = (bytes: Uint8Array, size: number, text: boolean): string => {
    if (!text) return `(${size} bytes)`;
    if (size <= most) return new TextDecoder().decode(bytes);
    const clean = redact(new TextDecoder().decode(bytes.subarray(0, most + beyond)), secrets);
    return `${clean.slice(0, Math.min(most, clean.length - beyond))} … (${size} bytes)`;
  };
  const say = (mark: string, text: string): void => {
    for (const one of redact(text, secrets).split(/\r?\n/)) line(`${mark} ${one}`);
  };
  const asked = (request: Request): void => {
    say('>', `${request.method} ${request.url.href}`);
    for (const [name, value] of request.headers) say('>', `${name}: ${value}`);
    if (request.body === undefined) return;
    const bytes = typeof request.body === 'string' ? Buffer.from(request.body) : request.body;
    say('>', show(bytes, bytes.byteLength, printable(request.headers, 'content-type')));
  };
  const answered = (response: Response, began: number): Response => {
    const { times } = response;
    // Excludes the time it took to load the code that opens connections.
    const from = times ? now() - times.firstByte : began;
    const part = (name: string, ms: number | undefined): string => (ms === undefined ? '' : `${name} ${ms.toFixed(1)} ms, `);
    const body = async function* (): AsyncIterable<Uint8Array> {
      const kept: Uint8Array[] = [];
      let [size, held] = [0, 0];
      let end = '';
      try {
        for await (const chunk of response.body) {
          size += chunk.byteLength;
          if (held < most + beyond) {
            kept.push(chunk);
            held += chunk.byteLength;
          }
          yield chunk;
        }
      } catch (error) {
        end = `, then ${error instanceof Error ? error.message : String(error)}`;
        throw error;
      } finally {
        const steps = `${part('lookup', times?.lookup)}${part('connect', times?.connect)}${part('TLS', times?.tls)}${part('first byte', times?.firstByte)}`;
        say('<', `${response.status} (${steps}total ${(now() - from).toFixed(1)} ms, ${size} bytes${end})`);
        for (const [name, value] of response.headers) say('<', `${name}: ${value}`);
        if (size > 0) say('<', show(Buffer.concat(kept), size, printable(response.headers, 'content-type')));
      }
    };
    return { ...response, body: body() };
  };
  return async (request) => {
    const began = now();
    asked(request);
    try {
      return answered(await next(request), began);
    } catch (error) {
      const sent = error instanceof Failure && error.details.sent === 'no' ? 'nothing was sent' : 'the request may have been received';
      say('<', `${error instanceof Error ? error.message : String(error)} (after ${now() - began} ms; ${sent})`);
      throw error;
    }
  };
};
