import { aside, changes, choice, column, list, lists, page, type Resource, record, required, text } from './resource.ts';

const row = {
  id: 'text',
  name: 'text',
  phone: 'text',
  email: 'text',
  status: 'text',
  source: 'text',
  score: 'number',
  tags: 'list',
  created_at: 'text',
} as const;

const leadSources = ['call', 'sms', 'form', 'facebook', 'google'] as const;

const columns = [
  column('id', 'id'),
  column('name'),
  column('phone', 'phone'),
  aside(column('email'), 'narrow'),
  column('status', 'status'),
  column('source'),
  column('score', 'number'),
  aside(column('tags', 'list')),
  column('created_at', 'time', 'CREATED'),
];

export const leads = {
  about: 'list, add, import and export leads',
  example: 'lead_001',
  operations: {
    list: lists({
      summary: 'List leads',
      route: 'GET /leads',
      input: {
        status: choice('lead status', ['new', 'contacted', 'qualified', 'converted']),
        source: choice('source of the lead', leadSources, { open: true }),
        sort: text('field to sort by', { preset: 'created_at' }),
      },
      output: page(row, columns, {
        tag: { test: 'includes', paths: ['tags'], about: 'only leads with this tag' },
        min_score: { test: 'at-least', paths: ['score'], about: 'only leads with at least this score' },
        search: {
          test: 'search',
          paths: ['id', 'name', 'phone', 'email', 'source', 'tags'],
          about: 'only leads with this text in their id, name, number, email, source or tags',
        },
      }),
      examples: ['leads list', 'leads list --status qualified --min-score 70', 'leads list --all -o csv'],
    }),
    create: changes({
      summary: 'Create a lead',
      route: 'POST /leads',
      input: {
        name: required(text('name of the lead', { min: 1 })),
        phone: text('phone number', { format: 'phone', numbers: 'noted' }),
        email: text('email address', { format: 'email' }),
        source: text('source of the lead, any label'),
        tags: list('tag to add (repeatable)'),
      },
      output: record(row, columns),
      examples: ['leads create --name "Ana Ruiz" --phone +14155550133 --tag clinic --tag spring'],
    }),
  },
} satisfies Resource;
