import { Failure } from '../../errors.ts';
import type { World } from '../../world.ts';

/** Why a session ended without a failure. */
export type Ending = 'asked' | 'count' | 'period';

/** The end of a session: its first reason counts. */
export interface End {
  /** Aborts when the session must end, for any reason. */
  readonly signal: AbortSignal;
  /** Aborts a little later, so that a registration in progress can still get its response. */
  readonly late: AbortSignal;
  end(how: Ending | Failure): void;
  /** Resolves with the reason once there is one; rejects if the reason is a failure. */
  how(): Promise<Ending>;
  /** Accepts no more reasons; both signals have aborted or will abort. */
  close(): void;
}

/** How long a registration may still take when the session ends: without its response, we do not know what to remove (ms). */
const answering = 2_000;

/** Creates the `End` of a session. `asked` aborts when the user asks to end it. */
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
