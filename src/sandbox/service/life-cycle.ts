import { iso } from '../../values/iso.ts';
import type { Agent, Call, Lead, Message } from '../data/records.ts';
import { type Dialogue, dialogues, fill, misbehaved, outgoing } from '../seed/dialogues.ts';
import { dice } from '../seed/random.ts';
import { lengthOf, turnsOf, wordsFor } from '../seed/speech.ts';
import { present } from './present.ts';
import type { Service } from './service.ts';

/** Seconds of service time. */
const ringing = 4;
const delivering = 2;

/** A number with this ending is never answered, so that callers can test that case. */
const nobody = /9999$/;
/** With a number with this ending the agent breaks rules, so that `calls check` can be tested. */
const badly = /8888$/;

/** Returns the newest lead with this number, if any. Searches the added leads and the first thousand seeded ones. */
export const leadOf = (service: Service, phone: string): Lead | undefined => {
  let looked = 0;
  for (const lead of service.workspace.leads.all()) {
    if (lead.phone === phone) return lead;
    looked += 1;
    if (looked >= 1000 + service.workspace.leads.total / 100) return undefined;
  }
  return undefined;
};

/** Adds a call that starts to ring. `agent` is one end; the number of the other end is in `caller` or `to`. */
export const addCall = (service: Service, agent: Agent, call: Pick<Call, 'direction' | 'context'> & Partial<Pick<Call, 'caller' | 'to'>>): Call =>
  service.workspace.calls.add({
    id: service.workspace.nextId('calls'),
    agent_id: agent.id,
    caller: agent.phone_number ?? '+14155550100',
    to: agent.phone_number ?? '+14155550100',
    ...call,
    duration_seconds: null,
    status: 'ringing',
    sentiment: null,
    recorded: false,
    summary: null,
    tags: [],
    transcript: null,
    created_at: iso(service.now()),
  });

/** Adds a lead and emits its event. */
export const addLead = (service: Service, values: Omit<Lead, 'id' | 'status' | 'score' | 'created_at'>): Lead => {
  const { name, phone, email, source, tags } = values;
  const id = service.workspace.nextId('leads');
  const created_at = iso(service.now());
  const lead = service.workspace.leads.add({ id, name, phone, email, status: 'new', source, score: null, tags, created_at });
  service.emit('lead.created', lead);
  service.touch();
  return lead;
};

const other = (call: Call): string => (call.direction === 'outbound' ? call.to : call.caller);

/** After a call, a new lead becomes contacted and its score rises. */
const warm = (service: Service, phone: string): void => {
  const lead = leadOf(service, phone);
  if (!lead) return;
  const status = lead.status === 'new' ? 'contacted' : lead.status;
  const updated = service.workspace.leads.replace({ ...lead, status, score: Math.min(100, (lead.score ?? 30) + 10) });
  service.emit('lead.updated', updated);
};

const change = (service: Service, call: Call, event: string, values: Partial<Call>): Call => {
  const changed = service.workspace.calls.replace({ ...call, ...values });
  service.emit(event, present(changed, service));
  service.touch();
  return changed;
};

/** Returns the changes to a call once the conversation is over; `said` is what the caller says first. */
const spoken = (service: Service, call: Call, said?: string): Partial<Call> => {
  // Seeded by the id, so that a call resumed after a restart continues the same way.
  const random = dice(...Buffer.from(call.id));
  const outbound = call.direction === 'outbound';
  const dialogue: Dialogue = random.pick(badly.test(other(call)) ? misbehaved : outbound ? outgoing : dialogues);
  const context = call.context?.trim() || 'I am calling to ask whether you still want an appointment.';
  const words = { ...wordsFor(leadOf(service, other(call))?.name ?? 'the person called', random), context };
  const transcript = turnsOf(dialogue, words).map((turn, at) => (at === 1 && said !== undefined ? { ...turn, text: said } : turn));
  return {
    status: 'completed',
    transcript,
    duration_seconds: lengthOf(transcript),
    summary: fill(dialogue.summary, words),
    sentiment: dialogue.sentiment,
    tags: [...dialogue.tags],
    recorded: true,
  };
};

/** Takes a ringing call through answer, conversation and end, or marks it as missed; emits an event for each step. */
export const pass = (service: Service, ringingCall: Call, said?: string): void => {
  const after = (call: Call, seconds: number, step: (call: Call) => void): void =>
    service.later(seconds, () => {
      const current = service.workspace.calls.find(call.id);
      if (current) step(current);
    });
  const talk = (call: Call): void => {
    const values = spoken(service, call, said);
    after(call, values.duration_seconds ?? 0, (current) => {
      change(service, current, 'call.completed', values);
      warm(service, other(current));
      service.touch();
    });
  };
  if (ringingCall.status === 'in-progress') {
    talk(ringingCall);
    return;
  }
  after(ringingCall, ringing, (call) => {
    if (nobody.test(other(call))) change(service, call, 'call.missed', { status: 'missed', duration_seconds: 0 });
    else talk(change(service, call, 'call.started', { status: 'in-progress' }));
  });
};

/** Marks a sent message as delivered and emits its event. */
export const arrive = (service: Service, sent: Message): void =>
  service.later(delivering, () => {
    const current = service.workspace.messages.find(sent.id);
    if (current?.status !== 'sent') return;
    const { lead_id, ...message } = service.workspace.messages.replace({ ...current, status: 'delivered' });
    service.emit('message.delivered', message);
    service.touch();
  });

/** Resumes what was in progress when the service stopped. */
export const resume = (service: Service): void => {
  const { calls, messages } = service.workspace.save().changes;
  for (const call of [...calls.added, ...calls.changed]) if (call.status === 'ringing' || call.status === 'in-progress') pass(service, call);
  for (const message of [...messages.added, ...messages.changed]) if (message.status === 'sent') arrive(service, message);
};
