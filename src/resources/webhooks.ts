import { eventNames } from './events.ts';
import { column, list, type Resource, record, required, rows, text } from './resource.ts';

export const webhooks: Resource = {
  about: 'webhook endpoints, and the events they bring to your own machine',
  example: 'wh_001',
  operations: {
    list: {
      summary: 'List webhook endpoints',
      route: 'GET /webhooks',
      input: {},
      output: rows([
        column('id', 'id'),
        column('url', 'url'),
        column('events', 'list'),
        column('status', 'status'),
        column('created_at', 'time', 'CREATED'),
      ]),
      examples: ['webhooks list'],
    },
    create: {
      summary: 'Register a webhook endpoint',
      route: 'POST /webhooks',
      input: {
        url: required(text('the https address that events are posted to', { format: 'url' })),
        events: required(list('an event to send; repeat for more', { choices: eventNames, open: true, format: 'event', min: 1 })),
        secret: text('the secret that signs deliveries; by default the service makes one', { secret: true }),
      },
      output: record([
        column('id', 'id'),
        column('url', 'url'),
        column('events', 'list'),
        column('status', 'status'),
        column('secret'),
        column('created_at', 'time', 'CREATED'),
      ]),
      examples: ['webhooks create --url https://example.com/hooks --event call.completed --event lead.created'],
    },
    delete: {
      summary: 'Remove webhook endpoints',
      route: 'DELETE /webhooks/{webhook_id}',
      input: {},
      output: record([column('id', 'id'), column('deleted')]),
      examples: ['webhooks delete wh_001 --yes'],
    },
  },
};
