import { type Field, method, type Operation, paging } from '../../resources/resource.ts';
import { isObject } from '../../values/json.ts';
import { Refusal } from './refusal.ts';
import { span } from './time-span.ts';

/** The input of a request, by the names of the operation's fields. */
export type Values = Readonly<Record<string, unknown>>;

const phone = /^\+[1-9]\d{1,14}$/;
const email = /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/;

/** Returns why a text does not fit a field, or undefined. Lengths count Unicode code points. */
const wrongText = (value: string, { kind, rules }: Field): string | undefined => {
  const { choices, format, min, max } = rules;
  if (kind === 'choice' && !rules.open && !choices?.includes(value)) return `must be one of ${choices?.join(', ')}`;
  if (min !== undefined && [...value].length < min) return min === 1 ? 'must not be empty' : `must have at least ${min} characters`;
  if (max !== undefined && value.length > max && [...value].length > max) return `must have at most ${max} characters`;
  if (format === 'phone' && !phone.test(value)) return 'must be a phone number in E.164 form, like +14155550133';
  if (format === 'email' && !email.test(value)) return 'must be an email address';
  if (format === 'url' && !URL.canParse(value)) return 'must be a URL';
  if (format === 'date-time' && !span(value)) return 'must be an ISO 8601 date or date-time';
  return undefined;
};

/** Returns why a value does not fit a field, or undefined. */
const wrong = (value: unknown, field: Field): string | undefined => {
  const { kind, rules } = field;
  if (kind === 'integer') {
    if (typeof value !== 'number' || !Number.isInteger(value)) return 'must be a whole number';
    if (rules.min !== undefined && value < rules.min) return `must be at least ${rules.min}`;
    return rules.max !== undefined && value > rules.max ? `must be at most ${rules.max}` : undefined;
  }
  if (kind === 'list') {
    if (!Array.isArray(value) || !value.every((item) => typeof item === 'string')) return 'must be an array of strings';
    if (value.length < (rules.min ?? 0)) return 'must not be empty';
    return rules.min && value.includes('') ? 'must not hold an empty string' : undefined;
  }
  if (kind === 'pairs') return isObject(value) ? undefined : 'must be an object';
  return typeof value === 'string' ? wrongText(value, field) : 'must be a string';
};

/**
 * Returns the input of a request, checked against the declaration of its operation, without unknown members. Refuses missing values with 400 and
 * invalid ones with 422.
 */
const check = (fields: Readonly<Record<string, Field>>, raw: Values): Values => {
  const values: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(fields)) {
    if (!Object.hasOwn(raw, name)) {
      if (field.required) throw new Refusal(400, `'${name}' is required`);
      continue;
    }
    const fault = wrong(raw[name], field);
    if (fault) throw new Refusal(422, `'${name}' ${fault}`);
    values[name] = raw[name];
  }
  return values;
};

/** Returns the checked query of a GET; `page` and `limit` are always present for a list with pages. */
export const checkQuery = (operation: Operation, query: URLSearchParams): Values => {
  const paged = operation.output.shape === 'page';
  const fields = paged ? { ...operation.input, ...paging } : operation.input;
  const raw: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(fields)) {
    const text = query.get(name);
    if (text === null) continue;
    raw[name] = field.kind === 'integer' && /^-?\d{1,15}$/.test(text) ? Number(text) : text;
  }
  return { ...(paged ? { page: paging.page.rules.preset, limit: paging.limit.rules.preset } : {}), ...check(fields, raw) };
};

/** Returns the checked JSON body of any other request. */
export const checkBody = (operation: Operation, type: string | undefined, body: Buffer): Values => {
  if (Object.keys(operation.input).length === 0) return {};
  if (type !== undefined && !/^application\/([\w.-]+\+)?json\s*(;|$)/i.test(type)) throw new Refusal(400, 'Content-Type must be application/json');
  let raw: unknown;
  try {
    raw = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    throw new Refusal(400, body.length === 0 ? 'The body is missing' : 'The body is not valid JSON');
  }
  if (!isObject(raw)) throw new Refusal(400, 'The body must be a JSON object');
  const values = check(operation.input, raw);
  if (method(operation) === 'PATCH' && Object.keys(values).length === 0) {
    throw new Refusal(422, `The body changes nothing: send one of ${Object.keys(operation.input).join(', ')}`);
  }
  return values;
};
