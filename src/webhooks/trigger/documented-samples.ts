import type { Make } from './sample-parts.ts';

type Data = Readonly<Record<string, unknown>>;

/** The default base URL, as in real deliveries, for the resources of a call. */
const base = 'https://api.boltcall.org/v1';

const call = (make: Make, over: Data): Data => {
  const id = make.id('call');
  return {
    id,
    agent_id: make.agent,
    direction: 'inbound',
    caller: make.person.phone,
    duration_seconds: 0,
    status: 'completed',
    sentiment: null,
    recording_url: null,
    transcript_url: null,
    created_at: make.time(-1),
    ...over,
  };
};

const completed = (make: Make): Data => {
  const { first, last } = make.person;
  const { id, ...rest } = call(make, {});
  return {
    id,
    ...rest,
    duration_seconds: make.seconds,
    sentiment: make.pick(['positive', 'neutral']),
    recording_url: `${base}/calls/${id}/recording`,
    transcript_url: `${base}/calls/${id}/transcript`,
    created_at: make.time(-make.seconds),
    summary: `${first} ${last} asked for an appointment next week and was booked for the first free hour.`,
    tags: ['appointment', 'new-customer'],
    transcript: [
      { role: 'agent', text: 'Thank you for calling. How can I help?' },
      { role: 'caller', text: `Hello, this is ${first} ${last}. Do you have an appointment next week?` },
      { role: 'agent', text: 'We do. Shall I book the first free hour for you?' },
      { role: 'caller', text: 'Yes, please. Thank you!' },
    ],
  };
};

const lead = (make: Make, over: Data): Data => ({
  id: make.id('lead'),
  name: `${make.person.first} ${make.person.last}`,
  phone: make.person.phone,
  email: make.person.email,
  status: 'new',
  source: make.pick(['call', 'form', 'google']),
  score: 62,
  tags: ['website'],
  created_at: make.time(-1),
  ...over,
});

const appointment = (make: Make, status: string, created: number): Data => {
  const start = make.hour(3);
  return {
    id: make.id('apt'),
    lead_id: make.id('lead'),
    agent_id: make.agent,
    title: `Consultation with ${make.person.first} ${make.person.last}`,
    start_time: start,
    end_time: start.replace(/:00:00Z$/, ':30:00Z'),
    status,
    created_at: make.time(created),
  };
};

const message = (make: Make, over: Data): Data => ({
  id: make.id('msg'),
  channel: 'sms',
  direction: 'inbound',
  to: make.line,
  body: 'Can I move my appointment to Thursday?',
  status: 'received',
  created_at: make.time(-1),
  ...over,
});

/** The nine documented events: `data` is the whole resource, as the API returns it. */
export const documentedSamples: Readonly<Record<string, (make: Make) => Data>> = {
  'call.started': (make) => call(make, { status: 'ringing', duration_seconds: null }),
  'call.completed': completed,
  'call.missed': (make) => call(make, { status: 'missed', created_at: make.time(-25) }),
  'lead.created': (make) => lead(make, {}),
  'lead.updated': (make) => lead(make, { status: 'qualified', score: 88, tags: ['website', 'callback'], created_at: make.time(-86_400) }),
  'appointment.booked': (make) => appointment(make, 'upcoming', -1),
  'appointment.cancelled': (make) => appointment(make, 'cancelled', -86_400),
  'message.received': (make) => message(make, {}),
  'message.delivered': (make) =>
    message(make, {
      direction: 'outbound',
      to: make.person.phone,
      body: 'Your appointment is confirmed. See you soon!',
      status: 'delivered',
      created_at: make.time(-4),
    }),
};
