import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

/** The contract, written by hand: neither it nor `src/` was derived from the other. */
export const contractFile = fileURLToPath(new URL('./openapi.yaml', import.meta.url));

export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };
export type JsonObject = { readonly [name: string]: Json };

export const isObject = (value: unknown): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value);
/** Returns a member that is an object; `{}` if there is none. */
export const member = (value: unknown, name: string): JsonObject => {
  const found = isObject(value) ? value[name] : undefined;
  return isObject(found) ? found : {};
};
/** Returns a member that is a list of strings; empty if there is none. */
export const texts = (value: unknown, name: string): string[] => {
  const found = isObject(value) ? value[name] : undefined;
  return Array.isArray(found) ? found.filter((item) => typeof item === 'string') : [];
};

/** One input value, as described by the contract. */
export interface ContractField {
  readonly name: string;
  readonly required: boolean;
  /** With `$ref` resolved at the top level. */
  readonly schema: JsonObject;
  readonly description: string;
  /** Marked `x-open`, on the parameter or on its schema. */
  readonly open: boolean;
}

/** One operation of the contract, with its references resolved. */
export interface ContractOperation {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly pathParameters: readonly string[];
  readonly query: readonly ContractField[];
  /** The members of the body; undefined if there is no body. */
  readonly body: readonly ContractField[] | undefined;
  /** The minimum number of members in a body. */
  readonly minProperties: number;
  /** The schema of the successful response; `undefined` if it is not JSON. */
  readonly answer: JsonObject | undefined;
  /** The media types of the successful response. */
  readonly media: readonly string[];
}

/** A contract: its operations, and a lookup for named schemas. */
export interface Contract {
  readonly operations: readonly ContractOperation[];
  /** Resolves `$ref`. */
  resolve(value: Json | undefined): JsonObject;
  /** Returns the properties of an object schema, including those of all parts of an `allOf`. */
  properties(schema: Json | undefined): JsonObject;
  schema(name: string): JsonObject;
}

const methods = ['get', 'put', 'post', 'patch', 'delete', 'head', 'options'];

/** Reads a parsed OpenAPI document. */
export const readContract = (document: unknown): Contract => {
  const resolve = (value: Json | undefined): JsonObject => {
    if (!isObject(value)) return {};
    const reference = value['$ref'];
    if (typeof reference !== 'string') return value;
    let at: unknown = document;
    for (const part of reference.replace(/^#\//, '').split('/')) at = isObject(at) ? at[part] : undefined;
    if (!isObject(at)) throw new Error(`${reference} leads nowhere`);
    return resolve(at);
  };
  const properties = (value: Json | undefined): JsonObject => {
    const schema = resolve(value);
    const parts = Array.isArray(schema['allOf']) ? schema['allOf'] : [];
    return Object.assign({}, ...parts.map(properties), member(schema, 'properties'));
  };
  const field = (name: string, required: boolean, raw: Json | undefined, holder: JsonObject): ContractField => {
    const schema = resolve(raw);
    return {
      name,
      required,
      schema,
      description: [holder['description'], schema['description']].filter((text) => typeof text === 'string').join(' '),
      open: 'x-open' in holder || 'x-open' in schema || (isObject(raw) && 'x-open' in raw),
    };
  };

  const operations: ContractOperation[] = [];
  for (const [path, item] of Object.entries(member(document, 'paths'))) {
    for (const method of methods) {
      const operation = member(item, method);
      if (Object.keys(operation).length === 0) continue;
      const lists = [isObject(item) ? item['parameters'] : undefined, operation['parameters']];
      const parameters = lists.flatMap((list) => (Array.isArray(list) ? list : [])).map(resolve);
      const named = (place: string) => parameters.filter((parameter) => parameter['in'] === place);
      const bodySchema = resolve(member(member(member(operation['requestBody'], 'content'), 'application/json'), 'schema'));
      const hasBody = 'requestBody' in operation;
      const success = Object.entries(member(operation, 'responses')).find(([status]) => status.startsWith('2'));
      const content = member(resolve(success?.[1]), 'content');
      operations.push({
        id: String(operation['operationId']),
        method: method.toUpperCase(),
        path,
        pathParameters: named('path').map((parameter) => String(parameter['name'])),
        query: named('query').map((parameter) => field(String(parameter['name']), parameter['required'] === true, parameter['schema'], parameter)),
        body: hasBody
          ? Object.entries(properties(bodySchema)).map(([name, value]) => field(name, texts(bodySchema, 'required').includes(name), value, {}))
          : undefined,
        minProperties: Number(bodySchema['minProperties'] ?? 0),
        answer: 'application/json' in content ? resolve(member(content, 'application/json')['schema']) : undefined,
        media: Object.keys(content),
      });
    }
  }
  return { operations, resolve, properties, schema: (name) => member(member(member(document, 'components'), 'schemas'), name) };
};

/** Reads and parses the document each time, so that a test may change its copy. */
export const readDocument = (): unknown => parse(readFileSync(contractFile, 'utf8'));
