import { type Column, type Field, method, type Operation, paging, parameters, type Resource, type Shape } from '../../src/resources/resource.ts';
import { type Contract, type ContractField, type ContractOperation, type Json, type JsonObject, member, texts } from './openapi.ts';

/** The contents of the registry as a value, so that a test can pass in a changed one. */
export interface Registry {
  readonly resources: Readonly<Record<string, Resource>>;
  readonly eventNames: readonly string[];
  readonly otherEventNames: Readonly<Record<string, string | undefined>>;
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
const show = (value: unknown): string => (value === undefined ? 'nothing' : JSON.stringify(value));
const sorted = (values: readonly string[]): string[] => [...values].sort();

/** Returns the names that are on one side only, as sentences. */
const oneSided = (what: string, registry: readonly string[], contract: readonly string[]): string[] => [
  ...registry.filter((name) => !contract.includes(name)).map((name) => `${what} ${name} is in the registry, not in the contract`),
  ...contract.filter((name) => !registry.includes(name)).map((name) => `${what} ${name} is in the contract, not in the registry`),
];

/** Returns the type of a schema without `null`. */
const typeOf = (schema: JsonObject): string => {
  if ('enum' in schema) return 'enum';
  const type = schema['type'];
  if (typeof type === 'string') return type;
  return Array.isArray(type) ? type.filter((name) => name !== 'null').join('|') : 'any';
};

const kinds: Readonly<Record<Field['kind'], string>> = {
  text: 'string',
  choice: 'enum',
  integer: 'integer',
  list: 'array',
  pairs: 'object',
  flag: 'boolean',
};

/** Returns the format that the contract implies for a field: by `format`, by the E.164 pattern, or by its description or name. */
const impliedFormat = (contract: Contract, field: ContractField): string | undefined => {
  if (field.schema['pattern'] === contract.schema('E164')['pattern'] && field.schema['pattern'] !== undefined) return 'phone';
  if (field.name === 'events') return 'event';
  if (field.schema['format'] === 'uri') return 'url';
  if (typeof field.schema['format'] === 'string') return field.schema['format'];
  if (/ISO 8601/.test(field.description)) return 'date-time';
  const named = /^(agent|lead)_id$/.exec(field.name)?.[1];
  return typeOf(field.schema) === 'string' ? named : undefined;
};

const impliedRange = (schema: JsonObject): [Json | undefined, Json | undefined] => [
  schema['minLength'] ?? schema['minimum'] ?? schema['minItems'],
  schema['maxLength'] ?? schema['maximum'] ?? schema['maxItems'],
];

/** Returns the schema of the items of a list, or of the record itself. */
const itemOf = (contract: Contract, answer: JsonObject | undefined): JsonObject => {
  const data = contract.resolve(member(contract.properties(answer), 'data'));
  return 'items' in data ? contract.resolve(data['items']) : (answer ?? {});
};

const compareField = (contract: Contract, where: string, field: Field, other: ContractField, answer: JsonObject): string[] => {
  const { rules } = field;
  const found: string[] = [];
  const check = (what: string, registry: unknown, expected: unknown): void => {
    if (!same(registry, expected)) found.push(`${where}: ${what} is ${show(registry)} in the registry, ${show(expected)} in the contract`);
  };
  check('kind', kinds[field.kind], typeOf(other.schema));
  check('required', field.required === true, other.required);
  check('format', rules.format, impliedFormat(contract, other));
  const [min, max] = impliedRange(other.schema);
  check('smallest', rules.min, min);
  check('largest', rules.max, max);
  check('default', rules.preset, other.schema['default']);
  const open = other.open && (field.kind === 'choice' || field.kind === 'list');
  if (field.kind === 'choice') {
    check('choices', sorted(rules.choices ?? []), sorted(texts(other.schema, 'enum')));
    // If a filter's response field may hold any text, the contract itself says that other values exist.
    const free = typeOf(contract.resolve(contract.properties(answer)[other.name])) === 'string';
    check('open to other values', rules.open === true, open || free);
  } else if (field.kind === 'list' && rules.choices) {
    check('choices', sorted(rules.choices), sorted(texts(contract.schema('EventName'), 'enum')));
    check('open to other values', rules.open === true, open);
  }
  if (field.kind === 'text' || field.kind === 'integer') {
    // An `x-open` mark on a URL or an object is about its values, and that kind accepts all values.
    check('undocumented', rules.undocumented === true, other.open && rules.format !== 'url');
  }
  return found;
};

const cells: Readonly<Record<Column['kind'], readonly string[]>> = {
  text: ['string', 'enum', 'const'],
  id: ['string'],
  phone: ['string'],
  number: ['integer', 'number'],
  duration: ['integer', 'number'],
  time: ['string'],
  status: ['string', 'enum', 'const'],
  direction: ['string', 'enum', 'const'],
  list: ['array'],
  url: ['string'],
  prose: ['string'],
  turns: ['array'],
};

const at = (contract: Contract, schema: JsonObject, dotted: string): JsonObject | undefined => {
  let current: JsonObject | undefined = schema;
  for (const name of dotted.split('.')) {
    const properties: JsonObject = contract.properties(current);
    current = name in properties ? contract.resolve(properties[name]) : undefined;
    if (current === undefined) return undefined;
  }
  return current;
};

/** The types that a member of a row may have in the contract. */
const members: Readonly<Record<string, readonly string[]>> = {
  text: ['string', 'enum', 'const'],
  number: ['integer', 'number'],
  yes: ['boolean', 'const'],
  list: ['array'],
};

/** Checks that a row has no member that is missing from all responses or has another type there. */
const compareRow = (contract: Contract, where: string, row: Shape, item: JsonObject, whole: JsonObject, before = ''): string[] =>
  Object.entries(row).flatMap(([name, kind]) => {
    const dotted = before + name;
    if (typeof kind === 'object') return compareRow(contract, where, kind, item, whole, `${dotted}.`);
    const schema = at(contract, item, dotted) ?? at(contract, whole, dotted);
    if (schema === undefined) return [`${where}: the row has ${dotted}, which is in no answer of the contract`];
    const type = 'const' in schema ? 'const' : typeOf(schema);
    const fits = members[kind]?.includes(type) ?? true;
    return fits ? [] : [`${where}: ${dotted} of the row is ${kind}, but is ${type} in the contract`];
  });

const compareColumns = (
  contract: Contract,
  where: string,
  columns: readonly Column[],
  item: JsonObject,
  whole: JsonObject,
  { final, list }: { final: boolean; list: boolean },
): string[] => {
  const found: string[] = [];
  for (const { path: dotted, kind } of columns) {
    // A partial response (of an update) is shown with the columns of the whole record. A deleted record keeps the requested id.
    const schema = at(contract, item, dotted) ?? (final ? undefined : at(contract, whole, dotted));
    if (final && dotted === 'id') continue;
    if (schema === undefined) {
      found.push(`${where}: column ${dotted} is in no answer of the contract`);
      continue;
    }
    const type = 'const' in schema ? 'const' : typeOf(schema);
    if (!cells[kind].includes(type)) found.push(`${where}: column ${dotted} is shown as ${kind}, but is ${type} in the contract`);
    if ((schema['format'] === 'date-time') !== (kind === 'time'))
      found.push(`${where}: column ${dotted} is shown as ${kind}, against its format in the contract`);
  }
  if (list) return found;
  const required = texts(item, 'required');
  const shown = columns.map((column) => column.path.split('.')[0] ?? '');
  for (const name of required) if (!shown.includes(name)) found.push(`${where}: ${name} is in every answer of the contract, but in no column`);
  return found;
};

const shapeOf = (contract: Contract, operation: ContractOperation): string => {
  if (operation.answer === undefined) return operation.media.every((type) => type.startsWith('audio/')) ? 'audio' : 'unknown';
  const properties = contract.properties(operation.answer);
  if (!('data' in properties)) return 'record';
  return 'meta' in properties ? 'page' : 'rows';
};

const compareOperation = (contract: Contract, id: string, operation: Operation, other: ContractOperation, whole: JsonObject): string[] => {
  const found: string[] = [];
  if (operation.route !== `${other.method} ${other.path}`)
    found.push(`${id}: the route is ${operation.route}, in the contract ${other.method} ${other.path}`);
  found.push(...oneSided(`${id}: path parameter`, parameters(operation), other.pathParameters));

  const shape = shapeOf(contract, other);
  if (operation.output.shape !== shape) found.push(`${id}: the output is ${operation.output.shape}, in the contract ${shape}`);

  const inQuery = method(operation) === 'GET';
  if (!inQuery && other.query.length > 0) found.push(`${id}: the contract has a query, the registry sends a body`);
  if (inQuery && other.body) found.push(`${id}: the contract has a body, the registry sends a query`);
  if (method(operation) === 'PATCH' && other.minProperties !== 1)
    found.push(`${id}: every PATCH wants one member at least, this one ${other.minProperties} in the contract`);

  const item = itemOf(contract, other.answer);
  const pages = operation.output.shape === 'page';
  const input: Record<string, Field> = { ...operation.input, ...(pages ? paging : {}) };
  const fields = inQuery ? other.query : (other.body ?? []);
  found.push(
    ...oneSided(
      `${id}: field`,
      Object.keys(input),
      fields.map((field) => field.name),
    ),
  );
  for (const field of fields) {
    const ours = input[field.name];
    if (!ours) continue;
    // Undocumented paging of a list concerns the client, in the same way for all lists: it sends only what was requested.
    const isPaging = pages && field.name in paging;
    found.push(...compareField(contract, `${id}.${field.name}`, ours, isPaging ? { ...field, open: false } : field, item));
  }
  if ('columns' in operation.output) {
    found.push(
      ...compareRow(contract, id, operation.output.row, item, whole),
      ...compareColumns(contract, id, operation.output.columns, item, whole, {
        final: method(operation) === 'DELETE',
        list: operation.output.shape !== 'record',
      }),
    );
  }
  return found;
};

/** Checks that client-side filters read fields that the items have. */
const compareFilters = (contract: Contract, id: string, operation: Operation, item: JsonObject): string[] => {
  if (!('filters' in operation.output)) return [];
  return Object.entries(operation.output.filters ?? {}).flatMap(([name, filter]) => [
    ...(name in operation.input ? [`${id}: ${name} is a filter of ours and a field of the service`] : []),
    ...filter.paths
      .filter((dotted) => at(contract, item, dotted) === undefined)
      .map((dotted) => `${id}: the filter ${name} looks at ${dotted}, which is in no answer`),
    // If the contract says that its list of values is incomplete, the registry may know more.
    ...(at(contract, item, filter.paths[0] ?? '')?.['x-open'] === undefined ? (filter.choices ?? []) : [])
      .filter((choice) => !texts(at(contract, item, filter.paths[0] ?? ''), 'enum').includes(choice))
      .map((choice) => `${id}: the filter ${name} offers ${choice}, which the contract does not have`),
  ]);
};

/** Returns every difference between the registry and the contract as a sentence; empty if they agree. */
export const differences = (registry: Registry, contract: Contract): string[] => {
  const operations = Object.entries(registry.resources).flatMap(([noun, resource]) =>
    Object.entries(resource.operations).map(([verb, operation]) => ({ id: `${noun}.${verb}`, noun, operation })),
  );
  const found = oneSided(
    'operation',
    operations.map(({ id }) => id),
    contract.operations.map(({ id }) => id),
  );
  for (const { id, noun, operation } of operations) {
    const other = contract.operations.find((candidate) => candidate.id === id);
    if (!other) continue;
    const siblings = contract.operations.filter((candidate) => candidate.id.startsWith(`${noun}.`)).map(({ answer }) => itemOf(contract, answer));
    const whole: JsonObject = { properties: Object.assign({}, ...siblings.map(contract.properties)) };
    found.push(...compareOperation(contract, id, operation, other, whole));
    found.push(...compareFilters(contract, id, operation, itemOf(contract, other.answer)));
  }
  found.push(...oneSided('event', registry.eventNames, texts(contract.schema('EventName'), 'enum')));
  found.push(...oneSided('event of the second set', Object.keys(registry.otherEventNames), texts(contract.schema('EventNameOther'), 'enum')));
  for (const [name, documented] of Object.entries(registry.otherEventNames)) {
    if (documented !== undefined && !registry.eventNames.includes(documented))
      found.push(`event ${name} stands for ${documented}, which is no event`);
  }
  return found;
};
