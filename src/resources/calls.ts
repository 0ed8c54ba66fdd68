import { aside, audio, choice, column, page, type Resource, record, required, text } from './resource.ts';

/** Those that are documented or seen; others exist. */
const callStatuses = ['ringing', 'in-progress', 'completed', 'ended', 'missed', 'not_connected', 'error'] as const;
const sentiments = ['positive', 'neutral', 'negative', 'unknown'] as const;

export const calls: Resource = {
  about: 'phone calls: history, transcripts, recordings, and calls that an agent places for you',
  example: 'call_xyz789',
  operations: {
    list: {
      summary: 'List calls',
      route: 'GET /calls',
      input: {
        agent_id: text('only calls of this agent', { format: 'agent' }),
        direction: choice('who called whom', ['inbound', 'outbound']),
        from: text('on or after this time', { format: 'date-time' }),
        to: text('on or before this time', { format: 'date-time' }),
      },
      output: page(
        [
          column('id', 'id'),
          column('created_at', 'time', 'TIME'),
          column('direction', 'direction', 'DIRECTION', 'DIR'),
          column('caller', 'phone'),
          column('to', 'phone'),
          column('duration_seconds', 'duration', 'LENGTH', 'LEN'),
          column('status', 'status'),
          column('sentiment', 'status', 'SENTIMENT', 'MOOD'),
          aside(column('agent_id', 'id', 'AGENT')),
        ],
        {
          status: { test: 'equals', paths: ['status'], about: 'only calls in this state', choices: callStatuses },
          sentiment: { test: 'equals', paths: ['sentiment'], about: 'only calls with this sentiment', choices: sentiments },
          min_duration: { test: 'at-least', paths: ['duration_seconds'], about: 'only calls of at least this many seconds' },
          phone: { test: 'phone', paths: ['caller', 'to'], about: 'only calls from or to this number' },
          search: {
            test: 'search',
            paths: ['id', 'caller', 'to', 'agent_id', 'status'],
            about: 'only calls with this text in their id, numbers, agent or status',
          },
        },
      ),
      examples: ['calls list', 'calls list --from 7d --status missed', 'calls list --direction inbound --limit 50 -o csv'],
    },
    get: {
      summary: 'Show one call with its summary and transcript',
      route: 'GET /calls/{call_id}',
      input: {},
      output: record([
        column('id', 'id'),
        column('status', 'status'),
        column('direction'),
        column('caller', 'phone'),
        column('to', 'phone'),
        column('agent_id', 'id', 'AGENT'),
        column('created_at', 'time', 'TIME'),
        column('duration_seconds', 'duration', 'LENGTH'),
        column('sentiment', 'status'),
        column('recording_url', 'url', 'RECORDING'),
        column('tags', 'list'),
        column('summary', 'prose'),
        column('transcript', 'turns'),
      ]),
      examples: ['calls get call_xyz789', 'calls get call_xyz789 -q summary'],
    },
    outbound: {
      summary: 'Have an agent call somebody',
      route: 'POST /calls/outbound',
      input: {
        agent_id: required(text('the agent that speaks', { format: 'agent', min: 1 })),
        to: required(text('the number to call', { format: 'phone', seen: { in: 'leads', at: 'phone' } })),
        context: text('what the agent should know of this call', { long: true }),
      },
      output: record([
        column('id', 'id'),
        column('status', 'status'),
        column('agent_id', 'id', 'AGENT'),
        column('to', 'phone'),
        column('created_at', 'time', 'CREATED'),
      ]),
      examples: ['calls outbound --agent-id agent_abc123 --to +14155550133 --context "Confirm Tuesday, 9:00"'],
      effect: 'reaches-a-person',
    },
    recording: {
      summary: 'Save the recording of a call',
      route: 'GET /calls/{call_id}/recording',
      input: {},
      output: audio(),
      examples: ['calls recording call_xyz789 --out call.wav'],
    },
    transcript: {
      summary: 'Show the transcript of a call',
      route: 'GET /calls/{call_id}/transcript',
      input: {},
      output: record([column('transcript', 'turns')]),
      examples: ['calls transcript call_xyz789', 'calls transcript call_xyz789 -o md --out call.md'],
    },
  },
};
