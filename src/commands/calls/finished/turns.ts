import type { Context } from '../../../cli/command/command.ts';
import { Failure } from '../../../errors.ts';
import { operations } from '../../../resources/index.ts';
import type { Turn } from '../../../rules/transcript.ts';
import { isObject } from '../../../values/json.ts';

const { get, transcript } = operations.calls;

/** A call, and its turns if it has any. */
export interface CallWithTurns {
  readonly call: unknown;
  readonly turns: readonly Turn[] | undefined;
}

const timeOf = (turn: Readonly<Record<string, unknown>>): string | undefined => {
  const value = turn['time'] ?? turn['timestamp'] ?? turn['start'];
  return typeof value === 'string' ? value : typeof value === 'number' ? `${value} s` : undefined;
};

const turnsIn = (value: unknown): Turn[] | undefined => {
  const list = Array.isArray(value) ? value : isObject(value) && Array.isArray(value['transcript']) ? value['transcript'] : undefined;
  return list?.map((turn: unknown) => {
    if (!isObject(turn)) return { role: '', text: String(turn) };
    const time = timeOf(turn);
    return { ...turn, role: String(turn['role'] ?? ''), text: String(turn['text'] ?? ''), ...(time === undefined ? {} : { time }) };
  });
};

/** Returns a call and its turns. If the call itself has none, fetches them from the transcript endpoint, in any of its formats. */
export const fetchTurns = async (context: Context, id: string): Promise<CallWithTurns> => {
  const client = await context.client();
  const { value: call } = await client.call(get, { call_id: id }, { signal: context.signal });
  const own = turnsIn(call);
  if (own) return { call, turns: own };
  const { value } = await client.call(transcript, { call_id: id }, { signal: context.signal }).catch((error: unknown) => {
    if (error instanceof Failure && error.kind === 'not-found') return { value: undefined };
    throw error;
  });
  const lines = typeof value === 'string' ? value.split('\n').filter(Boolean) : undefined;
  return { call, turns: turnsIn(value) ?? lines?.map((line) => ({ role: '', text: line })) };
};
