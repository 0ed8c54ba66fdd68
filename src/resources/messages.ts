import { aside, changes, choice, column, lists, page, pairs, type Resource, record, required, text } from './resource.ts';

const row = {
  id: 'text',
  created_at: 'text',
  channel: 'text',
  direction: 'text',
  from: 'text',
  to: 'text',
  status: 'text',
  body: 'text',
} as const;

const sent = record(row, [
  column('id', 'id'),
  column('channel'),
  column('status', 'status'),
  column('to', 'phone'),
  column('created_at', 'time', 'CREATED'),
]);

export const messages = {
  about: 'send and list SMS, WhatsApp and email messages',
  example: 'msg_sms001',
  operations: {
    list: lists({
      summary: 'List messages',
      route: 'GET /messages',
      input: {
        channel: choice('only messages on this channel', ['sms', 'whatsapp', 'email']),
        lead_id: text('only messages with this lead', { format: 'lead' }),
      },
      output: page(row, [
        column('id', 'id'),
        column('created_at', 'time', 'TIME'),
        column('channel'),
        column('direction', 'direction', 'DIRECTION', 'DIR'),
        aside(column('from', 'phone')),
        column('to', 'phone'),
        column('status', 'status'),
        column('body'),
      ]),
      examples: ['messages list', 'messages list --channel sms --limit 50'],
    }),
    sms: changes({
      summary: 'Send an SMS',
      route: 'POST /messages/sms',
      input: {
        to: required(text('number to text', { format: 'phone', seen: { in: 'leads', at: 'phone' } })),
        body: required(text('message text, at most 1600 characters', { long: true, min: 1, max: 1600 })),
        from_number: text('workspace number to send from (default: the primary one)', { format: 'phone' }),
      },
      output: sent,
      examples: ['messages sms --to +14155550133 --body "See you on Tuesday at 9:00."'],
      effect: 'reaches-a-person',
    }),
    whatsapp: changes({
      summary: 'Send an approved WhatsApp template',
      route: 'POST /messages/whatsapp',
      input: {
        to: required(text('number to write to', { format: 'phone', seen: { in: 'leads', at: 'phone' } })),
        template: required(text('name of an approved template', { min: 1 })),
        variables: pairs('template variables'),
      },
      output: sent,
      examples: ['messages whatsapp --to +14155550133 --template appointment_reminder --var name=Ana --var time=9:00'],
      effect: 'reaches-a-person',
    }),
  },
} satisfies Resource;
