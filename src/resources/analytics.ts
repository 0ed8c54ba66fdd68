import { column, type Resource, reads, record, required, text } from './resource.ts';

const figures = {
  period: { from: 'text', to: 'text' },
  calls: { total: 'number', answered: 'number', missed: 'number' },
  leads: { captured: 'number', qualified: 'number', converted: 'number' },
  messages: { sent: 'number', delivered: 'number' },
  appointments: { booked: 'number', completed: 'number', cancelled: 'number' },
  avg_response_time_seconds: 'number',
} as const;

const usage = {
  billing_period: { from: 'text', to: 'text' },
  minutes_used: 'number',
  minutes_limit: 'number',
  sms_sent: 'number',
  sms_limit: 'number',
  api_calls: 'number',
} as const;

export const analytics = {
  about: 'show key metrics and plan usage',
  example: '',
  operations: {
    overview: reads({
      summary: 'Show key metrics for a period',
      route: 'GET /analytics/overview',
      input: {
        from: required(text('first day (default: 30 days ago)', { format: 'date-time' })),
        to: required(text('last day (default: today)', { format: 'date-time' })),
      },
      output: record(figures, [
        column('period.from', 'text', 'FROM'),
        column('period.to', 'text', 'TO'),
        column('calls.total', 'number'),
        column('calls.answered', 'number'),
        column('calls.missed', 'number'),
        column('leads.captured', 'number'),
        column('leads.qualified', 'number'),
        column('leads.converted', 'number'),
        column('messages.sent', 'number'),
        column('messages.delivered', 'number'),
        column('appointments.booked', 'number'),
        column('appointments.completed', 'number'),
        column('appointments.cancelled', 'number'),
        column('avg_response_time_seconds', 'duration', 'RESPONSE TIME'),
      ]),
      examples: ['analytics overview', 'analytics overview --from 2025-03-01 --to 2025-03-31 -o json'],
    }),
    usage: reads({
      summary: 'Show plan usage',
      route: 'GET /analytics/usage',
      input: {},
      output: record(usage, [
        column('billing_period.from', 'text', 'FROM'),
        column('billing_period.to', 'text', 'TO'),
        column('minutes_used', 'number'),
        column('minutes_limit', 'number'),
        column('sms_sent', 'number'),
        column('sms_limit', 'number'),
        column('api_calls', 'number'),
      ]),
      examples: ['analytics usage'],
    }),
  },
} satisfies Resource;
