import { Failure } from '../errors.ts';
import { failureJson, failureText } from '../output/failure.ts';
import type { Operation } from '../resources/resource.ts';
import { previewOf, showPreviews } from './change.ts';
import type { Context } from './command.ts';

/**
 * Calls an operation once for each input, one after another, and prints an array with one item an answer. A failure of one is
 * a line of its own and does not stop the others; then exit 13 if some failed, their common code if all failed alike.
 */
export const each = async (
  context: Context,
  operation: Operation,
  inputs: ReadonlyArray<Record<string, unknown>>,
  id: string,
  several = true,
): Promise<void> => {
  const { print, settings, signal } = context;
  const columns = 'columns' in operation.output ? operation.output.columns : [];
  if (settings.dryRun)
    return showPreviews(
      context,
      inputs.map((input) => previewOf(context, operation, input)),
      several,
    );
  const client = await context.client();
  const failures: Failure[] = [];
  const answers = async function* (): AsyncGenerator<unknown> {
    for (const input of inputs) {
      if (signal.aborted) throw signal.reason;
      try {
        const { value } = await client.call(operation, input, { signal });
        yield merged(value, id in input ? { id: input[id] } : {});
      } catch (error) {
        if (!(error instanceof Failure) || inputs.length === 1 || signal.aborted) throw error;
        failures.push(error);
        print.warn(
          settings.jsonErrors ? failureJson(error).trimEnd() : `${String(input[id])}: ${failureText(error, settings.view.errorColor).trimEnd()}`,
        );
      }
    }
  };
  await print.list(answers(), columns, { changed: true });
  const [first] = failures;
  if (first === undefined) return;
  const alike = failures.length === inputs.length && failures.every((failure) => failure.exitCode === first.exitCode);
  const message = `${failures.length} of ${inputs.length} failed`;
  throw alike ? new Failure(first.kind, message, { code: first.code, exitCode: first.exitCode }) : new Failure('partial', message);
};

/** The answer with the id it was for, where the service did not repeat it. */
const merged = (value: unknown, id: Record<string, unknown>): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...id, ...value } : value;
