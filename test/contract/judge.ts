import { createHmac } from 'node:crypto';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { isObject, type Json, type JsonObject, member, readDocument, texts } from './openapi.ts';

/** A request and its response, as sent over the network. */
export interface Exchange {
  readonly method: string;
  /** Path and query, including the base path: `/v1/agents?limit=5`. */
  readonly url: string;
  /** Header names in any case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly status: number;
  readonly answerHeaders: Readonly<Record<string, string>>;
  readonly answer: Uint8Array;
}

/** The contract's verdict on an exchange; the lists are empty if nothing is wrong. */
export interface Verdict {
  /** The operation, or undefined if the contract has none for this method and path. */
  readonly operation: string | undefined;
  readonly request: readonly string[];
  readonly answer: readonly string[];
}

/** A webhook delivery as received. */
export interface DeliveredEvent {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

export interface Judge {
  exchange(exchange: Exchange): Verdict;
  /** Returns what is wrong with a delivery to a webhook that has this secret. */
  delivery(delivery: DeliveredEvent, secret: string): string[];
}

const base = '/v1';
const own = 'contract';

/** Returns the document with references that resolve wherever a part of it is compiled. */
const absolute = (value: Json): Json => {
  if (Array.isArray(value)) return value.map(absolute);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, name === '$ref' && typeof item === 'string' ? own + item : absolute(item)]),
  );
};

const lowered = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));

const parsed = (bytes: Uint8Array | string): { value: unknown } | undefined => {
  try {
    return { value: JSON.parse(typeof bytes === 'string' ? bytes : new TextDecoder('utf-8', { fatal: true }).decode(bytes)) };
  } catch {
    return undefined;
  }
};

