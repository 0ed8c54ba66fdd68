import { describe, expect, test } from 'vitest';
import { Failure } from '../../src/errors.ts';
import { usualBaseUrl } from '../../src/profiles/base-url.ts';
import { eventNames, otherEventNames } from '../../src/resources/events.ts';
import { resources } from '../../src/resources/index.ts';
import { differences, type Registry } from './differences.ts';
import { isObject, member, readContract, readDocument, texts } from './openapi.ts';

const registry: Registry = { resources, eventNames, otherEventNames };

test('the registry says what the contract says, no less and no more', () => {
  expect(differences(registry, readContract(readDocument()))).toEqual([]);
});

test('the contract has the 19 documented operations and the two addresses in call records', () => {
  expect(readContract(readDocument()).operations.map(({ id }) => id)).toHaveLength(21);
});

test('no column is declared twice', () => {
  for (const [name, { operations }] of Object.entries(resources))
    for (const [verb, { output }] of Object.entries(operations)) {
      const names = 'columns' in output ? output.columns.map((one) => one.path) : [];
      expect([name, verb, names]).toEqual([name, verb, [...new Set(names)]]);
    }
});

test('requests go where the contract says the service is', () => {
  const document = readDocument();
  const [server] = isObject(document) && Array.isArray(document['servers']) ? document['servers'] : [];
  expect(usualBaseUrl).toBe(server.url);
});

test('failures that the service can tell of carry its documented codes', () => {
  const error = readContract(readDocument()).schema('Error');
  const documented: string[] = texts(member(member(member(member(error, 'properties'), 'error'), 'properties'), 'code'), 'examples');
  const kinds = ['authentication', 'forbidden', 'not-found', 'conflict', 'invalid', 'rate-limited'] as const;
  expect(documented).toEqual(expect.arrayContaining(kinds.map((kind) => new Failure(kind, '').code)));
});

/**
 * Returns a deep copy with the value at a path (`agents/operations/list/route`; `~` for a slash in a name) replaced, or removed with
 * `undefined`.
 */
const changed = <T>(value: T, at: string, to: unknown): T => {
  const copy = structuredClone(value);
  const names = at.split('/').map((name) => name.replaceAll('~', '/'));
  const last = names.pop() ?? '';
  let holder: unknown = copy;
  for (const name of names) holder = isObject(holder) || Array.isArray(holder) ? Reflect.get(holder, name) : undefined;
  if (typeof holder !== 'object' || holder === null) throw new Error(`${at} leads nowhere`);
  if (to === undefined) Reflect.deleteProperty(holder, last);
  else Reflect.set(holder, last, to);
  return copy;
};

const text = { kind: 'text', about: 'x', rules: {} };

