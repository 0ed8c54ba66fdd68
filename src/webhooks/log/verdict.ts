import type { Logged } from './logged.ts';

const succeeded = (attempt: { readonly status?: number }): boolean => attempt.status !== undefined && attempt.status >= 200 && attempt.status < 300;

/** By then every sender has its answer (ms); it gives up after 10 s. */
const answeredBy = 15_000;

/**
 * Whether a delivery still wants attention: the last try for one of its targets got no 2xx and no later replay got one, or
 * no target had it and the sender was told that it failed, or was told nothing, since the listener was killed. `now` in ms.
 */
export const hasFailed = ({ attempts, answered, receivedAt }: Pick<Logged, 'attempts' | 'answered' | 'receivedAt'>, now: number): boolean => {
  if (attempts.length === 0) return answered === undefined ? now - receivedAt > answeredBy : answered >= 400;
  const open = new Map<string, boolean>();
  for (const attempt of attempts) {
    if (attempt.replay && succeeded(attempt)) open.clear();
    else open.set(attempt.target, !succeeded(attempt));
  }
  return [...open.values()].some((failed) => failed);
};

/** The status of the last try; where it got none, why in words; where there was no try, what the sender was answered. */
export const lastStatus = (logged: Pick<Logged, 'attempts' | 'answered'>): number | string | undefined => {
  const last = logged.attempts.at(-1);
  return last ? (last.status ?? last.error) : logged.answered;
};
