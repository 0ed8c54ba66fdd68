import { iso } from '../../values/iso.ts';
import { Refusal } from '../api/refusal.ts';
import type { Agent, Call, Lead } from '../data/records.ts';
import { addCall, addLead, leadOf, pass } from './life-cycle.ts';
import { present } from './present.ts';
import type { Service } from './service.ts';
import type { Simulation } from './simulations.ts';

/** The details of a simulated event; all are optional. */
export interface Inbound {
  readonly from?: string;
  /** The id or exact name of an agent. */
  readonly agent?: string;
  readonly text?: string;
}

const caller = (service: Service): string => {
  // A different number for each event, so that each is from a new person unless --from is set.
  const letters = service.workspace.nextId('leads');
  const digits = [...letters].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 10_000_000, 7);
  return `+1212${String(2_000_000 + (digits % 7_990_000)).padStart(7, '0')}`;
};

const agentOf = (service: Service, wanted: string | undefined): Agent => {
  const agents = [...service.workspace.agents.all()];
  const agent =
    wanted === undefined
      ? (agents.find(({ status }) => status === 'active') ?? agents[0])
      : agents.find(({ id, name }) => id === wanted || name === wanted);
  if (!agent) throw new Refusal(404, wanted === undefined ? 'No agent is available to answer' : `Unknown agent ${wanted}`);
  return agent;
};

const person = (service: Service, phone: string, source: string): Lead =>
  leadOf(service, phone) ?? addLead(service, { name: `Caller ${phone}`, phone, email: null, source, tags: [] });

const inboundCall = (service: Service, from: string, agent: Agent): Call =>
  addCall(service, agent, { direction: 'inbound', caller: from, context: null });

const day = 86_400_000;

/** Simulates an event from outside, with its records and deliveries; returns the record. */
export const simulate = (service: Service, what: Simulation, { from, agent, text }: Inbound): Record<string, unknown> => {
  const { workspace } = service;
  const number = from ?? caller(service);
  if (!/^\+[1-9]\d{1,14}$/.test(number)) throw new Refusal(422, "'from' must be a phone number in E.164 form, like +14155550133");
  if (what === 'lead') {
    return addLead(service, { name: text ?? 'Web form visitor', phone: number, email: null, source: 'form', tags: [] });
  }
  if (what === 'call' || what === 'missed-call') {
    const answering = agentOf(service, agent);
    person(service, number, 'call');
    const call = inboundCall(service, number, answering);
    service.touch();
    // A paused agent does not answer calls.
    if (what === 'call' && answering.status === 'active') {
      pass(service, call, text);
      return present(call, service);
    }
    const missed = present(workspace.calls.replace({ ...call, status: 'missed', duration_seconds: 0 }), service);
    service.emit('call.missed', missed);
    return missed;
  }
  const lead = person(service, number, what === 'text' ? 'sms' : 'call');
  if (what === 'text') {
    const { lead_id, ...message } = workspace.messages.add({
      id: workspace.nextId('messages'),
      channel: 'sms',
      direction: 'inbound',
      to: '+14155550100',
      from: number,
      body: text ?? 'Hi, are you open on Saturday?',
      status: 'received',
      lead_id: lead.id,
      created_at: iso(service.now()),
    });
    service.emit('message.received', message);
    service.touch();
    return message;
  }
  const start = (Math.floor(service.now() / day) + 2) * day + 15 * 3_600_000;
  const appointment = workspace.appointments.add({
    id: workspace.nextId('appointments'),
    lead_id: lead.id,
    agent_id: agentOf(service, agent).id,
    title: text ?? `Check-up: ${lead.name}`,
    start_time: iso(start),
    end_time: iso(start + 1_800_000),
    status: 'upcoming',
    created_at: iso(service.now()),
  });
  service.emit('appointment.booked', appointment);
  service.touch();
  return appointment;
};
