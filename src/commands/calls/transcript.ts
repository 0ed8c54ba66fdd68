import { resolve } from 'node:path';
import type { Command, Context } from '../../cli/command/command.ts';
import { textOf, wordOf } from '../../cli/command/given.ts';
import { elsewhere, outOf } from '../../cli/operation/export.ts';
import { named } from '../../cli/operation/registry.ts';
import { Failure } from '../../errors.ts';
import { writeWhole } from '../../files.ts';
import { text } from '../../resources/resource.ts';
import { asText, isObject } from '../../values/json.ts';

const { operation } = named('calls', 'transcript');

interface Turn {
  readonly role: string;
  readonly text: string;
  /** Where the service gives one; its form is not documented. */
  readonly time?: string;
}

export const command: Command = {
  arguments: [{ name: 'call_id', about: 'the id of the call', resource: 'calls' }],
  options: [{ name: 'out', value: 'file', field: text('write to this file instead of stdout') }],
  formats: ['text', 'md'],
  detail: 'Besides the usual formats: -o text (one line a turn) and -o md (a page for notes).',
  examples: operation.examples,
  run: async (context, given) => {
    const id = wordOf(given, 'call_id') ?? '';
    const { call, turns } = await fetchTurns(context, id);
    const format = textOf(given, 'output') ?? context.print.view.format;
    const out = outOf(given);
    if (out === undefined && format !== 'text' && format !== 'md') {
      if (format === 'table') await context.print.record({ transcript: turns }, [{ path: 'transcript', kind: 'turns' }]);
      else
        await context.print.list(turns, [
          { path: 'role', kind: 'text' },
          { path: 'text', kind: 'text' },
        ]);
      return;
    }
    const written = format === 'md' ? markdown(id, call, turns) : format === 'json' ? `${JSON.stringify(turns, undefined, 2)}\n` : plain(turns);
    if (out === undefined) return context.print.write(written);
    const file = resolve(context.world.cwd, out);
    await writeWhole(file, written, { hint: elsewhere, signal: context.signal });
    context.print.note(`written to ${file}`);
  },
};

const plain = (turns: readonly Turn[]): string =>
  turns.map((turn) => `${turn.time ? `[${turn.time}] ` : ''}${turn.role}: ${turn.text.replace(/\s*\n\s*/g, ' ')}\n`).join('');

const markdown = (id: string, call: unknown, turns: readonly Turn[]): string => {
  const created = isObject(call) && typeof call['created_at'] === 'string' ? `${call['created_at']}\n\n` : '';
  const summary = isObject(call) && typeof call['summary'] === 'string' ? `${call['summary']}\n\n` : '';
  return `# Call ${id}\n\n${created}${summary}${turns.map((turn) => `**${turn.role}**${turn.time ? ` (${turn.time})` : ''}: ${turn.text}\n`).join('\n')}`;
};

const timeOf = (turn: Readonly<Record<string, unknown>>): string | undefined => {
  const value = turn['time'] ?? turn['timestamp'] ?? turn['start'];
  return typeof value === 'string' ? value : typeof value === 'number' ? `${value} s` : undefined;
};

const turnsIn = (value: unknown): Turn[] | undefined => {
  const list = Array.isArray(value) ? value : isObject(value) && Array.isArray(value['transcript']) ? value['transcript'] : undefined;
  return list?.map((turn: unknown) => {
    if (!isObject(turn)) return { role: '', text: asText(turn) };
    const time = timeOf(turn);
    return { ...turn, role: asText(turn['role'] ?? ''), text: asText(turn['text'] ?? ''), ...(time === undefined ? {} : { time }) };
  });
};

/** The turns of a call: those of calls.get; where it has none those at the transcript's own address, in any of its forms. */
const fetchTurns = async (context: Context, id: string): Promise<{ call: unknown; turns: Turn[] }> => {
  const client = await context.client();
  const { value: call } = await client.call(named('calls', 'get').operation, { call_id: id }, { signal: context.signal });
  const own = turnsIn(call);
  if (own) return { call, turns: own };
  const { value } = await client.call(operation, { call_id: id }, { signal: context.signal }).catch((error: unknown) => {
    if (error instanceof Failure && error.kind === 'not-found') return { value: undefined };
    throw error;
  });
  const turns =
    turnsIn(value) ??
    (typeof value === 'string'
      ? value
          .split('\n')
          .filter(Boolean)
          .map((line) => ({ role: '', text: line }))
      : undefined);
  if (turns === undefined)
    throw new Failure('not-found', `call ${id} has no transcript`, { code: 'not_found', hint: 'A call that is under way or was missed has none.' });
  return { call, turns };
};
