import { aside, audio, changes, choice, column, lists, page, type Resource, reads, record, required, text } from './resource.ts';

/** Documented or observed statuses; others exist. */
const callStatuses = ['ringing', 'in-progress', 'completed', 'ended', 'missed', 'not_connected', 'error'] as const;
const sentiments = ['positive', 'neutral', 'negative', 'unknown'] as const;

/** A call, as lists and single responses return it. The caller of an inbound call is in `caller`; the number of an outbound call is in `to`. */
const row = {
  id: 'text',
  created_at: 'text',
  direction: 'text',
  caller: 'text',
  to: 'text',
  duration_seconds: 'number',
  status: 'text',
  sentiment: 'text',
  agent_id: 'text',
  recording_url: 'text',
  tags: 'list',
  summary: 'text',
  transcript: 'any',
} as const;

export const calls = {
  about: 'list and place calls, read transcripts, save recordings',
  example: 'call_xyz789',
  operations: {
    list: lists({
      summary: 'List calls',
      route: 'GET /calls',
      input: {
        agent_id: text('only calls handled by this agent', { format: 'agent' }),
        direction: choice('inbound or outbound', ['inbound', 'outbound']),
        from: text('on or after this time', { format: 'date-time' }),
        to: text('on or before this time', { format: 'date-time' }),
      },
      output: page(
        row,
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
          status: { test: 'equals', paths: ['status'], about: 'only calls with this status', choices: callStatuses },
          sentiment: { test: 'equals', paths: ['sentiment'], about: 'only calls with this sentiment', choices: sentiments },
          min_duration: { test: 'at-least', paths: ['duration_seconds'], about: 'only calls lasting at least this many seconds' },
          phone: { test: 'phone', paths: ['caller', 'to'], about: 'only calls from or to this number' },
          search: {
            test: 'search',
            paths: ['id', 'caller', 'to', 'agent_id', 'status'],
            about: 'only calls with this text in their id, numbers, agent or status',
          },
        },
      ),
      examples: ['calls list', 'calls list --from 7d --status missed', 'calls list --direction inbound --limit 50 -o csv'],
    }),
    get: reads({
      summary: 'Show a call with its summary and transcript',
      route: 'GET /calls/{call_id}',
      input: {},
      output: record(row, [
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
    }),
    outbound: changes({
      summary: 'Place an outbound call',
      route: 'POST /calls/outbound',
      input: {
        agent_id: required(text('agent that places the call', { format: 'agent', min: 1 })),
        to: required(text('number to call', { format: 'phone', seen: { in: 'leads', at: 'phone' } })),
        context: text('what the agent should know about this call', { long: true }),
      },
      output: record(row, [
        column('id', 'id'),
        column('status', 'status'),
        column('agent_id', 'id', 'AGENT'),
        column('to', 'phone'),
        column('created_at', 'time', 'CREATED'),
      ]),
      examples: ['calls outbound --agent-id agent_abc123 --to +14155550133 --context "Confirm Tuesday, 9:00"'],
      effect: 'reaches-a-person',
    }),
    recording: reads({
      summary: 'Save the recording of a call',
      route: 'GET /calls/{call_id}/recording',
      input: {},
      output: audio(),
      examples: ['calls recording call_xyz789 --out call.wav'],
    }),
    transcript: reads({
      summary: 'Show the transcript of a call',
      route: 'GET /calls/{call_id}/transcript',
      input: {},
      output: record(row, [column('transcript', 'turns')]),
      examples: ['calls transcript call_xyz789', 'calls transcript call_xyz789 -o md --out call.md'],
    }),
  },
} satisfies Resource;
