import { aside, changes, choice, column, lists, page, type Resource, record, text } from './resource.ts';

const row = {
  id: 'text',
  start_time: 'text',
  end_time: 'text',
  title: 'text',
  status: 'text',
  lead_id: 'text',
  agent_id: 'text',
  created_at: 'text',
} as const;

export const appointments = {
  about: 'list, cancel and export appointments',
  example: 'apt_001',
  operations: {
    list: lists({
      summary: 'List appointments',
      route: 'GET /appointments',
      input: {
        status: choice('only appointments with this status', ['upcoming', 'completed', 'cancelled']),
        agent_id: text('only appointments booked by this agent', { format: 'agent' }),
        from: text('on or after this time', { format: 'date-time' }),
        to: text('on or before this time', { format: 'date-time' }),
      },
      output: page(
        row,
        [
          column('id', 'id'),
          column('start_time', 'time', 'START'),
          column('end_time', 'time', 'END'),
          column('title'),
          column('status', 'status'),
          column('lead_id', 'id', 'LEAD'),
          aside(column('agent_id', 'id', 'AGENT')),
        ],
        {},
        { limitUndocumented: true },
      ),
      examples: ['appointments list', 'appointments list --status upcoming --from today --to +7d'],
    }),
    cancel: changes({
      summary: 'Cancel appointments',
      route: 'DELETE /appointments/{appointment_id}',
      input: {},
      output: record(row, [column('id', 'id'), column('status', 'status')]),
      examples: ['appointments cancel apt_001'],
    }),
  },
} satisfies Resource;
