/** The records of the service. Times are ISO 8601 in UTC with whole seconds. Fields that no documented response contains are stored but not shown. */

export type Agent = {
  id: string;
  name: string;
  voice_id: string;
  status: 'active' | 'paused';
  phone_number: string | null;
  greeting: string | null;
  prompt: string | null;
  knowledge_base_id: string | null;
  created_at: string;
  updated_at: string;
};

/** One turn of a transcript. */
export type Turn = { role: 'agent' | 'caller'; text: string };

export type Call = {
  id: string;
  agent_id: string;
  direction: 'inbound' | 'outbound';
  caller: string;
  to: string;
  duration_seconds: number | null;
  status: 'ringing' | 'in-progress' | 'completed' | 'missed';
  sentiment: string | null;
  /** Whether there is a recording; its URL depends on the URL of the request. */
  recorded: boolean;
  summary: string | null;
  tags: string[];
  transcript: Turn[] | null;
  context: string | null;
  created_at: string;
};

export type Lead = {
  id: string;
  name: string;
  phone: string | null;
  email: string | null;
  status: 'new' | 'contacted' | 'qualified' | 'converted';
  source: string | null;
  score: number | null;
  tags: string[];
  created_at: string;
};

export type Message = {
  id: string;
  channel: 'sms' | 'whatsapp' | 'email';
  direction: 'inbound' | 'outbound';
  to: string;
  from: string | null;
  body: string | null;
  status: 'sent' | 'delivered' | 'received';
  lead_id: string | null;
  created_at: string;
};

export type Appointment = {
  id: string;
  lead_id: string | null;
  agent_id: string | null;
  title: string;
  start_time: string;
  end_time: string;
  status: 'upcoming' | 'completed' | 'cancelled';
  created_at: string;
};

export type Webhook = {
  id: string;
  url: string;
  events: string[];
  status: 'active';
  secret: string;
  created_at: string;
};

/** The row type of each kind. */
export type Things = { agents: Agent; calls: Call; leads: Lead; messages: Message; appointments: Appointment; webhooks: Webhook };
export type Kind = keyof Things;
/** The kinds, as they appear in paths. */
export const kinds = ['agents', 'calls', 'leads', 'messages', 'appointments', 'webhooks'] as const satisfies readonly Kind[];

/** The id prefix of each kind. */
export const prefixes: Readonly<Record<Kind, string>> = {
  agents: 'agent_',
  calls: 'call_',
  leads: 'lead_',
  messages: 'msg_',
  appointments: 'apt_',
  webhooks: 'wh_',
};

/** Formats ms since 1970 as the service writes times. */
