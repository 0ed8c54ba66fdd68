import { Failure } from '../../errors.ts';
import type { World } from '../../world.ts';

/** Why a session ended without a failure. */
export type Ending = 'asked' | 'count' | 'period';

/** The end of a session: the first reason for it counts. */
export interface End {
  /** Aborts when the session is to end, whatever the reason. */
  readonly signal: AbortSignal;
  /** The same somewhat later: a registration that is under way may still be answered. */
  readonly late: AbortSignal;
  end(how: Ending | Failure): void;
  /** Resolves with the reason when there is one; fails with it where it is a failure. */
  how(): Promise<Ending>;
  /** No more reasons; both signals have aborted, or will. */
  close(): void;
}

/** How long a registration may still take when the session is to end: without its answer it is unknown what has to be removed (ms). */
const answering = 2_000;

/** `asked` aborts when somebody wants the session to end. */
export const createEnd = (world: Pick<World, 'after'>, asked: AbortSignal): End => {
  const now = new AbortController();
  const late = new AbortController();
  now.signal.addEventListener('abort', () => void world.after(answering, () => late.abort()), { once: true });
  let resolve: (how: Ending | Failure) => void = () => {};
  const promise = new Promise<Ending | Failure>((settle) => {
    resolve = settle;
  });
  const end: End['end'] = (how) => {
    resolve(how);
    now.abort();
  };
  const wanted = (): void => end('asked');
  if (asked.aborted) wanted();
  asked.addEventListener('abort', wanted, { once: true });
  return {
    signal: now.signal,
    late: late.signal,
    end,
    how: async () => {
      const how = await promise;
      if (how instanceof Failure) throw how;
      return how;
    },
    close: () => {
      asked.removeEventListener('abort', wanted);
      now.abort();
    },
  };
};
