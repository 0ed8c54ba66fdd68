import { setFlagsFromString } from 'node:v8';
import { loadPool } from './undici-pool.ts';

/** When V8 begins to optimise WebAssembly (roughly bytes executed, a function): after some hundred answers instead of a few. */
const tieringBudget = 100_000_000;

/**
 * Loads undici's connection pool and request handler. undici's parser is WebAssembly, which V8 begins to optimize in the background
 * after a few answers, and waits for at exit. Measured, `agents list` takes half the processor time where it does so for those that read
 * many answers only, and a listener is ready 25 ms sooner.
 */
export const engine = async () => {
  try {
    setFlagsFromString(`--wasm-tiering-budget=${tieringBudget}`);
  } catch {
    // A V8 without this flag: only slower.
  }
  const [Pool, { default: request }] = await Promise.all([loadPool(), import('undici/lib/api/api-request.js')]);
  return { Pool, RequestHandler: request.RequestHandler };
};

export type Engine = Awaited<ReturnType<typeof engine>>;
