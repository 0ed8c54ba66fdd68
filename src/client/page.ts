import { Failure } from '../errors.ts';
import { numberIn } from '../values/exact-json.ts';
import { isObject } from '../values/json.ts';
import type { Item } from './client.ts';

/** One page as the service returned it. A `meta` value that is missing or unusable is absent. */
export interface Page {
  readonly items: readonly Item[];
  readonly page?: number;
  readonly limit?: number;
  readonly total?: number;
}

const count = (value: unknown, least: number): number | undefined => {
  const found = numberIn(value);
  return found !== undefined && Number.isSafeInteger(found) && found >= least ? found : undefined;
};

/** Reads `{data, meta}` or a bare array. Throws `bad-answer` for anything else. */
export const readPage = (value: unknown): Page => {
  // Some services write an empty list as null.
  const data = Array.isArray(value) ? value : isObject(value) ? (value['data'] === null ? [] : value['data']) : undefined;
  if (!Array.isArray(data)) throw new Failure('bad-answer', 'the response is not a list: it has no "data" array', { sent: 'perhaps' });
  if (!data.every(isObject)) throw new Failure('bad-answer', 'the response is not a list of objects', { sent: 'perhaps' });
  const found = isObject(value) ? value['meta'] : undefined;
  const meta = isObject(found) ? found : {};
  const [page, limit, total] = [count(meta['page'], 0), count(meta['limit'], 1), count(meta['total'], 0)];
  return { items: data, ...(page !== undefined && { page }), ...(limit !== undefined && { limit }), ...(total !== undefined && { total }) };
};
