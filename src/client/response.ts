import { type Details, Failure, type Kind } from '../errors.ts';
import { readLimits } from '../transport/limits.ts';
import { location } from '../transport/redirect.ts';
import { readJson } from '../values/exact-json.ts';
import { deepest, isDeeper, isObject } from '../values/json.ts';
import type { Answer } from './client.ts';

/** A response that has been read completely. */
export interface Received {
  readonly status: number;
  readonly headers: ReadonlyArray<readonly [string, string]>;
  readonly bytes: Uint8Array;
  readonly attempts?: number;
}

/** The request that a response belongs to. */
export interface Asked {
  readonly method: string;
  readonly url: URL;
  /** Whether the request was meant to change something. */
  readonly change?: boolean;
  /** Unix time in ms. */
  readonly now: number;
}

/** The documented code of each status. */
const codes: Readonly<Record<number, string>> = {
  400: 'bad_request',
  401: 'invalid_api_key',
  403: 'forbidden',
  404: 'not_found',
  409: 'conflict',
  422: 'validation_error',
  429: 'rate_limited',
  500: 'internal_error',
};

/** Returns the kind of failure for a status. Undocumented 4xx map to the nearest documented one. */
export const kindOf = (status: number): Kind => {
  if (status === 401) return 'authentication';
  if (status === 402 || status === 403 || status === 451) return 'forbidden';
  if (status === 404 || status === 410) return 'not-found';
  if (status === 408) return 'timeout';
  if (status === 409 || status === 412) return 'conflict';
  if (status === 407) return 'network';
  if (status === 429) return 'rate-limited';
  return status >= 400 && status < 500 ? 'invalid' : 'bad-answer';
};

const words = (value: unknown): string | undefined => {
  const text = typeof value === 'string' || typeof value === 'number' ? String(value).replace(/\s+/g, ' ').trim() : '';
  return text === '' ? undefined : text.length > 500 ? `${[...text].slice(0, 500).join('')} …` : text;
};

/** Returns the service's own message and code, in the documented form or in a form that other services use. */
const said = (value: unknown): { message?: string; code?: string } => {
  if (typeof value === 'string') {
    const message = words(value);
    return message ? { message } : {};
  }
  if (Array.isArray(value)) return said(value[0]);
  if (!isObject(value)) return {};
  const inner = value['error'];
  const own = isObject(inner) ? said(inner) : {};
  const message =
    own.message ?? words(value['message']) ?? words(inner) ?? words(value['error_description']) ?? words(value['detail']) ?? words(value['title']);
  const code = own.code ?? words(value['code']);
  const listed = message === undefined ? said(value['errors']) : {};
  const text = message ?? listed.message;
  return { ...(text !== undefined && { message: text }), ...(code !== undefined && code.length <= 100 && { code }) };
};

