import type { Changes } from '../data/collection.ts';
import { kinds, type Things } from '../data/records.ts';
import type { Saved } from './workspace.ts';

type Check = (value: unknown) => boolean;
const text: Check = (value) => typeof value === 'string';
const number: Check = (value) => typeof value === 'number' && Number.isFinite(value);
const flag: Check = (value) => typeof value === 'boolean';
const texts: Check = (value) => Array.isArray(value) && value.every(text);
const maybe =
  (check: Check): Check =>
  (value) =>
    value === null || check(value);
const oneOf =
  (...words: string[]): Check =>
  (value) =>
    typeof value === 'string' && words.includes(value);
const object = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null && !Array.isArray(value);
const turns: Check = (value) =>
  Array.isArray(value) && value.every((turn) => object(turn) && oneOf('agent', 'caller')(turn['role']) && text(turn['text']));

/** What each kind of row must look like in a file. */
const shapes: { readonly [K in keyof Things]: Readonly<Record<keyof Things[K], Check>> } = {
  agents: {
    id: text,
    name: text,
    voice_id: text,
    status: oneOf('active', 'paused'),
    phone_number: maybe(text),
    greeting: maybe(text),
    prompt: maybe(text),
    knowledge_base_id: maybe(text),
    created_at: text,
    updated_at: text,
  },
  calls: {
    id: text,
    agent_id: text,
    direction: oneOf('inbound', 'outbound'),
    caller: text,
    to: text,
    duration_seconds: maybe(number),
    status: oneOf('ringing', 'in-progress', 'completed', 'missed'),
    sentiment: maybe(text),
    recorded: flag,
    summary: maybe(text),
    tags: texts,
    transcript: maybe(turns),
    context: maybe(text),
    created_at: text,
  },
  leads: {
    id: text,
    name: text,
    phone: maybe(text),
    email: maybe(text),
    status: oneOf('new', 'contacted', 'qualified', 'converted'),
    source: maybe(text),
    score: maybe(number),
    tags: texts,
    created_at: text,
  },
  messages: {
    id: text,
    channel: oneOf('sms', 'whatsapp', 'email'),
    direction: oneOf('inbound', 'outbound'),
    to: text,
    from: maybe(text),
    body: maybe(text),
    status: oneOf('sent', 'delivered', 'received'),
    lead_id: maybe(text),
    created_at: text,
  },
  appointments: {
    id: text,
    lead_id: maybe(text),
    agent_id: maybe(text),
    title: text,
    start_time: text,
    end_time: text,
    status: oneOf('upcoming', 'completed', 'cancelled'),
    created_at: text,
  },
  webhooks: { id: text, url: text, events: texts, status: oneOf('active'), secret: text, created_at: text },
};

const fits = (value: unknown, shape: Readonly<Record<string, Check>>): boolean =>
  object(value) && Object.entries(shape).every(([name, check]) => check(value[name]));

const isChanges = <T>(value: unknown, shape: Readonly<Record<string, Check>>): value is Changes<T> => {
  if (!object(value)) return false;
  const rows = (part: unknown): boolean => Array.isArray(part) && part.every((row) => fits(row, shape));
  return rows(value['added']) && rows(value['changed']) && texts(value['removed']);
};

/** Whether a value read from a file is a workspace that was saved. */
export const isSaved = (value: unknown): value is Saved => {
  if (!object(value) || !number(value['given']) || !number(value['apiCalls'])) return false;
  const { recipe, changes } = value;
  if (!object(recipe) || !number(recipe['seed']) || !number(recipe['anchor']) || !flag(recipe['empty'])) return false;
  if (recipe['size'] !== undefined && !number(recipe['size'])) return false;
  return object(changes) && kinds.every((kind) => isChanges(changes[kind], shapes[kind]));
};
