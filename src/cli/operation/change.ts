import { preview } from '../../client/request.ts';
import { withoutSecretMembers } from '../../output/format/secret-members.ts';
import type { RecordOptions } from '../../output/printer.ts';
import type { ChangeOperation, InputOf, Operation } from '../../resources/resource.ts';
import type { Context, Values } from '../command/command.ts';
import { confirm, type Deed } from './confirm.ts';

/** Returns what a dry run prints: the request that would be sent. */
export const previewOf = (context: Context, operation: Operation, input: Values): Record<string, unknown> => {
  const { method, url, body } = preview(operation, input, context.settings.baseUrl.value);
  return { dry_run: true, method, url: url.href, ...(body === undefined ? {} : { body }) };
};

/** Prints the requests that would be sent, without secrets: one object, or an array if there are several. */
export const showPreviews = async (context: Context, requests: ReadonlyArray<Record<string, unknown>>, several: boolean): Promise<void> => {
  const { print } = context;
  const previews = requests.map((request) => ('body' in request ? { ...request, body: withoutSecretMembers(request['body']) } : request));
  const { format, query, columns } = print.view;
  if (format !== 'table' || query !== undefined || columns !== undefined) return several ? print.list(previews, []) : print.record(previews[0], []);
  const { toJson } = await import('../../output/format/json.ts');
  for (const { method, url, body } of previews) {
    await print.write(`${String(method)} ${String(url)}\n${body === undefined ? '' : `${toJson(body, 2)}\n`}`);
  }
};

/**
 * Changes one thing and returns the response: shows the request in a dry run, else confirms if necessary, sends, and prints the response. A failure
 * to print after a successful request is reported as such and never suggests running the command again.
 */
export const change = async <O extends ChangeOperation>(
  context: Context,
  operation: O,
  input: InputOf<O>,
  deed?: Deed,
  options?: RecordOptions,
): Promise<unknown> => {
  if (context.settings.dryRun) {
    await showPreviews(context, [previewOf(context, operation, input)], false);
    return undefined;
  }
  if (deed) await confirm(context, deed);
  const client = await context.client();
  const { value } = await client.call(operation, input, { signal: context.signal });
  await context.print.record(value, operation.output.columns, { ...options, changed: true });
  return value;
};
