import { argument } from '../../cli/command/argument.ts';
import { type Context, defineCommand } from '../../cli/command/command.ts';
import { option } from '../../cli/command/option.ts';
import { rowOf } from '../../cli/operation/row.ts';
import { Failure } from '../../errors.ts';
import { isObject } from '../../output/format/path.ts';
import { operations } from '../../resources/index.ts';
import { column, text } from '../../resources/resource.ts';

const { get, transcript } = operations.calls;

interface Turn {
  readonly role: string;
  readonly text: string;
  /** Where the service gives one; its form is not documented. */
  readonly time?: string;
}

export const command = defineCommand({
  arguments: { call_id: argument('the id of the call', { resource: 'calls' }) },
  options: { out: option('file', text('write to this file instead of stdout')) },
  formats: ['text', 'md'],
  detail: 'Besides the usual formats: -o text (one line a turn) and -o md (a page for notes).',
  examples: transcript.examples,
  run: async (context, { out, format: own }, { call_id: id }) => {
    const { call, turns } = await fetchTurns(context, id);
    const format = own ?? context.print.view.format;
    if (out === undefined && format !== 'text' && format !== 'md') {
      if (format === 'table') await context.print.record({ transcript: turns }, [column('transcript', 'turns')]);
      else await context.print.list(turns, [column('role'), column('text')]);
      return;
    }
    const written = format === 'md' ? markdown(id, call, turns) : format === 'json' ? `${JSON.stringify(turns, undefined, 2)}\n` : plain(turns);
    if (out === undefined) return context.print.write(written);
    const { save } = await import('./save.ts');
    const { resolve } = await import('node:path');
    const file = resolve(context.world.cwd, out);
    await save(file, bytes(written), context.signal);
    context.print.note(`written to ${file}`);
  },
});

const bytes = async function* (written: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(written);
};

const plain = (turns: readonly Turn[]): string =>
  turns.map((turn) => `${turn.time ? `[${turn.time}] ` : ''}${turn.role}: ${turn.text.replace(/\s*\n\s*/g, ' ')}\n`).join('');

const markdown = (id: string, call: unknown, turns: readonly Turn[]): string => {
  const { created_at, summary } = rowOf(get.output.row, call);
  const head = [created_at, summary].map((line) => (line === undefined ? '' : `${line}\n\n`)).join('');
  return `# Call ${id}\n\n${head}${turns.map((turn) => `**${turn.role}**${turn.time ? ` (${turn.time})` : ''}: ${turn.text}\n`).join('\n')}`;
};

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

/** The turns of a call: those of calls.get; where it has none those at the transcript's own address, in any of its forms. */
const fetchTurns = async (context: Context, id: string): Promise<{ call: unknown; turns: Turn[] }> => {
  const client = await context.client();
  const { value: call } = await client.call(get, { call_id: id }, { signal: context.signal });
  const own = turnsIn(call);
  if (own) return { call, turns: own };
  const { value } = await client.call(transcript, { call_id: id }, { signal: context.signal }).catch((error: unknown) => {
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
