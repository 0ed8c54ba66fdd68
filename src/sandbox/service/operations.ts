import { iso } from '../../values/iso.ts';
import { Refusal } from '../api/refusal.ts';
import type { Call, Message } from '../data/records.ts';
import { figures, usage } from './analytics.ts';
import { kindOf, type Listing, list, remove, theOne } from './collections.ts';
import { addCall, addLead, arrive, leadOf, pass } from './life-cycle.ts';
import { only, present, stateOf } from './present.ts';
import type { Answer, Asked, Behaviour, Service } from './service.ts';

/** The fields of the documented responses. */
const answers = {
  agent: ['id', 'name', 'voice_id', 'status', 'phone_number', 'created_at'],
  newAgent: ['id', 'name', 'voice_id', 'status', 'created_at'],
  changedAgent: ['id', 'name', 'status', 'updated_at'],
  call: ['id', 'agent_id', 'direction', 'caller', 'to', 'duration_seconds', 'status', 'sentiment', 'recording_url', 'transcript_url', 'created_at'],
  callDetail: [
    'id',
    'agent_id',
    'direction',
    'caller',
    'to',
    'duration_seconds',
    'status',
    'sentiment',
    'summary',
    'tags',
    'recording_url',
    'transcript',
    'created_at',
  ],
  newCall: ['id', 'status', 'agent_id', 'to', 'created_at'],
  lead: ['id', 'name', 'phone', 'email', 'status', 'source', 'score', 'tags', 'created_at'],
  newLead: ['id', 'name', 'status', 'created_at'],
  message: ['id', 'channel', 'direction', 'to', 'body', 'status', 'created_at'],
  newMessage: ['id', 'channel', 'status', 'to', 'created_at'],
  appointment: ['id', 'lead_id', 'agent_id', 'title', 'start_time', 'end_time', 'status', 'created_at'],
  webhook: ['id', 'url', 'events', 'status', 'created_at'],
  newWebhook: ['id', 'url', 'events', 'status', 'secret', 'created_at'],
} as const;

const listings: Readonly<Record<string, Listing>> = {
  'agents.list': { fields: answers.agent },
  'calls.list': { fields: answers.call },
  'leads.list': { fields: answers.lead },
  'messages.list': { fields: answers.message },
  'appointments.list': { fields: answers.appointment, time: 'start_time', passing: true },
  'webhooks.list': { fields: answers.webhook },
};

/** Returns a checked text, or null if it was omitted. */
/** The WhatsApp templates that are approved, so that the answer to another can be tried. */
const templates = ['appointment_reminder', 'appointment_confirmation', 'missed_call', 'reminder'];

const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);
const texts = (value: unknown): string[] => (Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []);

const send = (service: Service, channel: Message['channel'], to: string, body: string, from: string | null): Answer => {
  const { workspace } = service;
  const message = workspace.messages.add({
    id: workspace.nextId('messages'),
    channel,
    direction: 'outbound',
    to,
    from: from ?? '+14155550100',
    body,
    status: 'sent',
    lead_id: leadOf(service, to)?.id ?? null,
    created_at: iso(service.now()),
  });
  service.touch();
  arrive(service, message);
  return { json: only(message, answers.newMessage) };
};

const recorded = (service: Service, id: string, part: 'recording' | 'transcript'): Call => {
  const call = theOne(service, 'calls', id);
  if (part === 'recording' ? !call.recorded : !call.transcript) throw new Refusal(404, `Call ${id} has no ${part}`);
  return call;
};

