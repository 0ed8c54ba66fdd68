import { column, type Resource, record, required, text } from './resource.ts';

export const analytics: Resource = {
  about: 'show key metrics and plan usage',
  example: '',
  operations: {
    overview: {
      summary: 'Show key metrics for a period',
      route: 'GET /analytics/overview',
      input: {
        from: required(text('first day (default: 30 days ago)', { format: 'date-time' })),
        to: required(text('last day (default: today)', { format: 'date-time' })),
      },
      output: record([
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
    },
    usage: {
      summary: 'Show plan usage',
      route: 'GET /analytics/usage',
      input: {},
      output: record([
        column('billing_period.from', 'text', 'FROM'),
        column('billing_period.to', 'text', 'TO'),
        column('minutes_used', 'number'),
        column('minutes_limit', 'number'),
        column('sms_sent', 'number'),
        column('sms_limit', 'number'),
        column('api_calls', 'number'),
      ]),
      examples: ['analytics usage'],
    },
  },
};
