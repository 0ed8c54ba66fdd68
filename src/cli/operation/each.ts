import { Failure } from '../../errors.ts';
import { failureJson, failureText } from '../../output/failure.ts';
import { type ChangeOperation, type InputOf, parameters } from '../../resources/resource.ts';
import { isObject } from '../../values/json.ts';
import { verdict } from '../../values/verdict.ts';
import type { Context, Values } from '../command/command.ts';
import { previewOf, showPreviews } from './change.ts';

/**
 * Calls an operation for each input in turn, then prints an array with one item per response. A failed input is reported on a line that starts with
 * its `name` and does not stop the others. The exit code is then 13 if some failed, or their common code if all failed in the same way. Nothing is
 * printed in between, because a reader that closes the pipe must not interrupt the work.
 */
export const each = async <O extends ChangeOperation>(
  context: Context,
  operation: O,
  inputs: ReadonlyArray<InputOf<O>>,
  name: string,
): Promise<void> => {
  const { print, settings, signal } = context;
  if (settings.dryRun)
    return showPreviews(
      context,
      inputs.map((input) => previewOf(context, operation, input)),
      true,
    );
  const [id] = parameters(operation);
  const client = await context.client();
  const answers: unknown[] = [];
  const failures: Failure[] = [];
  let ended: unknown;
  for (const input of inputs) {
    const values: Values = input;
    try {
      if (signal.aborted) throw signal.reason;
      const { value } = await client.call(operation, input, { signal });
      answers.push(merged(value, id === undefined ? {} : { id: values[id] }));
    } catch (error) {
      if (!(error instanceof Failure) || inputs.length === 1 || signal.aborted) {
        ended = error;
        break;
      }
      failures.push(error);
      print.warn(
        settings.jsonErrors ? failureJson(error).trimEnd() : `${String(values[name])}: ${failureText(error, settings.view.errorColor).trimEnd()}`,
      );
    }
  }
  ended ??= verdict(failures, inputs.length);
  try {
    await print.list(answers, operation.output.columns, { changed: true });
  } catch (error) {
    throw ended ?? error;
  }
  if (ended !== undefined) throw ended;
};

/** Returns the response with the id it was for, if the service omitted it. */
const merged = (value: unknown, id: Record<string, unknown>): unknown => (isObject(value) ? { ...id, ...value } : value);