/** Operations with special behavior, by name. Only this file names operations. */
const odd: Readonly<Record<string, Behaviour>> = {
  'agents.create': (service, { values }) => {
    const created_at = iso(service.now());
    const agent = service.workspace.agents.add({
      id: service.workspace.nextId('agents'),
      name: text(values['name']) ?? '',
      voice_id: text(values['voice_id']) ?? '',
      status: 'active',
      phone_number: null,
      greeting: text(values['greeting']),
      prompt: text(values['prompt']),
      knowledge_base_id: text(values['knowledge_base_id']),
      created_at,
      updated_at: created_at,
    });
    service.touch();
    return { json: only(agent, answers.newAgent) };
  },
  'agents.update': (service, { id, values }) => {
    const old = theOne(service, 'agents', id);
    const status = values['status'] === 'active' || values['status'] === 'paused' ? values['status'] : old.status;
    const changed = { ...old, name: text(values['name']) ?? old.name, greeting: text(values['greeting']) ?? old.greeting, status };
    const agent = service.workspace.agents.replace({ ...changed, updated_at: iso(service.now()) });
    service.touch();
    return { json: only(agent, answers.changedAgent) };
  },
  'calls.get': (service, { id, base }) => ({ json: only(present(theOne(service, 'calls', id), { base, now: service.now }), answers.callDetail) }),
  'calls.recording': (service, { id }) => ({ recording: recorded(service, id, 'recording') }),
  'calls.transcript': (service, { id }) => ({ json: { transcript: recorded(service, id, 'transcript').transcript } }),
  'calls.outbound': (service, { values }) => {
    const agent = theOne(service, 'agents', text(values['agent_id']) ?? '');
    if (agent.status === 'paused') throw new Refusal(409, `Agent ${agent.id} is paused`);
    const call = addCall(service, agent, { direction: 'outbound', to: text(values['to']) ?? '', context: text(values['context']) });
    service.touch();
    pass(service, call);
    return { json: only(call, answers.newCall) };
  },
  'leads.create': (service, { values }) => {
    const { name, phone, email, source, tags } = values;
    const lead = addLead(service, { name: text(name) ?? '', phone: text(phone), email: text(email), source: text(source), tags: texts(tags) });
    return { json: only(lead, answers.newLead) };
  },
  'messages.sms': (service, { values }) => send(service, 'sms', text(values['to']) ?? '', text(values['body']) ?? '', text(values['from_number'])),
  'messages.whatsapp': (service, { values }) => {
    const template = text(values['template']) ?? '';
    if (!templates.includes(template)) throw new Refusal(422, `Template '${template}' is not approved; the sandbox has ${templates.join(', ')}`);
    const variables = values['variables'] ?? {};
    const words = Object.entries(variables).map(([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`);
    return send(service, 'whatsapp', text(values['to']) ?? '', [`[${template}]`, ...words].join('\n'), null);
  },
  'appointments.cancel': (service, { id }) => {
    const appointment = theOne(service, 'appointments', id);
    const state = stateOf(appointment, service.now());
    if (state !== 'upcoming') throw new Refusal(409, state === 'cancelled' ? `Appointment ${id} is already cancelled` : `Appointment ${id} is over`);
    const cancelled = service.workspace.appointments.replace({ ...appointment, status: 'cancelled' });
    service.emit('appointment.cancelled', cancelled);
    service.touch();
    return { json: only(cancelled, ['id', 'status']) };
  },
  'webhooks.create': async (service, { values }) => {
    const url = text(values['url']) ?? '';
    await service.admit(url);
    const webhook = service.workspace.webhooks.add({
      id: service.workspace.nextId('webhooks'),
      url,
      events: texts(values['events']),
      status: 'active',
      secret: text(values['secret']) || service.secret(),
      created_at: iso(service.now()),
    });
    service.touch();
    return { json: only(webhook, answers.newWebhook) };
  },
  'analytics.overview': async (service, { values }) => ({ json: await figures(service, text(values['from']) ?? '', text(values['to']) ?? '') }),
  'analytics.usage': async (service) => ({ json: await usage(service) }),
};

/** Runs an operation: by its special behavior, else by its method and shape. */
export const serve: Behaviour = (service: Service, asked: Asked): Answer | Promise<Answer> => {
  const { name, resource, method, operation } = asked.route;
  const own = odd[name];
  if (own) return own(service, asked);
  const kind = kindOf(resource);
  if (kind && method === 'DELETE') return remove(kind, service, asked);
  const { shape } = operation.output;
  if (kind && method === 'GET' && (shape === 'page' || shape === 'rows')) {
    return list(
      kind,
      listings[name] ?? { fields: 'columns' in operation.output ? operation.output.columns.map(({ path }) => path) : [] },
      service,
      asked,
    );
  }
  throw new Refusal(501, `The sandbox does not implement ${name}`);
};
