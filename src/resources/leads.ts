import { aside, choice, column, list, page, type Resource, record, required, text } from './resource.ts';

export const leadSources = ['call', 'sms', 'form', 'facebook', 'google'] as const;

const columns = [
  column('id', 'id'),
  column('name'),
  column('phone', 'phone'),
  column('email'),
  column('status', 'status'),
  column('source'),
  column('score', 'number'),
  aside(column('tags', 'list')),
  column('created_at', 'time', 'CREATED'),
];

export const leads: Resource = {
  about: 'list, add, import and export leads',
  example: 'lead_001',
  operations: {
    list: {
      summary: 'List leads',
      route: 'GET /leads',
      input: {
        status: choice('lead status', ['new', 'contacted', 'qualified', 'converted']),
        source: choice('source of the lead', leadSources, { open: true }),
        sort: text('field to sort by', { preset: 'created_at' }),
      },
      output: page(columns, {
        tag: { test: 'includes', paths: ['tags'], about: 'only leads with this tag' },
        min_score: { test: 'at-least', paths: ['score'], about: 'only leads with at least this score' },
        search: {
          test: 'search',
          paths: ['id', 'name', 'phone', 'email', 'source', 'tags'],
          about: 'only leads with this text in their id, name, number, email, source or tags',
        },
      }),
      examples: ['leads list', 'leads list --status qualified --min-score 70', 'leads list --all -o csv'],
    },
    create: {
      summary: 'Create a lead',
      route: 'POST /leads',
      input: {
        name: required(text('name of the lead', { min: 1 })),
        phone: text('phone number', { format: 'phone' }),
        email: text('email address', { format: 'email' }),
        source: text('source of the lead, any label'),
        tags: list('tag to add (repeatable)'),
      },
      output: record(columns),
      examples: ['leads create --name "Ana Ruiz" --phone +14155550133 --tag clinic --tag spring'],
    },
  },
};
