import type { Command, Context } from '../../cli/command/command.ts';
import { textOf, wordOf } from '../../cli/command/given.ts';
import { elsewhere } from '../../cli/operation/export.ts';
import { named } from '../../cli/operation/registry.ts';
import type { Client, Download } from '../../client/client.ts';
import { Failure } from '../../errors.ts';
import { writeWhole } from '../../files.ts';
import { text } from '../../resources/resource.ts';

const { operation } = named('calls', 'recording');

export const command: Command = {
  arguments: [{ name: 'call_id', about: 'the id of the call', resource: 'calls' }],
  options: [{ name: 'out', value: 'file', field: text('a file, a directory, or - for stdout; default: date-caller-id here') }],
  detail: 'Written whole or not at all. The key goes to the API alone, never to another host that keeps the recording.',
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
    const download = await fetchRecording(client, context.signal, id, address);
    if (out === '-') {
      for await (const chunk of download.body) await context.print.write(chunk);
      return;
    }
    const { recordingFile } = await import('./recording-file.ts');
    const { contentType } = download;
    const known = { id, contentType, created: field(call, 'created_at'), caller: field(call, 'caller') ?? field(call, 'to') };
    const file = await recordingFile(out, context.world.cwd, known);
    await writeWhole(file, counted(context, download.body, download.size), { hint: elsewhere, signal: context.signal });
    if (context.print.view.format === 'table') await context.print.write(`${file}\n`);
    else await context.print.record({ id, file, content_type: download.contentType ?? null }, []);
  },
};

const field = (call: unknown, name: string): string | undefined => {
  const value = typeof call === 'object' && call !== null ? Object.entries(call).find(([key]) => key === name)?.[1] : undefined;
  return typeof value === 'string' && value !== '' ? value : undefined;
};

/** Whether an address of another host can be one: `https://...` cannot. */
const isPlausible = (address: string): boolean =>
  !/^https?:/i.test(address) || (URL.canParse(address) && /[a-z0-9]/i.test(new URL(address).hostname));

/**
 * Fetches a recording from where the call says that it is; where that is no address we may fetch, from where the API documents it. Fails
 * with `bad-answer` where there is none either.
 */
const fetchRecording = async (client: Client, signal: AbortSignal, id: string, address: string): Promise<Download> => {
  let why = 'is no address';
  if (isPlausible(address)) {
    try {
      return await client.download(address, { signal });
    } catch (error) {
      if (!(error instanceof Failure) || error.kind !== 'usage') throw error;
      why = `cannot be used: ${error.message}`;
    }
  }
  return client.download(`/calls/${encodeURIComponent(id)}/recording`, { signal }).catch((error: unknown) => {
    if (!(error instanceof Failure) || !['not-found', 'bad-answer'].includes(error.kind)) throw error;
    throw new Failure('bad-answer', `the recording_url of call ${id} ${why}`, { cause: error });
  });
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
