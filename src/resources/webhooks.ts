import { eventNames } from './events.ts';
import { changes, column, list, lists, type Resource, record, required, rows, text } from './resource.ts';

const row = { id: 'text', url: 'text', events: 'list', status: 'text', secret: 'text', created_at: 'text' } as const;

export const webhooks = {
  about: 'webhook endpoints, and the events they bring to your own machine',
  example: 'wh_001',
  operations: {
    list: lists({
      summary: 'List webhook endpoints',
      route: 'GET /webhooks',
      input: {},
      output: rows(row, [
        column('id', 'id'),
        column('url', 'url'),
        column('events', 'list'),
        column('status', 'status'),
        column('created_at', 'time', 'CREATED'),
      ]),
      examples: ['webhooks list'],
    }),
    create: changes({
      summary: 'Register a webhook endpoint',
      route: 'POST /webhooks',
      input: {
        url: required(text('the https address that events are posted to', { format: 'url' })),
        events: required(list('an event to send; repeat for more', { choices: eventNames, open: true, min: 1 })),
        secret: text('the secret that signs deliveries; by default the service makes one', { secret: true }),
      },
      output: record(row, [
        column('id', 'id'),
        column('url', 'url'),
        column('events', 'list'),
        column('status', 'status'),
        column('secret'),
        column('created_at', 'time', 'CREATED'),
      ]),
      examples: ['webhooks create --url https://example.com/hooks --event call.completed --event lead.created'],
    }),
    delete: changes({
      summary: 'Remove webhook endpoints',
      route: 'DELETE /webhooks/{webhook_id}',
      input: {},
      output: record({ id: 'text', deleted: 'yes' }, [column('id', 'id'), column('deleted')]),
      examples: ['webhooks delete wh_001 --yes'],
    }),
  },
} satisfies Resource;
