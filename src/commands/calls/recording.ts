import { argument } from '../../cli/command/argument.ts';
import { type Context, defineCommand } from '../../cli/command/command.ts';
import { option } from '../../cli/command/option.ts';
import { elsewhere } from '../../cli/operation/export.ts';
import { rowOf } from '../../cli/operation/row.ts';
import type { Client, Download } from '../../client/client.ts';
import { Failure } from '../../errors.ts';
import { writeWhole } from '../../files.ts';
import { operations } from '../../resources/index.ts';
import { text } from '../../resources/resource.ts';

const { get, recording } = operations.calls;

export const command = defineCommand({
  arguments: { call_id: argument('call id', { resource: 'calls', unless: { status: ['missed', 'not_connected'] } }) },
  options: { out: option('file', text('file, directory, or - for stdout (default: date-caller-id in this directory)')) },
  detail: 'Writes the file atomically. The API key is only sent to the API, never to another host that stores the recording.',
  examples: recording.examples,
  run: async (context, { out }, { call_id: id }) => {
    const client = await context.client();
    const { value } = await client.call(get, { call_id: id }, { signal: context.signal });
    const { recording_url: address, created_at, caller, to } = rowOf(get.output.row, value);
    if (!address)
      throw new Failure('not-found', `call ${id} has no recording`, {
        code: 'not_found',
        hint: 'Calls in progress, missed calls and unrecorded calls have none.',
      });
    const download = await fetchRecording(client, context.signal, id, address);
    if (out === '-') {
      for await (const chunk of download.body) await context.print.write(chunk);
      return;
    }
    const { recordingFile } = await import('./recording-file.ts');
    const { contentType } = download;
    const known = { id, contentType, created: created_at, caller: caller || to };
    const file = await recordingFile(out, context.world.cwd, known);
    await writeWhole(file, counted(context, download.body, download.size), { hint: elsewhere, signal: context.signal });
    if (context.print.view.format === 'table') await context.print.write(`${file}\n`);
    else await context.print.record({ id, file, content_type: download.contentType ?? null }, []);
  },
});

/** Whether it is a path, or a URL that can have a host; `https://...` and what stands in quotes are not. */
const isPlausible = (address: string): boolean =>
  address.startsWith('/') || (/^https?:/i.test(address) && URL.canParse(address) && /[a-z0-9]/i.test(new URL(address).hostname));

/**
 * Downloads a recording from the URL in the call; if that is not a URL we may fetch, from the documented endpoint. Fails with `bad-answer` if that
 * has none either.
 */
const fetchRecording = async (client: Client, signal: AbortSignal, id: string, address: string): Promise<Download> => {
  let why = 'is not a valid URL';
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

/** Yields the same bytes, and shows progress as they pass. */
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