/** Returns a judge for a contract: the one in `openapi.yaml`, unless a test plants an error in a copy. */
export const openJudge = (contract: unknown = readDocument()): Judge => {
  if (!isObject(contract)) throw new Error('the contract is no object');
  const document = absolute(contract);
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  formats(ajv);
  ajv.addSchema(isObject(document) ? { ...document } : {}, own);

  const resolve = (value: Json | undefined): JsonObject => {
    if (!isObject(value)) return {};
    const reference = value['$ref'];
    if (typeof reference !== 'string') return value;
    let at: unknown = document;
    for (const part of reference.replace(`${own}#/`, '').split('/')) at = isObject(at) ? at[part] : undefined;
    if (!isObject(at)) throw new Error(`${reference} leads nowhere`);
    return resolve(at);
  };

  const compiled = new Map<Json, ReturnType<Ajv2020['compile']>>();
  /** Returns the mismatches with a schema, each with its location. */
  const misfits = (schema: Json | undefined, value: unknown, what: string): string[] => {
    if (!isObject(schema)) return [];
    const validate = compiled.get(schema) ?? ajv.compile({ ...schema });
    compiled.set(schema, validate);
    if (validate(value)) return [];
    return (validate.errors ?? []).map(({ instancePath, message }) => `${what}${instancePath}: ${message}`);
  };

  /** Returns the members that an object schema names, through `$ref` and `allOf`. */
  const names = (schema: Json | undefined): string[] => {
    const found = resolve(schema);
    const parts = Array.isArray(found['allOf']) ? found['allOf'] : [];
    return [...Object.keys(member(found, 'properties')), ...parts.flatMap((part) => names(part))];
  };

  const operationAt = (method: string, path: string): { operation: JsonObject; parameters: JsonObject[] } | undefined => {
    const given = path.split('/');
    const fits = Object.entries(member(document, 'paths')).filter(([template]) => {
      const parts = template.split('/');
      return parts.length === given.length && parts.every((part, at) => (part.startsWith('{') ? given[at] !== '' : part === given[at]));
    });
    // As in OpenAPI, a path without a parameter takes precedence over one with it.
    for (const [, item] of fits.sort(([a], [b]) => a.split('{').length - b.split('{').length)) {
      const operation = member(item, method.toLowerCase());
      if (Object.keys(operation).length === 0) continue;
      const lists = [isObject(item) ? item['parameters'] : undefined, operation['parameters']];
      return { operation, parameters: lists.flatMap((list) => (Array.isArray(list) ? list : [])).map((each) => resolve(each)) };
    }
    return undefined;
  };

  const judgeQuery = (query: URLSearchParams, parameters: readonly JsonObject[]): string[] => {
    const known = parameters.filter((parameter) => parameter['in'] === 'query');
    const strange = [...new Set(query.keys())].filter((name) => !known.some((parameter) => parameter['name'] === name));
    const faults = strange.map((name) => `query: ${name} is not in the contract`);
    for (const parameter of known) {
      const name = String(parameter['name']);
      const [text, ...more] = query.getAll(name);
      if (more.length > 0) faults.push(`query: ${name} is given twice`);
      if (text === undefined) {
        if (parameter['required'] === true) faults.push(`query: ${name} is missing`);
        continue;
      }
      const schema = parameter['schema'];
      const number = resolve(schema)['type'] === 'integer' && /^-?\d+$/.test(text);
      faults.push(...misfits(schema, number ? Number(text) : text, `query ${name}`));
    }
    return faults;
  };

  const judgeBody = (operation: JsonObject, body: string, type: string | undefined): string[] => {
    if (!('requestBody' in operation)) return body === '' ? [] : ['body: there must be none'];
    const schema = member(member(operation['requestBody'], 'content'), 'application/json')['schema'];
    const faults = /^application\/json(;|$)/.test(type ?? '') ? [] : [`header content-type: ${type ?? '(none)'} is not application/json`];
    const json = parsed(body);
    if (!json) return [...faults, 'body: is not JSON'];
    const known = names(schema);
    const strange = isObject(json.value) ? Object.keys(json.value).filter((name) => !known.includes(name)) : [];
    return [...faults, ...misfits(schema, json.value, 'body'), ...strange.map((name) => `body: ${name} is not in the contract`)];
  };

  const judgeError = ({ status, answer, answerHeaders }: Exchange): string[] => {
    const type = lowered(answerHeaders)['content-type'] ?? '(none)';
    if (!type.startsWith('application/json')) return [`answer: an error in ${type}`];
    const json = parsed(answer);
    if (!json) return ['answer: is not JSON'];
    const faults = misfits(member(member(document, 'components'), 'schemas')['Error'], json.value, 'answer');
    const told = member(json.value, 'error')['status'];
    return told === status ? faults : [...faults, `answer: says status ${String(told)} in an answer of status ${status}`];
  };

  const judgeSuccess = (operation: JsonObject, { status, answer, answerHeaders }: Exchange): string[] => {
    const responses = member(operation, 'responses');
    if (!(status in responses)) return [`answer: status ${status} is not in the contract`];
    const response = resolve(responses[status]);
    const headers = lowered(answerHeaders);
    const faults = Object.entries(member(response, 'headers')).flatMap(([name, header]) => {
      const value = headers[name.toLowerCase()];
      if (value === undefined) return [`answer: the header ${name} is missing`];
      return misfits(resolve(header)['schema'], /^\d+$/.test(value) ? Number(value) : value, `answer header ${name}`);
    });
    const type = (headers['content-type'] ?? '').split(';')[0] ?? '';
    const content = member(response, 'content');
    if (!(type in content)) return [...faults, `answer: ${type || '(no type)'} is not in the contract`];
    if (type !== 'application/json') return answer.length > 0 ? faults : [...faults, 'answer: is empty'];
    const json = parsed(answer);
    return json ? [...faults, ...misfits(member(content, type)['schema'], json.value, 'answer')] : [...faults, 'answer: is not JSON'];
  };

  const exchange = (given: Exchange): Verdict => {
    const url = new URL(given.url, 'http://contract');
    const headers = lowered(given.headers);
    const found = url.pathname.startsWith(`${base}/`) ? operationAt(given.method, url.pathname.slice(base.length)) : undefined;
    const judged = given.status >= 400 ? judgeError(given) : undefined;
    if (!found) {
      const answer = judged ?? [`answer: status ${given.status} to what the contract does not have`];
      return { operation: undefined, request: [`${given.method} ${url.pathname} is not in the contract`], answer };
    }
    const { operation, parameters } = found;
    const key = /^Bearer \S+$/.test(headers['authorization'] ?? '') ? [] : ['header authorization: no bearer key'];
    return {
      operation: String(operation['operationId']),
      request: [...key, ...judgeQuery(url.searchParams, parameters), ...judgeBody(operation, given.body, headers['content-type'])],
      answer: judged ?? judgeSuccess(operation, given),
    };
  };

  const delivery = ({ method, headers: given, body }: DeliveredEvent, secret: string): string[] => {
    const headers = lowered(given);
    const schemas = member(member(document, 'components'), 'schemas');
    const faults: string[] = [];
    if (method !== 'POST') faults.push(`delivery: by ${method}`);
    if (headers['content-type'] !== 'application/json') faults.push(`delivery: in ${headers['content-type'] ?? '(no type)'}`);
    const hex = createHmac('sha256', secret).update(body).digest('hex');
    if (![hex, `sha256=${hex}`].includes(headers['x-boltcall-signature'] ?? '')) faults.push('delivery: the signature does not fit');
    const json = parsed(body);
    if (!json) return [...faults, 'delivery: is not JSON'];
    faults.push(...misfits(schemas['Event'], json.value, 'delivery'));
    const known = [...texts(schemas['EventName'], 'enum'), ...texts(schemas['EventNameOther'], 'enum')];
    const name = isObject(json.value) ? json.value['event'] : undefined;
    return known.some((each) => each === name) ? faults : [...faults, `delivery: the event ${String(name)} is not in the contract`];
  };

  return { exchange, delivery };
};
