import { argument } from '../../cli/command/argument.ts';
import { type Context, defineCommand } from '../../cli/command/command.ts';
import { option } from '../../cli/command/option.ts';
import { rowOf } from '../../cli/operation/row.ts';
import { Failure } from '../../errors.ts';
import { operations } from '../../resources/index.ts';
import { text } from '../../resources/resource.ts';

const { get, recording } = operations.calls;

export const command = defineCommand({
  arguments: { call_id: argument('the id of the call', { resource: 'calls' }) },
  options: { out: option('file', text('a file, a directory, or - for stdout; default: date-caller-id here')) },
  detail: 'Streams to a .part file and renames it when it is whole. The key goes to the API alone, never to another host that keeps the recording.',
  examples: recording.examples,
  run: async (context, { out }, { call_id: id }) => {
    const client = await context.client();
    const { value } = await client.call(get, { call_id: id }, { signal: context.signal });
    const { recording_url: address, created_at = '', caller, to } = rowOf(get.output.row, value);
    if (!address)
      throw new Failure('not-found', `call ${id} has no recording`, {
        code: 'not_found',
        hint: 'A call that is under way, was missed, or was not recorded has none.',
      });
    const download = await client.download(address, { signal: context.signal });
    if (out === '-') {
      for await (const chunk of download.body) await context.print.write(chunk);
      return;
    }
    const { fileFor, save } = await import('./save.ts');
    const { default: mime } = await import('mime');
    const extension = mime.getExtension(download.contentType ?? '') ?? 'audio';
    const name = [created_at.slice(0, 10).replace(/[^\d-]/g, ''), (caller || to || '').replace(/[^\d+]/g, ''), id.replace(/[^\w-]/g, '_')]
      .filter(Boolean)
      .join('-');
    const file = await fileFor(out, context.world.cwd, `${name}.${extension}`);
    await save(file, counted(context, download.body, download.size), context.signal);
    if (context.print.view.format === 'table') await context.print.write(`${file}\n`);
    else await context.print.record({ id, file, content_type: download.contentType ?? null }, []);
  },
});

/** The same bytes, shown as progress while they pass. */
const counted = async function* (context: Context, body: AsyncIterable<Uint8Array>, size: number | undefined): AsyncGenerator<Uint8Array> {
  const { openProgress } = await import('../../output/progress.ts');
  const progress = openProgress(context.world, context.settings.view).start('bytes', size);
  let done = 0;
  try {
    for await (const chunk of body) {
      done += chunk.length;
      progress.at(done);
      yield chunk;
    }
  } finally {
    progress.end();
  }
};
