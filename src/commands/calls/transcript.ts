import { argument } from '../../cli/command/argument.ts';
import { defineCommand } from '../../cli/command/command.ts';
import { option } from '../../cli/command/option.ts';
import { rowOf } from '../../cli/operation/row.ts';
import { Failure } from '../../errors.ts';
import { operations } from '../../resources/index.ts';
import { column, text } from '../../resources/resource.ts';
import type { Turn } from '../../rules/transcript.ts';
import { fetchTurns } from './finished/turns.ts';

const { get, transcript } = operations.calls;

export const command = defineCommand({
  arguments: { call_id: argument('the id of the call', { resource: 'calls' }) },
  options: { out: option('file', text('write to this file instead of stdout')) },
  formats: ['text', 'md'],
  detail: 'Besides the usual formats: -o text (one line a turn) and -o md (a page for notes).',
  examples: transcript.examples,
  run: async (context, { out, format: own }, { call_id: id }) => {
    const { call, turns } = await fetchTurns(context, id);
    if (turns === undefined)
      throw new Failure('not-found', `call ${id} has no transcript`, { code: 'not_found', hint: 'A call that is under way or was missed has none.' });
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
