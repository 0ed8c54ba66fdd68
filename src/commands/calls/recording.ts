import type { Command, Context } from '../../cli/command/command.ts';
import { textOf, wordOf } from '../../cli/command/given.ts';
import { named } from '../../cli/operation/registry.ts';
import { Failure } from '../../errors.ts';
import { text } from '../../resources/resource.ts';

const { operation } = named('calls', 'recording');

export const command: Command = {
  arguments: [{ name: 'call_id', about: 'the id of the call', resource: 'calls' }],
  options: [{ name: 'out', value: 'file', field: text('a file, a directory, or - for stdout; default: date-caller-id here') }],
  detail: 'Streams to a .part file and renames it when it is whole. The key goes to the API alone, never to another host that keeps the recording.',
  examples: operation.examples,
  run: async (context, given) => {
    const id = wordOf(given, 'call_id') ?? '';
    const out = textOf(given, 'out');
    const client = await context.client();
    const { value: call } = await client.call(named('calls', 'get').operation, { call_id: id }, { signal: context.signal });
    const address = field(call, 'recording_url');
    if (address === undefined)
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
    const day = (field(call, 'created_at') ?? '').slice(0, 10);
    const name = [day, (field(call, 'caller') ?? field(call, 'to') ?? '').replace(/[^\d+]/g, ''), id.replace(/[^\w-]/g, '_')]
      .filter(Boolean)
      .join('-');
    const file = await fileFor(out, context.world.cwd, `${name}.${extension}`);
    await save(context.world, file, counted(context, download.body, download.size), context.signal);
    if (context.print.view.format === 'table') await context.print.write(`${file}\n`);
    else await context.print.record({ id, file, content_type: download.contentType ?? null }, []);
  },
};

const field = (call: unknown, name: string): string | undefined => {
  const value = typeof call === 'object' && call !== null ? Object.entries(call).find(([key]) => key === name)?.[1] : undefined;
  return typeof value === 'string' && value !== '' ? value : undefined;
};

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
