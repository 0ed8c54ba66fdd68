import { Failure } from '../errors.ts';

/**
 * Returns the overall result of work on several things: undefined if nothing failed; if all failed the same way, a failure of that kind and exit
 * code; else `partial`. `message` is its text.
 */
export const verdict = (failures: readonly Failure[], of: number, message = `${failures.length} of ${of} failed`): Failure | undefined => {
  const [first] = failures;
  if (first === undefined) return undefined;
  const { hint } = first.details;
  const alike = failures.length === of && failures.every(({ exitCode }) => exitCode === first.exitCode);
  return alike
    ? new Failure(first.kind, message, { code: first.code, exitCode: first.exitCode, ...(hint === undefined ? {} : { hint }) })
    : new Failure('partial', message);
};
