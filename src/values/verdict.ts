import { Failure } from '../errors.ts';

/**
 * How work on several things went: nothing where nothing failed; where all failed alike, a failure of their kind and exit code; else
 * `partial`. `message` is what is said of it.
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
