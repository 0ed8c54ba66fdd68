import { resources } from '../../../src/resources/index.ts';
import type { Column } from '../../../src/resources/resource.ts';

/** Returns the output columns of an operation; throws if it has none. */
export const columnsOf = (resource: string, verb: string): readonly Column[] => {
  const output = resources[resource]?.operations[verb]?.output;
  if (!output || output.shape === 'audio') throw new Error(`${resource} ${verb} has no columns`);
  return output.columns;
};

export const agents = [
  {
    id: 'agent_abc123',
    name: 'Front desk',
    voice_id: 'voice_sarah',
    status: 'active',
    phone_number: '+14155550100',
    created_at: '2025-01-10T08:00:00Z',
  },
  { id: 'agent_def456', name: 'After hours', voice_id: 'voice_tom', status: 'paused', phone_number: null, created_at: '2025-03-04T11:59:30Z' },
];

export const call = {
  id: 'call_xyz789',
  status: 'completed',
  direction: 'inbound',
  caller: '+14155550133',
  agent_id: 'agent_abc123',
  created_at: '2025-03-01T09:12:00Z',
  duration_seconds: 142,
  sentiment: 'positive',
  recording_url: 'https://api.boltcall.org/v1/calls/call_xyz789/recording',
  tags: ['booking', 'new-patient'],
  summary: 'The caller wanted a cleaning for next Tuesday morning. The agent offered three slots, and the caller took 9:00.',
  transcript: [
    { role: 'agent', text: 'Hello, thanks for calling Bright Smile Dental. How can I help you today?' },
    { role: 'caller', text: 'Hi! I would like to book a cleaning, please, ideally some time next Tuesday in the morning if that works.' },
  ],
};

export const calls = [
  {
    id: 'call_xyz789',
    agent_id: 'agent_abc123',
    direction: 'inbound',
    caller: '+14155550133',
    duration_seconds: 142,
    status: 'completed',
    sentiment: 'positive',
    recording_url: 'https://api.boltcall.org/v1/calls/call_xyz789/recording',
    created_at: '2025-03-01T09:12:00Z',
  },
  {
    id: 'call_xyz790',
    agent_id: 'agent_abc123',
    direction: 'outbound',
    to: '+4930901820',
    duration_seconds: 3725,
    status: 'failed',
    sentiment: 'NEGATIVE',
    created_at: '2025-03-04T09:00:00Z',
  },
];

/** Leads whose names break tables that measure width incorrectly. */
export const leads = [
  {
    id: 'lead_001',
    name: '田中太郎',
    phone: '+818012345678',
    email: 'tanaka@example.com',
    status: 'new',
    source: 'call',
    score: 87,
    tags: ['vip', 'spring'],
    created_at: '2025-03-04T09:00:00Z',
  },
  {
    id: 'lead_002',
    name: '👩‍👩‍👧 Ana Ruiz',
    phone: '+14155550134',
    email: null,
    status: 'converted',
    source: 'form',
    score: 7.5,
    tags: [],
    created_at: '2025-02-01T09:00:00Z',
  },
  {
    id: 'lead_003',
    name: 'Ze\u0301 \u001b[31mred\u001b[0m \u202eevil\nline',
    phone: '+351912345678',
    email: 'a-long-address-of-somebody@an-even-longer-domain.example.com',
    status: 'qualified',
    source: '=1+1',
    score: 0,
    tags: ['a'],
    created_at: '2025-03-03T11:00:00Z',
  },
  {
    id: 'lead_004',
    name: 'محمد علي 🫡',
    phone: '+971501234567',
    email: '',
    status: 'archived',
    source: 'google',
    score: 100,
    tags: null,
    created_at: 'soon',
  },
];

export const messages = [
  {
    id: 'msg_sms001',
    channel: 'sms',
    direction: 'outbound',
    to: '+14155550133',
    body: 'See you on Tuesday at 9:00.\nReply STOP to opt out.',
    status: 'delivered',
    created_at: '2025-03-04T10:00:00Z',
  },
];

export const appointments = [
  {
    id: 'apt_001',
    lead_id: 'lead_001',
    agent_id: 'agent_abc123',
    title: 'Cleaning with Dr. Weiß',
    start_time: '2025-03-11T08:00:00Z',
    end_time: '2025-03-11T08:30:00Z',
    status: 'upcoming',
    created_at: '2025-03-01T09:14:00Z',
  },
];

export const webhooks = [
  {
    id: 'wh_001',
    url: 'https://example.com/hooks/boltcall?tenant=clinic-north',
    events: ['call.completed', 'lead.created'],
    status: 'active',
    created_at: '2025-02-27T12:00:00Z',
  },
];

export const overview = {
  period: { from: '2025-02-03', to: '2025-03-04' },
  calls: { total: 156, answered: 140, missed: 16 },
  leads: { captured: 40, qualified: 12, converted: 5 },
  messages: { sent: 90, delivered: 88 },
  appointments: { booked: 12, completed: 8, cancelled: 1 },
  avg_response_time_seconds: 4.2,
};