/** Describes a body that is not an API response. `type` is its content type. */
const looks = (text: string, type: string | undefined): string => {
  if (text.trim() === '') return 'nothing';
  if (/^\s*(<!doctype html|<html|<head|<body)/i.test(text) || /^\s*text\/html/i.test(type ?? '')) return 'an HTML page';
  if (/^\s*</.test(text)) return 'XML';
  return /^\s*[[{]/.test(text) ? 'truncated or invalid JSON' : 'text that is not JSON';
};

const requestIds = ['x-request-id', 'request-id', 'x-correlation-id', 'x-amzn-requestid', 'cf-ray'];

type Parsed = { readonly value: unknown } | { readonly wrong: string };

const parse = (text: string, type: string | undefined): Parsed => {
  try {
    const value = readJson(text);
    return isDeeper(value, deepest) ? { wrong: `JSON of more than ${deepest} levels` } : { value };
  } catch {
    return { wrong: looks(text, type) };
  }
};

/** Members of a response that say whether a change was made. */
const made = ['deleted', 'success', 'ok', 'cancelled', 'canceled', 'sent', 'created', 'updated', 'accepted'];

/** Describes the error inside a 2xx response; undefined if there is none. */
const refusedWith200 = (value: unknown, change: boolean): string | undefined => {
  if (!isObject(value)) return undefined;
  const own = ['id', 'data'].some((name) => value[name] !== undefined && value[name] !== null);
  const holds = (member: unknown): boolean =>
    typeof member === 'object' && member !== null ? Object.keys(member).length > 0 : member !== '' && Boolean(member);
  if (!own && (holds(value['error']) || holds(value['errors']))) return 'with an error';
  if (!own && (value['success'] === false || value['ok'] === false || value['status'] === 'error')) return 'says that it failed';
  const not = change ? made.find((name) => value[name] === false) : undefined;
  return not === undefined ? undefined : `says that it is not ${not === 'ok' || not === 'success' ? 'done' : not}`;
};

const host = (url: URL): string => url.host;

/**
 * Reads a response. Any 2xx with JSON or an empty body is an `Answer` (`{}` if empty), whatever its `Content-Type`. Throws a `Failure` for everything
 * else, with a kind that depends on the HTTP status.
 */
export const readAnswer = (received: Received, asked: Asked): Answer => {
  const { status, headers, bytes } = received;
  const header = (name: string): string | undefined => headers.find(([key]) => key === name)?.[1];
  // TextDecoder drops a byte order mark.
  const text = new TextDecoder().decode(bytes);
  const id = requestIds.map(header).find((value) => value !== undefined && value !== '');
  const details: Details = {
    status,
    method: asked.method,
    url: asked.url.href,
    sent: 'perhaps',
    ...(id !== undefined && { requestId: id }),
    ...(received.attempts !== undefined && { attempts: received.attempts }),
  };
  const empty = text.trim() === '';
  const parsed: Parsed = empty ? { value: {} } : parse(text, header('content-type'));
  if (status >= 200 && status < 300) {
    const refused = 'value' in parsed ? refusedWith200(parsed.value, asked.change === true) : undefined;
    if (refused !== undefined) {
      const came = text.replace(/\s+/g, ' ').trim();
      const shown = [...came].length > 200 ? `${[...came].slice(0, 200).join('')} …` : came;
      throw new Failure('bad-answer', `${host(asked.url)} answered ${status}, but ${refused}: ${shown}`, { ...details, raw: text.slice(0, 4_096) });
    }
    if ('value' in parsed) return { status, headers, value: parsed.value, ...(empty && { empty }) };
    const hint = parsed.wrong === 'an HTML page' ? 'Check the base URL: it normally ends in /v1.' : undefined;
    throw new Failure('bad-answer', `${host(asked.url)} answered ${status} with ${parsed.wrong}`, {
      ...details,
      raw: text.slice(0, 4_096),
      ...(hint && { hint }),
    });
  }
  if (status < 400) {
    const to = location(status, headers, asked.url);
    const words = to
      ? `${host(asked.url)} redirects to ${to.protocol}//${to.host}${to.pathname} (${status}); redirects to other hosts are not followed`
      : `${host(asked.url)} answered ${status}`;
    throw new Failure('bad-answer', words, { ...details, ...(to && { hint: 'If that is the API, set it as the base URL.' }) });
  }
  const { message, code } = 'value' in parsed ? said(parsed.value) : {};
  const limits = status === 429 || status === 503 ? readLimits(headers, asked.now) : {};
  const wait = limits.retryAfter ?? (status === 429 ? limits.resetIn : undefined);
  const plain = empty
    ? `${host(asked.url)} answered ${status}`
    : `${host(asked.url)} answered ${status} with ${'wrong' in parsed ? parsed.wrong : 'no message'}`;
  const known = code ?? codes[status];
  throw new Failure(kindOf(status), message ?? plain, {
    ...details,
    ...(known !== undefined && { code: known }),
    ...(wait !== undefined && { retryAfter: Math.ceil(wait / 1_000) }),
    ...(!empty && { raw: text.slice(0, 4_096) }),
  });
};
