import type { ClientOptions } from '../client/open.ts';
import { openProgress } from '../output/progress.ts';
import { tell } from '../output/sink.ts';
import { requireKey } from '../profiles/key.ts';
import type { Connection, Transport } from '../transport/transport.ts';
import { version } from '../version.ts';
import type { Context } from './command.ts';

/** Options that another command needs to reach the same workspace, for the commands that messages name. */
export const workspaceFlags = ({ settings }: Context): string[] => {
  if (settings.sandbox) return ['--sandbox'];
  return settings.profile.from === '--profile' ? ['--profile', settings.profile.value] : [];
};

/** What the client of a run is opened with. Fails with `no_key`, or with what forbids the key's use. */
export const clientOptions = (context: Context): ClientOptions => {
  const { world, settings, signal, print } = context;
  const key = requireKey(settings);
  const progress = openProgress(world, settings.view);
  const open = async (connection: Connection): Promise<Transport> => {
    const bare = await world.network.open(connection);
    // A spinner while an answer is awaited, and only then.
    const watched: Transport = (request) => progress.during(`waiting for ${request.url.host}`, bare(request));
    return bare.close ? Object.assign(watched, { close: bare.close }) : watched;
  };
  return {
    baseUrl: settings.baseUrl.value,
    key: key.value,
    open,
    connection: settings.connection,
    timeout: settings.timeout.value,
    maxRetries: settings.maxRetries.value,
    now: () => world.now(),
    sleep: (ms, ended) => world.sleep(ms, ended),
    random: (bytes) => world.random(bytes),
    userAgent: `boltcall/${version}`,
    signal,
    onWait: (words) => print.note(words),
    ...(settings.debug ? { trace: (line: string) => tell(world.stderr, `${line}\n`) } : {}),
    secrets: [world.env['BOLTCALL_WEBHOOK_SECRET'] ?? ''].filter(Boolean),
    flags: workspaceFlags(context),
  };
};
