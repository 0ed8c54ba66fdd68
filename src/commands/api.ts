import { argument } from '../cli/command/argument.ts';
import { type Context, defineCommand } from '../cli/command/command.ts';
import { flag, option, type ValuesOf } from '../cli/command/option.ts';
import { confirm } from '../cli/operation/confirm.ts';
import type { RawCall } from '../client/client.ts';
import { belowBase, rawUrl } from '../client/request.ts';
import { Failure, usage } from '../errors.ts';
import { list, lists, page, text } from '../resources/resource.ts';
import { readJson, writeJson } from '../values/exact-json.ts';
import { refuseRewritten } from '../values/git-bash.ts';
import { parseHeader } from '../values/header.ts';
import { bodyOf, bodyOptions } from './api/body.ts';
import { knownOperation, rawEffect } from './api/effect.ts';

const methods = ['GET', 'POST', 'PATCH', 'PUT', 'DELETE', 'HEAD'];

const options = {
  ...bodyOptions,
  header: option('name: value', list('header to send (repeatable)'), { short: 'H' }),
  paginate: flag('fetch all pages into one array'),
  include: flag('include the response status and headers', { short: 'i' }),
};

export const command = defineCommand({
  arguments: {
    method: argument('GET by default, POST with fields', { optional: true }),
    path: argument('such as agents, /v1/agents, or an address of the API', { optional: true }),
  },
  options,
  detail: 'Sends any request to the API with your key. Non-GET requests ask for confirmation and are never retried automatically.',
  examples: ['api agents', 'api GET /v1/leads --paginate -q "[].name"', 'api POST /leads -f name="Ana Ruiz" -F phone=+14155550133'],
  run: async (context, typed, words) => {
    const call = await callOf(context, typed, words);
    if (typed.paginate) return paginate(context, call);
    if (context.settings.dryRun && call.effect !== 'none') return preview(context, call);
    if (call.effect !== 'none') {
      if (context.settings.readOnly.value)
        throw new Failure('forbidden', `refused: ${call.method} changes data, and read-only mode is on`, {
          code: 'read_only',
          hint: `Read-only mode is set by ${context.settings.readOnly.from}.`,
        });
      const known = knownOperation(call.method, call.path, context.settings.baseUrl.value);
      await confirm(context, {
        kind: known?.kind ?? 'final',
        count: 1,
        what: `send ${call.method} ${call.path}${known ? ` (${known.operation.summary.toLowerCase()})` : ''}`,
      });
    }
    const client = await context.client();
    const answer = await client.send(call);
    if (typed.include) await context.print.write(`HTTP ${answer.status}\n${answer.headers.map(([name, value]) => `${name}: ${value}\n`).join('')}\n`);
    await show(context, answer.value);
  },
});

/** Prints the response unchanged: as JSON by default, because its shape is unknown. */
const show = async (context: Context, value: unknown): Promise<void> => {
  if (typeof value === 'string') return context.print.write(value.endsWith('\n') ? value : `${value}\n`);
  const { format, query, columns } = context.print.view;
  if (format !== 'table' || query !== undefined || columns !== undefined) return context.print.record(value, []);
  const { toJson } = await import('../output/format/json.ts');
  await context.print.write(`${toJson(value, 2)}\n`);
};

const callOf = async (
  context: Context,
  typed: ValuesOf<typeof options>,
  { method: first, path: second }: Readonly<Record<'method' | 'path', string | undefined>>,
): Promise<RawCall> => {
  if (first === undefined) throw usage('no path given', 'Write it like `boltcall api agents`.');
  const named = second === undefined ? undefined : first.toUpperCase();
  if (named !== undefined && !methods.includes(named)) throw usage(`unknown HTTP method \`${first}\``, `One of: ${methods.join(', ')}.`);
  const path = second ?? first;
  refuseRewritten(path);
  const body = await bodyOf(context, typed);
  const method = named ?? (body.fields === undefined && body.whole === undefined ? 'GET' : 'POST');
  const headers = typed.header.map((line) => parseHeader(line));
  const query = method === 'GET' || method === 'HEAD' ? body.fields : undefined;
  const sent = query ? undefined : (body.whole ?? (body.fields ? writeJson(body.fields) : undefined));
  return {
    method,
    path: query ? withQuery(path, query) : path,
    headers,
    ...(sent === undefined ? {} : { body: sent }),
    effect: rawEffect(method, path, context.settings.baseUrl.value),
    signal: context.signal,
  };
};

const withQuery = (path: string, fields: Readonly<Record<string, unknown>>): string => {
  const query = new URLSearchParams(
    Object.entries(fields).flatMap(([name, value]): Array<[string, string]> => {
      const text = (one: unknown): string => (typeof one === 'string' ? one : writeJson(one));
      return Array.isArray(value) ? value.map((one) => [`${name}[]`, text(one)]) : [[name, text(value)]];
    }),
  );
  return `${path}${path.includes('?') ? '&' : '?'}${query}`;
};

const preview = async (context: Context, call: RawCall): Promise<void> => {
  let body: unknown = call.body;
  if (typeof call.body === 'string') {
    try {
      body = readJson(call.body);
    } catch {
      // Not JSON: print it as text.
    }
  }
  const { showPreviews } = await import('../cli/operation/change.ts');
  await showPreviews(
    context,
    [{ dry_run: true, method: call.method, url: rawUrl(call.path, context.settings.baseUrl.value).href, ...(body === undefined ? {} : { body }) }],
    false,
  );
};

/** Prints all pages of a list as one array, with the same safeguards as every list command. */
const paginate = async (context: Context, call: RawCall): Promise<void> => {
  if (call.method !== 'GET') throw usage(`--paginate works with GET only, not with ${call.method}`);
  const url = rawUrl(call.path, context.settings.baseUrl.value);
  const client = await context.client();
  const route = `GET ${belowBase(url, context.settings.baseUrl.value)}` as const;
  // Paging is handled here, so these parameters are dropped.
  const input = Object.fromEntries([...url.searchParams].filter(([name]) => name !== 'page' && name !== 'limit'));
  const fields = Object.fromEntries(Object.keys(input).map((name) => [name, text(name)]));
  const listing = client.list(
    lists({ summary: route, route, input: fields, output: page({}, []), examples: [] }),
    input,
    { all: true },
    { signal: context.signal },
  );
  const { view } = context.print;
  if (view.format !== 'table' || view.query !== undefined || view.columns !== undefined) await context.print.list(listing.items, []);
  else {
    const items: unknown[] = [];
    for await (const item of listing.items) items.push(item);
    await show(context, items);
  }
  const unread = listing.unread();
  if (unread) throw new Failure('bad-answer', `the rest could not be read: ${unread.reason}`);
  const doubt = listing.doubt();
  if (doubt !== undefined) context.print.warn(`Perhaps not all: ${doubt}.`);
};
