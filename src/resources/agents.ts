import { changes, choice, column, lists, page, type Resource, record, required, text } from './resource.ts';

/** An agent, as lists and single responses return it. */
const row = {
  id: 'text',
  name: 'text',
  voice_id: 'text',
  status: 'text',
  phone_number: 'text',
  created_at: 'text',
  updated_at: 'text',
} as const;

const statuses = ['active', 'paused'] as const;

const card = record(row, [
  column('id', 'id'),
  column('name'),
  column('voice_id', 'id', 'VOICE'),
  column('status', 'status'),
  column('phone_number', 'phone', 'PHONE'),
  column('created_at', 'time', 'CREATED'),
  column('updated_at', 'time', 'UPDATED'),
]);

export const agents = {
  about: 'manage voice agents: name, voice, greeting',
  example: 'agent_abc123',
  operations: {
    list: lists({
      summary: 'List agents',
      route: 'GET /agents',
      input: {},
      output: page(
        row,
        [
          column('id', 'id'),
          column('name'),
          column('status', 'status'),
          column('phone_number', 'phone', 'PHONE'),
          column('voice_id', 'id', 'VOICE'),
          column('created_at', 'time', 'CREATED'),
        ],
        {
          status: { test: 'equals', paths: ['status'], about: 'only agents with this status', choices: statuses },
          search: {
            test: 'search',
            paths: ['id', 'name', 'phone_number', 'voice_id'],
            about: 'only agents with this text in their id, name, number or voice',
          },
        },
      ),
      examples: ['agents list', 'agents list --status active --columns id,name'],
    }),
    create: changes({
      summary: 'Create an agent',
      route: 'POST /agents',
      input: {
        name: required(text('display name', { min: 1 })),
        voice_id: required(text('voice id from the dashboard', { min: 1, seen: { in: 'agents', at: 'voice_id' } })),
        greeting: text('greeting at the start of a call', { long: true }),
        prompt: text('instructions for the agent', { long: true }),
        knowledge_base_id: text('knowledge base id from the dashboard'),
      },
      output: card,
      examples: ['agents create --name "Front desk" --voice-id voice_sarah --greeting "Hello, how can I help?"'],
    }),
    update: changes({
      summary: 'Change the name, greeting or status of an agent (the API cannot change a prompt)',
      route: 'PATCH /agents/{agent_id}',
      input: {
        name: text('the new name', { min: 1 }),
        greeting: text('new greeting at the start of a call', { long: true }),
        status: choice('whether it answers calls: active or paused', statuses, { weighty: ['paused'] }),
      },
      output: card,
      examples: ['agents update agent_abc123 --greeting "Good morning!"'],
    }),
    delete: changes({
      summary: 'Permanently delete agents',
      route: 'DELETE /agents/{agent_id}',
      input: {},
      output: record({ id: 'text', deleted: 'yes' }, [column('id', 'id'), column('deleted')]),
      examples: ['agents delete agent_abc123'],
    }),
  },
} satisfies Resource;
