import { aside, choice, column, page, type Resource, record, text } from './resource.ts';

export const appointments: Resource = {
  about: 'list, cancel and export appointments',
  example: 'apt_001',
  operations: {
    list: {
      summary: 'List appointments',
      route: 'GET /appointments',
      input: {
        status: choice('only appointments with this status', ['upcoming', 'completed', 'cancelled']),
        agent_id: text('only appointments booked by this agent', { format: 'agent' }),
        from: text('on or after this time', { format: 'date-time' }),
        to: text('on or before this time', { format: 'date-time' }),
      },
      output: page(
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
    },
    cancel: {
      summary: 'Cancel appointments',
      route: 'DELETE /appointments/{appointment_id}',
      input: {},
      output: record([column('id', 'id'), column('status', 'status')]),
      examples: ['appointments cancel apt_001 --yes'],
    },
  },
};
