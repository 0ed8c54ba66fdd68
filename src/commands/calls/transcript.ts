import { resolve } from 'node:path';
import { argument } from '../../cli/command/argument.ts';
import { defineCommand } from '../../cli/command/command.ts';
import { option } from '../../cli/command/option.ts';
import { elsewhere, outOf } from '../../cli/operation/export.ts';
import { rowOf } from '../../cli/operation/row.ts';
import { Failure } from '../../errors.ts';
import { writeWhole } from '../../files.ts';
import { toJson } from '../../output/format/json.ts';
import { operations } from '../../resources/index.ts';
import { column, text } from '../../resources/resource.ts';
import type { Turn } from '../../rules/transcript.ts';
import { fetchTurns } from './finished/turns.ts';

const { get, transcript } = operations.calls;

const rows = [column('role'), column('text')];

export const command = defineCommand({
  columns: rows,
  arguments: { call_id: argument('call id', { resource: 'calls', unless: { status: ['missed', 'not_connected'] } }) },
  options: { out: option('file', text('write to this file instead of stdout')) },
  formats: ['text', 'md'],
  detail: 'Also supports -o text (one line per turn) and -o md (Markdown).',
  examples: transcript.examples,
  run: async (context, { out: typed, format: own }, { call_id: id }) => {
    const out = outOf(typed);
    const { call, turns } = await fetchTurns(context, id);
    if (turns === undefined)
      throw new Failure('not-found', `call ${id} has no transcript`, { code: 'not_found', hint: 'Calls in progress and missed calls have none.' });
    const format = own ?? context.print.view.format;
    if (out === undefined && format !== 'text' && format !== 'md') {
      if (format === 'table') await context.print.record({ transcript: turns }, [column('transcript', 'turns')]);
      else await context.print.list(turns, rows);
      return;
    }
    const written = format === 'md' ? markdown(id, call, turns) : format === 'json' ? `${toJson(turns, 2)}\n` : plain(turns);
    if (out === undefined) return context.print.write(written);
    const file = resolve(context.world.cwd, out);
    await writeWhole(file, written, { hint: elsewhere, signal: context.signal });
    context.print.note(`Wrote ${file}`);
  },
});

const plain = (turns: readonly Turn[]): string =>
  turns.map((turn) => `${turn.time ? `[${turn.time}] ` : ''}${turn.role}: ${turn.text.replace(/\s*\n\s*/g, ' ')}\n`).join('');

const markdown = (id: string, call: unknown, turns: readonly Turn[]): string => {
  const { created_at, summary } = rowOf(get.output.row, call);
  const head = [created_at, summary].map((line) => (line === undefined ? '' : `${line}\n\n`)).join('');
  return `# Call ${id}\n\n${head}${turns.map((turn) => `**${turn.role}**${turn.time ? ` (${turn.time})` : ''}: ${turn.text}\n`).join('\n')}`;
};
