import { Failure, isSignalled } from '../errors.ts';
import { operationAt } from '../resources/at.ts';
import { type Operation, parameters, type Resource } from '../resources/resource.ts';
import type { Effect } from '../transport/transport.ts';
import { iso } from '../values/iso.ts';
import { quoted } from '../values/shell.ts';
import type { Input, RawCall } from './client.ts';
import { belowBase } from './request.ts';

/** Returns whether a failed request may have made its change anyway: it was (perhaps) sent, and the response does not say that it was refused. */
export const outcomeUnknown = (failure: Failure, effect: Effect): boolean => {
  if (effect === 'none' || failure.details.sent === 'no') return false;
  const { status } = failure.details;
  // With 302 and 303 a service may answer a request that it has carried out; other redirects ask to send it elsewhere.
  if (status !== undefined && status >= 300) return status >= 500 || status === 408 || status === 302 || status === 303;
  return isSignalled(failure.kind) || ['network', 'timeout', 'bad-answer'].includes(failure.kind);
};

/** Returns a command line that can be pasted. */
const line = (words: readonly string[]): string => ['boltcall', ...words].map(quoted).join(' ');

/** How far back a checking list looks, in ms, because the service's clock may be behind ours. */
const margin = 300_000;

/** Returns an option and its value. A value that begins with a dash is attached with `=`, or it would be parsed as an option. */
const option = (name: string, value: string): string[] => {
  const flag = `--${name.replaceAll('_', '-')}`;
  return value.startsWith('-') ? [`${flag}=${value}`] : [flag, value];
};

/**
 * Returns the command that shows whether an operation was carried out: `get` if there is an id, else the resource's list from the time of the
 * request, narrowed by the fields that both accept.
 * @param began Unix time in ms
 * @param flags global options of this run that the check also needs (`--sandbox`)
 */
export const checkCommand = (
  resources: Readonly<Record<string, Resource>>,
  operation: Operation,
  input: Input,
  began: number,
  flags: readonly string[] = [],
): string | undefined => {
  for (const [noun, { operations }] of Object.entries(resources)) {
    const found = Object.entries(operations).find(([, one]) => one === operation);
    const { list } = operations;
    if (!found || !list) continue;
    const id = parameters(operation)[0];
    if (id !== undefined) {
      const value = String(input[id]);
      return line([noun, 'get', ...(value.startsWith('-') ? [...flags, '--', value] : [value, ...flags])]);
    }
    const words = [noun, 'list'];
    for (const [name, field] of Object.entries(list.input)) {
      const value = input[name];
      // The fields must have the same name and kind: `to` is a time in a list but a number in a call.
      if (name === 'from') words.push(...option('from', iso(began - margin)));
      else if (name in operation.input && operation.input[name]?.rules.format === field.rules.format && typeof value === 'string')
        words.push(...option(name, value));
      else if (field.rules.choices?.includes(found[0])) words.push(...option(name, found[0]));
    }
    return line([...words, ...flags]);
  }
  return undefined;
};

const fieldsOf = (body: RawCall['body']): Input => {
  try {
    const value: unknown = JSON.parse(typeof body === 'string' ? body : new TextDecoder().decode(body));
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
};

/** The same for a raw call: the check of the matching operation, or else a GET of the same URL. */
export const checkRaw = (
  resources: Readonly<Record<string, Resource>>,
  call: Pick<RawCall, 'method' | 'body'>,
  url: URL,
  baseUrl: URL,
  began: number,
  flags: readonly string[] = [],
): string | undefined => {
  const found = operationAt(resources, call.method, belowBase(url, baseUrl));
  const known = found && checkCommand(resources, found.operation, { ...fieldsOf(call.body), ...found.values }, began, flags);
  return known ?? line(['api', url.pathname, ...flags]);
};

/**
 * Returns the failure for a change with an unknown outcome, with the command that checks it. A signal keeps its own kind.
 * @param aside what the command needs but must not contain
 */
export const unknownOutcome = (failure: Failure, what: string, check: string | undefined, aside = ''): Failure => {
  const hint = `It was not retried. Check before you send it again${check ? `${aside}: \`${check}\`` : '.'}`;
  const signalled = failure.kind === 'interrupted' || failure.kind === 'terminated' || failure.kind === 'hung-up';
  const message = `${what}: outcome unknown: ${failure.message}`;
  return new Failure(signalled ? failure.kind : 'outcome-unknown', message, {
    ...failure.details,
    code: signalled ? failure.code : 'outcome_unknown',
    hint,
    cause: failure,
  });
};
