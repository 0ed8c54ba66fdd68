import { describe, expect, test } from 'vitest';
import { leaves } from '../../../src/cli/tree/tree.ts';
import { entries } from '../../../src/commands/index.ts';
import { grantNames } from '../../../src/mcp/permissions.ts';
import { inputSchema, readArguments } from '../../../src/mcp/schema.ts';
import { toolName, tools } from '../../../src/mcp/tools.ts';

const tree = leaves(entries);
const load = async (name: string) => {
  const tool = tools.find((candidate) => toolName(candidate) === name);
  const leaf = tree.find(({ words }) => words.join('_') === name);
  if (tool === undefined || leaf === undefined) throw new Error(`no tool ${name}`);
  return { tool, command: await leaf.load() };
};

test.each(tools.map(toolName))('%s is a command that has what the tool takes, and no tool takes a global option', async (name) => {
  const { tool, command } = await load(name);
  const { properties } = inputSchema(tool, command);
  const globals = [
    'profile',
    'api_key',
    'base_url',
    'sandbox',
    'output',
    'yes',
    'dry_run',
    'read_only',
    'query',
    'columns',
    'quiet',
    'debug',
    'timeout',
  ];
  expect(Object.keys(properties ?? {}).filter((key) => globals.includes(key))).toEqual([]);
  const changes = command.effect !== undefined && command.effect !== 'none';
  // Tools that change or send something are never available by default.
  expect([tool.grant === 'read' && (changes || tool.sends !== undefined), tool.grant === 'changes' && command.effect !== 'ordinary']).toEqual([
    false,
    false,
  ]);
});

test('what reaches a person or is final is allowed by name alone', () => {
  expect(grantNames).toEqual([
    'changes',
    'calls.outbound',
    'messages.sms',
    'messages.whatsapp',
    'appointments.cancel',
    'agents.update',
    'agents.pause',
    'agents.resume',
    'agents.delete',
    'webhooks.create',
    'webhooks.delete',
    'webhooks.trigger',
    'webhooks.replay',
  ]);
});

test('a schema has the names, types and choices of its command', async () => {
  const { tool, command } = await load('calls_list');
  expect(inputSchema(tool, command)).toEqual({
    type: 'object',
    properties: {
      agent_id: { type: 'string' },
      direction: { type: 'string', enum: ['inbound', 'outbound'] },
      from: { type: 'string' },
      to: { type: 'string' },
      status: { type: 'string' },
      sentiment: { type: 'string' },
      min_duration: { type: 'integer' },
      phone: { type: 'string' },
      search: { type: 'string' },
      limit: { type: 'integer', maximum: 100 },
      page: { type: 'integer' },
    },
    additionalProperties: false,
  });
  const sms = await load('messages_sms');
  expect(inputSchema(sms.tool, sms.command)).toMatchObject({ required: ['body'], properties: { to: { type: 'string' }, lead: { type: 'string' } } });
});

describe('readArguments', () => {
  test('puts each value under its own key, as the command line would', async () => {
    const sms = await load('messages_sms');
    expect(readArguments(sms.tool, sms.command, { to: '+1', body: '--yes' })).toEqual({ raw: { to: ['+1'], body: '--yes' }, words: {} });
    const whatsapp = await load('messages_whatsapp');
    const { raw } = readArguments(whatsapp.tool, whatsapp.command, { to: '+1', template: 't', variables: { a: '@x' } });
    expect(raw).toEqual({ to: ['+1'], template: 't', variables: '{"a":"@x"}' });
    const log = await load('webhooks_log_list');
    expect(readArguments(log.tool, log.command, { event: ['call.*'], failed: false, limit: 5 }).raw).toEqual({ event: ['call.*'], limit: '5' });
    const cancel = await load('appointments_cancel');
    expect(readArguments(cancel.tool, cancel.command, { id: 'apt_1' })).toEqual({ raw: {}, words: { id: ['apt_1'] } });
  });

  test.each([
    ['calls_list', { limit: '5' }, 'limit must be a whole number'],
    ['calls_list', { limit: 101 }, 'limit must be at most 100'],
    ['calls_list', { direction: 'sideways' }, 'direction must be one of inbound, outbound'],
    ['webhooks_log_list', { failed: 'yes' }, 'failed must be true or false'],
    ['webhooks_log_list', { event: 'call.*' }, 'event must be a list of texts'],
    ['messages_sms', { to: ['+1', '+2'], body: 'x' }, 'to must be one text'],
    ['messages_whatsapp', { to: '+1', template: 't', variables: [] }, 'variables must be an object'],
    ['calls_get', {}, 'missing call_id'],
    ['calls_get', { call_id: 'x', profile: 'y' }, 'unknown argument `profile`'],
  ])('%s refuses %j: %s', async (name, given, message) => {
    const { tool, command } = await load(name);
    expect(() => readArguments(tool, command, given)).toThrow(message);
  });
});
