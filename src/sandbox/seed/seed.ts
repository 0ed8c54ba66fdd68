import { iso } from '../../values/iso.ts';
import type { Seeded } from '../data/collection.ts';
import { idAt, placeOf } from '../data/ids.ts';
import type { Agent, Appointment, Call, Kind, Lead, Message, Things, Webhook } from '../data/records.ts';
import { staff } from './agents.ts';
import { contexts, type Dialogue, dialogues, fill, misbehaved, outgoing, texts } from './dialogues.ts';
import { family, given, mailbox, phoneAt, special } from './people.ts';
import { type Dice, dice } from './random.ts';
import { turnsOf, usualLength, wordsFor } from './speech.ts';

/** The inputs of a workspace: the same values give the same rows. */
export interface Recipe {
  readonly seed: number;
  /** How many calls, leads, messages and appointments to create, for each kind; if absent, the default workspace. */
  readonly size?: number;
  readonly empty: boolean;
  /** The time in ms before which everything seeded happened. */
  readonly anchor: number;
}

const usual: Readonly<Record<Kind, number>> = { agents: 4, calls: 150, leads: 40, messages: 90, appointments: 12, webhooks: 0 };
/** A different number for each kind, so that its rows have their own randomness. */
const streams: Readonly<Record<Kind, number>> = { agents: 1, calls: 2, leads: 3, messages: 4, appointments: 5, webhooks: 6 };
const stages = ['new', 'new', 'contacted', 'contacted', 'qualified', 'converted'] as const;
const scores = { new: 20, contacted: 40, qualified: 65, converted: 80 } as const;
const sources = ['call', 'call', 'call', 'form', 'form', 'sms', 'facebook', 'google'] as const;
const labels = [['new-patient', 'clinic'], ['insurance'], [], ['vip', 'clinic'], ['spring'], ['call-back', 'spring']] as const;

