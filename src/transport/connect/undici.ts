import { setFlagsFromString } from 'node:v8';
import { loadPool } from './undici-pool.ts';

/** When V8 starts to optimize WebAssembly (roughly the bytes executed per function): after some hundred responses instead of a few. */
const tieringBudget = 100_000_000;

/**
 * Loads undici's connection pool and request handler. undici's parser is WebAssembly, which V8 starts to optimize in the background after a few
 * responses, and the process waits for that at exit. Measured: with optimization only for runs that read many responses, `agents list` takes half the
 * CPU time and a listener is ready 25 ms sooner.
 */
export const engine = async () => {
  try {
    setFlagsFromString(`--wasm-tiering-budget=${tieringBudget}`);
  } catch {
    // This V8 does not have the flag; the program is only slower.
  }
  const [Pool, { default: request }] = await Promise.all([loadPool(), import('undici/lib/api/api-request.js')]);
  return { Pool, RequestHandler: request.RequestHandler };
};

export type Engine = Awaited<ReturnType<typeof engine>>;
