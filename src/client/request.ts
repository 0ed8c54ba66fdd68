import { Failure, usage } from '../errors.ts';
import { effect, method, type Operation, parameters, path } from '../resources/resource.ts';
import type { Request } from '../transport/transport.ts';
import { writeJson } from '../values/exact-json.ts';
import { ofConnection } from '../values/header.ts';
import type { Input, RawCall } from './client.ts';

/** A request in readable form: the body is a value. */
export interface Preview {
  readonly method: string;
  readonly url: URL;
  readonly body?: Readonly<Record<string, unknown>>;
}

/** Encodes one path segment. Throws for an id that a URL would treat as a step up (`..`) or as an empty segment. */
const segment = (name: string, value: unknown): string => {
  const text = typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  if (text === '' || text === '.' || text === '..') throw usage(`${name.replaceAll('_', ' ')}: \`${text}\` is not a valid id`);
  try {
    return encodeURIComponent(text);
  } catch (error) {
    // An unpaired surrogate.
    throw new Failure('usage', `${name.replaceAll('_', ' ')}: the id is not valid text`, { cause: error });
  }
};

/** Joins a path to the base URL, whatever slashes they have where they meet. */
export const below = (baseUrl: URL, to: string): URL => new URL(`${baseUrl.origin}${baseUrl.pathname.replace(/\/+$/, '')}/${to.replace(/^\/+/, '')}`);

/** Returns what an operation sends: the filled-in path, and the given fields as the query of a GET or as a JSON object. */
export const preview = (operation: Operation, input: Input, baseUrl: URL): Preview => {
  let to = path(operation);
  for (const name of parameters(operation)) to = to.replace(`{${name}}`, segment(name, input[name]));
  const url = below(baseUrl, to);
  const given = [...Object.keys(operation.input), 'page', 'limit'].filter(
    (name) => input[name] !== undefined && !parameters(operation).includes(name),
  );
  const verb = method(operation);
  if (verb === 'GET') {
    for (const name of given) for (const value of [input[name]].flat()) url.searchParams.append(name, String(value));
    return { method: verb, url };
  }
  const fields = given.filter((name) => name in operation.input);
  if (Object.keys(operation.input).length === 0) return { method: verb, url };
  return { method: verb, url, body: Object.fromEntries(fields.map((name) => [name, input[name]])) };
};

const json = [
  ['accept', 'application/json'],
  ['accept-encoding', 'gzip, br, deflate'],
] as const;

/** Returns the request for an operation, without the key. */
export const toRequest = (operation: Operation, input: Input, baseUrl: URL, userAgent: string, signal?: AbortSignal): Request => {
  const { method: verb, url, body } = preview(operation, input, baseUrl);
  return {
    method: verb,
    url,
    headers: [...json, ['user-agent', userAgent], ...(body ? [['content-type', 'application/json'] as const] : [])],
    ...(body && { body: writeJson(body) }),
    effect: effect(operation),
    ...(signal && { signal }),
  };
};

/** Returns the path of an API URL relative to the base URL. */
export const belowBase = (url: URL, baseUrl: URL): string => {
  const base = baseUrl.pathname.replace(/\/+$/, '');
  return url.pathname.startsWith(`${base}/`) ? url.pathname.slice(base.length) : url.pathname;
};

/** Returns the URL of a raw call: `agents`, `/agents`, `/v1/agents` (including the base path), or a URL on the API's origin. */
export const rawUrl = (to: string, baseUrl: URL): URL => {
  if (/^[a-z][a-z0-9+.-]*:/i.test(to) && !URL.canParse(to)) throw usage(`\`${to}\` is not a valid URL`);
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(to)) {
    const url = new URL(to);
    if (url.origin !== baseUrl.origin) throw usage(`${url.origin} does not belong to the API at ${baseUrl.origin}: the key is not sent there`);
    if (url.username || url.password) throw usage('the URL may not contain a user name or password');
    return url;
  }
  const base = baseUrl.pathname.replace(/\/+$/, '');
  const rooted = `/${to.replace(/^\/+/, '')}`;
  if (base !== '' && (rooted === base || rooted.startsWith(`${base}/`) || rooted.startsWith(`${base}?`))) return new URL(baseUrl.origin + rooted);
  return below(baseUrl, to);
};

/** Returns the request for a raw call. Its headers override ours, except for the key and connection headers. */
export const rawRequest = (call: RawCall, baseUrl: URL, userAgent: string): Request => {
  const own = call.headers ?? [];
  for (const [name, value] of own) {
    if (!/^[!#$%&'*+.^_`|~0-9a-z-]+$/i.test(name)) throw usage(`\`${name}\` is not a valid header name`);
    if (/[^\t\x20-\x7e\x80-\xff]/.test(value)) throw usage(`the value of the header ${name} contains a character that cannot be sent`);
    if (name.toLowerCase() === 'authorization' || ofConnection.has(name.toLowerCase()))
      throw usage(
        `the header ${name} cannot be set`,
        name.toLowerCase() === 'authorization' ? 'Choose the key with --profile, or set BOLTCALL_API_KEY.' : undefined,
      );
  }
  const taken = new Set(own.map(([name]) => name.toLowerCase()));
  const preset: ReadonlyArray<readonly [string, string]> = [
    ...json,
    ['user-agent', userAgent],
    ...(call.body === undefined ? [] : [['content-type', 'application/json'] as const]),
  ];
  return {
    method: call.method,
    url: rawUrl(call.path, baseUrl),
    headers: [...preset.filter(([name]) => !taken.has(name)), ...own],
    ...(call.body !== undefined && { body: call.body }),
    effect: call.effect,
    ...(call.signal && { signal: call.signal }),
  };
};
