import { setFlagsFromString } from 'node:v8';
import { loadPool } from './pool.ts';

/**
 * Loads undici's connection pool and request handler. undici's parser is WebAssembly, which V8 goes on optimising in the
 * background and waits for at exit; without the optimising compiler a command ends some 50 ms sooner and nothing is slower.
 */
export const engine = async () => {
  try {
    setFlagsFromString('--liftoff-only');
  } catch {
    // A V8 without this flag: only slower.
  }
  const [Pool, { default: request }] = await Promise.all([loadPool(), import('undici/lib/api/api-request.js')]);
  return { Pool, RequestHandler: request.RequestHandler };
};

export type Engine = Awaited<ReturnType<typeof engine>>;
