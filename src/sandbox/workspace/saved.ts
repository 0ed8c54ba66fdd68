import { type Check, fits, isNumber, isObject, isText, isTexts } from '../../values/json.ts';
import type { Changes } from '../data/collection.ts';
import { kinds, type Things } from '../data/records.ts';
import type { Saved } from './workspace.ts';

const text: Check = isText;
const number: Check = isNumber;
const flag: Check = (value) => typeof value === 'boolean';
const texts: Check = isTexts;
/** Accepts null for a missing value; the member itself is required. */
const orNull =
  (check: Check): Check =>
  (value) =>
    value === null || check(value);
const oneOf =
  (...words: string[]): Check =>
  (value) =>
    typeof value === 'string' && words.includes(value);
const turns: Check = (value) =>
  Array.isArray(value) && value.every((turn) => isObject(turn) && oneOf('agent', 'caller')(turn['role']) && text(turn['text']));

/** The required shape of each kind of row in a file. */
const shapes: { readonly [K in keyof Things]: Readonly<Record<keyof Things[K], Check>> } = {
  agents: {
    id: text,
    name: text,
    voice_id: text,
    status: oneOf('active', 'paused'),
    phone_number: orNull(text),
    greeting: orNull(text),
    prompt: orNull(text),
    knowledge_base_id: orNull(text),
    created_at: text,
    updated_at: text,
  },
  calls: {
    id: text,
    agent_id: text,
    direction: oneOf('inbound', 'outbound'),
    caller: text,
    to: text,
    duration_seconds: orNull(number),
    status: oneOf('ringing', 'in-progress', 'completed', 'missed'),
    sentiment: orNull(text),
    recorded: flag,
    summary: orNull(text),
    tags: texts,
    transcript: orNull(turns),
    context: orNull(text),
    created_at: text,
  },
  leads: {
    id: text,
    name: text,
    phone: orNull(text),
    email: orNull(text),
    status: oneOf('new', 'contacted', 'qualified', 'converted'),
    source: orNull(text),
    score: orNull(number),
    tags: texts,
    created_at: text,
  },
  messages: {
    id: text,
    channel: oneOf('sms', 'whatsapp', 'email'),
    direction: oneOf('inbound', 'outbound'),
    to: text,
    from: orNull(text),
    body: orNull(text),
    status: oneOf('sent', 'delivered', 'received'),
    lead_id: orNull(text),
    created_at: text,
  },
  appointments: {
    id: text,
    lead_id: orNull(text),
    agent_id: orNull(text),
    title: text,
    start_time: text,
    end_time: text,
    status: oneOf('upcoming', 'completed', 'cancelled'),
    created_at: text,
  },
  webhooks: { id: text, url: text, events: texts, status: oneOf('active'), secret: text, created_at: text },
};

const isChanges = <T>(value: unknown, shape: Readonly<Record<string, Check>>): value is Changes<T> => {
  if (!isObject(value)) return false;
  const rows = (part: unknown): boolean => Array.isArray(part) && part.every((row) => fits(row, shape));
  return rows(value['added']) && rows(value['changed']) && texts(value['removed']);
};

/** Returns whether a value read from a file is a saved workspace. */
export const isSaved = (value: unknown): value is Saved => {
  if (!isObject(value) || !number(value['given']) || !number(value['apiCalls'])) return false;
  const { recipe, changes } = value;
  if (!isObject(recipe) || !number(recipe['seed']) || !number(recipe['anchor']) || !flag(recipe['empty'])) return false;
  if (recipe['size'] !== undefined && !number(recipe['size'])) return false;
  return isObject(changes) && kinds.every((kind) => isChanges(changes[kind], shapes[kind]));
};
