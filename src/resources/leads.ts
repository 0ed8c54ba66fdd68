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

export const leads = {
  about: 'leads: people who called, wrote or filled in a form',
  example: 'lead_001',
  operations: {
    list: lists({
      summary: 'List leads',
      route: 'GET /leads',
      input: {
        status: choice('how far the lead has come', ['new', 'contacted', 'qualified', 'converted']),
        source: choice('where the lead came from', leadSources, { open: true }),
        sort: text('field to sort by', { preset: 'created_at' }),
      },
      output: page(row, columns, {
        tag: { test: 'includes', paths: ['tags'], about: 'only leads with this tag' },
        min_score: { test: 'at-least', paths: ['score'], about: 'only leads with at least this score' },
        search: {
          test: 'search',
          paths: ['id', 'name', 'phone', 'email', 'source', 'tags'],
          about: 'only leads with this text in their id, name, number, e-mail, source or tags',
        },
      }),
      examples: ['leads list', 'leads list --status qualified --min-score 70', 'leads list --all -o csv'],
    }),
    create: changes({
      summary: 'Add a lead by hand',
      route: 'POST /leads',
      input: {
        name: required(text('the name', { min: 1 })),
        phone: text('the phone number', { format: 'phone' }),
        email: text('the e-mail address', { format: 'email' }),
        source: text('where the lead came from; any label'),
        tags: list('a tag; repeat for more'),
      },
      output: record(row, columns),
      examples: ['leads create --name "Ana Ruiz" --phone +14155550133 --tag clinic --tag spring'],
    }),
  },
} satisfies Resource;
