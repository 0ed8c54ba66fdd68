import { Failure } from '../../../src/errors.ts';

/** Returns the error of a failed opening, which must be a `Failure`. */
export const failureOf = async (opening: Promise<unknown>): Promise<Failure> => {
  const thrown = await opening.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(thrown instanceof Failure)) throw new Error(`no Failure but ${thrown}`, { cause: thrown });
  return thrown;
};