/** In one of this many calls the agent breaks a rule. */
const rare = 12;

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** Returns lazily created rows of every kind. */
export const seed = (recipe: Recipe): { [K in Kind]: Seeded<Things[K]> } => {
  const { anchor, empty, size } = recipe;
  const countOf = (kind: Kind): number => (empty ? 0 : size === undefined || kind === 'agents' || kind === 'webhooks' ? usual[kind] : size);
  const count = {
    agents: countOf('agents'),
    calls: countOf('calls'),
    leads: countOf('leads'),
    messages: countOf('messages'),
    appointments: countOf('appointments'),
  };
  const roll = (kind: Kind, place: number): Dice => dice(recipe.seed, streams[kind], place);

  /** Spreads rows over `span` before the anchor, each in its own slot, so that they are newest first without looking at other rows. */
  const when = (kind: Exclude<Kind, 'webhooks'>, place: number, span: number, random: Dice): number => {
    const slot = span / Math.max(1, count[kind]);
    return anchor - Math.floor((place + random.below(1000) / 1000) * slot) - minute;
  };
  const seeded = <K extends Kind>(kind: K, total: number, at: (place: number) => Things[K]): Seeded<Things[K]> => ({
    count: total,
    at,
    placeOf: (id) => placeOf(kind, total, id),
  });

  const agent = (place: number): Agent => {
    const member = staff[place % staff.length];
    if (!member) throw new RangeError(`no agent at ${place}`);
    const created_at = iso(anchor - (100 + place * 25) * day);
    return { id: idAt('agents', place), ...member, created_at, updated_at: created_at };
  };
  const team = staff.map((_, place) => agent(place));
  const first = agent(0);
  const someAgent = (random: Dice): Agent => team[random.pick([0, 0, 0, 1, 1, 2, 3])] ?? first;

  type Person = Pick<Lead, 'id' | 'name' | 'phone' | 'email'>;
  const person = (place: number, random = roll('leads', place)): Person => {
    const id = idAt('leads', place);
    const name = random.pick(given);
    const surname = random.pick(family);
    const email = random.chance(0.8) ? `${mailbox(name, surname)}${place}@example.com` : null;
    const known = special[place];
    return known ? { id, ...known } : { id, name: `${name} ${surname}`, phone: phoneAt(place), email };
  };
  const someone = (random: Dice): Person | undefined => (count.leads === 0 ? undefined : person(random.below(count.leads)));
  const firstLead = count.leads === 0 ? undefined : person(0);

  const lead = (place: number): Lead => {
    const random = roll('leads', place);
    const known = person(place, random);
    const status = random.pick(stages);
    return {
      id: known.id,
      name: known.name,
      phone: known.phone,
      email: known.email,
      status,
      source: random.pick(sources),
      score: random.chance(0.1) ? null : scores[status] + random.below(20),
      tags: [...random.pick(labels)],
      created_at: iso(when('leads', place, 60 * day, random)),
    };
  };

  const call = (place: number): Call => {
    const random = roll('calls', place);
    const newest = place === 0;
    const party = newest ? firstLead : someone(random);
    const answeredBy = newest ? first : someAgent(random);
    const number = party?.phone ?? phoneAt(random.below(4000));
    const outbound = !newest && random.chance(0.25);
    const missed = !newest && random.chance(0.15);
    const usualOne: Dialogue = newest ? dialogues[0] : random.pick(outbound ? outgoing : dialogues);
    const dialogue = (place % rare === rare - 1 ? misbehaved[Math.floor(place / rare) % misbehaved.length] : undefined) ?? usualOne;
    const known = wordsFor(party?.name ?? 'the caller', random);
    const context = outbound ? fill(random.pick(contexts), known) : null;
    const words = { ...known, context: context ?? '' };
    const own = answeredBy.phone_number ?? '';
    return {
      id: idAt('calls', place),
      agent_id: answeredBy.id,
      direction: outbound ? 'outbound' : 'inbound',
      caller: outbound ? own : number,
      to: outbound ? number : own,
      duration_seconds: missed ? 0 : usualLength(dialogue) + random.below(10),
      status: missed ? 'missed' : 'completed',
      sentiment: missed ? null : dialogue.sentiment,
      recorded: !missed,
      // Texts are created when read, because a search through many calls reads other fields.
      get summary() {
        return missed ? null : fill(dialogue.summary, words);
      },
      tags: missed ? [] : [...dialogue.tags],
      get transcript() {
        return missed ? null : turnsOf(dialogue, words);
      },
      context,
      created_at: iso(when('calls', place, 45 * day, random)),
    };
  };

  const message = (place: number): Message => {
    const random = roll('messages', place);
    const newest = place === 0;
    const party = newest ? firstLead : someone(random);
    const rolled = random.pick(['sms', 'sms', 'sms', 'whatsapp', 'email'] as const);
    const channel = newest || (rolled === 'email' && !party?.email) ? 'sms' : rolled;
    const outbound = newest || channel === 'email' || random.chance(0.65);
    const theirs = (channel === 'email' ? party?.email : party?.phone) ?? phoneAt(random.below(4000));
    const ours = channel === 'email' ? 'hello@brightsmile.example' : '+14155550100';
    const text = channel === 'email' ? random.pick(texts.email) : outbound ? random.pick(texts.outbound) : random.pick(texts.inbound);
    return {
      id: idAt('messages', place),
      channel,
      direction: outbound ? 'outbound' : 'inbound',
      to: outbound ? theirs : ours,
      from: outbound ? ours : theirs,
      body: fill(text, wordsFor(party?.name ?? 'there', random)),
      status: outbound ? 'delivered' : 'received',
      lead_id: party?.id ?? null,
      created_at: iso(when('messages', place, 45 * day, random)),
    };
  };

  const appointment = (place: number): Appointment => {
    const random = roll('appointments', place);
    const newest = place === 0;
    const party = newest ? firstLead : someone(random);
    const created = when('appointments', place, 36 * day, random);
    const ahead = newest ? 1 : 1 + random.below(10);
    const start =
      Math.floor((newest ? anchor : created) / day) * day + ahead * day + (newest ? 15 * hour : 14 * hour + random.below(16) * 30 * minute);
    const title = random.pick(['Dental cleaning', 'Check-up', 'Whitening', 'Filling', 'Implant consultation', 'First visit']);
    return {
      id: idAt('appointments', place),
      lead_id: party?.id ?? null,
      agent_id: (newest ? first : someAgent(random)).id,
      title: party ? `${title}: ${party.name}` : title,
      start_time: iso(start),
      end_time: iso(start + (random.chance(0.5) ? 30 : 60) * minute),
      status: !newest && random.chance(0.2) ? 'cancelled' : 'upcoming',
      created_at: iso(created),
    };
  };

  const none = (): Webhook => {
    throw new RangeError('no webhook is seeded');
  };
  return {
    agents: seeded('agents', count.agents, agent),
    calls: seeded('calls', count.calls, call),
    leads: seeded('leads', count.leads, lead),
    messages: seeded('messages', count.messages, message),
    appointments: seeded('appointments', count.appointments, appointment),
    webhooks: seeded('webhooks', 0, none),
  };
};