describe('a planted error in the registry is found', () => {
  test.each([
    ['an operation that is missing', 'calls/operations/get', undefined, 'operation calls.get is in the contract'],
    [
      'an operation that does not exist',
      'agents/operations/clone',
      resources['agents']?.operations['list'],
      'operation agents.clone is in the registry',
    ],
    ['a resource that is missing', 'analytics', undefined, 'operation analytics.usage is in the contract'],
    ['another method', 'agents/operations/update/route', 'PUT /agents/{agent_id}', 'agents.update: the route is PUT'],
    ['another path', 'calls/operations/outbound/route', 'POST /calls/out', 'calls.outbound: the route is POST /calls/out'],
    ['another path parameter', 'calls/operations/get/route', 'GET /calls/{id}', 'calls.get: path parameter id'],
    ['a field that is missing', 'agents/operations/create/input/prompt', undefined, 'agents.create: field prompt is in the contract'],
    ['a field that does not exist', 'leads/operations/create/input/company', text, 'leads.create: field company is in the registry'],
    ['a required field that is optional', 'messages/operations/sms/input/to/required', undefined, 'messages.sms.to: required'],
    ['an optional field that is required', 'leads/operations/create/input/phone/required', true, 'leads.create.phone: required'],
    ['another kind', 'leads/operations/create/input/tags/kind', 'text', 'leads.create.tags: kind'],
    ['a choice that is missing', 'calls/operations/list/input/direction/rules/choices', ['inbound'], 'calls.list.direction: choices'],
    ['a choice too many', 'messages/operations/list/input/channel/rules/choices/3', 'fax', 'messages.list.channel: choices'],
    ['a closed choice left open', 'leads/operations/list/input/status/rules/open', true, 'leads.list.status: open'],
    ['an open choice closed', 'leads/operations/list/input/source/rules/open', undefined, 'leads.list.source: open'],
    ['open events closed', 'webhooks/operations/create/input/events/rules/open', undefined, 'webhooks.create.events: open'],
    ['a number that is not checked', 'calls/operations/outbound/input/to/rules/format', undefined, 'calls.outbound.to: format'],
    ['an address of the wrong format', 'leads/operations/create/input/email/rules/format', 'url', 'leads.create.email: format'],
    ['a date that is not checked', 'analytics/operations/overview/input/from/rules/format', undefined, 'analytics.overview.from: format'],
    ['a shorter text', 'messages/operations/sms/input/body/rules/max', 160, 'messages.sms.body: largest'],
    ['an empty text allowed', 'agents/operations/create/input/name/rules/min', undefined, 'agents.create.name: smallest'],
    ['another default', 'leads/operations/list/input/sort/rules/preset', 'name', 'leads.list.sort: default'],
    ['a documented field taken as undocumented', 'calls/operations/list/input/from/rules/undocumented', true, 'calls.list.from: undocumented'],
    ['rows read as pages', 'webhooks/operations/list/output/shape', 'page', 'webhooks.list: the output is page'],
    ['pages read as rows', 'leads/operations/list/output/shape', 'rows', 'leads.list: the output is rows'],
    [
      'sound read as a record',
      'calls/operations/recording/output',
      { shape: 'record', row: {}, columns: [] },
      'calls.recording: the output is record',
    ],
    ['a member of a row that no answer has', 'leads/operations/list/output/row/company', 'text', 'leads.list: the row has company'],
    [
      'a member of a row of another type',
      'calls/operations/get/output/row/duration_seconds',
      'text',
      'calls.get: duration_seconds of the row is text',
    ],
    ['a column that no answer has', 'calls/operations/list/output/columns/0/path', 'uuid', 'calls.list: column uuid'],
    ['a column of another kind', 'calls/operations/list/output/columns/5/kind', 'time', 'calls.list: column duration_seconds'],
    ['a column that is missing', 'agents/operations/create/output/columns', [{ path: 'id', kind: 'id' }], 'agents.create: name is in every answer'],
    ['a filter on a field that no answer has', 'leads/operations/list/output/filters/tag/paths', ['labels'], 'the filter tag looks at labels'],
    ['a filter with a choice that does not exist', 'agents/operations/list/output/filters/status/choices/2', 'gone', 'the filter status offers gone'],
    [
      'a filter that the service has too',
      'leads/operations/list/output/filters/status',
      { test: 'equals', paths: ['status'], about: '' },
      'a filter of ours and a field',
    ],
  ])('%s', (_, at, to, sentence) => {
    const found = differences({ ...registry, resources: changed(resources, at, to) }, readContract(readDocument()));
    expect(found.join('\n')).toContain(sentence);
  });

  test('an event name that is missing, or stands for one that does not exist', () => {
    const contract = readContract(readDocument());
    expect(differences({ ...registry, eventNames: eventNames.slice(1) }, contract)).toContain(
      'event call.started is in the contract, not in the registry',
    );
    const other = { ...otherEventNames, new_lead: 'lead.made' };
    expect(differences({ ...registry, otherEventNames: other }, contract)).toContain('event new_lead stands for lead.made, which is no event');
  });
});

describe('a planted change of the contract is found', () => {
  const parameter = { name: 'voice', in: 'query', schema: { type: 'string' } };
  test.each([
    ['an operation more', 'paths/~agents/put', { operationId: 'agents.replace', responses: {} }, 'operation agents.replace is in the contract'],
    ['an operation less', 'paths/~analytics~usage/get', undefined, 'operation analytics.usage is in the registry'],
    ['another operation id', 'paths/~calls/get/operationId', 'calls.search', 'operation calls.search is in the contract'],
    ['a parameter more', 'paths/~agents/get/parameters/2', parameter, 'agents.list: field voice is in the contract'],
    ['a parameter that becomes required', 'paths/~calls/get/parameters/0/required', true, 'calls.list.agent_id: required'],
    ['a query that has no paging any more', 'paths/~leads/get/parameters', [], 'leads.list: field page is in the registry'],
    ['a parameter marked as open', 'paths/~messages/get/parameters/1/x-open', 'Not documented.', 'messages.list.lead_id: undocumented'],
    ['a value more', 'components/schemas/LeadStatus/enum/4', 'lost', 'leads.list.status: choices'],
    ['an event more', 'components/schemas/EventName/enum/9', 'call.failed', 'event call.failed is in the contract'],
    ['a member that becomes required', 'components/schemas/LeadCreate/required/1', 'phone', 'leads.create.phone: required'],
    ['a member less', 'components/schemas/AgentCreate/properties/greeting', undefined, 'agents.create: field greeting is in the registry'],
    ['a longer text', 'components/schemas/SmsSend/properties/body/maxLength', 3200, 'messages.sms.body: largest'],
    ['a larger page', 'components/parameters/limit/schema/maximum', 500, 'agents.list.limit: largest'],
    ['a field of the answer less', 'components/schemas/Call/properties/sentiment', undefined, 'calls.list: column sentiment'],
    ['a field of the answer that is always there', 'components/schemas/OutboundCall/required/5', 'cost', 'calls.outbound: cost is in every answer'],
    ['an answer without meta', 'components/schemas/AgentPage/properties/meta', undefined, 'agents.list: the output is page'],
    ['an update that may be empty', 'components/schemas/AgentUpdate/minProperties', undefined, 'agents.update: every PATCH'],
  ])('%s', (_, at, to, sentence) => {
    expect(differences(registry, readContract(changed(readDocument(), at, to))).join('\n')).toContain(sentence);
  });
});
